"""The books of a listener over HTTP."""

import orjson

from handlers.api.call import Call
from handlers.api.contract import Access, Raw, route
from handlers.listening.models import BookChange, BookPage, BooksQuery, NewBook
from sessions.base.errors import NotFound, SessionNotFound, TooLarge
from sessions.listening.session import Book, BookId
from storage.listening.store import ListeningStore


class Books:
    """A player adds the books that it opens; their user renames them and takes them out of the library."""

    def __init__(self, store: ListeningStore) -> None:
        self._store = store

    @route("GET", "/api/listening/books", access=Access.SIGNED_IN)
    async def list(self, call: Call, query: BooksQuery) -> Raw[BookPage]:
        """The library, hidden books included, the last used first."""
        rows, cursor = await self._store.books(call.user, query.cursor)
        return Raw(b'{"items":[%b],"next_cursor":%b}' % (b",".join(rows), orjson.dumps(cursor)))

    @route("POST", "/api/listening/books", access=Access.SIGNED_IN, errors=[TooLarge])
    async def add(self, call: Call, body: NewBook) -> Raw[Book]:
        """Adds a book, or brings it back into the library. What it is called there is kept."""
        return Raw(await self._store.add_book(call.user, body.id, body.model_dump(exclude={"id"})))

    @route("PATCH", "/api/listening/books/{book_id}", access=Access.SIGNED_IN, errors=[SessionNotFound, NotFound])
    async def change(self, call: Call, book_id: BookId, body: BookChange) -> Raw[Book]:
        """Renames a book, hides it or shows it again, or marks it as finished."""
        fields = body.model_dump(exclude_unset=True, exclude={"finished"})
        if fields.get("hidden", False) is None:
            del fields["hidden"]
        return Raw(await self._store.change_book(call.user, book_id, fields, body.finished))

    @route("DELETE", "/api/listening/books/{book_id}", access=Access.SIGNED_IN, errors=[SessionNotFound, NotFound])
    async def hide(self, call: Call, book_id: BookId) -> Raw[Book]:
        """Takes a book out of the library; its history stays (I18)."""
        return Raw(await self._store.change_book(call.user, book_id, {"hidden": True}, None))
