"""A user's home page (PE rules): what is theirs, what was shared with them, and who waits for their answer."""

from collections.abc import Mapping
from typing import NoReturn

from auth.user import User
from handlers.api.call import Call
from handlers.api.contract import Access, Raw, route
from handlers.home.access import HOME_ACCESS
from handlers.home.models import Home, HomeView, KnownPeople, KnownUser
from sessions.base.errors import InvalidPayload
from storage.home.store import (
    FEED,
    HomeRead,
    HomeStore,
    id_of,
)


class Homes:
    """A home is written by the server alone; its user reads it."""

    has_presence = False
    is_hidden = True

    def __init__(self, store: HomeStore) -> None:
        self._store = store

    @route("PUT", "/api/home", access=Access.SIGNED_IN)
    async def open(self, call: Call) -> Home:
        """The id of the user's own home, which is made with the first call."""
        rows = await self._store.open(call.user)
        return Home(id=id_of(call.user.id), rows=rows)

    @route("GET", "/api/home", access=Access.SIGNED_IN)
    async def read(self, call: Call) -> Raw[HomeView]:
        """All rows as they are now; a subscription begins with the same."""
        await self._store.open(call.user)
        return Raw((await self._store.read(call.user, id_of(call.user.id))).json)

    @route("GET", "/api/home/people", access=Access.SIGNED_IN)
    async def known(self, call: Call) -> KnownPeople:
        """Who may be invited by name."""
        people = await self._store.known(call.user)
        return KnownPeople(people=[KnownUser(user_id=one.user_id, name=one.name) for one in people])

    # --- subscriptions ----------------------------------------------------------------------------------------------

    def feed_for(self, user: User, header: Mapping[str, bytes]) -> tuple[str, str]:
        HOME_ACCESS.require(user, header, "read")
        return "owner", FEED

    async def snapshot(self, user: User, session_id: str) -> HomeRead:
        return await self._store.read(user, session_id)

    async def page(self, user: User, session_id: str, cursor: str) -> NoReturn:
        raise InvalidPayload("A home is one page")
