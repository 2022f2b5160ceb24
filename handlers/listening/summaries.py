"""What a whole history adds up to: statistics and exports."""

import asyncio
from collections.abc import Callable
from contextlib import aclosing

from auth.user import User
from handlers.call import Call
from handlers.contract import Access, File, route
from handlers.listening.models import BookTotal, Day, HistoryExport, Period, Statistics
from sessions.errors import InvalidPayload
from sessions.listening import UNKNOWN_BOOK, Entry
from sessions.listening_export import ExportFormat, csv_export, json_export
from sessions.listening_statistics import A_DAY, Span, Streak, day_of, midnight_ms, totals, zone_named
from storage.listening import ListeningStore

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
            found = await asyncio.to_thread(totals, within, query.first, query.last, zone)
        books = {book.id: book for book in await self._store.all_books(call.user)}
        ranked = sorted(found.books.items(), key=lambda item: -item[1])
        return Statistics(
            zone=query.zone,
            today=today,
            listened_ms=found.listened_ms,
            left_out_ms=found.left_out_ms,
            days=[Day(date=query.first + number * A_DAY, ms=ms) for number, ms in enumerate(found.days)],
            hours=found.hours,
            books=[BookTotal(book=books[book_id], ms=ms) for book_id, ms in ranked if book_id in books],
            days_listened=sum(1 for ms in found.days if ms),
            longest_streak=found.longest_streak,
            current_streak=streak.days,
            finished=sum(1 for book in books.values() if book.finished_at and begin <= book.finished_at < end),
        )

    @route("GET", "/api/listening/export", access=Access.SIGNED_IN, errors=[InvalidPayload], cost=20)
    async def export(self, call: Call, query: HistoryExport) -> File:
        """The whole history, the latest first."""
        zone = zone_named(query.zone)
        async with self._turns:
            entries = await self._entries(call.user)
            if query.format is ExportFormat.CSV:
                content = await asyncio.to_thread(csv_export, entries, zone)
                return File(content, "text/csv; charset=utf-8; header=present", "listening-history.csv")
            content = await asyncio.to_thread(json_export, entries)
            return File(content, "application/json", "listening-history.json")

    async def _entries(self, user: User) -> list[Entry]:
        books = {book.id: book for book in await self._store.all_books(user)}
        entries: list[Entry] = []
        async with aclosing(self._store.spans(user)) as parts:
            async for _, ids, spans in parts:
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
