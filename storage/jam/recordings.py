"""The recordings of jams: which sessions have them, and when an unused file is deleted (S19, JM13).

A session's `:samples` lists its recordings: by uuid, with the session where the recording was made, its origin. Copies
of the session have the same entries, so the file belongs to none of them. In the origin's bucket there is a set for
each recording (`:recording:<uuid>`) of the sessions that may use it; a session is added to the set before it gets the
recording. There are no reference counts: when no session of the set has the recording any more, its file is deleted.
The set is checked soon after a session drops a recording, and otherwise once a day.

A deleted recording lies in the session's bin for 30 days (D13): in `:deleted_samples`, with the time in an index of the
bucket. It takes no slot there, the session still uses its file, and nobody is served the file.
"""

import asyncio
from collections.abc import Awaitable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Final, Protocol

import orjson

from auth.caller import Caller, Server, packed
from auth.user import User
from sessions.base.errors import NotFound, SessionNotFound, StorageFull
from sessions.base.instant import DAY_MS
from sessions.jam.state import Json
from storage.bin.bin import BIN_MS
from storage.quota.content import ContentQuota
from storage.redis import keys
from storage.redis.client import Redis
from storage.redis.connection import Argument, pairs
from storage.redis.scripts import load
from storage.session.schedule import Sweep

MOST: Final = 64  # recordings made in a session, and the same number taken over by a copy
MOST_DELETED: Final = 64  # in a session's bin; the oldest leaves it for the next
LOOK_MS: Final = DAY_MS
GRACE_MS: Final = 60 * 60 * 1000  # a session added within this time may be in creation
FREED_SECONDS: Final = 24 * 60 * 60  # a copy takes far less
EMPTIED_AT_ONCE: Final = 100  # of all bins: a sweep is short, and the next one goes on
LOOKS: Final = 1000  # in one sweep, and of one recording's sessions at once
PREFIX: Final = "recording-"

Samples = Mapping[str, bytes]


@dataclass(frozen=True, slots=True)
class DeletedRecording:
    """A recording in the bin: its entry, and when it was deleted (Unix ms)."""

    uuid: str
    about: bytes
    deleted_at: int


class Files(Protocol):
    async def delete(self, path: str) -> None: ...


def path_of(origin: str, uuid: str) -> str:
    return f"samples/{origin}/{uuid}"


async def use(redis: Redis, origin: str, uuid: str, session_id: str) -> bool:
    """Notes that a session uses a recording, before it gets it; answers whether there is a file. Publishes nothing."""
    script_keys, log_length = keys.of_session(origin, "jam", ("recordings",)), 0
    arguments = (origin, log_length, packed(Server.ITSELF), uuid, session_id, GRACE_MS)
    return bool(await redis.run(load("jam/recording_use"), script_keys, *arguments))


class JamRecordings:
    def __init__(self, redis: Redis, *, log_length: int, content: ContentQuota) -> None:
        self._redis = redis
        self._log_length = log_length
        self._content = content
        self._sweep = Sweep(redis, "jam", "recordings", most=LOOKS)
        self._emptying = Sweep(redis, "jam", "deleted_recordings", most=EMPTIED_AT_ONCE)

    # --- of one session --------------------------------------------------------------------------------------------

    async def reserve(self, session_id: str, uuid: str) -> None:
        """Called before the file of a new recording is stored: if the recording is never added, a sweep deletes the
        file."""
        await self._use(session_id, uuid, session_id)

    async def add(self, session_id: str, by: User | None, uuid: str, about: bytes) -> None:
        """Raises SessionNotFound, Forbidden (published, private), TooLarge (too many), StorageFull."""
        script = partial(self._run, "jam/sample", session_id, by, uuid, about, MOST)
        try:
            await script()
        except StorageFull as full:
            await self._content.grow(full, session_id, script)

    async def one(self, session_id: str, uuid: str) -> bytes:
        """The entry of a recording. Raises SessionNotFound, NotFound."""
        key = keys.header(session_id)
        if await self._redis.call(key, "HGET", key, "kind") != b"jam":
            raise SessionNotFound
        recording: bytes | None = await self._redis.call(key, "HGET", f"{key}:samples", uuid)
        if recording is None:
            raise NotFound("There is no such recording")
        return recording

    async def all(self, session_id: str) -> dict[str, bytes]:
        """The entries of all recordings of a jam, by uuid."""
        key = f"{keys.header(session_id)}:samples"
        return pairs(await self._redis.call(key, "HGETALL", key))

    async def delete(self, session_id: str, by: User | None, uuid: str) -> None:
        """Moves a recording to the session's bin. Raises SessionNotFound, Forbidden, NotFound."""
        gone = await self._run("jam/recording_delete", session_id, by, uuid, MOST_DELETED)
        await self.let_go(pairs(gone))

    # --- the bin ---------------------------------------------------------------------------------------------------

    async def deleted(self, session_id: str, by: User | None) -> list[DeletedRecording]:
        """What `by` may bring back, the newest first."""
        flat = await self._run("jam/recording_bin_list", session_id, by)
        recordings = [
            DeletedRecording(uuid.decode(), about, int(float(at)))
            for uuid, about, at in zip(flat[::3], flat[1::3], flat[2::3], strict=True)
        ]
        return sorted(recordings, key=lambda one: (one.deleted_at, one.uuid), reverse=True)

    async def restore(self, session_id: str, by: User | None, uuid: str) -> None:
        """Raises SessionNotFound, Forbidden, NotFound, TooLarge (too many)."""
        await self._run("jam/recording_restore", session_id, by, uuid, MOST)

    async def purge(self, session_id: str, by: Caller, uuid: str, *, keep_ms: int = 0) -> None:
        """Deletes for good what has been in the bin for `keep_ms`. Raises SessionNotFound, Forbidden, NotFound."""
        about = await self._run("jam/recording_purge", session_id, by, uuid, keep_ms)
        await self.let_go({uuid: about})

    async def empty_bins(self, *, keep_ms: int = BIN_MS) -> int:
        """Deletes for good what has been in a bin longer than `keep_ms`. Answers how much it was.

        Raises Unavailable, and goes on from there the next time."""

        async def erase(name: str) -> bool:
            session_id, _, uuid = name.partition("/")
            await self.purge(session_id, Server.ITSELF, uuid, keep_ms=keep_ms)
            return True

        return await self._emptying.look(erase, late_ms=keep_ms)

    async def held(self, session_id: str) -> dict[str, bytes]:
        """As `all`, with what is in the bin."""
        key = f"{keys.header(session_id)}:deleted_samples"
        return await self.all(session_id) | pairs(await self._redis.call(key, "HGETALL", key))

    # --- of copies -------------------------------------------------------------------------------------------------

    async def inherited(self, copy_id: str, flat: Mapping[str, Json], samples: Samples) -> Samples:
        """The recordings that a copy takes over, marked as used by it: those that its tracks play, and others while
        there is room."""
        played = {str(value).removeprefix(PREFIX) for path, value in flat.items() if path.endswith("/sampleId")}
        chosen = sorted(samples, key=lambda uuid: uuid not in played)[:MOST]
        kept = await asyncio.gather(*(self._use(_origin(samples[uuid]), uuid, copy_id) for uuid in chosen))
        return {uuid: samples[uuid] for uuid, is_there in zip(chosen, kept, strict=True) if is_there}

    async def let_go(self, samples: Samples) -> None:
        """Schedules an early check of recordings that a session has dropped. Losing this is harmless: they are checked
        daily."""
        for uuid, about in samples.items():
            origin = _origin(about)
            key = _index(origin)
            await self._redis.call(key, "ZADD", key, "XX", 0, f"{origin}/{uuid}")

    # --- sweeping --------------------------------------------------------------------------------------------------

    async def sweep(self, files: Files, *, grace_ms: int = GRACE_MS) -> int:
        """Deletes the files of unused recordings. Answers how many."""

        async def look(member: str) -> bool:
            origin, _, uuid = member.partition("/")
            key = _index(origin)
            seconds, _ = await self._redis.call(key, "TIME")
            now = int(seconds) * 1000
            if await self._is_used(origin, uuid, now - grace_ms):
                await self._redis.call(key, "ZADD", key, "XX", now + LOOK_MS, member)
                return False
            if not await self._run("jam/recording_free", origin, Server.ITSELF, uuid, FREED_SECONDS):
                return False
            await files.delete(path_of(origin, uuid))
            return bool(await self._redis.call(key, "ZREM", key, member))

        return await self._sweep.look(look)

    async def _is_used(self, origin: str, uuid: str, before: int) -> bool:
        """Whether any session has the recording, or may be about to: it was added to the set after `before` (Unix
        ms)."""
        key = f"{keys.header(origin)}:recording:{uuid}"
        while oldest := await self._redis.call(key, "ZRANGE", key, 0, LOOKS - 1, "WITHSCORES"):
            for session_id, noted in pairs(oldest).items():
                if int(noted) > before:
                    return True
                if await self._run("jam/recording_has", session_id, Server.ITSELF, uuid):
                    return True
                await self._redis.call(key, "ZREM", key, session_id)
        return False

    async def _use(self, origin: str, uuid: str, session_id: str) -> bool:
        return await use(self._redis, origin, uuid, session_id)

    def _run(self, name: str, session_id: str, by: Caller, *arguments: Argument) -> Awaitable[Any]:
        script_keys = keys.of_session(session_id, "jam", ())
        return self._redis.run(load(name), script_keys, session_id, self._log_length, packed(by), *arguments)


def _origin(about: bytes) -> str:
    return str(orjson.loads(about)["session"])


def _index(origin: str) -> str:
    return keys.index(origin, "jam", "recordings")
