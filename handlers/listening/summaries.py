"""What a whole history adds up to: statistics and exports."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import aclosing

from auth.user import User
from handlers.api.call import Call
from handlers.api.contract import Access, StreamedAnswer, route
from handlers.listening.models import BookTotal, Day, HistoryExport, Period, Statistics
from sessions.base.errors import InvalidPayload
from sessions.listening.export import (
    ExportFormat,
    csv_head,
    csv_rows,
    json_rows,
)
from sessions.listening.session import UNKNOWN_BOOK, Book, Entry
from sessions.listening.statistics import (
    A_DAY,
    Span,
    Streak,
    day_of,
    midnight_ms,
    totals,
    zone_named,
)
from storage.listening.store import ListeningStore

AT_ONCE = 2  # in one process: they take its CPU from everybody else


class Summaries:
    """Reads a history in parts and adds it up in a thread, so that nobody's heartbeat waits for it."""

    def __init__(self, store: ListeningStore, clock: Callable[[], int]) -> None:
        self._store = store
        self._clock = clock
        self._turns = asyncio.Semaphore(AT_ONCE)

    @route("GET", "/api/listening/statistics", access=Access.SIGNED_IN, errors=[InvalidPayload], cost=5)
    async def statistics(self, call: Call, query: Period) -> Statistics:
        """A period of at most 366 days by day, by hour of the day and by book, in a time zone."""
        zone = zone_named(query.zone)
        today = day_of(self._clock(), zone)
        begin, end = midnight_ms(query.first, zone), midnight_ms(query.last + A_DAY, zone)
        streak, within = Streak(today, zone), list[Span]()
        async with self._turns:
            async with aclosing(self._store.spans(call.user)) as parts:
                async for longest, _, spans in parts:
                    within += [one for one in spans if one.started_at < end and one.ended_at > begin]
                    await asyncio.to_thread(streak.add_all, spans)
                    # An entry that began before the oldest of these reaches at most this far.
                    reach = spans[-1].started_at + longest if spans else 0
                    if reach < min(begin, streak.needs_after_ms):
                        break
            statistics = await asyncio.to_thread(totals, within, query.first, query.last, zone)
        books = {book.id: book for book in await self._store.all_books(call.user)}
        ranked = sorted(statistics.books.items(), key=lambda item: -item[1])
        return Statistics(
            zone=query.zone,
            today=today,
            listened_ms=statistics.listened_ms,
            left_out_ms=statistics.left_out_ms,
            days=[Day(date=query.first + number * A_DAY, ms=ms) for number, ms in enumerate(statistics.days)],
            hours=statistics.hours,
            books=[BookTotal(book=books[book_id], ms=ms) for book_id, ms in ranked if book_id in books],
            days_listened=sum(1 for ms in statistics.days if ms),
            longest_streak=statistics.longest_streak,
            current_streak=streak.days,
            finished=sum(1 for book in books.values() if book.finished_at and begin <= book.finished_at < end),
        )

    @route("GET", "/api/listening/export", access=Access.SIGNED_IN, errors=[InvalidPayload], cost=20)
    async def export(self, call: Call, query: HistoryExport) -> StreamedAnswer:
        """The whole history, the latest first."""
        zone = zone_named(query.zone)
        books = {book.id: book for book in await self._store.all_books(call.user)}
        if query.format is ExportFormat.CSV:
            rows = self._parts(call.user, lambda ids, spans: csv_rows(_entries(ids, spans, books), zone))
            media_type = "text/csv; charset=utf-8; header=present"
            return StreamedAnswer(_joined(csv_head(), rows), media_type, "listening-history.csv", is_paid=True)
        rows = self._parts(call.user, lambda ids, spans: json_rows(_entries(ids, spans, books)))
        parts = _joined(b"[", rows, between=b",", end=b"\n]")
        return StreamedAnswer(parts, "application/json", "listening-history.json", is_paid=True)

    async def _parts(self, user: User, write: Callable[[list[str], list[Span]], bytes]) -> AsyncGenerator[bytes, None]:
        """Each part takes its own turn: a reader who is slow keeps nobody's."""
        async with aclosing(self._store.spans(user)) as parts:
            async for _, ids, spans in parts:
                async with self._turns:
                    content = await asyncio.to_thread(write, ids, spans)
                if content:
                    yield content


async def _joined(
    head: bytes, parts: AsyncGenerator[bytes, None], *, between: bytes = b"", end: bytes = b""
) -> AsyncGenerator[bytes, None]:
    yield head
    before = b""
    async with aclosing(parts):
        async for part in parts:
            yield before + part
            before = between
    if end:
        yield end


def _entries(ids: list[str], spans: list[Span], books: Mapping[str, Book]) -> list[Entry]:
    entries: list[Entry] = []
    for id_, (started_at, ended_at, book_id) in zip(ids, spans, strict=True):
        book = books.get(book_id)
        entries.append(
            Entry.model_construct(
                id=id_,
                book_id=book_id,
                book_name=book.name if book else UNKNOWN_BOOK,
                book_title=book.title if book else None,
                artist=book.artist if book else None,
                artwork_url=None,
                hidden=False,
                started_at=started_at,
                ended_at=ended_at,
            )
        )
    return entries
