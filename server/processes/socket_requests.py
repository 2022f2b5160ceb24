"""What a handshake's head says of its client: the address, the cookie, whether its page is ours."""

from collections.abc import Callable, Mapping
from typing import Any

from aiohttp import web

from auth.caller import program_line
from auth.network import counted
from server.engine.settings import RequestHead
from server.http.connection_limits import ConnectionLimits
from server.http.credentials import Origins, cookie_token, is_browser


class SocketRequests:
    """Answers the engine's questions about who may open a connection. `is_draining`: nobody new may."""

    def __init__(
        self, limits: ConnectionLimits, origins: Origins, is_draining: Callable[[], bool], *, access_ms: int
    ) -> None:
        self._limits = limits
        self._access_ms = access_ms
        self._proxies = limits.proxies
        self._origins = origins
        self._is_draining = is_draining

    def address(self, environ: Mapping[str, Any]) -> str:
        return self._proxies.client(environ.get("REMOTE_ADDR", ""), environ.get("HTTP_X_FORWARDED_FOR"))

    # A connection counts for its client until somebody connects over it, who has limits of their own.

    def take(self, environ: Mapping[str, Any]) -> str | None:
        if "HTTP_X_FORWARDED_FOR" not in environ:
            return self._limits.take(counted(environ["REMOTE_ADDR"]), already=True)
        return self._limits.take(self.address(environ), already=not self._proxies.trusts(environ["REMOTE_ADDR"]))

    def force(self, key: str) -> None:
        if key:
            self._limits.force(key)

    def give(self, key: str) -> None:
        if key:
            self._limits.release(key)

    def program(self, environ: Mapping[str, Any]) -> bytes:
        """The line of whoever calls over this connection (auth/caller.py)."""
        return program_line("page" if is_browser(environ.get("HTTP_USER_AGENT")) else "sdk", self._access_ms)

    def cookie(self, environ: Mapping[str, Any]) -> str | None:
        """The cookie's token, which a page of another site must not use. Raises Forbidden."""
        token = cookie_token(environ.get("HTTP_COOKIE"))
        if token is not None:
            headers = {"Origin": environ.get("HTTP_ORIGIN"), "Host": environ.get("HTTP_HOST")}
            self._origins.require_own({name: value for name, value in headers.items() if value is not None})
        return token

    def refusal(self, request: RequestHead) -> web.Response | None:
        """While draining: a client just disconnected must not return over a connection that a proxy keeps open to
        us."""
        if not self._is_draining() or "sid" in request.query:
            return None
        response = web.json_response({"error": "This process is stopping", "code": "unavailable"}, status=503)
        response.force_close()
        return response

    def is_ours(self, origin: str, request: RequestHead) -> bool:
        return self._origins.is_ours(origin, request.host)
