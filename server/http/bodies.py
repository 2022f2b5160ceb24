"""Bodies: requests with a time limit, and media that are read in parts."""

import asyncio
import re
from collections.abc import AsyncIterator, Mapping
from typing import Final
from urllib.parse import quote

from aiohttp import web

from handlers.api.contract import Media
from handlers.api.entity_tags import EntityTags
from server.limits.intake import Arriving
from sessions.base.errors import (
    FileTooLarge,
    InvalidPayload,
    RequestTimeout,
    TooLarge,
    UnsupportedMedia,
)
from sessions.base.text import without_directions

PART: Final = 256 * 1024  # bytes read from the store at once, and bytes of an upload within the time limit of a body

_RANGE: Final = re.compile(r"bytes=(\d{0,18})-(\d{0,18})", re.ASCII)

# An uploaded file must never be treated as one of our pages, whatever type it declares.
SANDBOX: Final = "default-src 'none'; sandbox"


async def whole_body(request: web.Request, seconds: float, arriving: Arriving) -> bytes:
    """A body with the application's size limit. Raises RequestTimeout when it arrives too slowly, UnsupportedMedia,
    TooLarge, InvalidPayload, RateLimited."""
    _require_plain(request)
    limit = request.client_max_size
    if (request.content_length or 0) > limit:
        raise TooLarge(limit=limit)
    body, part = bytearray(), b""
    try:
        with arriving:
            async with asyncio.timeout(seconds):
                while part := await request.content.readany():
                    body += part
                    if len(body) > limit:
                        raise TooLarge(limit=limit)
                    arriving.add(len(part))
        return bytes(body)
    except TimeoutError:
        raise RequestTimeout from None
    except web.RequestPayloadError:
        raise InvalidPayload("The body cannot be read") from None
    finally:
        body.clear()  # an error keeps this frame, and so its bytes, until the next garbage collection
        part = b""


class RequestUpload:
    """A request's body for a handler. Each part of it has `seconds` to arrive."""

    def __init__(self, request: web.Request, seconds: float, arriving: Arriving) -> None:
        """Raises UnsupportedMedia."""
        _require_plain(request)
        self._request = request
        self._seconds = seconds
        self._arriving = arriving

    @property
    def headers(self) -> Mapping[str, str]:
        return self._request.headers

    async def read(self, limit: int) -> bytes:
        """The whole body. Raises FileTooLarge, RequestTimeout, RateLimited."""
        body = bytearray()
        try:
            with self._arriving as arriving:
                async for part in self.parts(limit):
                    arriving.add(len(part))
                    body += part
            return bytes(body)
        finally:
            body.clear()

    async def parts(self, limit: int) -> AsyncIterator[bytes]:
        """Stops at the limit, also when the client does not declare the length. Raises FileTooLarge, RequestTimeout,
        RateLimited.

        Only waiting for the client counts for the time limit, not processing a part.
        """
        if (self._request.content_length or 0) > limit:
            raise FileTooLarge(limit=limit)
        size, due, left = 0, PART, self._seconds
        loop = asyncio.get_running_loop()
        content = self._request.content
        while True:
            began = loop.time()
            try:
                async with asyncio.timeout(left):
                    part = await content.readany()
            except TimeoutError:
                raise RequestTimeout from None
            except web.RequestPayloadError:
                raise InvalidPayload("The body cannot be read") from None
            if not part:
                return
            size += len(part)
            left -= loop.time() - began
            if size > limit:
                raise FileTooLarge(limit=limit)
            self._arriving.pay()
            if size >= due:
                due, left = size + PART, self._seconds
            yield part


def _require_plain(request: web.Request) -> None:
    """A compressed body costs its unpacked size, which nobody knows before: 1,069 bytes took 34 ms. Raises
    UnsupportedMedia."""
    if request.headers.get("Content-Encoding", "identity").lower() != "identity":
        raise UnsupportedMedia("Send the body as it is, without Content-Encoding")


def media_response(media: Media, request: web.Request) -> web.StreamResponse:
    """The whole file, the requested range (206), or 416 with the size for a range outside the file."""
    headers = {
        "Accept-Ranges": "bytes",
        "Cache-Control": "private, no-cache",
        "Content-Security-Policy": SANDBOX,
        "Content-Type": media.media_type,
        "ETag": f'"{media.etag}"',
    }
    if media.filename is not None:
        headers["Content-Disposition"] = disposition(media.filename, shown=media.shown)
    known = EntityTags.read(request.headers.get("If-None-Match"))
    if known is not None and known.match_weakly(headers["ETag"]):
        return web.Response(status=304, headers=headers)
    status, wanted = 200, range(media.size)
    asked = _asked(request.headers, headers["ETag"])
    if asked is not None:
        status, wanted = 206, wanted[asked]
        if not wanted:
            headers["Content-Range"] = f"bytes */{media.size}"
            return web.Response(status=416, headers=headers)
        headers["Content-Range"] = f"bytes {wanted.start}-{wanted.stop - 1}/{media.size}"
    headers["Content-Length"] = str(len(wanted))
    return web.Response(status=status, headers=headers, body=_parts(media, wanted))


def _asked(headers: Mapping[str, str], etag: str) -> slice | None:
    """The requested range of bytes; None for all: no range, several, or one of another version (If-Range)."""
    match = _RANGE.fullmatch(headers.get("Range", ""))
    if match is None or headers.get("If-Range", etag) != etag:
        return None
    first, last = match.groups()
    if first:
        return slice(int(first), int(last) + 1 if last else None)
    return slice(-int(last), None) if last and int(last) else slice(0, 0) if last else None


async def _parts(media: Media, wanted: range) -> AsyncIterator[bytes]:
    for start in range(wanted.start, wanted.stop, PART):
        yield await media.read(start, min(start + PART, wanted.stop))


def disposition(filename: str, *, shown: bool = False) -> str:
    """RFC 6266: the name in ASCII for old clients, in UTF-8 for all others."""
    kind = "inline" if shown else "attachment"
    filename = without_directions(filename)  # a session's name may have some
    plain = re.sub(r"[^A-Za-z0-9._ -]", "_", filename)
    return f"{kind}; filename=\"{plain}\"; filename*=UTF-8''{quote(filename, safe='')}"
