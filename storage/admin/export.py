"""All sessions as lines of JSON, and back again: the way from one installation to another (K28).

Each line is an object. A session is some lines with parts of its keys and files, and at last one with its header, so it
exists on the other side when all of it has arrived. Memory holds some lines, however many sessions there are.
"""

import asyncio
import base64
import re
import secrets
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, NamedTuple, Protocol

import orjson

from auth.caller import Server, packed
from sessions.base.errors import (
    Conflict,
    InvalidPayload,
    InvalidSessionId,
    NotFound,
)
from sessions.base.ids import parse_session_id
from storage.admin.listing import Listing, Way
from storage.jam.recordings import MOST as MOST_RECORDINGS
from storage.jam.recordings import path_of
from storage.listening.artwork import path_of as path_of_picture
from storage.listening.artwork import pictures_of
from storage.listening.carried_artwork import FOLDER as PICTURES
from storage.listening.carried_artwork import CarriedArtwork
from storage.media.store import MediaStore
from storage.quota.media import (
    MediaShares,
    of_jam,
    of_listening,
    of_voice,
)
from storage.redis.client import Redis
from storage.redis.connection import pairs
from storage.redis.scripts import load
from storage.session import keys
from storage.session.pace import Pace

FORMAT: Final = "roomtone-export"
VERSION: Final = 1
ROWS: Final = 200
FILE_PART: Final = 262_144
TOGETHER: Final = 262_144
"""Bytes of lines that wait until they are sent together."""
LONGEST_LINE: Final = 4 * 1024 * 1024
IMPORT_SHARE: Final = 1 / 6
"""Of the time: the rows of home pages that follow are as much work again."""

STATIC: Final = {
    "clip": {"segments": "hash", "clips": "hash", "author": "hash", "order": "zset", "authors": "set"},
    "jam": {"state": "hash", "samples": "hash", "children": "set"},
    "voice": {
        "materials": "hash", "deleted_materials": "hash", "tasks": "hash", "deleted_tasks": "hash",
        "task_sources": "hash", "jobs": "hash", "recordings": "list", "material_ids": "list",
    },
    "listening": {
        "entries": "hash", "books": "hash", "places": "hash", "order": "zset", "shelf": "zset",
        "marks": "hash", "items": "zset",
    },
}  # fmt: skip
"""The keys of a session beside its header, and what they are."""
DYNAMIC: Final = {
    "clip": {"by": "hash", "at": "zset"},
    "jam": {},
    "voice": {"recording": "hash", "chunks": "hash"},
    "listening": {"of": "zset"},
}
"""Those with an id behind the name."""
PEOPLE: Final = {"members": "hash"}
WITH_FILES: Final = {"voice": of_voice, "listening": of_listening}
"""What an owner's files of a kind count as."""
OWN: Final = re.compile(
    r"epoch|seq:.*|logged:.*|log_steps:.*|indexed_.*|bytes|reserved|payer|row_at|playing_.*|lease|told|purging"
)
"""Fields of a header that mean something on one installation alone."""
_KEY: Final = re.compile(r"[a-z_]{1,32}(:[^\x00-\x1f]{1,300})?")


UseRecording = Callable[[str, str, str], Awaitable[None]]
"""Notes that a session uses a recording: the session where it was made, its uuid, the session."""


class RequireRoom(Protocol):
    """Raises StorageFull when there is no room for something new; `media`: a file."""

    def __call__(self, *, media: bool = False) -> None: ...


@dataclass(slots=True)
class Imported:
    """`imported` sessions are new, `skipped` ones were there."""

    imported: int = 0
    skipped: int = 0
    files: int = 0


class _Page(NamedTuple):
    """Some rows of a key; `next` is None at the end."""

    rows: Sequence[bytes]
    next: bytes | None


class _First(NamedTuple):
    """What is read of a session at once: its header, and the first page of keys by their names."""

    header: dict[str, bytes]
    pages: dict[str, _Page]


class Exports:
    def __init__(self, redis: Redis, listing: Listing, media: MediaStore) -> None:
        self._redis = redis
        self._listing = listing
        self._media = media
        self._pace = Pace()
        """Of all exports of the process together."""

    async def lines(self, way: Way, kinds: Sequence[str], *, media: bool) -> AsyncIterator[bytes]:
        """Every session of an index, bucket after bucket; of most, all lines come together. One that is deleted
        meanwhile is left out. It rests between two sessions: others wait for the same Redis and the same process."""
        yield _line({"format": FORMAT, "version": VERSION})
        count = 0
        async for entries in self._listing.walk(way, kinds):
            for entry in entries:
                async with self._pace.step():
                    first = await self._first(entry.id, entry.kind)
                if first.header.get("kind") != entry.kind.encode():
                    continue
                text = bytearray()
                async for line in self._session(entry.id, entry.kind, first, media=media):
                    text += line
                    if len(text) > TOGETHER:
                        yield bytes(text)
                        text.clear()
                kept = {name: value.decode() for name, value in first.header.items() if not OWN.fullmatch(name)}
                yield bytes(text) + _line({"session": entry.id, "kind": entry.kind, "header": kept})
                count += 1
        yield _line({"end": True, "sessions": count})

    async def _first(self, id_: str, kind: str) -> "_First":
        """Its header, and the first page of each key that each session of its kind has: one time to wait for Redis."""
        home, names = keys.header(id_), {**STATIC[kind], **PEOPLE}
        header, *pages = await asyncio.gather(
            self._call(home, "HGETALL"),
            *(self._page(f"{home}:{name}", type_, b"0") for name, type_ in names.items()),
        )
        return _First(pairs(header), dict(zip(names, pages, strict=True)))

    async def _session(self, id_: str, kind: str, read: "_First", *, media: bool) -> AsyncIterator[bytes]:
        names = {**STATIC[kind], **PEOPLE}
        home = keys.header(id_)
        async for name in self._ids(home, kind):
            names |= {f"{prefix}:{name}": type_ for prefix, type_ in DYNAMIC[kind].items()}
        for name, type_ in names.items():
            async for rows, is_first in self._rows(f"{home}:{name}", type_, read.pages.get(name)):
                yield _line({"session": id_, "key": name, "type": type_, "first": is_first, "rows": rows})
        if media:
            async for path in self._files(id_, kind):
                async for line in self._file(id_, path):
                    yield line

    async def _ids(self, home: str, kind: str) -> AsyncIterator[str]:
        """What stands behind the names of a session's further keys."""
        source = {"clip": ("authors", "set"), "voice": ("recordings", "list"), "listening": ("books", "hash")}.get(kind)
        if source is None:
            return
        async for rows, _ in self._rows(f"{home}:{source[0]}", source[1]):
            for one in rows[::2] if source[1] == "hash" else rows:
                yield one

    async def _rows(self, key: str, type_: str, first: "_Page | None" = None) -> AsyncIterator[tuple[list[str], bool]]:
        """Pages of a key, the first of which may have been read."""
        is_first, page = True, first or await self._paced(key, type_, b"0")
        while True:
            if page.rows:
                yield [one.decode() for one in page.rows], is_first
                is_first = False
            if page.next is None:
                return
            page = await self._paced(key, type_, page.next)

    async def _paced(self, key: str, type_: str, cursor: bytes) -> "_Page":
        async with self._pace.step():
            return await self._page(key, type_, cursor)

    async def _page(self, key: str, type_: str, cursor: bytes) -> "_Page":
        if type_ == "list":
            start = int(cursor)
            flat = await self._call(key, "LRANGE", start, start + ROWS - 1)
            return _Page(flat, b"%d" % (start + ROWS) if len(flat) == ROWS else None)
        scan = {"hash": "HSCAN", "zset": "ZSCAN", "set": "SSCAN"}[type_]
        following, flat = await self._call(key, scan, cursor, "COUNT", ROWS)
        return _Page(flat, None if following == b"0" else following)

    async def _files(self, id_: str, kind: str) -> AsyncIterator[str]:
        if kind == "voice":
            async for path in self._media.paths(f"voice/{id_}"):
                yield path
        if kind == "jam":
            samples = pairs(await self._call(f"{keys.header(id_)}:samples", "HGETALL"))
            for uuid, about in samples.items():
                yield path_of(orjson.loads(about)["session"], uuid)
        if kind == "listening":
            async for picture in pictures_of(self._redis, id_):
                yield path_of_picture(id_, picture)

    async def _file(self, id_: str, path: str) -> AsyncIterator[bytes]:
        try:
            size = await self._media.size(path)
            for start in range(0, max(size, 1), FILE_PART):
                end = min(start + FILE_PART, size)
                async with self._pace.step():
                    data = base64.b64encode(await self._media.read(path, start, end) if end > start else b"").decode()
                yield _line({"session": id_, "file": path, "data": data, "first": start == 0, "last": end == size})
        except NotFound:
            return  # deleted meanwhile, with what it belongs to

    def _call(self, key: str, command: str, *arguments: Any) -> Any:
        return self._redis.call(key, command, key, *arguments)


class Imports:
    """`skip` leaves sessions that exist as they are; without it the first one ends the import with Conflict.
    `require_room` raises StorageFull when there is none for more content, or files."""

    def __init__(
        self,
        redis: Redis,
        media: MediaStore,
        use: UseRecording,
        shares: MediaShares,
        require_room: RequireRoom,
        *,
        skip: bool,
    ) -> None:
        self._shares = shares
        self._require_room = require_room
        self._has_files = False
        self._recordings: dict[str, int] = {}
        self._artwork = CarriedArtwork(redis)
        self._redis = redis
        self._media = media
        self._skip = skip
        self._use = use
        self._known: dict[str, bool] = {}
        self._folder = Path()
        self._is_begun = False
        self._pace = Pace(IMPORT_SHARE)
        self.done = Imported()

    async def take(self, parts: AsyncIterator[bytes]) -> Imported:
        """Raises InvalidPayload with the number of the line, Conflict, StorageFull; what came before stays."""
        with tempfile.TemporaryDirectory(prefix="roomtone-import") as folder:
            self._folder = Path(folder)
            return await self._take_all(parts)

    async def _take_all(self, parts: AsyncIterator[bytes]) -> Imported:
        number, rest = 0, b""
        async for part in parts:
            *lines, rest = (rest + part).split(b"\n")
            if len(rest) > LONGEST_LINE:
                raise InvalidPayload(f"line {number + 1}: is too long")
            for line in lines:
                number += 1
                await self._take(line, number)
        if rest.strip():
            await self._take(rest, number + 1)
        if not self._is_begun:
            raise InvalidPayload("This is not an export of Roomtone")
        return self.done

    async def _take(self, text: bytes, number: int) -> None:
        try:
            line = orjson.loads(text)
            if not self._is_begun:
                if line["format"] != FORMAT or line["version"] != VERSION:
                    raise ValueError("of another format")
                self._is_begun = True
            elif "end" not in line:
                async with self._pace.step():
                    await self._part(line)
        except (ValueError, KeyError, TypeError, AttributeError, InvalidSessionId) as error:
            raise InvalidPayload(f"line {number}: is no line of an export ({error})") from None

    async def _part(self, line: dict[str, Any]) -> None:
        id_ = parse_session_id(line["session"])
        if not await self._is_new(id_):
            if "header" in line:
                self._known.pop(id_)
                self.done.skipped += 1
            return
        self._require_room(media="file" in line)
        if "key" in line:
            await self._rows(id_, line["key"], line["type"], line["rows"], first=line["first"] is True)
        elif "file" in line:
            await self._data(
                id_, line["file"], base64.b64decode(line["data"], validate=True), line["first"], line["last"]
            )
        else:
            await self._begin(id_, line["kind"], line["header"])
            self._known.pop(id_)
            self.done.imported += 1

    async def _is_new(self, id_: str) -> bool:
        if id_ not in self._known:
            home = keys.header(id_)
            exists = bool(await self._redis.call(home, "EXISTS", home, f"{home}:binned"))
            if exists and not self._skip:
                raise Conflict(f"The session {id_} exists", session_id=id_, imported=self.done.imported)
            self._known[id_] = not exists
        return self._known[id_]

    async def _rows(self, id_: str, name: str, type_: str, rows: list[str], *, first: bool) -> None:
        prefix = name.partition(":")[0]
        found = {kind: {**STATIC[kind], **PEOPLE, **DYNAMIC[kind]}.get(prefix) for kind in STATIC}
        if type_ not in found.values() or not _KEY.fullmatch(name) or not all(isinstance(one, str) for one in rows):
            raise ValueError("an unknown key")
        key = f"{keys.header(id_)}:{name}"
        if first:
            await self._redis.call(key, "DEL", key)
        if type_ == "zset":
            rows = [part for member, score in zip(rows[::2], rows[1::2], strict=True) for part in (score, member)]
        if rows:
            command = {"hash": "HSET", "zset": "ZADD", "set": "SADD", "list": "RPUSH"}[type_]
            await self._redis.call(key, command, key, *rows)

    async def _data(self, id_: str, path: str, data: bytes, is_first: bool, is_last: bool) -> None:
        if not re.fullmatch(r"(voice|samples|listening)(/[A-Za-z0-9_-][A-Za-z0-9_.-]{0,100}){2,4}", path, re.ASCII):
            raise ValueError("an unknown file")
        part = self._folder / "file"
        await asyncio.to_thread(_append, part, data, is_first)
        if path.startswith(PICTURES):
            await self._artwork.check(id_, path, part, is_whole=is_last)
        if is_last:
            self._has_files = True
            if path.startswith("samples/"):
                if len(self._recordings) >= MOST_RECORDINGS:
                    raise ValueError("too many recordings of a jam")
                self._recordings[path] = part.stat().st_size
            await self._media.put(path, part)
            self.done.files += 1

    async def _begin(self, id_: str, kind: str, header: dict[str, str]) -> None:
        if kind not in STATIC or header["kind"] != kind or not header["created_at"].isdigit():
            raise ValueError("an unknown kind")
        fields = {name: str(value) for name, value in header.items() if not OWN.fullmatch(name)}
        fields["epoch"] = secrets.token_hex(4)
        if kind == "voice":
            fields |= {"lease": "", "recorder": ""}
        if kind == "jam":
            home = f"{keys.header(id_)}:samples"
            for uuid, about in pairs(await self._redis.call(home, "HGETALL", home)).items():
                await self._use(orjson.loads(about)["session"], uuid, id_)
        flat = orjson.dumps([part for pair in fields.items() for part in pair])
        first = (id_, 1, packed(Server.ITSELF))
        await self._redis.run(load("admin/sessions/import", kind), keys.of_session(id_), *first, kind, flat)
        await self._lists(id_, kind, fields)
        await self._charge(id_, kind, fields)

    async def _charge(self, id_: str, kind: str, fields: dict[str, str]) -> None:
        """The files that came with a session are those of its owner, like uploads; what has no owner is nobody's."""
        owner, has_files, recordings = fields.get("owner", ""), self._has_files, self._recordings
        self._has_files, self._recordings = False, {}
        if kind in WITH_FILES and owner and has_files:
            await self._shares.enter(owner, WITH_FILES[kind](id_))
        if kind != "jam":
            return
        home = f"{keys.header(id_)}:samples"
        for uuid, stored in pairs(await self._redis.call(home, "HGETALL", home)).items():
            about = orjson.loads(stored)
            size = recordings.get(path_of(about["session"], uuid))
            payer = about["by"] or (owner if about["session"] == id_ else "")
            if size is not None and payer:
                await self._shares.enter(payer, of_jam(about["session"], uuid), size)

    async def _lists(self, id_: str, kind: str, fields: dict[str, str]) -> None:
        """The session in its owners' lists, in which an entry without a session counts as none."""
        owners = orjson.loads(fields["owners"]) if "owners" in fields else [fields.get("owner", "")]
        for owner in owners:
            if kind == "clip":
                await self._redis.run(load("session/list_add"), [keys.user(owner, "clips")], id_)
            elif kind == "voice":
                key = keys.user(owner, "voice")
                await self._redis.call(key, "ZADD", key, fields["created_at"], id_)


def _append(path: Path, data: bytes, is_first: bool) -> None:
    with path.open("wb" if is_first else "ab") as file:
        file.write(data)


def _line(content: dict[str, Any]) -> bytes:
    return orjson.dumps(content) + b"\n"
