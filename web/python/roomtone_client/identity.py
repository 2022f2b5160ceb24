"""Who the user is, and until when."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from roomtone_client.errors import RoomtoneError
from roomtone_client.http import Http
from roomtone_client.messages import User

_RENEW_AGAIN = 60.0  # seconds after a failed renewal, or when our clock cannot tell when the token ends
_DAY = 86_400.0
_KEY_PREFIX = "rtk_"  # how a key for scripts begins
_PATIENCE = 20.0  # seconds for one answer about the user: everything else waits for it

Answer = TypeVar("Answer")

log = logging.getLogger(__name__)


class Identity:
    """Finds or makes the user, and renews the token after half of its lifetime.

    With `token` (which may be a key for scripts) or `get_token` the token is made elsewhere; with neither a guest is
    made on first use. `on_token` receives each new token.
    """

    def __init__(
        self,
        token: str | None = None,
        get_token: Callable[[], Awaitable[str]] | None = None,
        name: str | None = None,
    ) -> None:
        self.token = token
        self.user: User | None = None
        self.on_token: Callable[[str], None] = lambda _token: None
        self._given = token is not None
        self._get_token = get_token
        self._name = name
        self._trusted = False
        self._lock = asyncio.Lock()
        self._renew_at = 0.0
        self._renewal: asyncio.Task[None] | None = None

    async def ready(self, http: Http) -> None:
        """Returns when calls can be made. A key for scripts is enough by itself, and routes of accounts take none."""
        if self.token is None or not self.token.startswith(_KEY_PREFIX):
            await self.ensure(http)

    async def ensure(self, http: Http) -> User:
        """The user; only one request for it at a time."""
        async with self._lock:
            if self.user is not None and self._trusted:
                return self.user
            if self._get_token is not None and self.token is None:
                self.token = await _in_time(self._get_token())
            if self.token is None:
                return self.adopt(http, await self._new_guest(http))
            try:
                return self.adopt(http, await self._found(http))
            except RoomtoneError as error:
                if error.advice != "sign_in" or self._given or self._get_token is not None:
                    raise
            self.token = None
            return self.adopt(http, await self._new_guest(http))

    def distrust(self) -> None:
        """The server refused our token: the next `ensure` looks again."""
        if self._lock.locked():
            return  # the refused token is older than the one that is being fetched
        self._trusted = False
        if self._get_token is not None:
            self.token = None

    def adopt(self, http: Http, grant: dict[str, Any]) -> User:
        """Use an answer `{user, expires_at, token?}` of an accounts route."""
        user: User = grant["user"]
        self.user = user
        self._trusted = True
        token = grant.get("token")
        if isinstance(token, str):
            self.token = token
            self.on_token(token)
        left = grant["expires_at"] / 1000 - time.time()
        self._watch(http, left / 2 if left > 0 else _RENEW_AGAIN)
        return user

    async def renew(self, http: Http) -> None:
        """Get a new token for the same user now."""
        if self._get_token is not None:
            self.token = await _in_time(self._get_token())
            self.adopt(http, {**await self._found(http), "token": self.token})
        else:
            self.adopt(http, _grant(await _in_time(http.request("POST", "/api/auth/refresh", idempotent=True))))

    async def stop(self) -> None:
        if self._renewal is not None:
            self._renewal.cancel()
            await asyncio.gather(self._renewal, return_exceptions=True)

    async def _found(self, http: Http) -> dict[str, Any]:
        grant = _grant(await _in_time(http.request("GET", "/api/auth/me")))
        if grant["user"] is None:
            raise RoomtoneError("unauthorized", "The token is missing")
        return grant

    async def _new_guest(self, http: Http) -> dict[str, Any]:
        body = {} if self._name is None else {"name": self._name}
        return _grant(await _in_time(http.request("POST", "/api/auth/guest", body=body)))

    def _watch(self, http: Http, seconds: float) -> None:
        self._renew_at = time.time() + seconds
        if self._renewal is None or self._renewal.done():
            self._renewal = asyncio.create_task(self._keep_fresh(http))

    async def _keep_fresh(self, http: Http) -> None:
        while True:
            left = self._renew_at - time.time()
            if left > 0:
                # a loop's clock may stop while the machine sleeps: a long wait is checked every day
                await asyncio.sleep(min(left, _DAY))
                continue
            try:
                await self.renew(http)
            except RoomtoneError as error:
                if error.advice != "retry":
                    return  # a token that cannot be renewed is used until it expires
                self._renew_at = time.time() + _RENEW_AGAIN
            except Exception:  # `get_token` is the program's own
                log.exception("the token was not renewed")
                self._renew_at = time.time() + _RENEW_AGAIN


async def _in_time(answer: Awaitable[Answer]) -> Answer:
    """Raises RoomtoneError `timeout`."""
    try:
        async with asyncio.timeout(_PATIENCE):
            return await answer
    except TimeoutError as error:
        raise RoomtoneError("timeout", "who the user is was not answered in time") from error


def _grant(answer: Any) -> dict[str, Any]:
    """Raises RoomtoneError `bad_answer` for the answer of a proxy in front of the server."""
    if not isinstance(answer, dict) or "user" not in answer:
        raise RoomtoneError("bad_answer", "the answer about the user is not the server's")
    return answer
