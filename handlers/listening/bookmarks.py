"""The bookmarks of a listener's books over HTTP."""

import orjson

from handlers.api.call import Call
from handlers.api.contract import Access, Raw, route
from handlers.listening.models import BookmarkChanged, BookmarkPage, NewBookmark
from sessions.base.errors import (
    Conflict,
    NotFound,
    SessionNotFound,
    TooLarge,
)
from sessions.base.text import OpaqueId
from sessions.listening.session import BookId
from storage.listening.store import ListeningStore


class Bookmarks:
    """A player gives each bookmark an id, so what it sends again after a lost answer changes nothing."""

    def __init__(self, store: ListeningStore) -> None:
        self._store = store

    @route(
        "GET",
        "/api/listening/books/{book_id}/bookmarks",
        access=Access.SIGNED_IN,
        errors=[SessionNotFound, NotFound],
    )
    async def list(self, call: Call, book_id: BookId) -> Raw[BookmarkPage]:
        """All bookmarks of a book, by their place."""
        rows = await self._store.bookmarks(call.user, book_id)
        rows.sort(key=lambda row: int(orjson.loads(row)["position_ms"]))
        return Raw(b'{"items":[%b]}' % b",".join(rows))

    @route(
        "PUT",
        "/api/listening/books/{book_id}/bookmarks/{bookmark_id}",
        access=Access.SIGNED_IN,
        errors=[SessionNotFound, NotFound, Conflict, TooLarge],
    )
    async def set(self, call: Call, book_id: BookId, bookmark_id: OpaqueId, body: NewBookmark) -> Raw[BookmarkChanged]:
        """Sets a bookmark or moves it. Every device hears of it."""
        return Raw(await self._store.set_bookmark(call.user, book_id, bookmark_id, body.position_ms, body.at))

    @route(
        "DELETE",
        "/api/listening/books/{book_id}/bookmarks/{bookmark_id}",
        access=Access.SIGNED_IN,
        errors=[SessionNotFound, NotFound, Conflict],
    )
    async def remove(self, call: Call, book_id: BookId, bookmark_id: OpaqueId) -> Raw[BookmarkChanged]:
        """Removes a bookmark; one that is not there is removed already."""
        return Raw(await self._store.set_bookmark(call.user, book_id, bookmark_id, None))
