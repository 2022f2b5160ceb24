"""All sessions as lines of JSON, and back again: the way from one installation to another (K28).

Each line is an object. A session is some lines with parts of its keys and files, and at last one with its header, so it
exists on the other side when all of it has arrived. Memory holds some lines, however many sessions there are.
"""

import asyncio
import base64
import re
import secrets
import tempfile
from collections.abc import AsyncIterator, Sequence
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
from storage.admin.listing import ListedSession, Listing, Way
from storage.media.store import MediaStore
from storage.quota.media import MediaQuota
from storage.redis import keys
from storage.redis.client import Redis
from storage.redis.connection import pairs
from storage.redis.scripts import load
from storage.session.kind import Carried, Importing
from storage.session.kinds import KINDS
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

PEOPLE: Final = {"members": "hash"}
OWN: Final = re.compile(
    r"epoch|seq:.*|logged:.*|log_steps:.*|indexed_.*|bytes|reserved|payer|row_at|playing_.*|checkpoints|lease|told|purging|salt"
)
"""Fields of a header that mean something on one installation alone."""
_KEY: Final = re.compile(r"[a-z_]{1,32}(:[^\x00-\x1f]{1,300})?")
_FOLDERS: Final = {kind.folder: name for name, kind in KINDS.items() if kind.folder}
_PATH: Final = re.compile(rf"({'|'.join(_FOLDERS)})(/[A-Za-z0-9_-][A-Za-z0-9_.-]{{0,100}}){{2,4}}", re.ASCII)


class RequireRoom(Protocol):
    """Raises StorageFull when there is no room for something new; `media`: a file."""

    def __call__(self, *, media: bool = False) -> None: ...


@dataclass(slots=True)
class ImportCounts:
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

    async def lines(self, ways: Sequence[Way], kinds: Sequence[str], *, media: bool) -> AsyncIterator[bytes]:
        """Every session of these indexes, bucket after bucket; of most, all lines come together. One that is deleted
        meanwhile is left out. It rests between two sessions: others wait for the same Redis and the same process."""
        yield _line({"format": FORMAT, "version": VERSION})
        count = 0
        async for entries in self._walk(ways, kinds):
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

    async def files(self, ways: Sequence[Way], kinds: Sequence[str]) -> AsyncIterator[tuple[str, int]]:
        """The paths of the files of every session of these indexes, and their sizes."""
        async for entries in self._walk(ways, kinds):
            for entry in entries:
                async for path in KINDS[entry.kind].files(self._redis, self._media, entry.id):
                    try:
                        yield path, await self._media.size(path)
                    except NotFound:
                        continue  # deleted meanwhile

    async def _walk(self, ways: Sequence[Way], kinds: Sequence[str]) -> AsyncIterator[list[ListedSession]]:
        for way in ways:
            async for entries in self._listing.walk(way, kinds):
                yield entries

    async def _first(self, id_: str, kind: str) -> "_First":
        """Its header, and the first page of each key that each session of its kind has: one time to wait for Redis."""
        home, names = keys.header(id_), {**KINDS[kind].keys, **PEOPLE}
        header, *pages = await asyncio.gather(
            self._call(home, "HGETALL"),
            *(self._page(f"{home}:{name}", type_, b"0") for name, type_ in names.items()),
        )
        return _First(pairs(header), dict(zip(names, pages, strict=True)))

    async def _session(self, id_: str, kind: str, read: "_First", *, media: bool) -> AsyncIterator[bytes]:
        names = {**KINDS[kind].keys, **PEOPLE}
        home = keys.header(id_)
        async for name in self._ids(home, kind):
            names |= {f"{prefix}:{name}": type_ for prefix, type_ in KINDS[kind].keys_of.items()}
        for name, type_ in names.items():
            async for rows, is_first in self._rows(f"{home}:{name}", type_, read.pages.get(name)):
                yield _line({"session": id_, "key": name, "type": type_, "first": is_first, "rows": rows})
        if media:
            async for path in KINDS[kind].files(self._redis, self._media, id_):
                async for line in self._file(id_, path):
                    yield line

    async def _ids(self, home: str, kind: str) -> AsyncIterator[str]:
        """What stands behind the names of a session's further keys."""
        source = KINDS[kind].ids
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


class Importer:
    """`skip` leaves sessions that exist as they are; without it the first one ends the import with Conflict.
    `require_room` raises StorageFull when there is none for more content, or files."""

    def __init__(
        self,
        redis: Redis,
        media: MediaStore,
        shares: MediaQuota,
        require_room: RequireRoom,
        *,
        skip: bool,
    ) -> None:
        self._carried: dict[str, Carried] = {
            name: kind.carried(Importing(redis, shares)) for name, kind in KINDS.items()
        }
        self._require_room = require_room
        self._has_files = False
        self._redis = redis
        self._media = media
        self._skip = skip
        self._known: dict[str, bool] = {}
        self._folder = Path()
        self._is_begun = False
        self._pace = Pace(IMPORT_SHARE)
        self.done = ImportCounts()

    async def take(self, parts: AsyncIterator[bytes]) -> ImportCounts:
        """Raises InvalidPayload with the number of the line, Conflict, StorageFull; what came before stays."""
        with tempfile.TemporaryDirectory(prefix="roomtone-import") as folder:
            self._folder = Path(folder)
            return await self._take_all(parts)

    async def _take_all(self, parts: AsyncIterator[bytes]) -> ImportCounts:
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
        commands = [{**kind.keys, **PEOPLE, **kind.keys_of}.get(prefix) for kind in KINDS.values()]
        if type_ not in commands or not _KEY.fullmatch(name) or not all(isinstance(one, str) for one in rows):
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
        found = _PATH.fullmatch(path)
        if found is None:
            raise ValueError("an unknown file")
        part = self._folder / "file"
        await asyncio.to_thread(_append, part, data, is_first)
        await self._carried[_FOLDERS[found[1]]].check(id_, path, part, is_whole=is_last)
        if is_last:
            self._has_files = True
            await self._media.put(path, part)
            self.done.files += 1

    async def _begin(self, id_: str, kind: str, header: dict[str, str]) -> None:
        if kind not in KINDS or header["kind"] != kind or not header["created_at"].isdigit():
            raise ValueError("an unknown kind")
        fields = {name: str(value) for name, value in header.items() if not OWN.fullmatch(name)}
        fields["epoch"] = secrets.token_hex(4)
        carried, has_files, self._has_files = self._carried[kind], self._has_files, False
        fields |= await carried.begin(id_)
        flat = orjson.dumps([part for pair in fields.items() for part in pair])
        first = (id_, 1, packed(Server.ITSELF))
        await self._redis.run(load("admin/sessions/import", kind), keys.of_session(id_), *first, kind, flat)
        await carried.enter(id_, fields, has_files=has_files)


def _append(path: Path, data: bytes, is_first: bool) -> None:
    with path.open("wb" if is_first else "ab") as file:
        file.write(data)


def _line(content: dict[str, Any]) -> bytes:
    return orjson.dumps(content) + b"\n"
