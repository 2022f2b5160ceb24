"""Clip sessions in the bin (D13)."""

from handlers.api.bin import DeletedSessionList, DeletedSessionRow
from handlers.api.call import Call
from handlers.api.contract import Access, Raw, route
from sessions.base.errors import Forbidden, NotFound, SessionNotFound
from sessions.base.ids import SessionId
from sessions.clip.session import ClipSession
from storage.clip.store import ClipStore


class ClipTrash:
    """The routes of the bin; every streamer of a session may call them."""

    def __init__(self, store: ClipStore) -> None:
        self._store = store

    @route("GET", "/api/deleted/clip-sessions", access=Access.SIGNED_IN)
    async def list(self, call: Call) -> DeletedSessionList:
        """The clip sessions in the user's bin."""
        sessions = await self._store.bin.of(call.user)
        return DeletedSessionList(items=[DeletedSessionRow.of(one) for one in sessions])

    @route(
        "POST",
        "/api/deleted/clip-sessions/{session_id}/restore",
        access=Access.SIGNED_IN,
        errors=[SessionNotFound, NotFound, Forbidden],
    )
    async def restore(self, call: Call, session_id: SessionId) -> Raw[ClipSession]:
        """Brings a session back from the bin, with all its moments."""
        return Raw(await self._store.restore(session_id, call.user))

    @route(
        "DELETE",
        "/api/deleted/clip-sessions/{session_id}",
        status=204,
        access=Access.SIGNED_IN,
        errors=[SessionNotFound, NotFound, Forbidden],
    )
    async def purge(self, call: Call, session_id: SessionId) -> None:
        """Deletes a session in the bin for good."""
        await self._store.bin.purge(session_id, call.user)
