"""Clip sessions over HTTP and sockets (C1–C26): parse, ask the store, answer."""

import asyncio
import re
from collections.abc import Callable, Mapping
from contextlib import suppress

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
from handlers.clip.access import CLIP_ACCESS
from handlers.clip.models import (
    ClipSessionList,
    ClipSessionView,
    Controlled,
    ControlLink,
    ControlTicket,
    ListQuery,
    MarkClip,
    MarkMoment,
    MarkMoments,
    MomentDeleted,
    MomentMark,
    OneClip,
    OneMoment,
    OneSession,
    PageQuery,
    RemoveClip,
    RemoveMoment,
    SubmitClip,
)
from sessions.base.errors import (
    Conflict,
    Forbidden,
    InvalidPayload,
    InvalidTransition,
    NotFound,
    RateLimited,
    SessionNotActive,
    SessionNotFound,
    TicketSpent,
    TooLarge,
    TooSoon,
)
from sessions.base.ids import EntityId, SessionId
from sessions.clip.session import (
    Action,
    Clip,
    ClipChange,
    ClipSession,
    ClipSessionChange,
    ClipSubmission,
    MomentRef,
    NewClipSession,
)
from storage.clip.read import ClipRead
from storage.clip.rows import ClipRow
from storage.clip.store import CURSOR, ClipStore
from storage.session.rate_limiter import RateLimiter
from storage.session.tickets import TTL_SECONDS, Tickets, new_secret

PAGE = 100  # sessions in one answer of the list
# after so long, a list entry without a session is an unfinished deletion, not a creation in progress
SETTLED_MS = 60_000

OF_OWNER = (SessionNotFound, Forbidden)
OF_TAPS = (SessionNotFound, Forbidden, SessionNotActive, TooSoon, TooLarge)


class Clips:
    """The commands of streamers and viewers. The store's script decides who is an owner, together with the change."""

    has_presence = False
    is_hidden = False

    def __init__(
        self,
        store: ClipStore,
        limits: RateLimiter,
        tickets: Tickets,
        *,
        public_url: str,
        create_limit: int,
        clock: Callable[[], int],
    ) -> None:
        self._store = store
        self._limits = limits
        self._tickets = tickets
        self._public_url = public_url
        self._create_limit = create_limit
        self._clock = clock

    # --- the streamer ----------------------------------------------------------------------------------------------

    @route(
        "POST", "/api/clip-sessions", status=201, access=Access.SIGNED_IN, errors=[*OF_OWNER, RateLimited], grows=True
    )
    async def create(self, call: Call, body: NewClipSession) -> Raw[ClipSession]:
        """Creates a session before going live (C5), with the settings of the caller's stream `like` (CL21)."""
        await self._limits.consume("create", call.address, most=self._create_limit, seconds=60)
        return Raw(await self._store.create(call.user, body, call.address))

    @route("GET", "/api/clip-sessions", access=Access.SIGNED_IN, scope=Scope.READ)
    async def list(self, call: Call, query: ListQuery) -> Raw[ClipSessionList]:
        """The user's own sessions, newest first, 100 at a time."""
        ids = await self._store.ids_of(call.user.id, int(query.cursor or 0), PAGE)
        rows = await asyncio.gather(*(self._row(id_, at, call.user) for id_, at in ids))
        cursor = orjson.dumps(str(ids[-1][1]) if len(ids) == PAGE else None)
        return Raw(b'{"items":[%b],"next_cursor":%b}' % (b",".join(row for row in rows if row), cursor))

    async def _row(self, session_id: str, listed_at_us: int, user: User) -> bytes | None:
        try:
            return _row_json(await self._store.row(session_id, user))
        except (SessionNotFound, Forbidden):
            # The list entry is written first and the session a moment later (SY18): the session of a new entry may not
            # exist yet.
            if listed_at_us // 1000 < self._clock() - SETTLED_MS:
                await self._store.forget(user.id, session_id)
            return None

    @route("GET", "/api/clip-sessions/{session_id}", access=Access.READER, errors=[SessionNotFound], scope=Scope.READ)
    async def read(self, call: Call, session_id: SessionId, query: PageQuery) -> Raw[ClipSessionView]:
        """A session with its segments and moments, a page of them at a time."""
        return Raw((await self._store.read(session_id, call.user, query.cursor)).json)

    @route("PATCH", "/api/clip-sessions/{session_id}", access=Access.OWNER, errors=OF_OWNER, scope=Scope.EDIT)
    async def update(self, call: Call, session_id: SessionId, body: ClipSessionChange) -> Raw[ClipSession]:
        """Changes title, game, reaction lead, or whether viewers see the heat (CL20)."""
        return Raw(await self._store.update(session_id, call.user, body))

    @route("DELETE", "/api/clip-sessions/{session_id}", status=204, access=Access.OWNER, errors=OF_OWNER)
    async def delete(self, call: Call, session_id: SessionId) -> None:
        """Puts the session with all its moments into its streamers' bins; nobody else finds it from now on (D13)."""
        await self._store.delete(session_id, call.user)
        await self._store.forget(call.user.id, session_id)

    @route(
        "POST",
        "/api/clip-sessions/{session_id}/{action}",
        access=Access.OWNER,
        errors=[*OF_OWNER, InvalidTransition],
        scope=Scope.EDIT,
    )
    async def act(self, call: Call, session_id: SessionId, action: Action) -> Raw[ClipSession]:
        """Starts, pauses, resumes or ends the session (C6–C11)."""
        return Raw(await self._store.transition(session_id, call.user, action))

    @event("start_session", access=Access.OWNER, errors=[*OF_OWNER, InvalidTransition], scope=Scope.EDIT)
    async def start(self, call: SocketCall, payload: SessionRef) -> Raw[OneSession]:
        """Opens the first segment (C6)."""
        return await self._transition(call, payload, Action.START)

    @event("pause_session", access=Access.OWNER, errors=[*OF_OWNER, InvalidTransition], scope=Scope.EDIT)
    async def pause(self, call: SocketCall, payload: SessionRef) -> Raw[OneSession]:
        """Closes the current segment; nobody can mark a moment until the stream is resumed (C8)."""
        return await self._transition(call, payload, Action.PAUSE)

    @event("resume_session", access=Access.OWNER, errors=[*OF_OWNER, InvalidTransition], scope=Scope.EDIT)
    async def resume(self, call: SocketCall, payload: SessionRef) -> Raw[OneSession]:
        """Opens the next segment (C9)."""
        return await self._transition(call, payload, Action.RESUME)

    @event("end_session", access=Access.OWNER, errors=[*OF_OWNER, InvalidTransition], scope=Scope.EDIT)
    async def end(self, call: SocketCall, payload: SessionRef) -> Raw[OneSession]:
        """Ends the session for good (C10)."""
        return await self._transition(call, payload, Action.END)

    async def _transition(self, call: Call, payload: SessionRef, action: Action) -> Raw[OneSession]:
        return Raw(b'{"session":%b}' % await self._store.transition(payload.session_id, call.user, action))

    # --- moments ---------------------------------------------------------------------------------------------------

    @route(
        "POST",
        "/api/clip-sessions/{session_id}/clips",
        status=201,
        access=Access.READER,
        errors=OF_TAPS,
        grows=True,
        scope=Scope.MARK,
    )
    async def submit_over_http(self, call: Call, session_id: SessionId, body: ClipSubmission) -> Raw[Clip]:
        """Marks a moment (C12–C16). The same `submission_id` again gets the first answer and changes nothing."""
        return Raw(await self._store.submit(session_id, call.user, body, call.address))

    @event("submit_clip", access=Access.READER, errors=OF_TAPS, once_by="submission_id", grows=True, scope=Scope.MARK)
    async def submit(self, call: SocketCall, payload: SubmitClip) -> Raw[OneClip]:
        """Marks a moment (C12–C16). The same `submission_id` again gets the first answer and changes nothing."""
        return Raw(b'{"clip":%b}' % await self._store.submit(payload.session_id, call.user, payload, call.address))

    @route(
        "PATCH",
        "/api/clip-sessions/{session_id}/clips/{clip_id}",
        access=Access.OWNER,
        errors=[*OF_OWNER, NotFound],
        scope=Scope.EDIT,
    )
    async def change_clip(self, call: Call, session_id: SessionId, clip_id: EntityId, body: ClipChange) -> Raw[Clip]:
        """Marks a tap as clipped or not, or edits its note or tag (C18). Who made it changes note and tag for two
        minutes (CL17)."""
        return Raw(await self._store.change_clip(session_id, call.user, clip_id, body, call.address))

    @event("mark_clip", access=Access.OWNER, errors=[*OF_OWNER, NotFound], repeatable=True, scope=Scope.EDIT)
    async def mark(self, call: SocketCall, payload: MarkClip) -> Raw[OneClip]:
        """Marks a tap as clipped or not (C18)."""
        change = ClipChange(clipped=payload.clipped)
        clip = await self._store.change_clip(payload.session_id, call.user, payload.clip_id, change)
        return Raw(b'{"clip":%b}' % clip)

    @route(
        "DELETE",
        "/api/clip-sessions/{session_id}/clips/{clip_id}",
        status=204,
        access=Access.OWNER,
        errors=[*OF_OWNER, NotFound],
    )
    async def remove_clip(self, call: Call, session_id: SessionId, clip_id: EntityId) -> None:
        """Removes an abusive tap. `POST /api/people/{session_id}/steps/{step}/undo` brings it back. Who made it takes
        it back for good, for two minutes (CL17)."""
        await self._store.remove_clip(session_id, call.user, clip_id, call.address)

    @event("remove_clip", access=Access.OWNER, errors=[*OF_OWNER, NotFound])
    async def remove(self, call: SocketCall, payload: RemoveClip) -> MomentDeleted:
        """Removes an abusive tap. `POST /api/people/{session_id}/steps/{step}/undo` brings it back."""
        step = await self._store.remove_clip(payload.session_id, call.user, payload.clip_id, call.address)
        return MomentDeleted(taps=1, step=step)

    @route(
        "PATCH",
        "/api/clip-sessions/{session_id}/moments",
        access=Access.OWNER,
        errors=[*OF_OWNER, NotFound],
        scope=Scope.EDIT,
    )
    async def mark_moment_over_http(
        self, call: Call, session_id: SessionId, query: MomentRef, body: MomentMark
    ) -> OneMoment:
        """Marks every tap of a moment as clipped or not (C18)."""
        return OneMoment(taps=await self._store.mark_moment(session_id, call.user, query, body.clipped))

    @event("mark_moment", access=Access.OWNER, errors=[*OF_OWNER, NotFound], repeatable=True, scope=Scope.EDIT)
    async def mark_moment(self, call: SocketCall, payload: MarkMoment) -> OneMoment:
        """Marks every tap of a moment as clipped or not (C18)."""
        taps = await self._store.mark_moment(payload.session_id, call.user, payload, payload.clipped)
        return OneMoment(taps=taps)

    @event(
        "mark_moments",
        access=Access.OWNER,
        errors=[*OF_OWNER, NotFound],
        repeatable=True,
        cost=10,
        scope=Scope.EDIT,
    )
    async def mark_moments(self, call: SocketCall, payload: MarkMoments) -> OneMoment:
        """Marks every tap of many moments as clipped or not (C18). What is gone meanwhile is passed over, unless all
        are."""
        taps = 0
        for moment in payload.moments:
            with suppress(NotFound):
                taps += await self._store.mark_moment(payload.session_id, call.user, moment, payload.clipped)
        if not taps:
            raise NotFound("None of these moments exists any more")
        return OneMoment(taps=taps)

    @route(
        "DELETE",
        "/api/clip-sessions/{session_id}/moments",
        status=204,
        access=Access.OWNER,
        errors=[*OF_OWNER, NotFound],
    )
    async def remove_moment_over_http(self, call: Call, session_id: SessionId, query: MomentRef) -> None:
        """Removes an abusive moment with all its taps. `POST /api/people/{session_id}/steps/{step}/undo` brings it
        back."""
        await self._store.remove_moment(session_id, call.user, query)

    @event("remove_moment", access=Access.OWNER, errors=[*OF_OWNER, NotFound])
    async def remove_moment(self, call: SocketCall, payload: RemoveMoment) -> MomentDeleted:
        """Removes an abusive moment with all its taps. `POST /api/people/{session_id}/steps/{step}/undo` brings it
        back."""
        taps, step = await self._store.remove_moment(payload.session_id, call.user, payload)
        return MomentDeleted(taps=taps, step=step)

    # --- another device --------------------------------------------------------------------------------------------

    @route(
        "POST",
        "/api/clip-sessions/{session_id}/control-link",
        status=201,
        access=Access.OWNER,
        errors=OF_OWNER,
    )
    async def control_link(self, call: Call, session_id: SessionId) -> ControlLink:
        """A link that moves control to another device. The ticket is in the fragment (`#`), so no log contains it."""
        ticket = new_secret()
        await self._store.note_link(session_id, call.user, ticket, TTL_SECONDS)
        await self._tickets.issue(_purpose(session_id), ticket)
        url = f"{self._public_url}/clips/{session_id}#ticket={ticket}"
        return ControlLink(url=url, expires_at=self._clock() + TTL_SECONDS * 1000)

    @route(
        "POST",
        "/api/clip-sessions/{session_id}/control",
        access=Access.SIGNED_IN,
        errors=[SessionNotFound, TicketSpent, Conflict],
    )
    async def control(self, call: Call, session_id: SessionId, body: ControlTicket) -> Raw[Controlled]:
        """Uses the ticket of a control link and makes the user an owner too."""
        user = call.user
        await self._tickets.consume(body.ticket, _purpose(session_id))
        return Raw(b'{"session":%b,"role":"owner"}' % await self._store.share(session_id, user, body.ticket))

    # --- subscriptions ---------------------------------------------------------------------------------------------

    def feed_for(self, user: User, header: Mapping[str, bytes]) -> tuple[str, str]:
        is_streamer = CLIP_ACCESS.require(user, header, "read") >= Level.CO_OWNER
        return ("owner", "control") if is_streamer else ("viewer", "public")

    async def snapshot(self, user: User, session_id: str) -> ClipRead:
        return await self._store.view(session_id, user)

    async def page(self, user: User, session_id: str, cursor: str) -> ClipRead:
        if not cursor or re.match(CURSOR, cursor) is None:
            raise InvalidPayload("This cursor is not valid: subscribe again and begin with the first page")
        return await self._store.read(session_id, user, cursor)


def _purpose(session_id: str) -> str:
    return f"control:{session_id}"


def _row_json(row: ClipRow) -> bytes:
    return b'%b,"moments":%d,"heat":%b}' % (row.session[:-1], row.moments, orjson.dumps(row.heat))
