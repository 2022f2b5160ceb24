"""Histories of other programs, brought into one's own."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

import orjson

from auth.user import User
from handlers.api.call import Call
from handlers.api.contract import Access, Raw, route
from handlers.listening.models import AudiobookshelfImport, ImportAnswer, ListenBrainzImport
from sessions.listening.imports import (
    ImportedStretch,
    UnreadableError,
    from_audiobookshelf,
    from_listenbrainz,
)
from storage.listening.store import ListeningStore

ITEMS_A_STEP: Final = 50
"""Read without a pause: 3 ms of the loop on a busy machine, where all 500 of a request took 30 ms."""

Result = tuple[str | None, str, str, str]
"""The id of an item, its result, the reason, and the id of its entry."""


class HistoryImports:
    """An item that is imported twice counts once; each has its own result."""

    def __init__(self, store: ListeningStore) -> None:
        self._store = store

    @route("POST", "/api/listening/import/listenbrainz", access=Access.SIGNED_IN, cost=5)
    async def listenbrainz(self, call: Call, body: ListenBrainzImport) -> Raw[ImportAnswer]:
        """Listens, as ListenBrainz takes them itself and as an export has them."""
        return await self._bring(call.user, body.payload, from_listenbrainz)

    @route("POST", "/api/listening/import/audiobookshelf", access=Access.SIGNED_IN, cost=5)
    async def audiobookshelf(self, call: Call, body: AudiobookshelfImport) -> Raw[ImportAnswer]:
        """A page of `GET /api/me/listening-sessions` of an Audiobookshelf server, as it is."""
        return await self._bring(call.user, body.sessions, from_audiobookshelf)

    async def _bring(
        self, user: User, items: Sequence[Mapping[str, Any]], read: Callable[[Mapping[str, Any]], ImportedStretch]
    ) -> Raw[ImportAnswer]:
        stretches: list[ImportedStretch | str] = []
        for number, item in enumerate(items, 1):
            if number % ITEMS_A_STEP == 0:
                await asyncio.sleep(0)  # others have their turn
            try:
                stretches.append(read(item))
            except UnreadableError as error:
                stretches.append(str(error))
        readable = [one for one in stretches if isinstance(one, ImportedStretch)]
        refused = await self._add_books(user, readable)
        brought = [one.stretch for one in readable if one.stretch.book_id not in refused]
        answers = iter(await self._store.batch(user, brought, 0))
        results: list[Result] = []
        for one in stretches:
            if isinstance(one, str):
                results.append((None, "refused", one, ""))
            elif one.stretch.book_id in refused:
                results.append((one.stretch.client_id, "refused", "library_full", ""))
            else:
                results.append((one.stretch.client_id, *next(answers)))
        rows = [
            {"id": id_, "result": result, "reason": reason or None, "entry_id": entry or None}
            for id_, result, reason, entry in results
        ]
        return Raw(orjson.dumps({"items": rows}))

    async def _add_books(self, user: User, items: Sequence[ImportedStretch]) -> set[str]:
        """Adds the books that are not known yet; the ids of those for which there is no room. A book that was taken out
        of the library stays out of it."""
        known = {book.id for book in await self._store.all_books(user)}
        new = {one.stretch.book_id: one.book for one in items if one.stretch.book_id not in known}
        return await self._store.add_books(user, new)
