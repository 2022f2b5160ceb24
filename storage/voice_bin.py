"""The bin of voice sessions (D13): deleted things stay there for 30 days, and only their owner sees them.

The owner's list and the session are in two buckets. A list entry without anything in the bin is ignored, so the entry
is written before the deletion and removed after the restore: every order of the steps is valid.
"""

import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Final, Literal, Self

from auth.caller import Server
from auth.user import User
from sessions.errors import Refusal
from sessions.job import JobRef
from sessions.voice import BIN_DAYS
from storage import keys
from storage.media.store import MediaStore
from storage.redis.client import Redis
from storage.voice import Json, VoiceStore, asked

Kind = Literal["session", "recording", "material"]

LIST: Final = "voice-bin"
BIN_MS: Final = BIN_DAYS * 86_400_000
MOST: Final = 500
"""Listed entries of one owner; the oldest leave the bin first."""
AT_ONCE: Final = 20  # in one bucket: a sweep is short, and the next one continues


@dataclass(frozen=True, slots=True)
class Binned:
    """Something that can be in the bin: a session, or a part of one. A session's `item_id` is its own id."""

    kind: Kind
    session_id: str
    item_id: str

    @property
    def name(self) -> str:
        """In the form of the indexes."""
        return self.session_id if self.kind == "session" else f"{self.session_id}|{self.kind}|{self.item_id}"

    @classmethod
    def parse(cls, name: str) -> Self:
        session_id, _, rest = name.partition("|")
        kind, _, item_id = rest.partition("|")
        return cls(kind or "session", session_id, item_id or session_id)  # type: ignore[arg-type]  # made by `name`


@dataclass(frozen=True, slots=True)
class Deleted:
    """An entry of the bin. `title` is a material's own name, `number` a recording's; times are Unix ms."""

    thing: Binned
    session_name: str
    title: str
    number: int
    deleted_at: int


class VoiceBin:
    def __init__(self, redis: Redis, store: VoiceStore, media: MediaStore) -> None:
        self._redis = redis
        self._store = store
        self._media = media

    async def delete_session(self, session_id: str, owner: str, by: User) -> None:
        """Raises SessionNotFound, Forbidden."""
        thing = Binned("session", session_id, session_id)
        async with self._noted(owner, thing):
            await self._store.run("voice_delete", session_id, by, index="created")

    async def restore_session(self, session_id: str, by: User) -> tuple[Json, list[JobRef]]:
        """The session, and its unfinished jobs. Raises SessionNotFound, NotFound, Forbidden."""
        epoch = secrets.token_hex(4)
        session, *jobs = await self._store.run("voice_restore", session_id, by, epoch, index="created")
        await self._forget(by.id, Binned("session", session_id, session_id))
        return Json(session), asked(session_id, jobs)

    async def discard(self, thing: Binned, owner: str, by: User) -> None:
        """Moves a recording or a material to its owner's bin. Raises SessionNotFound, NotFound, Forbidden,
        InvalidTransition."""
        async with self._noted(owner, thing):
            await self._store.run("voice_discard", thing.session_id, by, thing.kind, thing.item_id, by.id)

    async def retrieve(self, thing: Binned, by: User) -> tuple[Json, list[JobRef]]:
        """Restores it, with the job that it still needs. Raises SessionNotFound, NotFound, Forbidden."""
        json, owner, *jobs = await self._store.run(
            "voice_retrieve", thing.session_id, by, thing.kind, thing.item_id, by.id
        )
        await self._forget(owner.decode(), thing)
        return Json(json), asked(thing.session_id, jobs)

    async def of(self, owner: User) -> AsyncIterator[Deleted]:
        """What an owner can restore, newest first; entries of things that never came into the bin, or have left it, are
        omitted."""
        key = keys.user(owner.id, LIST)
        for name in await self._redis.call(key, "ZRANGE", key, 0, MOST - 1, "REV"):
            thing = Binned.parse(name.decode())
            found = await self._store.run("voice_binned", thing.session_id, owner, thing.kind, thing.item_id)
            if found is not None:
                _, session_name, deleted_at, title, number = found
                yield Deleted(thing, session_name.decode(), title.decode(), int(number), int(float(deleted_at)))

    async def purge(self, thing: Binned, by: User) -> None:
        """Deletes something for good. Raises NotFound when it is not in the bin, Forbidden."""
        await self._purge(thing, by)
        await self._forget(by.id, thing)

    async def empty(self, *, keep_ms: int = BIN_MS) -> int:
        """Deletes everything that has been in the bin longer than `keep_ms`. Answers how much; two workers may do it at
        once.

        Raises Unavailable, and continues from there the next time.
        """
        emptied = 0
        for number in keys.ALL_BUCKETS:
            key = keys.index_of(number, "voice", "binned")
            latest = await self._now(key) - keep_ms
            for name in await self._redis.call(key, "ZRANGE", key, "-inf", latest, "BYSCORE", "LIMIT", 0, AT_ONCE):
                try:
                    await self._purge(Binned.parse(name.decode()), Server.ITSELF, keep_ms)
                except Refusal as refusal:
                    if refusal.code != "not_found":
                        raise
                    continue  # another worker was quicker
                emptied += 1
        return emptied

    async def _purge(self, thing: Binned, by: User | Server, keep_ms: int = 0) -> None:
        """Deletes the files between two steps: if it breaks off after the first step it is repeated, and nothing can be
        restored in part."""
        of_thing = (thing.kind, thing.item_id)
        await self._store.run("voice_purge", thing.session_id, by, *of_thing, "claim", keep_ms)
        await self._media.delete_all(media_prefix(thing))
        await self._store.run("voice_purge", thing.session_id, by, *of_thing, "erase", keep_ms)

    @asynccontextmanager
    async def _noted(self, owner: str, thing: Binned) -> AsyncIterator[None]:
        """Adds the entry to the owner's list before the thing is in the bin, and removes it if the deletion fails."""
        await self._note(owner, thing)
        try:
            yield
        except Refusal:
            if (
                await self._store.run("voice_binned", thing.session_id, Server.ITSELF, thing.kind, thing.item_id)
                is None
            ):
                await self._forget(owner, thing)
            raise

    async def _note(self, owner: str, thing: Binned) -> None:
        key = keys.user(owner, LIST)
        now = await self._now(key)
        await self._redis.call(key, "ZADD", key, now, thing.name)
        await self._redis.call(key, "ZREMRANGEBYSCORE", key, "-inf", now - 2 * BIN_MS)

    async def _now(self, key: str) -> int:
        """Unix ms on the node of a key."""
        seconds, micros = await self._redis.call(key, "TIME")
        return int(seconds) * 1000 + int(micros) // 1000

    async def _forget(self, owner: str, thing: Binned) -> None:
        key = keys.user(owner, LIST)
        await self._redis.call(key, "ZREM", key, thing.name)


def media_prefix(thing: Binned) -> str:
    """The paths of its files in the media store."""
    if thing.kind == "session":
        return f"voice/{thing.session_id}/"
    if thing.kind == "recording":
        return f"voice/{thing.session_id}/{thing.item_id}/"
    return f"voice/{thing.session_id}/materials/{thing.item_id}-"
