"""Jams and recordings in the bin (D13)."""

from handlers.api.bin import DeletedSessionList, DeletedSessionRow
from handlers.api.call import Call
from handlers.api.contract import Access, route
from handlers.jam.samples import recording_uuid
from sessions.base.errors import Forbidden, NotFound, SessionNotFound
from sessions.base.ids import SessionId
from storage.jam.store import JamStore


class JamTrash:
    """The routes of the bin; only the owner of a jam may call them."""

    def __init__(self, store: JamStore) -> None:
        self._store = store

    @route("GET", "/api/deleted/sessions", access=Access.SIGNED_IN)
    async def list(self, call: Call) -> DeletedSessionList:
        """The jams in the user's bin."""
        sessions = await self._store.bin.of(call.user)
        return DeletedSessionList(items=[DeletedSessionRow.of(one) for one in sessions])

    @route(
        "POST",
        "/api/deleted/sessions/{session_id}/restore",
        status=204,
        access=Access.SIGNED_IN,
        errors=[SessionNotFound, NotFound, Forbidden],
    )
    async def restore(self, call: Call, session_id: SessionId) -> None:
        """Brings a jam back from the bin as it was; opening it counts from now (K17)."""
        await self._store.bin.restore(session_id, call.user)

    @route(
        "DELETE",
        "/api/deleted/sessions/{session_id}",
        status=204,
        access=Access.SIGNED_IN,
        errors=[SessionNotFound, NotFound, Forbidden],
    )
    async def purge(self, call: Call, session_id: SessionId) -> None:
        """Deletes a jam in the bin for good; its remixes keep its recordings."""
        await self._store.bin.purge(session_id, call.user)

    @route(
        "DELETE",
        "/api/deleted/sessions/{session_id}/samples/{sample}",
        status=204,
        access=Access.SIGNED_IN,
        errors=[SessionNotFound, NotFound, Forbidden],
    )
    async def purge_recording(self, call: Call, session_id: SessionId, sample: str) -> None:
        """Deletes a recording in the bin of a jam for good; other jams that have it keep it."""
        await self._store.recordings.purge(session_id, call.user, recording_uuid(sample))
