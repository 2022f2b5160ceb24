"""Listening histories in Redis: each change is one script.

A user has one history. Its id follows from theirs, so a heartbeat needs no look-up, and all keys of it share a bucket.
"""

import asyncio
import secrets
from collections.abc import AsyncGenerator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import orjson

from auth.caller import packed
from auth.user import User
from sessions.base.errors import SessionNotFound, TooLarge
from sessions.base.ids import derived_session_id
from sessions.listening.session import (
    EARLIEST_MS,
    LONGEST_STRETCH_MS,
    MIN_SESSION_MS,
    PLAYING,
    SKEW_MS,
    THROTTLE_MS,
    WINDOW_MS,
    Book,
    PlayerReport,
    Stretch,
)
from sessions.listening.statistics import Span
from storage.bus.feed import Position
from storage.redis import keys
from storage.redis.client import Redis
from storage.redis.connection import Argument
from storage.redis.scripts import load

FEED: Final = "history"
NEWEST: Final = 50  # entries in a snapshot; older ones are read by pages
MOST_ENTRIES: Final = 50_000  # of one listener, 13 a day for ten years; at ~250 bytes this is 12 MB in Redis
MOST_BOOKS: Final = 2_000  # of one listener, at most 3 KB each
MOST_PLAYERS: Final = 32  # whose last word is remembered: tabs and devices
MOST_CLIENT_IDS: Final = 5_000  # of stretches, so that a repeat is known
BOOKS_AT_ONCE: Final = 50  # of an import, on their way to Redis together
STRETCHES_A_RUN: Final = 15  # Redis does nothing else meanwhile, up to 5 ms
BOOKS_A_RUN: Final = 150  # of a library: up to 3 ms
ENTRIES_A_RUN: Final = 2_500  # read for statistics: about 3 ms of Redis
LOOKED_AT_A_RUN: Final = 5_000  # entries, for a page of a search
MOST_BOOKMARKS: Final = 2_000  # of one listener, at about 150 bytes
BIN: Final = 100  # deleted entries that can be brought back
BIN_MS: Final = 24 * 60 * 60 * 1000


@dataclass(frozen=True, slots=True)
class HistoryRead:
    """A history as a subscription begins with it. `now` is Redis's clock, Unix ms."""

    position: Position
    now: int
    entries: list[bytes]
    players: list[bytes]
    count: int

    @property
    def role(self) -> str:
        return "listener"

    @property
    def json(self) -> bytes:
        lists = (b",".join(self.entries), b",".join(self.players))
        return b'{"entries":[%b],"players":[%b],"count":%d,"now":%d}' % (*lists, self.count, self.now)


class ListeningStore:
    def __init__(self, redis: Redis, *, log_length: int, throttle_ms: int = THROTTLE_MS) -> None:
        self._redis = redis
        self._log_length = log_length
        self._throttle_ms = throttle_ms

    @staticmethod
    def id_of(user: User) -> str:
        """The id of a user's history. It is no secret: only its listener may read it."""
        return history_of(ListeningStore.owner_of(user))

    @staticmethod
    def owner_of(user: User) -> str:
        """The id of the user whose history it was made as."""
        return user.history or user.id

    async def open(self, user: User) -> tuple[int, int]:
        """Makes the user's history, if there is none yet. Answers how many entries and books it has."""
        entries, books = await self._run("listening/open", user, self.owner_of(user), secrets.token_hex(4))
        return entries, books

    async def track(self, user: User, report: PlayerReport, connection_id: str = "") -> tuple[str, bytes]:
        """What a player reports (I4–I15): the result, and the entry as JSON or null. Raises TooLarge."""
        fields = (
            report.player_id,
            report.device,
            report.book_id,
            int(report.status == PLAYING),
            report.ago_ms,
            "" if report.position_ms is None else report.position_ms,
            connection_id,
            self._throttle_ms,
            MOST_ENTRIES,
            MOST_PLAYERS,
        )
        try:
            result, entry = await self._run("listening/track", user, *fields)
        except SessionNotFound:  # without a history there is no book either (I14)
            return ("unknown_book" if report.status == PLAYING else "nothing"), b"null"
        return result.decode(), entry

    async def lost(self, user: User, player_id: str, connection_id: str) -> None:
        """The connection of a player has ended: its entry ends with its last heartbeat. Raises SessionNotFound."""
        await self._run("listening/disconnect", user, player_id, connection_id)

    async def batch(
        self, user: User, items: Sequence[Stretch], skew_ms: int, player_id: str = "", device: str = ""
    ) -> list[tuple[str, str, str]]:
        """Puts stretches into the history; for each its result, the reason and the id of its entry, or ""."""
        results: list[tuple[str, str, str]] = []
        bounds = (skew_ms, LONGEST_STRETCH_MS, EARLIEST_MS, MOST_ENTRIES, MOST_CLIENT_IDS, player_id, device)
        for first in range(0, len(items), STRETCHES_A_RUN):
            part = items[first : first + STRETCHES_A_RUN]
            words = [
                word
                for one in part
                for word in (
                    one.client_id,
                    one.book_id,
                    one.started_at,
                    one.ended_at,
                    "" if one.position_ms is None else one.position_ms,
                )
            ]
            try:
                answers = await self._run("listening/batch", user, *bounds, *words)
            except SessionNotFound:
                answers = [(b"refused", b"unknown_book", b"")] * len(part)
            results += [(result.decode(), reason.decode(), id_.decode()) for result, reason, id_ in answers]
        return results

    async def remove(self, user: User, entry_id: str) -> bytes:
        """Raises SessionNotFound, NotFound."""
        entry: bytes = await self._run("listening/remove", user, entry_id, BIN, BIN_MS)
        return entry

    async def restore(self, user: User, entry_id: str) -> bytes:
        """Brings back what was removed within the last day. Raises SessionNotFound, NotFound, TooLarge."""
        entry: bytes = await self._run("listening/restore", user, entry_id, MOST_ENTRIES)
        return entry

    async def clear(self, user: User, *, books: bool) -> int:
        """Deletes every entry, and the books too if asked to; answers how many entries there were. Raises
        SessionNotFound."""
        return int(await self._run("listening/clear", user, "1" if books else ""))

    async def forget(self, user: User) -> None:
        """Deletes a history that was cleared. Raises SessionNotFound."""
        await self._run("listening/forget", user)

    async def add_book(self, user: User, book_id: str, fields: dict[str, Any]) -> bytes:
        """Adds a book or brings it back into the library (I18). Raises TooLarge."""
        await self.open(user)
        return await self._book(user, book_id, "1", fields, None)

    async def add_books(self, user: User, books: Mapping[str, dict[str, Any]]) -> set[str]:
        """Adds the books by their ids, some at a time; the ids of those for which there is no room."""
        refused: set[str] = set()

        async def add(book_id: str, fields: dict[str, Any]) -> None:
            try:
                await self._book(user, book_id, "1", fields, None)
            except TooLarge:
                refused.add(book_id)

        if books:
            await self.open(user)
        new = list(books.items())
        for first in range(0, len(new), BOOKS_AT_ONCE):
            await asyncio.gather(*(add(*one) for one in new[first : first + BOOKS_AT_ONCE]))
        return refused

    async def change_book(self, user: User, book_id: str, fields: dict[str, Any], finished: bool | None) -> bytes:
        """Raises SessionNotFound, NotFound."""
        return await self._book(user, book_id, "", fields, finished)

    async def _book(
        self, user: User, book_id: str, is_new: str, fields: dict[str, Any], finished: bool | None
    ) -> bytes:
        said = "" if finished is None else str(int(finished))
        book: bytes = await self._run("listening/book", user, book_id, is_new, orjson.dumps(fields), said, MOST_BOOKS)
        return book

    async def books(self, user: User, cursor: str = "") -> tuple[list[bytes], str | None]:
        """A page of the library as JSON rows, hidden books included, and where it goes on."""
        try:
            rows, more = await self._run("listening/books", user, *_place(cursor), BOOKS_A_RUN)
        except SessionNotFound:
            return [], None
        return rows, _cursor(more)

    async def all_books(self, user: User) -> list[Book]:
        books: list[Book] = []
        cursor: str | None = ""
        while cursor is not None:
            rows, cursor = await self.books(user, cursor)
            books += [Book.model_validate_json(row) for row in rows]
        return books

    async def artwork(self, user: User, book_id: str) -> str:
        """The record of a book's uploaded picture, or "". Raises SessionNotFound, NotFound."""
        record: bytes = await self._run("listening/artwork", user, book_id)
        return record.decode()

    async def set_artwork(self, user: User, book_id: str, record: str) -> tuple[str, bytes]:
        """Records a picture; the record before or "", and the book as JSON. The same picture again changes nothing.
        Raises SessionNotFound, NotFound."""
        before, book = await self._run("listening/set_artwork", user, book_id, record)
        return before.decode(), book

    async def bookmarks(self, user: User, book_id: str) -> list[bytes]:
        """The bookmarks of a book as JSON rows, in no order. Raises SessionNotFound, NotFound."""
        bookmarks: list[bytes] = await self._run("listening/marks", user, book_id)
        return bookmarks

    async def set_bookmark(
        self, user: User, book_id: str, bookmark_id: str, position_ms: int | None, at: int | None = None
    ) -> bytes:
        """Sets a bookmark, or removes it when it has no place; what changed, as JSON. Raises SessionNotFound, NotFound,
        Conflict, TooLarge."""
        said = ["" if number is None else number for number in (position_ms, at)]
        bookmark: bytes = await self._run("listening/mark", user, book_id, bookmark_id, *said, MOST_BOOKMARKS)
        return bookmark

    async def page(
        self, user: User, cursor: str, count: int, book_ids: Sequence[str] = ()
    ) -> tuple[list[bytes], str | None]:
        """A page of the history as JSON rows, the latest first, and where it goes on; of some books, or of all."""
        entries: list[bytes] = []
        after: str | None = cursor
        while after is not None and len(entries) < count:
            try:
                rows, more = await self._run(
                    "listening/page", user, *_place(after), count - len(entries), LOOKED_AT_A_RUN, *book_ids
                )
            except SessionNotFound:
                return [], None
            entries += rows
            after = _cursor(more)
        return entries, after

    async def spans(self, user: User) -> AsyncGenerator[tuple[int, list[str], list[Span]], None]:
        """The whole history in parts, the latest first: the longest entry of all in ms, ids, and what they span."""
        cursor = ("", "")
        while True:
            try:
                longest, ids, rows = await self._run("listening/rows", user, *cursor, ENTRIES_A_RUN)
            except SessionNotFound:
                return
            names, words = ids.decode().split(), rows.decode().split()
            spans = list(map(Span, map(int, words[0::3]), map(int, words[1::3]), words[2::3]))
            yield int(longest), names, spans
            if len(spans) < ENTRIES_A_RUN:
                return
            cursor = (str(spans[-1].started_at), names[-1])

    async def read(self, user: User, session_id: str) -> HistoryRead:
        """Raises SessionNotFound, Forbidden."""
        epoch, seq, now, entries, players, count = await self._run_on(session_id, "listening/read", user, NEWEST)
        return HistoryRead(Position(epoch.decode(), seq), int(now), entries, players, count)

    async def _run(self, name: str, user: User, *arguments: Argument) -> Any:
        return await self._run_on(self.id_of(user), name, user, *arguments)

    async def _run_on(self, session_id: str, name: str, user: User, *arguments: Argument) -> Any:
        first = (session_id, self._log_length, packed(user), WINDOW_MS, MIN_SESSION_MS)
        return await self._redis.run(load(name), keys.of_session(session_id), *first, *arguments)


def history_of(user_id: str) -> str:
    """The id of the history that was made as this user's."""
    return derived_session_id(f"listening\n{user_id}")


def skew_of(sent_at: int | None, now: int) -> int:
    """What must be added to a device's times, in ms."""
    skew = 0 if sent_at is None else now - sent_at
    return skew if abs(skew) > SKEW_MS else 0


def _place(cursor: str) -> tuple[str, str]:
    score, _, id_ = cursor.partition(".")
    return score, id_


def _cursor(more: list[bytes]) -> str | None:
    return b".".join(more).decode() or None
