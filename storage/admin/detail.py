"""One session as it is stored, for admins: read with plain reads, which count as no access (K27, K30)."""

from collections import deque
from dataclasses import dataclass, field
from typing import Any, Final, cast

import orjson

from auth.caller import Program
from storage.admin.listing import Listing, Place, Row, Way
from storage.bin.bin import BIN_MS
from storage.redis import keys
from storage.redis.client import Redis
from storage.redis.connection import pairs
from storage.session.kind import Kind
from storage.session.kinds import DELETABLE, KINDS

MOST_BYTES: Final = 1_048_576
MOST_NODES: Final = 500
PAGE: Final = 200


@dataclass(slots=True)
class Detail:
    header: dict[str, str]
    people: dict[str, str] = field(default_factory=dict)
    content: dict[str, Any] = field(default_factory=dict)
    truncated: bool = False
    tree: list[dict[str, Any]] = field(default_factory=list)
    accesses: list[tuple[int, Program]] = field(default_factory=list)


class Details:
    def __init__(self, redis: Redis, listing: Listing, *, access_ms: int) -> None:
        """`access_ms`: for how long it is shown when sessions were used."""
        self._access_ms = access_ms
        self._redis = redis
        self._listing = listing

    async def of(self, row: Row) -> Detail:
        """Raises Unavailable."""
        home = keys.header(row.id)
        detail = Detail({name: value.decode() for name, value in (await self._hash(home)).items()})
        await self._content(row, home, detail)
        members, _, _ = await self._part_of(f"{home}:members", MOST_BYTES)
        detail.people = dict.fromkeys(row.owners, "owner") | {
            id_: stored.partition(" ")[0] for id_, stored in members.items()
        }
        noted = await self._redis.call(home, "LRANGE", f"{home}:accesses", 0, -1)
        seconds, _ = await self._redis.call(home, "TIME")
        oldest = int(seconds) * 1000 - self._access_ms
        detail.accesses = [one for one in map(_access, noted) if one[0] >= oldest]
        if KINDS[row.kind].is_remixed:
            detail.tree = await self._tree(row.id, KINDS[row.kind])
        return detail

    async def _content(self, row: Row, home: str, detail: Detail) -> None:
        room = MOST_BYTES
        kind = KINDS[row.kind]
        for name in kind.shown:
            part, size, is_whole = await self._part_of(f"{home}:{name}", room)
            detail.content[name] = part
            detail.truncated = detail.truncated or not is_whole
            room = max(0, room - size)
        if kind.shown_of is None:
            return
        listed, prefix = kind.shown_of
        for id_ in await self._redis.call(home, "LRANGE", f"{home}:{listed}", 0, PAGE):
            name = f"{prefix}:{id_.decode()}"
            part, size, is_whole = await self._part_of(f"{home}:{name}", room)
            if not is_whole or room <= 0:
                detail.truncated = True
                return
            detail.content[name] = part
            room -= size

    async def _part_of(self, key: str, room: int) -> tuple[dict[str, str], int, bool]:
        """As many fields of a hash as there is room for, their size, and whether these are all."""
        fields: dict[str, str] = {}
        size, cursor = 0, b"0"
        while True:
            cursor, flat = await self._redis.call(key, "HSCAN", key, cursor, "COUNT", PAGE)
            for name, value in pairs(flat).items():
                size += len(name) + len(value)
                if size > room:
                    return fields, size, False
                fields[name] = value.decode(errors="replace")
            if cursor == b"0":
                return fields, size, True

    async def _hash(self, key: str) -> dict[str, bytes]:
        return pairs(await self._redis.call(key, "HGETALL", key))

    # --- the tree of remixes -----------------------------------------------------------------------------------------

    async def _tree(self, session_id: str, kind: Kind) -> list[dict[str, Any]]:
        """The sessions above it and below the topmost one, each once, also when they lead in a circle (K25)."""
        seen = [session_id]
        while len(seen) < MOST_NODES:
            above = await self._parent(seen[-1])
            if above is None or above in seen:
                break
            seen.append(above)
        nodes: dict[str, dict[str, Any]] = {}
        waiting = deque(reversed(seen))  # the chain itself is shown, however many others there are
        while waiting and len(nodes) < MOST_NODES:
            one = waiting.popleft()
            if one in nodes:
                continue
            nodes[one], children = await self._node(one, kind)
            waiting.extend(child for child in children if child not in nodes)
        known = set(nodes)
        for node in nodes.values():
            if node["parent"] not in known:
                node["parent"] = None
        return list(nodes.values())

    async def _parent(self, session_id: str) -> str | None:
        home = keys.header(session_id)
        for key in (home, f"{home}:binned"):
            parent = await self._redis.call(key, "HGET", key, "remixed_from")
            if parent is not None:
                return str(parent.decode())
        return None

    async def _node(self, session_id: str, kind: Kind) -> tuple[dict[str, Any], list[str]]:
        home = keys.header(session_id)
        exists = bool(await self._redis.call(home, "EXISTS", home))
        name = await self._name(home, home, kind) if exists else None
        count = int(await self._redis.call(home, "SCARD", f"{home}:children"))
        _, children = await self._redis.call(home, "SSCAN", f"{home}:children", "0", "COUNT", MOST_NODES)
        node = {
            "id": session_id,
            "parent": await self._parent(session_id),
            "name": name,
            "exists": exists,
            "remixCount": count,
        }
        return node, [child.decode() for child in children]

    # --- the bin of admins -------------------------------------------------------------------------------------------

    async def deleted(self, count: int, after: Place | None) -> tuple[list[dict[str, Any]], Place | None]:
        """The newest first, and where the next page begins."""
        entries = await self._listing.entries(Way("taken", reverse=True), count, after, DELETABLE)
        rows = []
        for entry in entries:
            key = f"{keys.header(entry.id)}:binned"
            by, deleted = await self._redis.call(key, "HMGET", key, "taken_down", "deleted_at")
            if by is None:
                continue
            title = await self._name(keys.header(entry.id), key, KINDS[entry.kind])
            shown = {"id": entry.id, "kind": entry.kind, "title": title, "by": by.decode()}
            rows.append({**shown, "deleted_at": int(deleted), "gone_at": int(deleted) + BIN_MS})
        return rows, entries[-1].place if len(entries) == count else None

    async def _name(self, home: str, header: str, kind: Kind) -> str:
        """What a session is called whose header is there, or in the bin."""
        beside, field_ = kind.name
        key = f"{home}:{beside}" if beside else header
        stored = await self._redis.call(key, "HGET", key, field_)
        return str(orjson.loads(stored) if beside else stored.decode()) if stored is not None else ""

    async def deleted_kind(self, session_id: str) -> str | None:
        """The kind of a session in the bin of admins."""
        key = f"{keys.header(session_id)}:binned"
        kind, by = await self._redis.call(key, "HMGET", key, "kind", "taken_down")
        return kind.decode() if kind is not None and by is not None else None


def _access(noted: bytes) -> tuple[int, Program]:
    at, _, client = noted.decode().partition(" ")
    return int(at), cast("Program", client)
