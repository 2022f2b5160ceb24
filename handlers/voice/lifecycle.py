"""Making and closing voice sessions: the same steps for the pages and for the bot."""

from uuid import uuid4

import orjson

from auth.user import User
from sessions.base.errors import Conflict, Forbidden, SessionNotFound
from sessions.voice.session import NewVoiceSession
from storage.voice.people import Cursor, Pointer, VoicePeople
from storage.voice.store import (
    Closed,
    Json,
    VoiceStore,
    VoiceSummary,
)


class Lifecycle:
    def __init__(self, store: VoiceStore, people: VoicePeople) -> None:
        self._store = store
        self._people = people

    async def create(self, user: User, new: NewVoiceSession, session_id: str | None = None, address: str = "") -> Json:
        """Creates a session and makes it the user's active one (V17). A repeat with the same `session_id` makes the
        first one active again. What the user may create is checked before."""
        chosen = session_id or str(uuid4())
        place = Cursor(await self._people.now(chosen), chosen)
        await self._people.remember(place, user, new.project if new.access_level == "public" else None)
        try:
            session = await self._store.create(chosen, user, new, place=place.at, address=address)
        except Conflict:
            if session_id is None:
                raise
            session = (await self._store.summary(chosen, user)).session
        await self._people.activate(user, chosen, 0)
        return session

    async def close(self, user: User, session_id: str) -> Closed:
        """Closes a session, and clears the user's pointer to it (V5, V24). The job that follows must be queued. Raises
        SessionNotFound, Forbidden."""
        closed = await self._store.close(session_id, user)
        count = orjson.loads(closed.session)["done_count"]
        await self._people.deactivate(user.id, user.telegram_user_id, session_id, count)
        return closed

    async def activate(self, user: User, session_id: str) -> Json:
        """Makes a session into which the user may write their active one (V27); a closed one is opened again (D31).
        Raises SessionNotFound, Forbidden."""
        session = await self._store.open(session_id, user)
        await self._people.activate(user, session_id, orjson.loads(session)["done_count"])
        return session

    async def pointer(self, user: User) -> Pointer | None:
        """Which session is the user's active one, if it is open."""
        return await self._people.pointer(user)

    async def active(self, user: User) -> Json | None:
        """The user's active session; None when it is closed, deleted or not readable (V7)."""
        return await self.active_at(await self.pointer(user), user)

    async def active_at(self, pointer: Pointer | None, user: User) -> Json | None:
        """The same, when the pointer was read just now."""
        found = None if pointer is None else await self.readable(pointer.session_id, user)
        if pointer is None or found is None or not pointer.names(orjson.loads(found.session)):
            return None
        return found.session

    async def readable(self, session_id: str, user: User) -> VoiceSummary | None:
        """None for a session that does not exist or that the user may not read."""
        try:
            return await self._store.summary(session_id, user)
        except (SessionNotFound, Forbidden):
            return None
