"""Voice sessions in Redis: each command is one script, each read one round trip.

Results are JSON in the form for clients (`Json`), made once in the script that made the change.
"""

import asyncio
import secrets
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Final, NamedTuple, NewType

import orjson

from auth.access import Level
from auth.caller import Caller, Server, packed
from auth.user import User
from sessions.base.errors import Conflict, SessionNotFound, StorageFull
from sessions.base.home import INVITED_MS
from sessions.base.job import JobRef
from sessions.voice.session import DEFAULT_NAME, NewVoiceSession, VoiceSessionChange, VoiceStatus
from storage.bus.feed import Position
from storage.quota.content import ContentQuota
from storage.redis import keys
from storage.redis.client import Redis
from storage.redis.connection import Argument
from storage.redis.scripts import load
from storage.session.schedule import due_entries, groups

Json = NewType("Json", bytes)

FEED: Final = "events"
PARTS: Final = (b"materials", b"recordings", b"jobs", b"tasks", b"segments", b"speakers")
CURSOR: Final = r"^([1-6]\.[0-9A-Za-z_.:-]{0,160})?$"
"""Where to continue in a session: the list, and the id of the last row that was read."""
RESTARTS: Final = 5  # attempts to read all pages when the cursor's row is deleted meanwhile
MOST_EXPIRED: Final = 1_000
"""Recordings that one step of a sweep ends; it repeats while there are more."""
MOST_MATERIALS: Final = 5_000
"""Materials of a session, those in its bin included; at ~500 bytes each this is 2.5 MB, which a snapshot sends in
pages."""


@dataclass(frozen=True, slots=True)
class VoiceRead:
    """A page of a session, true at `position` of its feed. `now` is Redis's clock, Unix ms; `level` is the reader's
    access; `next_cursor` leads to the next page, None at the end."""

    position: Position
    now: int
    session: Json
    materials: list[Json]
    recordings: list[Json]
    jobs: list[Json]
    tasks: list[Json]
    segments: list[Json]
    speakers: list[Json]
    level: Level
    next_cursor: str | None = None

    @property
    def _lists(self) -> tuple[list[Json], ...]:
        return (self.materials, self.recordings, self.jobs, self.tasks, self.segments, self.speakers)

    def add(self, page: "VoiceRead") -> None:
        """The rows of a page after this one."""
        for own, further in zip(self._lists, page._lists, strict=True):
            own.extend(further)

    @property
    def rows(self) -> Json:
        """The lists of a page after the first: more rows for the snapshot's lists."""
        named = zip(PARTS, self._lists, strict=True)
        return Json(b"{%b}" % b",".join(b'"%b":[%b]' % (name, b",".join(rows)) for name, rows in named))


@dataclass(frozen=True, slots=True)
class VoiceSummary:
    """A row of the list."""

    session: Json
    materials: int
    recordings: int
    duration_ms: int
    project: str
    open_tasks: int
    speakers: Json


@dataclass(frozen=True, slots=True)
class Report:
    """A recorder's report. `takes_over`: it may replace a recorder that is alive; `is_beat`: only a sign of life, which
    opens no closed session."""

    status: VoiceStatus
    recording_id: str | None
    lease_ms: int
    takes_over: bool = True
    is_beat: bool = False


@dataclass(frozen=True, slots=True)
class Closed:
    """A session after its close, and the job that follows it."""

    session: Json
    job: JobRef


@dataclass(frozen=True, slots=True)
class Attached:
    """A material, and the job requested with it."""

    material: Json
    jobs: list[JobRef]


class Place(NamedTuple):
    """Where a material comes: the owner of the session, None without one, and the material if it is there already."""

    owner: str | None
    material: Json | None


class Performer(NamedTuple):
    """The user whose command a job follows; the Telegram id is None without one."""

    user_id: str
    telegram_user_id: int | None


class VoiceStore:
    def __init__(
        self,
        redis: Redis,
        *,
        public_url: str,
        log_length: int,
        content: ContentQuota | None = None,
        address_ms: int = 0,
    ) -> None:
        """`address_ms`: for how long the address that a session was made from is kept (AB2)."""
        self._redis = redis
        self._public_url = public_url
        self._log_length = log_length
        self.content = content or ContentQuota(redis)
        self._address_ms = address_ms

    async def create(
        self,
        session_id: str,
        owner: User,
        new: NewVoiceSession,
        *,
        place: int,
        chat_id: int | None = None,
        address: str = "",
    ) -> Json:
        """An open session, ready to record (V17). `place` is its score in every list; `chat_id` is its Telegram chat,
        by default the owner's own (V32). Raises Conflict, StorageFull."""
        chat_id = owner.telegram_user_id if chat_id is None else chat_id
        async with self.content.creating(owner.id, session_id) as sizes:
            return Json(
                await self.run(
                    "voice/create",
                    session_id,
                    owner,
                    owner.id,
                    new.session_name,
                    new.access_level,
                    new.project or "",
                    orjson.dumps(new.allowed_users),
                    "" if chat_id is None else chat_id,
                    secrets.token_hex(4),
                    place,
                    *sizes,
                    orjson.dumps(owner.name),
                    INVITED_MS,
                    address,
                    self._address_ms,
                    int(new.is_stand_in or new.session_name == DEFAULT_NAME),
                )
            )

    async def open(self, session_id: str, by: User) -> Json:
        """Opens the session again if it is closed (D31). Raises SessionNotFound, Forbidden."""
        session: Json = await self.run("voice/open", session_id, by)
        return session

    async def close(self, session_id: str, by: User) -> Closed:
        """Closes the session, and counts it (V24). Raises SessionNotFound, Forbidden."""
        session, job_id, run = await self.run("voice/close", session_id, by)
        return Closed(session, JobRef(session_id, job_id.decode(), run))

    async def report(self, session_id: str, by: User, report: Report) -> Json:
        """Sets the recorder's status (V13) and renews its lease (D19). Raises SessionNotFound, Forbidden while somebody
        else records, Conflict when it may not replace another recorder or open the session."""
        return Json(
            await self.run(
                "voice/report",
                session_id,
                by,
                report.status,
                by.id,
                by.name,
                report.recording_id or "",
                report.lease_ms,
                int(report.takes_over),
                int(report.is_beat),
            )
        )

    async def interrupted(self) -> int:
        """Ends every recording whose lease has expired (D19). Answers how many. Raises Unavailable when a node of a
        cluster is away, after it has ended those on the other nodes."""
        counts = await asyncio.gather(*(self._expire(indexes) for indexes in groups(self._redis, "voice", "leases")))
        return sum(counts)

    async def _expire(self, indexes: list[str]) -> int:
        ended = 0
        while True:
            late = await due_entries(self._redis, indexes, MOST_EXPIRED)
            said: list[int] = await asyncio.gather(*(self.run("voice/expire", one, Server.ITSELF) for one in late))
            ended += sum(said)
            if len(late) < MOST_EXPIRED or not any(said):  # no more, or another worker was quicker
                return ended

    async def update(self, session_id: str, by: User, change: VoiceSessionChange) -> tuple[Json, list[JobRef]]:
        """The session, and the jobs that follow. Raises SessionNotFound, Forbidden when anybody but the owner changes
        who may read it, RateLimited when somebody is named who has declined."""
        fields: list[Argument] = []
        if change.session_name is not None:
            fields += ["name", change.session_name]
        if change.access_level is not None:
            fields += ["access_level", change.access_level]
        if "project" in change.model_fields_set:
            fields += ["project", change.project or ""]
        if change.allowed_users is not None:
            fields += ["allowed_users", orjson.dumps(change.allowed_users)]
        if change.vocabulary is not None:
            fields += ["vocabulary", change.vocabulary]
        if change.language is not None:
            fields += ["language", change.language]
        if change.summary is not None:
            fields += ["summary", change.summary, "summary_edited", "1" if change.summary else ""]
        if change.live_listening is not None:
            fields += ["live_listening", int(change.live_listening)]
        opens = change.changes_access
        action = "update" if not opens and change.live_listening is None else "people"
        caller = (orjson.dumps(by.name), INVITED_MS, change.allowed_role)
        session, *jobs = await self.run("voice/update", session_id, by, action, int(opens), *caller, *fields)
        return Json(session), asked(session_id, jobs)

    async def attach(
        self,
        session_id: str,
        by: User,
        material_id: str,
        material: Mapping[str, object],
        *,
        must_be_open: bool = False,
        probe: bool = False,
        message: str = "",
    ) -> Attached:
        """Attaches a material once, however often it is sent (V7). `material` is complete except for its time; with
        `probe`, a job for a worker to find the file's type is requested. What is heard in it answers `message`, which
        is `chat|number`.

        Raises SessionNotFound, Forbidden, TooLarge, StorageFull, and SessionNotActive for a closed session that must be
        open.
        """
        json = orjson.dumps(material)
        flags = (int(must_be_open), MOST_MATERIALS, int(probe), message)
        attached, *jobs = await self.run("voice/material", session_id, by, material_id, json, *flags)
        return Attached(attached, asked(session_id, jobs))

    async def change_text(self, session_id: str, by: User, material_id: str, text: str) -> Json:
        """Another text of a material. Raises SessionNotFound, Forbidden, NotFound."""
        return Json(await self.run("voice/text", session_id, by, material_id, text))

    async def material(self, session_id: str, material_id: str) -> Json | None:
        """The material, if the session has it."""
        key = f"{keys.header(session_id)}:materials"
        material = await self._redis.call(key, "HGET", key, material_id)
        return None if material is None else Json(material)

    async def place(self, session_id: str, material_id: str) -> Place:
        """What is to be known before a material comes, in one look."""
        key = keys.header(session_id)
        owner, material = await asyncio.gather(
            self._redis.call(key, "HGET", key, "owner"), self.material(session_id, material_id)
        )
        return Place(None if owner is None else owner.decode(), material)

    async def recorder(self, session_id: str, recording_id: str) -> str | None:
        """The id of the user who makes a recording; None when it has no chunk yet."""
        key = keys.header(session_id)
        recorder = await self._redis.call(key, "HGET", f"{key}:recording:{recording_id}", "by")
        return None if recorder is None else str(recorder.decode())

    async def has_chunk(self, session_id: str, recording_id: str, number: int, digest: str) -> bool:
        """Whether these bytes are stored under this number."""
        key = keys.header(session_id)
        chunk = await self._redis.call(key, "HGET", f"{key}:chunks:{recording_id}", str(number))
        return chunk is not None and bool(chunk.decode().startswith(f"{digest}:"))

    async def owner(self, session_id: str) -> str:
        """The id of the session's owner. Raises SessionNotFound."""
        key = keys.header(session_id)
        owner = await self._redis.call(key, "HGET", key, "owner")
        if owner is None:
            raise SessionNotFound
        return str(owner.decode())

    async def chat(self, session_id: str) -> int | None:
        """The Telegram chat of the session's owner. Raises SessionNotFound."""
        key = keys.header(session_id)
        kind, chat_id = await self._redis.call(key, "HMGET", key, "kind", "chat_id")
        if kind is None:
            raise SessionNotFound
        return int(chat_id) if chat_id else None

    async def read_digest(self, session_id: str) -> str:
        """The digest of the text that was read for tasks last, "" when none was."""
        key = keys.header(session_id)
        return (await self._redis.call(key, "HGET", key, "read_digest") or b"").decode()

    async def job(self, session_id: str, job_id: str) -> Mapping[str, Any]:
        """The record of a job, with what clients do not see of it; {} when there is none."""
        key = f"{keys.header(session_id)}:jobs"
        found = await self._redis.call(key, "HGET", key, job_id)
        return orjson.loads(found) if found is not None else {}

    async def performer(self, session_id: str, job_id: str) -> Performer | None:
        """The user who closed the session, for the job that follows the close (V20)."""
        said = (await self.job(session_id, job_id)).get("performer")
        return said and Performer(said["user_id"], int(said["telegram_user_id"]) if said["telegram_user_id"] else None)

    async def read(self, session_id: str, by: User | Server, cursor: str = "") -> VoiceRead:
        """The session from `cursor` on. Raises SessionNotFound, Forbidden."""
        place = cursor.split(".", 1) if cursor else ("", "")
        reply = await self.run("voice/read", session_id, by, *place)
        epoch, seq, now, session, materials, recordings, jobs, tasks, segments, speakers, more, level = reply
        position = Position(epoch.decode(), seq)
        next_cursor = b".".join(more).decode() or None
        lists = (materials, recordings, jobs, tasks, segments, speakers)
        return VoiceRead(position, int(now), session, *lists, Level(level), next_cursor)

    async def read_whole(self, session_id: str, by: User | Server) -> VoiceRead:
        """All pages as one snapshot, true at the position of the first page except for changes made while reading.
        Raises SessionNotFound, Forbidden, Conflict when rows are deleted faster than they are read."""
        for _ in range(RESTARTS):
            with suppress(Conflict):
                return await self._pages(session_id, by)
        return await self._pages(session_id, by)

    async def _pages(self, session_id: str, by: User | Server) -> VoiceRead:
        first = page = await self.read(session_id, by)
        while page.next_cursor is not None:
            page = await self.read(session_id, by, page.next_cursor)
            first.add(page)
        return replace(first, next_cursor=None)

    async def summary(self, session_id: str, by: User) -> VoiceSummary:
        """Raises SessionNotFound, Forbidden."""
        session, materials, recordings, length, project, *rest = await self.run("voice/summary", session_id, by)
        return VoiceSummary(session, materials, recordings, int(length), project.decode(), *rest)

    async def ask(self, session_id: str, by: User | Server, what: str, job_id: str = "") -> list[JobRef]:
        """Requests jobs; see storage/voice/ask.lua for which. Raises SessionNotFound, NotFound,
        InvalidTransition."""
        return asked(session_id, await self.run("voice/ask", session_id, by, what, job_id))

    async def run(self, name: str, session_id: str, by: Caller, *arguments: Argument) -> Any:
        """Runs one of the scripts `voice_…` for a session. Raises their refusals, StorageFull."""
        first = (session_id, self._log_length, packed(by), self._public_url)
        script = partial(self._redis.run, load(name), keys.of_session(session_id), *first, *arguments)
        try:
            return await script()
        except StorageFull as full:
            return await self.content.grow(full, session_id, script)


def asked(session_id: str, flat: list[Any]) -> list[JobRef]:
    """The runs in a script's answer: job id and run number in turn."""
    return [JobRef(session_id, name.decode(), run) for name, run in zip(flat[::2], flat[1::2], strict=True)]
