"""Jams over HTTP and sockets (K1–K22, S1–S23): parse, check, ask the store, answer."""

import asyncio
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, NoReturn
from uuid import uuid4

import orjson

from auth.access import Level
from auth.script_keys import Scope
from auth.user import User
from handlers.api.call import Call, SocketCall
from handlers.api.contract import (
    Access,
    EmptyPayload,
    Raw,
    event,
    route,
)
from handlers.jam.access import JAM_ACCESS, link_of
from handlers.jam.models import (
    ChangedJam,
    ClockReading,
    CreatedJam,
    EditedSession,
    EditSession,
    JamChange,
    JamSession,
    NewJam,
    PublishedJam,
    RemixedJam,
    SetTransport,
    TransportSet,
    UpdatedJam,
    WholeState,
)
from sessions.base.errors import (
    Conflict,
    Forbidden,
    InvalidPayload,
    InvalidSessionId,
    PreconditionFailed,
    RateLimited,
    SessionNotFound,
    TooLarge,
)
from sessions.base.ids import parse_session_id
from sessions.jam.lineage import is_orphaned, parent_name, shown_name
from sessions.jam.state import (
    Flat,
    flat_of,
    layout_of,
    state_of,
)
from sessions.jam.state import JamBounds as JamLimits
from sessions.jam.validation import read_edit, read_state
from storage.bus.feed import Position
from storage.jam.jam import Jam, Origin, Parent
from storage.jam.store import FEED, JamStore
from storage.session.rate_limiter import RateLimiter

OPEN = (SessionNotFound, Forbidden, InvalidPayload)


@dataclass(frozen=True, slots=True)
class JamSnapshot:
    """A jam at the start of a subscription."""

    position: Position
    now: int
    role: str
    json: bytes


class Jams:
    """Anyone with the link may do everything (S2), with the exceptions in handlers/jam/access.py."""

    has_presence = True
    is_hidden = False

    def __init__(
        self,
        store: JamStore,
        limits: RateLimiter,
        jam_limits: JamLimits,
        *,
        create_limit: int,
        clock: Callable[[], int],
    ) -> None:
        self._store = store
        self._limits = limits
        self._jam_limits = jam_limits
        self._create_limit = create_limit
        self._clock = clock

    # --- making ----------------------------------------------------------------------------------------------------

    @route("POST", "/api/sessions", status=201, access=Access.LINK, errors=[RateLimited], grows=True)
    async def create(self, call: Call, body: NewJam) -> CreatedJam:
        """Makes a session, empty or with a state (K6, S10)."""
        flat = flat_of(read_state(body.state, self._jam_limits)) if body.state is not None else {}
        if body.name:
            flat["name"] = read_edit({"name": body.name}, self._jam_limits)["name"]
        await self._consume(call)
        id_, made = await self._store.create(_present(flat), Origin(owner=_id(call), address=call.address))
        return CreatedJam(id=id_, url=f"/s/{id_}", createdAt=made)

    @route(
        "POST",
        "/api/sessions/{uuid}/remix",
        status=201,
        access=Access.LINK,
        errors=[*OPEN, RateLimited],
        cost=5,
        grows=True,
    )
    async def remix(self, call: Call, uuid: str) -> RemixedJam:
        """Makes a copy that knows its parent (K7, K14, S13)."""
        jam, recordings = await self._original(call, uuid)
        depth = None if jam.depth is None else jam.depth + 1
        origin = Origin(_id(call), jam.id, shown_name(jam.flat.get("name")), depth=depth, address=call.address)
        # The copy is made first; if the parent is not notified now, it is when the copy is first opened.
        id_, made = await self._store.create(jam.flat, origin, recordings)
        with suppress(SessionNotFound):  # the parent was deleted just now: the copy remains (K16)
            await self._store.link(jam.id, id_)
        return RemixedJam(id=id_, url=f"/s/{id_}", createdAt=made, remixedFrom=jam.id)

    @route(
        "POST",
        "/api/sessions/{uuid}/publish",
        status=201,
        access=Access.LINK,
        errors=[*OPEN, RateLimited],
        cost=5,
        grows=True,
    )
    async def publish(self, call: Call, uuid: str) -> PublishedJam:
        """Makes a copy that anyone can listen to and remix and nobody can edit (JM5)."""
        jam, recordings = await self._original(call, uuid)
        origin = Origin(owner=_id(call), published_from=jam.id, address=call.address)
        id_, made = await self._store.create(jam.flat, origin, recordings)
        return PublishedJam(id=id_, url=f"/s/{id_}", createdAt=made, publishedFrom=jam.id)

    async def _original(self, call: Call, uuid: str) -> tuple[Jam, dict[str, bytes]]:
        """What a copy is made of, and its recordings. A copy that is not refused is a use of it (K21)."""
        jam = await self.open(call, uuid, touch=False)
        await self._consume(call)
        _, recordings = await asyncio.gather(
            self._store.use(jam.id, call.signed_in), self._store.recordings.all(jam.id)
        )
        return jam, recordings

    async def _consume(self, call: Call) -> None:
        """Every way to create a session counts (S20)."""
        await self._limits.consume("create", call.address, most=self._create_limit, seconds=60)

    # --- one session -----------------------------------------------------------------------------------------------

    @route("GET", "/api/sessions/{uuid}", access=Access.LINK, errors=OPEN, tagged=True, scope=Scope.READ)
    async def read(self, call: Call, uuid: str) -> Raw[JamSession]:
        """The session (S11). Reading it counts as using it (K17, K21); the ETag changes with every edit."""
        jam = await self.open(call, uuid)
        call.headers = {"ETag": jam.etag}
        return Raw(await self._json(jam, call.signed_in))

    @route(
        "PUT",
        "/api/sessions/{uuid}",
        access=Access.LINK,
        errors=[*OPEN, PreconditionFailed, Conflict],
        grows=True,
        tagged=True,
        scope=Scope.EDIT,
    )
    async def replace(self, call: Call, uuid: str, body: WholeState) -> UpdatedJam:
        """Replaces the session's state with the body's (S12, D7, D21); with If-Match only if the session is
        unchanged."""
        jam = await self.open(call, uuid, to="edit")
        state = read_state(body.state, self._jam_limits)
        named = "name" in body.model_fields_set
        name = read_edit({"name": body.name}, self._jam_limits)["name"] if named else None

        def target(before: Flat) -> Flat:
            flat = flat_of(state, before)
            return _present({**flat, "name": name}) if named else flat

        etags = call.if_match.strong if call.if_match is not None and not call.if_match.any else None
        edited = await self._store.replace(jam.id, call.signed_in, target, etags=etags, address=call.address, jam=jam)
        call.headers = {"ETag": f'"{jam.position.epoch}.{edited.edited_seq}"'}
        return UpdatedJam(id=jam.id, updatedAt=edited.at)

    @route("PATCH", "/api/sessions/{uuid}", access=Access.LINK, errors=OPEN)
    async def change(self, call: Call, uuid: str, body: JamChange) -> ChangedJam:
        """Renames the session, or sets who may open it (K18)."""
        jam = await self.open(call, uuid, touch=False)
        name, is_public, at = jam.flat.get("name"), jam.is_public, jam.updated_at
        if "name" in body.model_fields_set:
            JAM_ACCESS.require(call.signed_in, jam.header, "edit")
            edit = read_edit({"name": body.name}, self._jam_limits)
        if body.isPublic is not None:
            JAM_ACCESS.require(call.signed_in, jam.header, "people")
        if "name" in body.model_fields_set:
            edited = await self._store.edit(jam.id, call.signed_in, uuid4().hex, edit, address=call.address)
            name, at = edit["name"], edited.at
        if body.isPublic is not None:
            is_public, at = body.isPublic, await self._store.show(jam.id, call.signed_in, is_public=body.isPublic)
        return ChangedJam(id=jam.id, updatedAt=at, name=name, isPublic=is_public)

    @route("DELETE", "/api/sessions/{uuid}", status=204, access=Access.LINK, errors=OPEN)
    async def delete(self, call: Call, uuid: str) -> None:
        """Deletes the session for everybody; its remixes stay (S14). It lies in its owner's bin for 30 days;
        one without an owner is gone for good (D13)."""
        await self._store.delete(parsed(uuid), call.signed_in)

    # --- live ------------------------------------------------------------------------------------------------------

    @event(
        "edit_session",
        access=Access.EDITOR,
        errors=[SessionNotFound, Forbidden, TooLarge],
        once_by="edit_id",
        one_script=True,
        grows=True,
        scope=Scope.EDIT,
    )
    async def edit(self, call: SocketCall, payload: EditSession) -> Raw[EditedSession]:
        """Sets paths of the session, all at once, and only once for each `edit_id` (JM1–JM3, SY12)."""
        edit = read_edit(payload.set, self._jam_limits)
        edited = await self._store.edit(payload.session_id, call.user, payload.edit_id, edit)
        return Raw(b'{"seq":%d,"dropped":%b}' % (edited.seq, orjson.dumps(edited.dropped)))

    @event("set_transport", access=Access.SUBSCRIBER, errors=[SessionNotFound, Forbidden], scope=Scope.EDIT)
    async def set_transport(self, call: SocketCall, payload: SetTransport) -> Raw[TransportSet]:
        """Starts or stops the shared transport (JM9)."""
        if call.connection.feed_of(payload.session_id) != FEED:
            raise Forbidden("Subscribe first")
        transport = await self._store.play(payload.session_id, call.user, playing=payload.playing)
        return Raw(b'{"transport":%b}' % transport)

    @event("sync_clock", access=Access.SIGNED_IN)
    async def sync_clock(self, call: SocketCall, payload: EmptyPayload) -> ClockReading:
        """The server's clock; with the times of the request and of the answer, a client can bound its own clock's
        error."""
        return ClockReading(now=self._clock())

    def feed_for(self, user: User, header: Mapping[str, bytes]) -> tuple[str, str]:
        return _role(JAM_ACCESS.require(user, header, "read"), header), FEED

    async def snapshot(self, user: User, session_id: str) -> JamSnapshot:
        jam = await self._store.read(session_id, user, touch=True)
        limits = {"tracks": self._jam_limits.tracks, "tempo": self._jam_limits.tempo}
        json = b'{"session":%b,"seq":%d,"link":"%b","locked":%b,"limits":%b}' % (
            await self._json(jam, user),
            jam.position.seq,
            link_of(jam.header).encode(),
            b"true" if "locked" in jam.header else b"false",
            orjson.dumps(limits),
        )
        role = _role(JAM_ACCESS.level_of(user, jam.header), jam.header)
        return JamSnapshot(jam.position, jam.now, role, json)

    async def page(self, user: User, session_id: str, cursor: str) -> NoReturn:
        raise InvalidPayload("A jam is one page")

    # --- parts -----------------------------------------------------------------------------------------------------

    async def open(self, call: Call, uuid: str, *, touch: bool = True, to: str = "read") -> Jam:
        """The jam, if the caller may do `to` with it. A change checks that again in its script. `touch` counts a read
        as a use (D18); a change is one when it is made, because it may be refused."""
        jam = await self._store.read(parsed(uuid), call.signed_in, touch=touch and to == "read")
        JAM_ACCESS.require(call.signed_in, jam.header, to)
        return jam

    async def _parent(self, jam: Jam, user: User | None) -> Parent | None:
        """What `user` may know about the parent; None when it does not exist any more."""
        if jam.remixed_from is None:
            return None
        try:
            parent = await self._store.parent(jam.remixed_from, user)
        except SessionNotFound:
            return None
        if not jam.is_linked:
            with suppress(SessionNotFound):  # one of the two was deleted just now
                await self._store.link(jam.remixed_from, jam.id)
        return parent

    async def _json(self, jam: Jam, user: User | None) -> bytes:
        """The session as JSON, for `user`."""
        parent = await self._parent(jam, user)
        current, is_readable = (parent.name, parent.is_readable) if parent is not None else (None, False)
        session: dict[str, Any] = {
            "id": jam.id,
            "name": jam.flat.get("name"),
            "createdAt": jam.created_at,
            "updatedAt": jam.updated_at,
            "lastAccessedAt": jam.accessed_at,
            "remixedFrom": jam.remixed_from,
            "remixedFromName": parent_name(
                jam.remixed_from, jam.remixed_from_name, current, exists=parent is not None, is_readable=is_readable
            ),
            "parentDeleted": jam.remixed_from is not None and parent is None,
            "remixCount": jam.remix_count,
            "ownerId": jam.owner,
            "isPublic": jam.is_public,
            "immutable": jam.immutable,
            "publishedFrom": jam.published_from,
            "orphaned": is_orphaned(jam.accessed_at, jam.now),
            "state": state_of(jam.flat),
            "layout": layout_of(jam.flat),
            "transport": orjson.Fragment(jam.transport),
        }
        return orjson.dumps(session)


def _role(level: Level, header: Mapping[str, bytes]) -> str:
    return "viewer" if level is Level.READER or "immutable" in header else "editor"


def _id(call: Call) -> str | None:
    return call.signed_in.id if call.signed_in is not None else None


def parsed(uuid: str) -> str:
    """The id of a session. An invalid id names a session that does not exist (K4)."""
    try:
        return parse_session_id(uuid)
    except InvalidSessionId:
        raise SessionNotFound from None


def _present(flat: Flat) -> Flat:
    return {path: value for path, value in flat.items() if value is not None}
