"""Whom admins have blocked: at their desk, and as every process asks for it (AB3, AB4)."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

import orjson

from auth.blocks import Block
from auth.network import network
from auth.user import User
from sessions.base.ids import derived_id
from sessions.base.instant import DAY_MS
from storage.admin.desk import DESK_ID, Desk
from storage.redis import keys
from storage.redis.client import Redis
from storage.redis.connection import Argument

MOST_BLOCKS: Final = 5000
"""At 600 bytes each this is 3 MB, which every process reads after a change."""

Way = Literal["user", "network"]
"""A network is also a single address."""


@dataclass(frozen=True, slots=True)
class NewBlock:
    """`value` is a user's id or a network; `users` are all ids of the user. `ms` 0 is for ever."""

    way: Way
    value: str
    users: tuple[str, ...]
    reason: str
    ms: int

    @property
    def id(self) -> str:
        return block_id(self.way, self.value)

    def by(self, admin: User) -> bytes:
        return orjson.dumps(
            {
                "id": self.id, "way": self.way, "value": self.value, "users": self.users, "reason": self.reason,
                "by": admin.id, "by_name": admin.name,
            }
        )  # fmt: skip

    def as_arguments(self, admin: User) -> tuple[Argument, ...]:
        return self.id, self.by(admin), self.ms, MOST_BLOCKS


def block_id(way: Way, value: str) -> str:
    """The same user or network has one block."""
    return derived_id(f"block\n{way}\n{value}")


class BlockList:
    """What processes read."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis
        self._home = keys.header(DESK_ID)

    async def version(self) -> str:
        """Another text after every change. Raises Unavailable."""
        return (await self._redis.call(self._home, "HGET", self._home, "blocks") or b"").decode()

    async def rows(self) -> list[dict[str, Any]]:
        """Those that have ended too. Raises Unavailable."""
        key = f"{self._home}:blocks"
        return await asyncio.to_thread(_rows, await self._redis.call(key, "HVALS", key))

    async def read(self) -> list[Block]:
        """The same, as processes apply them. Raises Unavailable."""
        return await asyncio.to_thread(_blocks, await self.rows())


# In a thread: as many as there may be take 45 ms.
def _rows(texts: Sequence[bytes]) -> list[dict[str, Any]]:
    return [orjson.loads(one) for one in texts]


def _blocks(rows: Sequence[dict[str, Any]]) -> list[Block]:
    networks = [network(one["value"]) if one["way"] == "network" else None for one in rows]
    return [Block(tuple(one["users"]), blocked, int(one["until"])) for one, blocked in zip(rows, networks, strict=True)]


class BlockDesk:
    """What admins do."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def block(self, by: User, new: NewBlock) -> bytes:
        """Answers the block as JSON. Raises Forbidden, TooLarge."""
        await self._desk.open()
        about = {"way": new.way, "value": new.value, "reason": new.reason, "days": new.ms // DAY_MS}
        line = self._desk.line(by, "block", about)
        block: bytes = await self._desk.run("admin/block", by, "block", *new.as_arguments(by), *line)
        return block

    async def lift(self, by: User, id_: str) -> bytes:
        """Raises Forbidden, NotFound."""
        await self._desk.open()
        line = self._desk.line(by, "lift_block", {"block": id_})
        block: bytes = await self._desk.run("admin/block", by, "lift", id_, "", 0, 0, *line)
        return block
