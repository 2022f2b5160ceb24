"""One session as it is stored, for admins: read with plain reads, which count as no access (K27, K30)."""

from collections import deque
from dataclasses import dataclass, field
from typing import Any, Final, cast

import orjson

from auth.caller import Program
from storage.admin.listing import Listing, Place, Row, Way
from storage.redis.client import Redis
from storage.redis.connection import pairs
from storage.session import keys
from storage.session.bin import BIN_MS

MOST_BYTES: Final = 1_048_576
MOST_NODES: Final = 500
PAGE: Final = 200

HASHES: Final = {
    "clip": ("segments", "clips"),
    "jam": ("state", "samples", "deleted_samples"),
    "voice": ("materials", "deleted_materials", "tasks", "jobs"),
    "listening": (),  # a history is open to its listener alone (I3)
}
"""The hashes beside the header that have what people made."""
DELETABLE: Final = ("clip", "jam", "voice")


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
        found = Detail({name: value.decode() for name, value in (await self._hash(home)).items()})
        await self._content(row, home, found)
        members, _, _ = await self._part_of(f"{home}:members", MOST_BYTES)
        found.people = dict.fromkeys(row.owners, "owner") | {
            id_: stored.partition(" ")[0] for id_, stored in members.items()
        }
        noted = await self._redis.call(home, "LRANGE", f"{home}:accesses", 0, -1)
        seconds, _ = await self._redis.call(home, "TIME")
        oldest = int(seconds) * 1000 - self._access_ms
        found.accesses = [one for one in map(_access, noted) if one[0] >= oldest]
        if row.kind == "jam":
            found.tree = await self._tree(row.id)
        return found

    async def _content(self, row: Row, home: str, found: Detail) -> None:
        room = MOST_BYTES
        for name in HASHES[row.kind]:
            part, size, is_whole = await self._part_of(f"{home}:{name}", room)
            found.content[name] = part
            found.truncated = found.truncated or not is_whole
            room = max(0, room - size)
        if row.kind != "voice":
            return
        for id_ in await self._redis.call(home, "LRANGE", f"{home}:recordings", 0, PAGE):
            name = f"recording:{id_.decode()}"
            part, size, is_whole = await self._part_of(f"{home}:{name}", room)
            if not is_whole or room <= 0:
                found.truncated = True
                return
            found.content[name] = part
            room -= size

    async def _part_of(self, key: str, room: int) -> tuple[dict[str, str], int, bool]:
        """As many fields of a hash as there is room for, their size, and whether these are all."""
        found: dict[str, str] = {}
        size, cursor = 0, b"0"
        while True:
            cursor, flat = await self._redis.call(key, "HSCAN", key, cursor, "COUNT", PAGE)
            for name, value in pairs(flat).items():
                size += len(name) + len(value)
                if size > room:
                    return found, size, False
                found[name] = value.decode(errors="replace")
            if cursor == b"0":
                return found, size, True

    async def _hash(self, key: str) -> dict[str, bytes]:
        return pairs(await self._redis.call(key, "HGETALL", key))

    # --- the tree of remixes -----------------------------------------------------------------------------------------

    async def _tree(self, session_id: str) -> list[dict[str, Any]]:
        """The jams above it and below the topmost one, each once, also when they lead in a circle (K25)."""
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
            nodes[one], children = await self._node(one)
            waiting.extend(child for child in children if child not in nodes)
        known = set(nodes)
        for node in nodes.values():
            if node["parent"] not in known:
                node["parent"] = None
        return list(nodes.values())

    async def _parent(self, session_id: str) -> str | None:
        home = keys.header(session_id)
        for key in (home, f"{home}:binned"):
            found = await self._redis.call(key, "HGET", key, "remixed_from")
            if found is not None:
                return str(found.decode())
        return None

    async def _node(self, session_id: str) -> tuple[dict[str, Any], list[str]]:
        home = keys.header(session_id)
        exists = bool(await self._redis.call(home, "EXISTS", home))
        name = await self._redis.call(home, "HGET", f"{home}:state", "name") if exists else None
        count = int(await self._redis.call(home, "SCARD", f"{home}:children"))
        _, children = await self._redis.call(home, "SSCAN", f"{home}:children", "0", "COUNT", MOST_NODES)
        node = {
            "id": session_id,
            "parent": await self._parent(session_id),
            "name": (orjson.loads(name) if name is not None else "") if exists else None,
            "exists": exists,
            "remixCount": count,
        }
        return node, [child.decode() for child in children]

    # --- the bin of admins -------------------------------------------------------------------------------------------

    async def deleted(self, count: int, after: Place | None) -> tuple[list[dict[str, Any]], Place | None]:
        """The newest first, and where the next page begins."""
        entries = await self._listing.entries(Way("taken", reverse=True), count, after, DELETABLE)
        found = []
        for entry in entries:
            key = f"{keys.header(entry.id)}:binned"
            by, title, name, deleted = await self._redis.call(
                key, "HMGET", key, "taken_down", "title", "name", "deleted_at"
            )
            if entry.kind == "jam":
                stored = await self._redis.call(key, "HGET", f"{keys.header(entry.id)}:state", "name")
                name = orjson.loads(stored).encode() if stored is not None else None
            if by is None:
                continue
            shown = {"id": entry.id, "kind": entry.kind, "title": (title or name or b"").decode(), "by": by.decode()}
            found.append({**shown, "deleted_at": int(deleted), "gone_at": int(deleted) + BIN_MS})
        return found, entries[-1].place if len(entries) == count else None

    async def deleted_kind(self, session_id: str) -> str | None:
        """The kind of a session in the bin of admins."""
        key = f"{keys.header(session_id)}:binned"
        kind, by = await self._redis.call(key, "HMGET", key, "kind", "taken_down")
        return kind.decode() if kind is not None and by is not None else None


def _access(noted: bytes) -> tuple[int, Program]:
    at, _, client = noted.decode().partition(" ")
    return int(at), cast("Program", client)
