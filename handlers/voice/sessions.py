"""Voice sessions over HTTP and sockets (V15–V24): parse, resolve, ask the store, answer.

Every command makes its checks in one order (V23): the id, the identity, whether the session exists, access, permission.
The last three are made by the script that carries the command out (storage/session/parts/access.lua).
"""

import asyncio
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

import orjson

from auth.access import Level
from auth.script_keys import Scope
from auth.user import User
from handlers.api.call import Call, SocketCall
from handlers.api.contract import (
    Access,
    Raw,
    SessionRef,
    event,
    route,
)
from handlers.voice.access import VOICE_ACCESS, require_voice_create
from handlers.voice.lifecycle import Lifecycle
from handlers.voice.models import (
    Activated,
    ActiveSession,
    AskedJobs,
    DoneAnswer,
    IceServer,
    KeepRecording,
    Lease,
    NoBody,
    ReportRecording,
    VoiceList,
    VoiceListQuery,
    VoicePageQuery,
    VoiceRole,
    VoiceView,
)
from sessions.base.errors import (
    Conflict,
    Forbidden,
    InvalidPayload,
    InvalidTransition,
    NotFound,
    RateLimited,
    SessionNotFound,
)
from sessions.base.ids import SessionId
from sessions.base.job import JobRef
from sessions.voice.job import Job
from sessions.voice.session import (
    NewVoiceSession,
    VoiceAccess,
    VoiceSession,
    VoiceSessionChange,
    VoiceStatus,
)
from storage.bus.feed import Position
from storage.bus.feeds import Feeds
from storage.session.rate_limiter import RateLimiter
from storage.voice.people import Cursor, VoicePeople
from storage.voice.store import (
    CURSOR,
    FEED,
    Json,
    Report,
    VoiceRead,
    VoiceStore,
    VoiceSummary,
)

PAGE = 50  # sessions in one answer of the list

OF_READER = (SessionNotFound, Forbidden)

# A co-owner is an editor here; GET /api/people/{session_id} lists the co-owners.
_ROLES: Final[Mapping[Level, VoiceRole]] = {
    Level.READER: "reader",
    Level.EDITOR: "editor",
    Level.CO_OWNER: "editor",
    Level.OWNER: "owner",
}


class Jobs(Protocol):
    """The job queue. A job that cannot be queued now is queued later by a worker."""

    async def add(self, job: JobRef, owner: str | None = None) -> None: ...


@dataclass(frozen=True, slots=True)
class VoiceSnapshot:
    """A session as one user sees it."""

    position: Position
    now: int
    role: VoiceRole
    json: bytes


@dataclass(frozen=True, slots=True)
class VoicePage:
    """More of a session's lists."""

    position: Position
    role: VoiceRole
    rows: bytes
    next_cursor: str | None


class Voices:
    """The commands of recorders, readers and listeners."""

    has_presence = True
    is_hidden = False

    def __init__(
        self,
        store: VoiceStore,
        people: VoicePeople,
        feeds: Feeds,
        jobs: Jobs,
        limits: RateLimiter,
        *,
        create_limit: int,
        lease_ms: int,
        can_transcribe: bool,
        named: Callable[[str], str],
        ice_servers: Callable[[User], Sequence[IceServer]] = lambda user: (),
    ) -> None:
        self._store = store
        self._people = people
        self._lifecycle = Lifecycle(store, people)
        self._feeds = feeds
        self._jobs = jobs
        self._limits = limits
        self._create_limit = create_limit
        self._lease_ms = lease_ms
        self._can_transcribe = b"true" if can_transcribe else b"false"
        self._named = named
        self._ice_servers = ice_servers

    # --- the active session ----------------------------------------------------------------------------------------

    @route("POST", "/voicebot/active_session", access=Access.SIGNED_IN)
    async def active_session(self, call: Call, body: NoBody) -> Raw[ActiveSession]:
        """The user's active session; null when it is closed, deleted or not readable (V15, V7)."""
        active = await self._lifecycle.active(call.user)
        return Raw(b'{"active_session":%b}' % orjson.dumps(active and _brief(active)))

    @route("POST", "/voicebot/activate_session", access=Access.EDITOR, errors=OF_READER)
    async def activate_session(self, call: Call, body: SessionRef) -> Raw[Activated]:
        """Makes a session the user's active one; they must be allowed to write into it (V16)."""
        session = await self._lifecycle.activate(call.user, body.session_id)
        return Raw(orjson.dumps({"success": True, **_brief(session)}))

    @route(
        "POST", "/voicebot/create_session", status=201, access=Access.MAKER, errors=[Forbidden, RateLimited], grows=True
    )
    async def create_session(self, call: Call, body: NewVoiceSession) -> Raw[VoiceSession]:
        """Creates a session and makes it the user's active one (V17).

        It needs the permission UPDATE, and a project must be one of the user's (D17).
        """
        user = call.user
        require_voice_create(user, body.project)
        await self._limits.consume("create", call.address, most=self._create_limit, seconds=60)
        new = body.model_copy(update={"allowed_users": self._all_named(body.allowed_users)})
        return Raw(await self._lifecycle.create(user, new, address=call.address))

    # --- sessions --------------------------------------------------------------------------------------------------

    @route("GET", "/voicebot/sessions", access=Access.SIGNED_IN, scope=Scope.READ)
    async def list(self, call: Call, query: VoiceListQuery) -> Raw[VoiceList]:
        """The sessions that the user may read, newest first, 50 at a time."""
        before = _cursor(query.cursor)
        places = await self._people.places(call.user, before, PAGE)
        sessions = await asyncio.gather(*(self._lifecycle.readable(place.session_id, call.user) for place in places))
        rows = [row_of(one) for one in sessions if one is not None and query.project in ("", one.project)]
        cursor = f"{places[-1].at}.{places[-1].session_id}" if len(places) == PAGE else None
        return Raw(b'{"items":[%b],"next_cursor":%b}' % (b",".join(rows), orjson.dumps(cursor)))

    @route(
        "GET", "/voicebot/sessions/{session_id}", access=Access.READER, errors=[*OF_READER, Conflict], scope=Scope.READ
    )
    async def read(self, call: Call, session_id: SessionId, query: VoicePageQuery) -> Raw[VoiceView]:
        """A session with its materials, recordings, jobs and tasks, a page of them at a time."""
        return Raw((await self.snapshot(call.user, session_id, query.cursor)).json)

    @route("GET", "/voicebot/sessions/{session_id}/access", access=Access.CO_OWNER, errors=OF_READER)
    async def access(self, call: Call, session_id: SessionId) -> VoiceAccess:
        """Who may read the session, besides members and whoever has the link (V32)."""
        header = await self._feeds.header_for(session_id, call.user)
        VOICE_ACCESS.require(call.user, header, "people")
        level, users = header["access_level"].decode(), orjson.loads(header["allowed_users"])
        return VoiceAccess.model_validate({"access_level": level, "allowed_users": users})

    @route("PATCH", "/voicebot/sessions/{session_id}", access=Access.EDITOR, errors=[*OF_READER, RateLimited])
    async def change(self, call: Call, session_id: SessionId, body: VoiceSessionChange) -> Raw[VoiceSession]:
        """Renames the session, writes its summary, or changes who may read it; only its owner can do the last (V32)."""
        user = call.user
        if body.changes_access:
            header = await self._feeds.header_for(session_id, user)
            VOICE_ACCESS.require(user, header, "people")
            if body.project is not None:
                require_voice_create(user, body.project)
                await self._people.remember(Cursor(int(header["created_at"]), session_id), user, body.project)
        if body.allowed_users is not None:
            body = body.model_copy(update={"allowed_users": self._all_named(body.allowed_users)})
        session, jobs = await self._store.update(session_id, user, body)
        for job in jobs:
            await self._jobs.add(job)
        return Raw(session)

    @route(
        "POST",
        "/voicebot/sessions/{session_id}/jobs/{job_id}/retry",
        access=Access.EDITOR,
        errors=[*OF_READER, NotFound, InvalidTransition],
    )
    async def retry(self, call: Call, session_id: SessionId, job_id: str) -> Raw[Job]:
        """Tries a failed job again."""
        await self._ask(session_id, call.user, "retry", job_id)
        jobs = (await self._store.read_whole(session_id, call.user)).jobs
        for job in jobs:
            if orjson.loads(job)["job_id"] == job_id:
                return Raw(job)
        raise NotFound("There is no such job")  # what it was for is deleted since

    # --- commands of the socket ------------------------------------------------------------------------------------

    @event("session_done", access=Access.EDITOR, errors=OF_READER)
    async def session_done(self, call: SocketCall, payload: SessionRef) -> Raw[DoneAnswer]:
        """Closes exactly this session; closing again is allowed and counted (V20, V24)."""
        closed = await self._lifecycle.close(call.user, payload.session_id)
        await self._jobs.add(closed.job)
        count = orjson.loads(closed.session)["done_count"]
        return Raw(b'{"session":%b,"done_count":%d}' % (closed.session, count))

    @event("post_process_session", access=Access.EDITOR, errors=OF_READER)
    async def post_process_session(self, call: SocketCall, payload: SessionRef) -> Raw[AskedJobs]:
        """Assembles every recording of the session again (V21)."""
        return await self._ask(payload.session_id, call.user, "post_process")

    @event("create_tasks_from_chunks", access=Access.EDITOR, errors=OF_READER)
    async def create_tasks_from_chunks(self, call: SocketCall, payload: SessionRef) -> Raw[AskedJobs]:
        """Looks for tasks in the session's texts and transcripts (V21)."""
        return await self._ask(payload.session_id, call.user, "create_tasks")

    @event("report_recording", access=Access.EDITOR, errors=[*OF_READER, Conflict], repeatable=True)
    async def report_recording(self, call: SocketCall, payload: ReportRecording) -> Raw[Lease]:
        """Reports the recorder's status, which everybody who reads the session sees (V13)."""
        if payload.status is VoiceStatus.CLOSED:
            raise InvalidPayload("A session is closed by closing it, not by a report")
        report = Report(payload.status, payload.recording_id, self._lease_ms, takes_over=payload.takes_over)
        return self._lease(await self._store.report(payload.session_id, call.user, report))

    @event("keep_recording", access=Access.EDITOR, errors=[*OF_READER, Conflict], repeatable=True)
    async def keep_recording(self, call: SocketCall, payload: KeepRecording) -> Raw[Lease]:
        """A sign of life of the recorder; an interrupted recording continues (V13)."""
        status = VoiceStatus(payload.status)
        report = Report(status, payload.recording_id, self._lease_ms, takes_over=False, is_beat=True)
        return self._lease(await self._store.report(payload.session_id, call.user, report))

    def _lease(self, session: Json) -> Raw[Lease]:
        return Raw(b'{"session":%b,"lease_ms":%d}' % (session, self._lease_ms))

    # --- for subscriptions -----------------------------------------------------------------------------------------

    def feed_for(self, user: User, header: Mapping[str, bytes]) -> tuple[str, str]:
        """Raises Forbidden (V22)."""
        return _ROLES[VOICE_ACCESS.require(user, header, "read")], FEED

    async def snapshot(self, user: User, session_id: str, cursor: str = "") -> VoiceSnapshot:
        """Raises SessionNotFound, Forbidden."""
        read = await self._store.read(session_id, user, cursor)
        role = _ROLES[read.level]
        return VoiceSnapshot(read.position, read.now, role, self._view(read, role, user))

    async def page(self, user: User, session_id: str, cursor: str) -> VoicePage:
        """Raises SessionNotFound, Forbidden, InvalidPayload."""
        if not cursor or re.match(CURSOR, cursor) is None:
            raise InvalidPayload("This cursor is not valid: subscribe again and begin with the first page")
        read = await self._store.read(session_id, user, cursor)
        return VoicePage(read.position, _ROLES[read.level], read.rows, read.next_cursor)

    def _view(self, read: VoiceRead, role: str, user: User) -> bytes:
        shape = b'{"session":%b,%b,"role":"%b","transcription":%b,"ice_servers":%b,"now":%d,"next_cursor":%b}'
        return shape % (
            read.session,
            read.rows[1:-1],
            role.encode(),
            self._can_transcribe,
            orjson.dumps([server.model_dump() for server in self._ice_servers(user)]),
            read.now,
            orjson.dumps(read.next_cursor),
        )

    # --- what the commands share -----------------------------------------------------------------------------------

    def _all_named(self, user_ids: Iterable[str]) -> tuple[str, ...]:
        """By their pseudonyms (D25), each once."""
        return tuple(dict.fromkeys(map(self._named, user_ids)))

    async def _ask(self, session_id: str, user: User, what: str, job_id: str = "") -> Raw[AskedJobs]:
        asked = await self._store.ask(session_id, user, what, job_id)
        for job in asked:
            await self._jobs.add(job)
        return Raw(orjson.dumps({"jobs": [job.job_id for job in asked]}))


def _brief(session: Json) -> dict[str, object]:
    fields = orjson.loads(session)
    return {name: fields[name] for name in ("session_id", "session_name", "is_active", "url")}


def row_of(summary: VoiceSummary) -> bytes:
    """A session in a list, as JSON."""
    return b'%b,"materials":%d,"recordings":%d,"duration_ms":%d,"open_tasks":%d,"speakers":%b}' % (
        summary.session[:-1],
        summary.materials,
        summary.recordings,
        summary.duration_ms,
        summary.open_tasks,
        summary.speakers,
    )


def _cursor(cursor: str) -> Cursor | None:
    at, _, session_id = cursor.partition(".")
    return Cursor(int(at), session_id) if cursor else None
