"""The pages: one shell for every address that is a page, and the files it loads."""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from aiohttp import web

from server.http.headers import vary_by

if TYPE_CHECKING:
    from aiohttp.abc import AbstractStreamWriter
    from aiohttp.web_request import BaseRequest

DIST = Path(__file__).parents[2] / "web" / "dist"

UUID = re.compile(r"(?<=/)[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?=/|$)", re.IGNORECASE | re.ASCII)

# What is never a page: there, an address that does not exist is 404 and a wrong verb 405, in JSON.
NO_PAGE = r"(?!(?:api|assets|voicebot|socket\.io)(?:/|$))"

# The build names its files so. A longer name would be a fault of the file system's, a path might lead elsewhere.
_ASSET: Final = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,199}", re.ASCII)
FOR_EVER: Final = "public, max-age=31536000, immutable"  # the name of an asset changes with its content


class FileAnswer(web.FileResponse):
    """A file of the build. What goes wrong with it while it is sent is kept by no cache."""

    def __init__(self, path: Path, *, cache: str, status: int = 200) -> None:
        super().__init__(path, status=status, headers={"Cache-Control": cache})
        # Also where no compressed form was chosen: a cache must know (RFC 9110, 12.5.5).
        vary_by(self, "Accept-Encoding")

    def set_status(self, status: int, reason: str | None = None) -> None:
        super().set_status(status, reason)
        if status >= 400:
            self.headers["Cache-Control"] = "no-store"

    async def prepare(self, request: "BaseRequest") -> "AbstractStreamWriter | None":
        self._varies = self.headers["Vary"]
        return await super().prepare(request)

    async def _sendfile(self, request: "BaseRequest", fobj: Any, offset: int, count: int) -> "AbstractStreamWriter":
        # Not by the kernel's sendfile, which waits for a reader for as long as that one likes: what is written passes
        # the protocol, where a reader that does not read is cut off.
        self.headers["Vary"] = self._varies  # aiohttp has put its own in place of it
        writer = await web.StreamResponse.prepare(self, request)
        if writer is None:
            raise ConnectionResetError("the client has left")
        return await self._sendfile_fallback(writer, fobj, offset, count)


class Pages:
    """`paths` are those that the front end knows, with parameters in braces. Everything else is answered with 404 and
    the same shell, which then shows the page for it."""

    def __init__(self, paths: Iterable[str], dist: Path = DIST) -> None:
        self._known = re.compile("|".join(re.sub(r"\{\w+\}", "[^/]+", path) for path in paths))
        self._assets = dist / "assets"
        found = dist.iterdir() if dist.is_dir() else ()
        self._files = {file.name: file for file in found if file.is_file()}

    def definitions(self) -> list[web.AbstractRouteDef]:
        return [web.get("/assets/{name:.*}", self.asset), web.get(f"/{{path:{NO_PAGE}.*}}", self.page)]

    async def asset(self, request: web.Request) -> web.StreamResponse:
        name = request.match_info["name"]
        file = self._assets / name
        if not _ASSET.fullmatch(name) or not file.is_file():
            raise web.HTTPNotFound
        return FileAnswer(file, cache=FOR_EVER)

    async def page(self, request: web.Request) -> web.StreamResponse:
        """The shell; a file of the build's root (the icon, the manifest) is itself."""
        path = request.match_info["path"]
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
            return FileAnswer(shell, cache="no-cache")
        return FileAnswer(shell, cache="no-store", status=404)


def canonical(path: str) -> str:
    """The one form of an address: ids in lower case, no slash at the end."""
    return UUID.sub(lambda found: found[0].lower(), path).rstrip("/") or "/"
