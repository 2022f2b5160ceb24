"""The pages: one shell for every address that is a page, and the files it loads."""

import re
from pathlib import Path

from aiohttp import web

from server.http.api import Handler

DIST = Path(__file__).parents[2] / "web" / "dist"

# What the front end's router knows (web/src/router). Everything else is answered with 404 and the same shell, which
# then shows the page for it.
PAGES = re.compile(r"/|/docs|/clips|/clips/[^/]+|/c/[^/]+|/s|/s/[^/]+|/s/[^/]+/remix|/session|/session/[^/]+")

UUID = re.compile(r"(?<=/)[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?=/|$)", re.IGNORECASE | re.ASCII)

# What is never a page: there, an address that does not exist is 404 and a wrong verb 405, in JSON.
NO_PAGE = r"(?!(?:api|assets|voicebot|socket\.io)(?:/|$))"

CONTENT_SECURITY_POLICY = "; ".join(
    [
        "default-src 'self'",
        "img-src 'self' data: blob:",
        "media-src 'self' blob:",
        "worker-src 'self' blob:",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    ]
)

HEADERS = {
    "Server": "Roomtone",  # aiohttp would name itself, Python and their versions
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(self)",
    "Cross-Origin-Opener-Policy": "same-origin",
}


class Pages:
    def __init__(self, dist: Path = DIST) -> None:
        self._dist = dist
        found = dist.iterdir() if dist.is_dir() else ()
        self._files = {file.name: file for file in found if file.is_file()}

    def definitions(self) -> list[web.AbstractRouteDef]:
        routes: list[web.AbstractRouteDef] = [web.get(f"/{{path:{NO_PAGE}.*}}", self.page)]
        if (self._dist / "assets").is_dir():
            routes.insert(0, web.static("/assets", self._dist / "assets"))
        return routes

    async def page(self, request: web.Request) -> web.StreamResponse:
        """The shell; a file of the build's root (the icon, the manifest) is itself."""
        path = request.match_info["path"]
        shell = self._files.get("index.html")
        file = self._files.get(path)
        if file is not None and file is not shell:
            return web.FileResponse(file, headers={"Cache-Control": "max-age=3600"})
        if shell is None:
            raise web.HTTPNotFound
        address = canonical(request.path)
        if address != request.path and PAGES.fullmatch(address):
            raise web.HTTPPermanentRedirect(str(request.rel_url.with_path(address, keep_query=True)))
        status = 200 if PAGES.fullmatch(request.path) else 404
        return web.FileResponse(shell, status=status, headers={"Cache-Control": "no-cache"})


def canonical(path: str) -> str:
    """The one form of an address: ids in lower case, no slash at the end."""
    return UUID.sub(lambda found: found[0].lower(), path).rstrip("/") or "/"


@web.middleware
async def with_headers(request: web.Request, handler: Handler) -> web.StreamResponse:
    response = await handler(request)
    if not response.prepared:
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if request.path.startswith("/assets/"):
            response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return response
