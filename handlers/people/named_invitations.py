"""Invitations by name (PE10): somebody known is invited, finds it on their home page, and accepts or declines."""

from collections.abc import Mapping
from typing import Literal

from handlers.api.call import Call
from handlers.api.contract import Access, route
from handlers.people.models import JoinedSession, Strict, UserId
from handlers.people.people import OF_INVITATION, OF_SESSION, Named, NoteJoined, Paths, page_of
from sessions.base.errors import (
    Conflict,
    Forbidden,
    NotFound,
    RateLimited,
    TooLarge,
)
from sessions.base.ids import SessionId
from sessions.base.people import Role
from storage.home.store import HomeStore
from storage.people.store import PeopleStore


class InviteUser(Strict):
    """Whom to invite, and as what. `GET /api/home/people` lists who may be invited."""

    user_id: UserId
    role: Role


class NamedUser(Strict):
    """Whose invitation is taken back."""

    user_id: UserId


class AnswerInvitation(Strict):
    """What the invited person says; a no can be taken back (`reconsider`) within ten minutes."""

    answer: Literal["accept", "decline", "reconsider"]


class NamedInvitations:
    def __init__(
        self, store: PeopleStore, homes: HomeStore, named: Named, *, lists: Mapping[str, NoteJoined], paths: Paths
    ) -> None:
        """`lists`: what puts a session of a kind into the list of somebody who has accepted."""
        self._store = store
        self._homes = homes
        self._named = named
        self._lists = lists
        self._paths = paths

    @route(
        "POST",
        "/api/people/{session_id}/invited",
        status=204,
        access=Access.CO_OWNER,
        errors=[*OF_SESSION, Conflict, RateLimited, TooLarge],
    )
    async def invite(self, call: Call, session_id: SessionId, body: InviteUser) -> None:
        """Invites somebody by name. They get the role when they accept; until then nothing is theirs."""
        known = await self._homes.knows(call.user, self._named(body.user_id))
        if known is None:
            raise Forbidden("Only people who took part in your sessions or are in your project can be invited by name")
        await self._store.invite_user(session_id, call.user, known.user_id, body.role, known.name)

    @route(
        "POST",
        "/api/people/{session_id}/invited/revoke",
        status=204,
        access=Access.CO_OWNER,
        errors=[*OF_SESSION, NotFound],
    )
    async def revoke(self, call: Call, session_id: SessionId, body: NamedUser) -> None:
        """Takes an invitation by name back."""
        await self._store.take_back(session_id, call.user, self._named(body.user_id))

    @route(
        "POST",
        "/api/people/{session_id}/invited/answer",
        access=Access.SIGNED_IN,
        errors=[*OF_INVITATION, Conflict, TooLarge],
    )
    async def answer(self, call: Call, session_id: SessionId, body: AnswerInvitation) -> JoinedSession:
        """Accepts or declines. An accepted session is added to the user's list."""
        joined, role = await self._store.answer_invited(session_id, call.user, body.answer)
        if body.answer == "accept" and (note := self._lists.get(joined.kind)) is not None:
            await note(call.user, joined)
        return JoinedSession(url=page_of(self._paths[joined.kind], session_id, role))
