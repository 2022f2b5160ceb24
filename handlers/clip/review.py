"""The review of an ended stream, and what is taken from it (C17–C22)."""

import asyncio
from collections.abc import Callable
from typing import Final, TypeVar

import orjson

from auth.script_keys import Scope
from auth.user import User
from handlers.api.call import Call
from handlers.api.contract import Access, File, Raw, route
from handlers.clip.models import ExportPreview, ExportQuery
from handlers.clip.sessions import OF_OWNER
from sessions.base.errors import Forbidden, InvalidTransition, TooLarge
from sessions.base.ids import SessionId
from sessions.clip.exports import Export, export_clips
from sessions.clip.review import Review, ReviewChange
from storage.clip.read import ClipRead
from storage.clip.store import ClipStore

AT_ONCE: Final = 2

Answer = TypeVar("Answer")


class ClipReview:
    def __init__(self, store: ClipStore) -> None:
        self._store = store
        self._making = asyncio.Semaphore(AT_ONCE)

    @route(
        "PATCH",
        "/api/clip-sessions/{session_id}/review",
        access=Access.OWNER,
        errors=[*OF_OWNER, TooLarge],
        scope=Scope.EDIT,
    )
    async def review(self, call: Call, session_id: SessionId, body: ReviewChange) -> Raw[Review]:
        """Splits moments and puts them together, sets their in and out, and says where the video begins. No tap
        changes."""
        return Raw(await self._store.review(session_id, call.user, body))

    @route(
        "GET",
        "/api/clip-sessions/{session_id}/export",
        access=Access.OWNER,
        errors=[*OF_OWNER, InvalidTransition],
        cost=50,
        media=["text/plain", "text/csv", "application/json", "application/xml"],
        scope=Scope.READ,
    )
    async def export(self, call: Call, session_id: SessionId, query: ExportQuery) -> File:
        """The reviewed stream as a file, once it has ended (C19, C20, C22)."""
        return await self._export(session_id, call.user, query, _file)

    @route(
        "GET",
        "/api/clip-sessions/{session_id}/export/preview",
        access=Access.OWNER,
        errors=[*OF_OWNER, InvalidTransition],
        cost=50,
        scope=Scope.READ,
    )
    async def export_preview(self, call: Call, session_id: SessionId, query: ExportQuery) -> Raw[ExportPreview]:
        """The same, with sentences for people about what was added, merged or left out."""
        return await self._export(session_id, call.user, query, _preview)

    async def _export(
        self, session_id: str, user: User, query: ExportQuery, answer: Callable[[Export], Answer]
    ) -> Answer:
        def make(read: ClipRead) -> Answer:
            return answer(export_clips(query.format, *read.parsed(), query, read.parsed_review()))

        return await self.made_of(session_id, user, make)

    async def made_of(self, session_id: str, user: User, make: Callable[[ClipRead], Answer]) -> Answer:
        """What is made of a whole session for its streamer: in a thread, because an export of 50,000 taps takes seconds
        and others must not wait for it; at most two at a time, so that they wait for each other and the server stays
        free. Raises SessionNotFound, Forbidden."""
        async with self._making:
            await self._require_owner(session_id, user)
            read = await self._store.read_whole(session_id, user)
            return await asyncio.to_thread(make, read)

    async def _require_owner(self, session_id: str, user: User) -> None:
        if (await self._store.read(session_id, user)).role != "owner":
            raise Forbidden("Only the streamer can do this")


def _file(made: Export) -> File:
    return File(made.body, made.media_type, made.filename)


def _preview(made: Export) -> Raw[ExportPreview]:
    preview = {
        "filename": made.filename,
        "media_type": made.media_type,
        "content": made.content,
        "notes": made.notes,
        "left_out": made.left_out,
    }
    return Raw(orjson.dumps(preview))
