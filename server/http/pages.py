"""The pages: one HTML shell for every address of a page, and the files that it loads."""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from aiohttp import web

from server.http.headers import OPEN_MEDIA_POLICY, TELEGRAM_POLICY, vary_by

if TYPE_CHECKING:
    from aiohttp.abc import AbstractStreamWriter
    from aiohttp.web_request import BaseRequest

DIST = Path(__file__).parents[2] / "web" / "dist"

UUID = re.compile(r"(?<=/)[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?=/|$)", re.IGNORECASE | re.ASCII)

# Paths that are never pages: an unknown address is 404 and a wrong method 405 there, in JSON.
NO_PAGE = r"(?!(?:api|assets|voicebot|socket\.io)(?:/|$))"

# The form of the build's file names. A longer name would be an error of the file system, and a path might lead outside.
_ASSET: Final = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,199}", re.ASCII)
FOR_EVER: Final = "public, max-age=31536000, immutable"  # the name of an asset changes with its content


class FileAnswer(web.FileResponse):
    """A file of the build. An error while it is sent is not cached."""

    def __init__(self, path: Path, *, cache: str, status: int = 200) -> None:
        super().__init__(path, status=status, headers={"Cache-Control": cache})
        # Also without a compressed form: a cache must know (RFC 9110, 12.5.5).
        vary_by(self, "Accept-Encoding")

    def set_status(self, status: int, reason: str | None = None) -> None:
        super().set_status(status, reason)
        if status >= 400:
            self.headers["Cache-Control"] = "no-store"

    async def prepare(self, request: "BaseRequest") -> "AbstractStreamWriter | None":
        self._varies = self.headers["Vary"]
        return await super().prepare(request)

    async def _sendfile(self, request: "BaseRequest", fobj: Any, offset: int, count: int) -> "AbstractStreamWriter":
        # Not with the kernel's sendfile, which waits for a slow reader without a limit: written data passes our
        # protocol class, which disconnects a client that does not read.
        self.headers["Vary"] = self._varies  # aiohttp has replaced it with its own
        writer = await web.StreamResponse.prepare(self, request)
        if writer is None:
            raise ConnectionResetError("the client has left")
        return await self._sendfile_fallback(writer, fobj, offset, count)


class Pages:
    """`paths` are those of the front end, with parameters in braces. Every other path is answered with 404 and the same
    shell, which shows the not-found page. Those of `open_media` show pictures and play sound from any https address;
    those of `in_telegram` may be framed by Telegram's web clients."""

    def __init__(
        self,
        paths: Iterable[str],
        *,
        open_media: Iterable[str] = (),
        in_telegram: Iterable[str] = (),
    ) -> None:
        self._known = _any_of(paths)
        self._policies = ((_any_of(open_media), OPEN_MEDIA_POLICY), (_any_of(in_telegram), TELEGRAM_POLICY))
        self._assets = DIST / "assets"
        found = DIST.iterdir() if DIST.is_dir() else ()
        self._files = {file.name: file for file in found if file.is_file()}

    def definitions(self) -> list[web.AbstractRouteDef]:
        return [web.get("/assets/{name:.*}", self.asset), web.get(f"/{{path:{NO_PAGE}.*}}", self.page)]

    def beside(self, routes: Iterable[web.RouteDef]) -> list[web.RouteDef]:
        """These routes; one at the address of a page answers a browser that asks for a document with the page."""
        return [
            web.RouteDef(route.method, route.path, self._or_page(route.handler), route.kwargs)
            if self._is_page(route)
            else route
            for route in routes
        ]

    def _is_page(self, route: web.RouteDef) -> bool:
        return route.method == "GET" and self._known.fullmatch(re.sub(r"\{[^}]*\}", "x", route.path)) is not None

    def _or_page(self, handler: Any) -> Any:
        async def answer(request: web.Request) -> web.StreamResponse:
            if wants_page(request.headers.get("Accept", "")):
                response = await self.page(request)
            else:
                response = await handler(request)
            vary_by(response, "Accept")
            return response

        return answer

    async def asset(self, request: web.Request) -> web.StreamResponse:
        name = request.match_info["name"]
        file = self._assets / name
        if not _ASSET.fullmatch(name) or not file.is_file():
            raise web.HTTPNotFound
        return FileAnswer(file, cache=FOR_EVER)

    async def page(self, request: web.Request) -> web.StreamResponse:
        """The shell; a file in the build's root (the icon, the manifest) is sent itself."""
        path = request.path.removeprefix("/")
        shell = self._files.get("index.html")
        file = self._files.get(path)
        if file is not None and file is not shell:
            return FileAnswer(file, cache="max-age=3600")
        if shell is None:
            raise web.HTTPNotFound
        address = canonical(request.path)
        if address != request.path and self._known.fullmatch(address):
            raise web.HTTPPermanentRedirect(str(request.rel_url.with_path(address, keep_query=True)))
        if self._known.fullmatch(request.path):
            answer = FileAnswer(shell, cache="no-cache")
            for pages, policy in self._policies:
                if pages.fullmatch(request.path):
                    answer.headers["Content-Security-Policy"] = policy
            return answer
        return FileAnswer(shell, cache="no-store", status=404)


def _any_of(paths: Iterable[str]) -> re.Pattern[str]:
    """Matches a path of these; one of none matches nothing but an empty text."""
    return re.compile("|".join(re.sub(r"\{\w+\}", "[^/]+", path) for path in paths))


def wants_page(accept: str) -> bool:
    """Whether a browser asks for a document: it names HTML, and programs that want JSON name that."""
    return "text/html" in accept and "application/json" not in accept


def canonical(path: str) -> str:
    """The canonical form of an address: ids in lower case, no slash at the end."""
    return UUID.sub(lambda found: found[0].lower(), path).rstrip("/") or "/"
