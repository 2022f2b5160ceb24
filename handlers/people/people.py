"""Who takes part in a session, of every kind (PE rules): parse, ask the store, answer."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import asdict
from typing import Final

from auth.access import Level
from auth.user import User
from handlers.api.call import Call
from handlers.api.contract import Access, route
from handlers.people.models import (
    AccessRequest,
    AnswerRequest,
    Invitation,
    InvitationView,
    InvitedPerson,
    JoinedSession,
    MadeInvitation,
    ModerationStep,
    NewInvitation,
    SessionMember,
    SessionPeople,
    SetLink,
    SetRole,
    You,
)
from sessions.base.errors import (
    Conflict,
    Forbidden,
    NotFound,
    RateLimited,
    SessionNotFound,
    TicketSpent,
    TooLarge,
)
from sessions.base.ids import EntityId, SessionId
from sessions.base.people import (
    BANNED,
    Role,
)
from storage.people.store import Joined, PeopleRead, PeopleStore

OF_SESSION = (SessionNotFound, Forbidden)
OF_INVITATION = (SessionNotFound, Forbidden, TicketSpent)

NoteJoined = Callable[[User, Joined], Awaitable[None]]
Named = Callable[[str], str]
"""The id under which somebody is stored, whichever of theirs is given (D25)."""
Paths = Mapping[str, Mapping[str, str]]
"""The path of a session's page by kind and role, `{}` for its id; under `""` for every other role."""

_ROLE_OF_LEVEL: Final = {Level.OWNER: Role.OWNER, Level.CO_OWNER: Role.CO_OWNER}


class People:
    def __init__(
        self, store: PeopleStore, named: Named, *, public_url: str, lists: Mapping[str, NoteJoined], paths: Paths
    ) -> None:
        """`lists`: what puts a session of a kind into the list of somebody who has accepted."""
        self._store = store
        self._named = named
        self._public_url = public_url
        self._lists = lists
        self._paths = paths

    @route("GET", "/api/people/{session_id}", access=Access.READER, errors=OF_SESSION)
    async def read(self, call: Call, session_id: SessionId) -> SessionPeople:
        """Who takes part, which role they have, and who asks for one."""
        return _people(await self._store.read(session_id, call.user), call.user.id)

    @route("PATCH", "/api/people/{session_id}", access=Access.CO_OWNER, errors=OF_SESSION)
    async def set_link(self, call: Call, session_id: SessionId, body: SetLink) -> SessionPeople:
        """Says what the link lets everybody do (D15, D29), locks editing for a moment, or slows everybody down."""
        await self._store.set_link(session_id, call.user, body.link, locked=body.locked, slow_seconds=body.slow_seconds)
        return _people(await self._store.read(session_id, call.user), call.user.id)

    @route(
        "POST",
        "/api/people/{session_id}/role",
        status=204,
        access=Access.CO_OWNER,
        errors=[*OF_SESSION, Conflict, TooLarge],
    )
    async def set_role(self, call: Call, session_id: SessionId, body: SetRole) -> None:
        """Gives somebody a role or takes it away; everybody may give up their own. Taking one back works at once:
        the script that refuses their next change reads the same list."""
        await self._store.set_role(session_id, call.user, self._named(body.user_id), body.role, body.name)

    @route(
        "POST",
        "/api/people/{session_id}/request",
        status=204,
        access=Access.READER,
        errors=[*OF_SESSION, Conflict, RateLimited, TooLarge],
    )
    async def ask(self, call: Call, session_id: SessionId) -> None:
        """Asks to edit. The owners and co-owners of the session see it live."""
        await self._store.ask(session_id, call.user)

    @route("DELETE", "/api/people/{session_id}/request", status=204, access=Access.READER, errors=OF_SESSION)
    async def withdraw(self, call: Call, session_id: SessionId) -> None:
        """Takes the request back."""
        await self._store.withdraw(session_id, call.user)

    @route(
        "POST",
        "/api/people/{session_id}/answer",
        status=204,
        access=Access.CO_OWNER,
        errors=[*OF_SESSION, NotFound, TooLarge, Conflict],
    )
    async def answer(self, call: Call, session_id: SessionId, body: AnswerRequest) -> None:
        """Accepts or declines a request."""
        await self._store.answer(session_id, call.user, self._named(body.user_id), accept=body.accept)

    # --- invitations -----------------------------------------------------------------------------------------------

    @route(
        "POST",
        "/api/people/{session_id}/invitations",
        status=201,
        access=Access.CO_OWNER,
        errors=[*OF_SESSION, TooLarge],
    )
    async def invite(self, call: Call, session_id: SessionId, body: NewInvitation) -> MadeInvitation:
        """Makes an invitation to take part with a role."""
        id_, token = await self._store.invite(
            session_id, call.user, body.role, uses=body.uses, seconds=body.seconds, note=body.note
        )
        return MadeInvitation(id=id_, url=f"{self._public_url}/i/{token}")

    @route(
        "DELETE",
        "/api/people/{session_id}/invitations/{invitation_id}",
        status=204,
        access=Access.CO_OWNER,
        errors=[*OF_SESSION, NotFound],
    )
    async def revoke(self, call: Call, session_id: SessionId, invitation_id: EntityId) -> None:
        """Ends an invitation. Members who came by it keep their role."""
        await self._store.revoke(session_id, call.user, invitation_id)

    @route("GET", "/api/invitations/{token}", access=Access.SIGNED_IN, errors=OF_INVITATION)
    async def look(self, call: Call, token: str) -> InvitationView:
        """What an invitation is for. Looking uses nothing up: a link preview does no harm."""
        invitation = await self._store.look(token, call.user)
        return InvitationView(
            kind=invitation.kind,
            title=invitation.title,
            role=invitation.role,
            by_name=invitation.by_name,
            has_it=invitation.has_it,
            url=page_of(self._paths[invitation.kind], invitation.session_id, invitation.role),
        )

    @route("POST", "/api/invitations/{token}", access=Access.SIGNED_IN, errors=[*OF_INVITATION, Conflict, TooLarge])
    async def join(self, call: Call, token: str) -> JoinedSession:
        """Accepts an invitation. The session is added to the user's list."""
        invitation = await self._store.look(token, call.user)
        joined = await self._store.join(token, call.user)
        if (note := self._lists.get(joined.kind)) is not None:
            await note(call.user, joined)
        return JoinedSession(url=page_of(self._paths[invitation.kind], invitation.session_id, invitation.role))


def page_of(paths: Mapping[str, str], session_id: str, role: Role) -> str:
    return paths.get(role, paths[""]).format(session_id)


def _people(read: PeopleRead, user_id: str) -> SessionPeople:
    may_edit = read.level >= Level.EDITOR
    lowest = Role.EDITOR if may_edit and Role.EDITOR in read.roles else Role.VIEWER
    you = You(user_id=user_id, role=_ROLE_OF_LEVEL.get(read.level, lowest), may_edit=may_edit, asked=read.asked)
    return SessionPeople(
        kind=read.kind,
        you=you,
        link=read.link,
        locked=read.locked,
        roles=read.roles,
        links=read.links,
        members=[
            SessionMember(
                user_id=one.user_id,
                role=BANNED if one.role == BANNED else Role(one.role),
                name=one.name,
                since=one.since,
            )
            for one in read.members
        ],
        invitations=[Invitation.model_validate_json(one) for one in read.invitations],
        invited=[InvitedPerson(**asdict(one)) for one in read.invited],
        slow_seconds=read.slow_seconds,
        steps=[ModerationStep.model_validate(one) for one in read.steps],
        requests=[AccessRequest(user_id=one.user_id, name=one.name, at=one.at) for one in read.requests],
    )
