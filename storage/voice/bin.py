"""The bin of voice sessions, and of their recordings and materials (storage/bin/bin.py)."""

import secrets
from dataclasses import dataclass
from typing import Literal, Self

from auth.caller import Caller, Server
from auth.user import User
from sessions.base.job import JobRef
from storage.bin.bin import BIN_MS, Bin
from storage.media.store import MediaStore
from storage.media.upload_cleanup import INCOMING
from storage.quota.media import MediaQuota
from storage.redis import keys
from storage.redis.client import Redis
from storage.voice.kind import share_of
from storage.voice.store import Json, VoiceStore, asked

Kind = Literal["session", "recording", "material"]


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
class BinEntry:
    """An entry of the bin. `title` is a material's own name, `number` a recording's; times are Unix ms."""

    thing: Binned
    session_name: str
    title: str
    number: int
    deleted_at: int


class VoiceBin:
    def __init__(self, redis: Redis, store: VoiceStore, media: MediaStore, shares: MediaQuota) -> None:
        self._redis = redis
        self._shares = shares
        self._store = store
        self._media = media
        self._bin: Bin[BinEntry] = Bin(redis, "voice", self)

    async def delete_session(self, session_id: str, owner: str, by: User) -> None:
        """Raises SessionNotFound, Forbidden."""
        thing = Binned("session", session_id, session_id)
        async with self._bin.adding([owner], thing.name):
            await self._store.run("voice/delete", session_id, by)

    async def retire(self, session_id: str, latest: int) -> None:
        """As `SessionBin.retire`."""
        key = keys.header(session_id)
        owner = await self._redis.call(key, "HGET", key, "owner")
        async with self._bin.adding([] if owner is None else [owner.decode()], session_id):
            await self._store.run("voice/delete", session_id, Server.ITSELF, "", latest)

    async def restore_session(self, session_id: str, by: User) -> tuple[Json, list[JobRef]]:
        """The session, and its unfinished jobs. Raises SessionNotFound, NotFound, Forbidden."""
        epoch = secrets.token_hex(4)
        session, *jobs = await self._store.run("voice/restore", session_id, by, epoch)
        await self._bin.forget([by.id], session_id)
        return Json(session), asked(session_id, jobs)

    async def discard(self, thing: Binned, owner: str, by: User) -> list[JobRef]:
        """Moves a recording or a material to its owner's bin. Answers the jobs that follow. Raises SessionNotFound,
        NotFound, Forbidden, InvalidTransition."""
        async with self._bin.adding([owner], thing.name):
            _, *jobs = await self._store.run("voice/discard", thing.session_id, by, thing.kind, thing.item_id)
        return asked(thing.session_id, jobs)

    async def retrieve(self, thing: Binned, by: User) -> tuple[Json, list[JobRef]]:
        """Restores it, with the jobs that follow. Raises SessionNotFound, NotFound, Forbidden."""
        json, owner, *jobs = await self._store.run("voice/retrieve", thing.session_id, by, thing.kind, thing.item_id)
        await self._bin.forget([owner.decode()], thing.name)
        return Json(json), asked(thing.session_id, jobs)

    async def of(self, owner: User) -> list[BinEntry]:
        """What an owner can bring back, the newest first."""
        return [entry for _, entry in await self._bin.of(owner)]

    async def purge(self, thing: Binned, by: User) -> None:
        """Deletes something for good. Raises NotFound when it is not in the bin, Forbidden."""
        await self._bin.purge(thing.name, by)

    async def empty(self, *, keep_ms: int = BIN_MS) -> int:
        """As Bin.empty."""
        return await self._bin.empty(keep_ms=keep_ms)

    # --- as the bin asks for it ------------------------------------------------------------------------------------

    async def find(self, name: str, by: Caller) -> BinEntry | None:
        thing = Binned.parse(name)
        entry = await self._store.run("voice/bin_entry", thing.session_id, by, thing.kind, thing.item_id)
        if entry is None:
            return None
        _, session_name, deleted_at, title, number = entry
        return BinEntry(thing, session_name.decode(), title.decode(), int(number), int(float(deleted_at)))

    async def erase(self, name: str, by: Caller, keep_ms: int) -> None:
        """The files between two steps: what breaks off after the first is done again, and cannot come back half."""
        thing = Binned.parse(name)
        of_thing = (thing.kind, thing.item_id)
        await self._store.run("voice/purge", thing.session_id, by, *of_thing, "claim", keep_ms)
        await self._media.delete_all(media_prefix(thing))
        if thing.kind == "session":
            await self._media.delete_all(f"{INCOMING}{thing.session_id}.")  # of files that were on their way
        header = keys.header(thing.session_id)
        homes = [await self._redis.call(key, "HGET", key, "owner") for key in (header, f"{header}:binned")]
        async with self._store.content.deleting(thing.session_id):
            await self._store.run("voice/purge", thing.session_id, by, *of_thing, "erase", keep_ms)
        for owner in filter(None, homes):
            await self._shares.settle(owner.decode(), share_of(thing.session_id))


async def take_down(store: VoiceStore, session_id: str, admin_id: str, latest: int | None) -> None:
    """As SessionBin.take_down."""
    await store.run("voice/delete", session_id, Server.ITSELF, admin_id, "" if latest is None else latest)


async def bring_back(store: VoiceStore, session_id: str) -> None:
    """As SessionBin.bring_back; a sweep finds the jobs that were not over."""
    await store.run("voice/restore", session_id, Server.ITSELF, secrets.token_hex(4))


def media_prefix(thing: Binned) -> str:
    """The paths of its files in the media store."""
    if thing.kind == "session":
        return f"voice/{thing.session_id}/"
    if thing.kind == "recording":
        return f"voice/{thing.session_id}/{thing.item_id}/"
    return f"voice/{thing.session_id}/materials/{thing.item_id}-"
