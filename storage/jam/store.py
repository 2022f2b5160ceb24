"""Jams in Redis: each change is one script; a session is read as a whole, with the position at which that is true.

Keys beside the header: `:state` the map (sessions/jam/state.py) with JSON values, `:answers` and `:answered` the
answers to the last edits, `:checkpoints` earlier states, `:children` the ids of its remixes, `:samples` its recordings,
`:deleted_samples` those in its bin.
"""

import secrets
from collections.abc import AsyncIterator, Awaitable, Collection, Mapping
from functools import partial
from itertools import chain
from typing import Any, Final
from uuid import uuid4

import orjson

from auth.caller import Caller, Server, packed
from auth.user import User
from sessions.base.errors import (
    Conflict,
    NotFound,
    PreconditionFailed,
    StorageFull,
)
from sessions.jam.edit import diff, is_track
from sessions.jam.state import (
    LIMITS,
    SCHEMA_VERSION,
    Json,
)
from storage.bin.bin import SessionBin
from storage.bus.feed import Position
from storage.jam.jam import Checkpoint, EditResult, Jam, Origin, Parent, array, checkpoint_of, jam_of, setting
from storage.jam.recordings import JamRecordings
from storage.quota.content import ContentQuota
from storage.redis import keys
from storage.redis.client import Redis
from storage.redis.connection import Argument, pairs
from storage.redis.scripts import load

FEED: Final = "main"
ANSWERS_KEPT: Final = 2000  # in a session: four in flight for each of 500 editors; 100 bytes each
ANSWERS_SECONDS: Final = 24 * 60 * 60
CHECKPOINT_EDITS: Final = 100
CHECKPOINT_MS: Final = 60 * 1000  # 16 full tracks cost Redis about 2 ms: at most once a minute
CHECKPOINTS_KEPT: Final = 50  # without a name
VERSIONS_NAMED: Final = 20
UPDATED: Final = ("updated",)
CHECKPOINTS_A_READ: Final = 4
START_LEAD_MS: Final = 250  # between "play" and the first step, so that even slow phones have received it by then
PUT_TRIES: Final = 50  # a PUT that live edits overtake tries again; after so many attempts it is refused
SAMPLE_BYTES: Final = 150  # beside its entry, as in storage/quota/content.lua


class JamStore:
    def __init__(
        self,
        redis: Redis,
        *,
        log_length: int,
        most_tracks: int = LIMITS.tracks,
        content: ContentQuota | None = None,
        address_ms: int = 0,
    ) -> None:
        """`address_ms`: for how long the address that a jam was made from is kept (AB2)."""
        self._redis = redis
        self._log_length = log_length
        self._most_tracks = most_tracks
        self._address_ms = address_ms
        self._content = content or ContentQuota(redis)
        self.recordings = JamRecordings(redis, log_length=log_length, content=self._content)
        self.bin = SessionBin(redis, "jam", self._run_of_bin, self._content)

    async def create(
        self, flat: Mapping[str, Json], origin: Origin, samples: Mapping[str, bytes] | None = None
    ) -> tuple[str, int]:
        """A new jam, with the recordings of the jam that it copies. Answers its id and its creation time (Unix
        ms). Raises StorageFull."""
        session_id = str(uuid4())
        stored = {path: orjson.dumps(value) for path, value in flat.items()}
        fields = {
            "epoch": secrets.token_hex(4),
            "version": SCHEMA_VERSION,
            "tracks": sum(map(is_track, flat)),
            "public": "1",
            "owner": origin.owner,
            "payer": origin.owner,
            "remixed_from": origin.remixed_from,
            "remixed_from_name": origin.remixed_from_name,
            "published_from": origin.published_from,
            "depth": origin.depth,
            "immutable": "1" if origin.published_from else None,
        }
        inherited = await self.recordings.inherited(session_id, flat, samples or {})
        size = sum(len(path) + len(value) for path, value in stored.items())
        of_samples = sum(len(entry) + SAMPLE_BYTES for entry in inherited.values())
        async with self._content.creating(origin.owner, session_id, size + of_samples) as sizes:
            made = await self._run(
                "jam/create",
                session_id,
                Server.ITSELF,
                (),
                array({name: str(value).encode() for name, value in fields.items() if value is not None}),
                array(stored),
                array(inherited),
                size,
                *sizes,
                origin.owner or "",
                origin.address,
                self._address_ms,
            )
        return session_id, int(made)

    async def read(self, session_id: str, by: Caller, *, touch: bool) -> Jam:
        """The jam; `touch` counts the read as an access, except for an admin who reads somebody else's. Raises
        SessionNotFound, Forbidden."""
        reply = await self._run("jam/read", session_id, by, (), "1" if touch else "")
        epoch, seq, now, header, state, remixes, transport = reply
        return jam_of(
            session_id, Position(epoch.decode(), seq), int(now), pairs(header), pairs(state), remixes, transport
        )

    async def use(self, session_id: str, by: Caller) -> None:
        """Counts an access like a read with `touch`. Raises SessionNotFound, Forbidden."""
        await self._run("jam/use", session_id, by, ())

    async def edit(
        self,
        session_id: str,
        by: User | None,
        edit_id: str,
        edit: Mapping[str, Json],
        *,
        checkpoint: bool = False,
        seen: int | None = None,
        address: str = "",
    ) -> EditResult:
        """Sets the paths of a valid edit, once for each `edit_id` of a user. `seen`: the last edit that the caller has
        read. For slow mode, those without a token are one person for each `address`.

        Raises SessionNotFound, Forbidden (published, private), InvalidPayload (too many tracks), PreconditionFailed
        (`seen`), RateLimited (slow mode), StorageFull.
        """
        user_id = "" if by is None else by.id
        run = partial(
            self._run,
            "jam/edit",
            session_id,
            by,
            UPDATED,
            self._most_tracks,
            ANSWERS_KEPT,
            ANSWERS_SECONDS,
            CHECKPOINT_EDITS,
            CHECKPOINT_MS,
            CHECKPOINTS_KEPT,
            user_id or f"address:{address}",
            "1" if checkpoint else "",
            "" if seen is None else seen,
            f"{user_id} {edit_id}",
            orjson.dumps(edit_id),
            *chain.from_iterable(map(setting, edit, edit.values())),
        )
        try:
            reply = await run()
        except StorageFull as full:
            reply = await self._content.grow(full, session_id, run)
        seq, dropped, at, edited_seq = reply
        return EditResult(seq, dropped.decode().split(), int(at), edited_seq)

    async def replace(
        self,
        session_id: str,
        by: User | None,
        target: Any,
        *,
        edit_id: str | None = None,
        etags: Collection[str] | None = None,
        address: str = "",
        jam: Jam | None = None,
    ) -> EditResult:
        """Replaces the jam's state with `target(before)`, by an edit that makes the difference (D7). `jam` as it was
        read just now: when an edit overtakes it, it is read again.

        Raises SessionNotFound, Forbidden, PreconditionFailed when none of `etags` is the current one, Conflict when
        live edits overtook every attempt.
        """
        edit_id = edit_id or secrets.token_hex(16)
        for _ in range(PUT_TRIES):
            jam = jam or await self.read(session_id, by, touch=False)
            if etags is not None and jam.etag not in etags:
                raise PreconditionFailed
            edit = diff(jam.flat, target(jam.flat))
            try:
                return await self.edit(
                    session_id, by, edit_id, edit, checkpoint=True, seen=jam.edited_seq, address=address
                )
            except PreconditionFailed:
                if etags is not None:
                    raise
                jam = None
        raise Conflict

    async def link(self, parent_id: str, child_id: str) -> int:
        """Adds a remix to its parent. Answers the number of remixes. Raises SessionNotFound for either."""
        count: int = await self._run("jam/link", parent_id, Server.ITSELF, ("remixes",), child_id)
        await self._run("jam/link_confirm", child_id, Server.ITSELF, ())
        return count

    async def parent(self, session_id: str, by: User | None) -> Parent:
        """What `by` may know about a remix's parent. Raises SessionNotFound."""
        readable, name = await self._run("jam/parent", session_id, by, ())
        return Parent(bool(readable), orjson.loads(name) if name else None)

    async def delete(self, session_id: str, by: User | None) -> None:
        """Puts the jam into its owner's bin; without an owner it is gone for good.

        Raises SessionNotFound, Forbidden."""
        key = keys.header(session_id)
        owner = await self._redis.call(key, "HGET", key, "owner")
        await self.bin.delete(session_id, by, [] if owner is None else [owner.decode()])

    async def _run_of_bin(self, name: str, session_id: str, by: Caller, *arguments: Argument) -> Any:
        """What goes lets go of its recordings; what lies in the bin still has them when they are looked at."""
        goes = name in ("jam/delete", "jam/purge")
        samples = await self.recordings.held(session_id) if goes else {}
        answer = await self._run(name, session_id, by, (), *arguments)
        await self.recordings.let_go(samples)
        return answer

    async def show(self, session_id: str, by: User | None, *, is_public: bool) -> int:
        """Answers the time of the change (Unix ms). Raises SessionNotFound, Forbidden."""
        return int(await self._run("jam/show", session_id, by, (), "1" if is_public else "0"))

    async def play(self, session_id: str, by: User | None, *, playing: bool) -> bytes:
        """Starts or stops the shared transport. Answers it as JSON. Raises SessionNotFound, Forbidden (private)."""
        wanted = ("1" if playing else "0", START_LEAD_MS)
        answer: bytes = await self._run("jam/transport", session_id, by, (), *wanted)
        return answer

    async def checkpoints(self, session_id: str) -> AsyncIterator[Checkpoint]:
        """Earlier states, newest first; a few are read at a time, because each may be as large as a full jam."""
        key, latest = f"{keys.header(session_id)}:checkpoints", b"+"
        names = await self._version_names(session_id)
        while entries := await self._redis.call(key, "XREVRANGE", key, latest, "-", "COUNT", CHECKPOINTS_A_READ):
            for entry in entries:
                yield checkpoint_of(names, *entry)
            latest = b"(" + entries[-1][0]

    async def checkpoint(self, session_id: str, checkpoint_id: str) -> Checkpoint:
        """Raises NotFound."""
        key = f"{keys.header(session_id)}:checkpoints"
        entries = await self._redis.call(key, "XRANGE", key, checkpoint_id, checkpoint_id)
        if not entries:
            raise NotFound("There is no such version")
        return checkpoint_of(await self._version_names(session_id), *entries[0])

    async def name_version(self, session_id: str, by: User | None, checkpoint_id: str, name: str | None) -> str:
        """Names a version, or with `""` for its id the current state; None takes the name away. Answers the version's
        id (JM18). Raises SessionNotFound, Forbidden, NotFound, TooLarge (20 have a name), StorageFull.
        """
        arguments = (checkpoint_id, name or "", CHECKPOINTS_KEPT, VERSIONS_NAMED)
        run = partial(self._run, "jam/version_name", session_id, by, (), *arguments)
        try:
            named = await run()
        except StorageFull as full:
            named = await self._content.grow(full, session_id, run)
        return str(named.decode())

    async def _version_names(self, session_id: str) -> dict[str, str]:
        key = keys.header(session_id)
        versions = orjson.loads(await self._redis.call(key, "HGET", key, "checkpoints") or b"[]")
        return {one["id"]: one["name"] for one in versions if "name" in one}

    def _run(
        self, name: str, session_id: str, by: Caller, indexes: tuple[str, ...], *arguments: Argument
    ) -> Awaitable[Any]:
        session_keys = keys.of_session(session_id, "jam", indexes)
        return self._redis.run(load(name), session_keys, session_id, self._log_length, packed(by), *arguments)
