"""The recordings of jams: who has which, and when the file of one that nobody has is deleted (S19, JM13).

A session's `:samples` is the truth about what it has: by uuid what is known of each, with the session it was made in,
its origin. Copies of the session have the same entries, so the file belongs to none of them. Beside the origin, in its
bucket, stands for each recording the set of sessions that may use it (`:recording:<uuid>`), noted before a session has
it. Nothing is counted: when no session of the set has the recording any more, its file is deleted. The set is looked at
soon after a session lets go of a recording, and otherwise once a day.
"""

import asyncio
from collections.abc import Awaitable, Iterable, Mapping
from typing import Any, Final, Protocol

import orjson

from auth.caller import Caller, Server, packed
from auth.user import User
from sessions.errors import NotFound, SessionNotFound
from sessions.jam import Json
from storage import keys
from storage.redis.client import Redis
from storage.redis.connection import Argument, pairs
from storage.redis.scripts import load

MOST: Final = 64  # recordings made in a session, and as many that a copy takes over
LOOK_MS: Final = 24 * 60 * 60 * 1000
GRACE_MS: Final = 60 * 60 * 1000  # what was noted within this time may belong to a session that is just being made
FREED_SECONDS: Final = 24 * 60 * 60  # a copy is made in far less
LOOKS: Final = 100  # a bucket and sweep
PREFIX: Final = "recording-"

Samples = Mapping[str, bytes]


class Files(Protocol):
    """Where the files are."""

    async def delete(self, path: str) -> None: ...


def path_of(origin: str, uuid: str) -> str:
    return f"samples/{origin}/{uuid}"


class JamRecordings:
    def __init__(self, redis: Redis, *, log_length: int) -> None:
        self._redis = redis
        self._log_length = log_length

    # --- of one session --------------------------------------------------------------------------------------------

    async def reserve(self, session_id: str, uuid: str) -> None:
        """Before the file of a new recording is stored: should it never be added, it is found and deleted."""
        await self._use(session_id, uuid, session_id)

    async def add(self, session_id: str, by: User | None, uuid: str, about: bytes) -> None:
        """Raises SessionNotFound, Forbidden (published, private), TooLarge (too many)."""
        await self._run("jam_sample", session_id, by, uuid, about, MOST)

    async def one(self, session_id: str, uuid: str) -> bytes:
        """What is known of a recording. Raises SessionNotFound, NotFound."""
        key = keys.header(session_id)
        if await self._redis.call(key, "HGET", key, "kind") != b"jam":
            raise SessionNotFound
        found: bytes | None = await self._redis.call(key, "HGET", f"{key}:samples", uuid)
        if found is None:
            raise NotFound("There is no such recording")
        return found

    async def all(self, session_id: str) -> dict[str, bytes]:
        """All recordings of a jam: by uuid what is known of each."""
        key = f"{keys.header(session_id)}:samples"
        return pairs(await self._redis.call(key, "HGETALL", key))

    async def delete(self, session_id: str, by: User | None, uuid: str) -> None:
        """Raises SessionNotFound, Forbidden, NotFound."""
        about = await self._run("jam_recording_delete", session_id, by, uuid)
        await self.let_go({uuid: about})

    # --- of copies -------------------------------------------------------------------------------------------------

    async def inherited(self, copy_id: str, flat: Mapping[str, Json], samples: Samples) -> Samples:
        """What a copy takes over, noted as used by it: those that its tracks play, and others while there is room."""
        played = {str(value).removeprefix(PREFIX) for path, value in flat.items() if path.endswith("/sampleId")}
        chosen = sorted(samples, key=lambda uuid: uuid not in played)[:MOST]
        kept = await asyncio.gather(*(self._use(_origin(samples[uuid]), uuid, copy_id) for uuid in chosen))
        return {uuid: samples[uuid] for uuid, is_there in zip(chosen, kept, strict=True) if is_there}

    async def let_go(self, samples: Samples) -> None:
        """A session has them no more: they are looked at soon. Losing this is harmless, they are looked at daily."""
        for uuid, about in samples.items():
            origin = _origin(about)
            key = _index(origin)
            await self._redis.call(key, "ZADD", key, "XX", 0, f"{origin}/{uuid}")

    # --- sweeping --------------------------------------------------------------------------------------------------

    async def sweep(self, files: Files, buckets: Iterable[int] = keys.ALL_BUCKETS, *, grace_ms: int = GRACE_MS) -> int:
        """Deletes the files of recordings that no session has. Answers how many."""
        freed = 0
        for number in buckets:
            key = keys.index_of(number, "jam", "recordings")
            seconds, _ = await self._redis.call(key, "TIME")
            now = int(seconds) * 1000
            for member in await self._redis.call(key, "ZRANGE", key, 0, now, "BYSCORE", "LIMIT", 0, LOOKS):
                origin, _, uuid = member.decode().partition("/")
                if await self._is_used(origin, uuid, now - grace_ms):
                    await self._redis.call(key, "ZADD", key, "XX", now + LOOK_MS, member)
                elif await self._run("jam_recording_free", origin, Server.ITSELF, uuid, FREED_SECONDS):
                    await files.delete(path_of(origin, uuid))
                    await self._redis.call(key, "ZREM", key, member)
                    freed += 1
        return freed

    async def _is_used(self, origin: str, uuid: str, before: int) -> bool:
        """Whether any session has the recording, or may be about to: it was noted after `before` (Unix ms)."""
        key = f"{keys.header(origin)}:recording:{uuid}"
        while oldest := await self._redis.call(key, "ZRANGE", key, 0, LOOKS - 1, "WITHSCORES"):
            for session_id, noted in pairs(oldest).items():
                if int(noted) > before:
                    return True
                samples = f"{keys.header(session_id)}:samples"
                if await self._redis.call(samples, "HEXISTS", samples, uuid):
                    return True
                await self._redis.call(key, "ZREM", key, session_id)
        return False

    async def _use(self, origin: str, uuid: str, session_id: str) -> bool:
        script_keys = keys.of_session(origin, "jam", ("recordings",))
        told = (origin, self._log_length, packed(Server.ITSELF), uuid, session_id, GRACE_MS)
        return bool(await self._redis.run(load("jam_recording_use"), script_keys, *told))

    def _run(self, name: str, session_id: str, by: Caller, *arguments: Argument) -> Awaitable[Any]:
        script_keys = keys.of_session(session_id, "jam", ())
        return self._redis.run(load(name), script_keys, session_id, self._log_length, packed(by), *arguments)


def _origin(about: bytes) -> str:
    return str(orjson.loads(about)["session"])


def _index(origin: str) -> str:
    return keys.index(origin, "jam", "recordings")
