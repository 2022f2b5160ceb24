"""Uploaded pictures of books: files in the media store, their records with the books in Redis.

A file is stored first, under a name of its own, and recorded after: what Redis records always has its file. The space
is taken from the budget of the user whose history it is.
"""

import hashlib
from contextlib import suppress
from dataclasses import replace
from uuid import uuid4

from auth.user import User
from sessions.base.errors import NotFound, SessionNotFound
from sessions.listening.artwork import picture_type
from storage.listening.kind import share_of
from storage.listening.pictures import Picture, path_of
from storage.listening.store import ListeningStore, history_of
from storage.media.store import MediaStore
from storage.quota.media import MediaQuota


class ListeningArtwork:
    def __init__(self, store: ListeningStore, media: MediaStore, shares: MediaQuota) -> None:
        self._store = store
        self._media = media
        self._shares = shares

    async def put(self, user: User, book_id: str, content: bytes) -> bytes:
        """Makes these bytes the picture of a book, in place of the one before; the book as JSON. Raises
        SessionNotFound, NotFound, UnsupportedMedia, StorageFull, Unavailable."""
        picture = Picture(hashlib.sha256(content).hexdigest(), len(content), picture_type(content), uuid4().hex)
        known = await self._store.artwork(user, book_id)  # an unknown book is refused before anything is stored
        if known and Picture.read(known).digest == picture.digest:
            return (await self._store.set_artwork(user, book_id, known))[1]
        owner, thing = self._store.owner_of(user), share_of(self._store.id_of(user))
        async with self._shares.taking(owner, thing, picture.size) as taken:
            path = self._path(user, picture)
            await self._media.put(path, content)
            try:
                before, book = await self._store.set_artwork(user, book_id, picture.record)
            except (SessionNotFound, NotFound):  # the library was deleted meanwhile
                await self._media.delete(path)
                raise
            replaced = Picture.read(before) if before else None
            if replaced is not None and replaced.digest == picture.digest:
                await self._media.delete(path)
                return book
            taken.keep()
        if replaced is not None:
            await self._media.delete(self._path(user, replaced))
            await self._shares.change(owner, thing, -replaced.size)
        return book

    async def of(self, user: User, book_id: str) -> Picture:
        """Raises SessionNotFound, and NotFound for a book without an uploaded picture."""
        record = await self._store.artwork(user, book_id)
        if not record:
            raise NotFound("This book has no picture")
        return Picture.read(record)

    async def read(self, user: User, picture: Picture, start: int, end: int) -> bytes:
        """Bytes of a picture. Raises NotFound, Unavailable."""
        return await self._media.read(self._path(user, picture), start, end)

    async def delete_all(self, user: User) -> None:
        """Called after the library was deleted. Raises Unavailable; then it can be deleted again."""
        for id_ in {*user.ids, self._store.owner_of(user)}:
            session_id = history_of(id_)
            await self._media.delete_all(f"listening/{session_id}/")
            await self._shares.settle(id_, share_of(session_id))

    async def forget(self, user: User) -> None:
        """Deletes everything that somebody listened to, under each of their ids (AC23). Raises Unavailable; then it can
        be done again."""
        for id_ in user.ids:
            one = replace(user, id=id_, history=None)
            with suppress(SessionNotFound):
                await self._store.clear(one, books=True)
                await self.delete_all(one)
                await self._store.forget(one)

    def _path(self, user: User, picture: Picture) -> str:
        return path_of(self._store.id_of(user), picture)
