"""The pages: one HTML shell for every address of a page, and the files that it loads."""

import gzip
import hashlib
import mimetypes
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final, Protocol, Self

from aiohttp import web

from handlers.api.entity_tags import EntityTags
from server.http.headers import OPEN_MEDIA_POLICY, TELEGRAM_POLICY, vary_by
from server.http.manifest import MANIFEST, App, Manifests
from server.settings.folders import ROOT

DIST = ROOT / "web" / "dist"

UUID = re.compile(r"(?<=/)[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?=/|$)", re.IGNORECASE | re.ASCII)

# Paths that are never pages: an unknown address is 404 and a wrong method 405 there, in JSON.
NO_PAGE = r"(?!(?:api|assets|preview|voicebot|socket\.io)(?:/|$))"

TYPES: Final = mimetypes.MimeTypes()  # Python's own: the machine's file may say something else
ANYWHERE: Final = "anywhere"
TITLE: Final = b"<title>Roomtone</title>"  # of web/index.html
CYRILLIC: Final = re.compile("[\u0400-\u045f]")
FOR_EVER: Final = "public, max-age=31536000, immutable"  # the name of an asset changes with its content


class PageFile:
    """A file of the build, kept in memory with its compressed forms (2 MB for all): a new build under a running process
    changes nothing of what it answers."""

    def __init__(self, media_type: str, forms: Mapping[str, bytes]) -> None:
        self._type = media_type
        self._forms = forms
        self._tag = hashlib.sha256(forms[""]).hexdigest()[:20]

    @classmethod
    def read(cls, path: Path) -> Self:
        forms = {coding: path.with_name(path.name + end) for coding, end in (("br", ".br"), ("gzip", ".gz"), ("", ""))}
        found = {coding: form.read_bytes() for coding, form in forms.items() if form.is_file()}
        return cls(TYPES.guess_type(path.name)[0] or "application/octet-stream", found)

    @classmethod
    def packed(cls, media_type: str, content: bytes) -> Self:
        """Content that is made here, not by the build."""
        return cls(media_type, {"gzip": gzip.compress(content, 6, mtime=0), "": content})

    def with_tags(self, tags: bytes) -> Self:
        """The shell with these tags in place of its title."""
        return self.packed(self._type, self._forms[""].replace(TITLE, tags, 1))

    @property
    def content(self) -> bytes:
        return self._forms[""]

    def answer(self, request: web.Request, *, cache: str, status: int = 200) -> web.Response:
        taken = request.headers.get("Accept-Encoding", "").lower()
        coding = next(coding for coding in self._forms if coding in taken)
        # Vary also without a compressed form: a cache must know (RFC 9110, 12.5.5).
        headers = {"Cache-Control": cache, "Vary": "Accept-Encoding", "ETag": f'"{self._tag}{coding}"'}
        known = EntityTags.read(request.headers.get("If-None-Match"))
        if status == 200 and known is not None and known.match_weakly(headers["ETag"]):
            return web.Response(status=304, headers=headers)
        if coding:
            headers["Content-Encoding"] = coding
        headers["Content-Type"] = self._type
        return web.Response(body=self._forms[coding], status=status, headers=headers)


def _files_in(folder: Path) -> dict[str, PageFile]:
    found = folder.iterdir() if folder.is_dir() else ()
    return {file.name: PageFile.read(file) for file in found if file.is_file() and file.suffix not in (".br", ".gz")}


class Previews(Protocol):
    """What a chat shows of an address (server/previews/previews.py)."""

    home: bytes

    async def tags(self, path: str) -> bytes | None: ...

    async def picture(self, kind: str, session_id: str) -> bytes | None: ...


class Pages:
    """`paths` are those of the front end, with parameters in braces. Every other path is answered with 404 and the same
    shell, which shows the not-found page. Those of `open_media` show pictures and play sound from any https address;
    those of `in_telegram` may be framed by Telegram's web clients."""

    def __init__(
        self,
        paths: Iterable[str],
        previews: Previews,
        *,
        open_media: Iterable[str] = (),
        in_telegram: Iterable[str] = (),
        apps: Iterable[App] = (),
    ) -> None:
        self._known = _any_of(paths)
        self._policies = ((_any_of(open_media), OPEN_MEDIA_POLICY), (_any_of(in_telegram), TELEGRAM_POLICY))
        self._assets = _files_in(DIST / "assets")
        self._files = _files_in(DIST)
        self._previews = previews
        if (shell := self._files.get("index.html")) is not None:
            self._files["index.html"] = shell.with_tags(previews.home)
            self._bare = shell
        self._cyrillic = b"".join(
            b'<link rel="preload" as="font" type="font/woff2" crossorigin href="/assets/%s">' % name.encode()
            for name in self._assets
            if name.startswith("inter-cyrillic")
        )
        manifest = self._files.get(MANIFEST)
        self._manifests = None if manifest is None else Manifests(manifest.content, apps)

    def definitions(self) -> list[web.AbstractRouteDef]:
        return [
            web.get("/assets/{name:.*}", self.asset),
            web.get("/preview/{kind}/{session_id}.png", self.preview),
            web.get(f"/{{path:{NO_PAGE}.*}}", self.page, name=ANYWHERE),
        ]

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

    def has(self, path: str) -> bool:
        """Whether there is something to see at an address, and not the page of "not found"."""
        return self._known.fullmatch(path) is not None or path.removeprefix("/") in self._files

    async def asset(self, request: web.Request) -> web.StreamResponse:
        file = self._assets.get(request.match_info["name"])
        if file is None:
            raise web.HTTPNotFound
        return file.answer(request, cache=FOR_EVER)

    async def preview(self, request: web.Request) -> web.StreamResponse:
        """The picture of a session in a chat: one that its link does not open has the same bytes as an unknown one."""
        picture = await self._previews.picture(request.match_info["kind"], request.match_info["session_id"].lower())
        if picture is None and (fixed := self._files.get("preview-room.png")) is not None:
            picture = fixed.content
        if picture is None:
            raise web.HTTPNotFound
        return web.Response(body=picture, content_type="image/png", headers={"Cache-Control": "public, max-age=60"})

    async def page(self, request: web.Request) -> web.StreamResponse:
        """The shell; a file in the build's root (the icon, the manifest) is sent itself."""
        path = request.path.removeprefix("/")
        shell = self._files.get("index.html")
        file = self._files.get(path)
        if path == MANIFEST and self._manifests is not None:
            start, language = request.query.get("start", ""), request.query.get("language", "")
            file = PageFile.packed("application/manifest+json", self._manifests.of(start, language))
        if file is not None and file is not shell:
            return file.answer(request, cache="max-age=3600")
        if shell is None:
            raise web.HTTPNotFound
        address = canonical(request.path)
        if address != request.path and self._known.fullmatch(address):
            raise web.HTTPPermanentRedirect(str(request.rel_url.with_path(address, keep_query=True)))
        if self._known.fullmatch(request.path):
            answer = (await self._shell_for(request, shell)).answer(request, cache="no-cache")
            vary_by(answer, "Accept-Language")
            for pages, policy in self._policies:
                if pages.fullmatch(request.path):
                    answer.headers["Content-Security-Policy"] = policy
            return answer
        return shell.answer(request, cache="no-store", status=404)

    async def _shell_for(self, request: web.Request, shell: PageFile) -> PageFile:
        """The shell with the tags of an address. A page that will draw Cyrillic asks for its font at once, so that
        `font-display: optional` has it in time (PG9)."""
        tags = await self._previews.tags(request.path)
        is_russian = request.headers.get("Accept-Language", "").lower().startswith("ru")
        if is_russian or (tags is not None and CYRILLIC.search(tags.decode())):
            return self._bare.with_tags((tags or self._previews.home) + self._cyrillic)
        return shell if tags is None else self._bare.with_tags(tags)


def _any_of(paths: Iterable[str]) -> re.Pattern[str]:
    """Matches a path of these; one of none matches nothing but an empty text."""
    return re.compile("|".join(re.sub(r"\{\w+\}", "[^/]+", path) for path in paths))


def wants_page(accept: str) -> bool:
    """Whether a browser asks for a document: it names HTML, and programs that want JSON name that."""
    return "text/html" in accept and "application/json" not in accept


def canonical(path: str) -> str:
    """The canonical form of an address: ids in lower case, no slash at the end."""
    return UUID.sub(lambda found: found[0].lower(), path).rstrip("/") or "/"


PAGES: Final = web.AppKey("pages", Pages)
