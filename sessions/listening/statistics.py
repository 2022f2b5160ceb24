"""What a history adds up to: by day, by hour of the day, by book.

Time at which two devices played at once counts once. An entry over midnight is split between its days, in the time zone
that is asked for; a day of 23 or 25 hours is one.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sessions.base.errors import InvalidPayload

MOST_DAYS: Final = 366
HOUR_MS: Final = 3_600_000
QUARTER_MS: Final = HOUR_MS // 4  # every offset from UTC that is in use is a multiple of it
A_DAY: Final = timedelta(days=1)


class Span(NamedTuple):
    """A stretch of time with its book; Unix ms."""

    started_at: int
    ended_at: int
    book_id: str


@dataclass(frozen=True, slots=True)
class Totals:
    """Of a period, all in ms. `days` has every day of it; `left_out_ms` is what two devices heard at once."""

    days: list[int]
    hours: list[int]
    books: dict[str, int]
    listened_ms: int
    left_out_ms: int
    longest_streak: int


def zone_named(name: str) -> ZoneInfo:
    """Raises InvalidPayload."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise InvalidPayload("There is no such time zone") from None


def midnight_ms(day: date, zone: ZoneInfo) -> int:
    """The first ms of a day."""
    return _ms(datetime(day.year, day.month, day.day, tzinfo=zone))


def day_of(at_ms: int, zone: ZoneInfo) -> date:
    return datetime.fromtimestamp(at_ms / 1000, zone).date()


def _ms(at: datetime) -> int:
    return (at.astimezone(UTC) - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(milliseconds=1)


def union(spans: Iterable[Span]) -> list[tuple[int, int]]:
    """The time in which anything was heard, as stretches that do not touch, in their order."""
    merged: list[tuple[int, int]] = []
    for started_at, ended_at, _ in sorted(spans):
        if merged and started_at <= merged[-1][1]:
            if ended_at > merged[-1][1]:
                merged[-1] = (merged[-1][0], ended_at)
        else:
            merged.append((started_at, ended_at))
    return merged


def totals(spans: Sequence[Span], first: date, last: date, zone: ZoneInfo) -> Totals:
    """What these spans add up to from the first day to the last one."""
    dates = [first + number * A_DAY for number in range((last - first).days + 1)]
    midnights = [midnight_ms(day, zone) for day in [*dates, last + A_DAY]]
    begin, end = midnights[0], midnights[-1]
    within = [
        one
        if one.started_at >= begin and one.ended_at <= end
        else Span(max(one.started_at, begin), min(one.ended_at, end), one.book_id)
        for one in spans
        if one.started_at < end and one.ended_at > begin
    ]
    heard = union(within)
    days, hours = [0] * len(dates), [0] * 24
    steps, hour_of = _hours(midnights, zone)
    place = 0
    for started_at, ended_at in heard:
        # They are in order: the next one is mostly in the same hour, or one of the next.
        if started_at >= steps[place + 1]:
            place = bisect_right(steps, started_at, place) - 1
        at = started_at
        while at < ended_at:
            until = min(ended_at, steps[place + 1])
            day, hour = hour_of[place]
            days[day] += until - at
            hours[hour] += until - at
            at = until
            if at < ended_at:
                place += 1
    books: dict[str, int] = defaultdict(int)
    for one in within:
        books[one.book_id] += one.ended_at - one.started_at
    listened = sum(days)
    return Totals(days, hours, dict(books), listened, sum(books.values()) - listened, _longest_run(days))


def _hours(midnights: list[int], zone: ZoneInfo) -> tuple[list[int], list[tuple[int, int]]]:
    """The instants at which the hour of the clock changes, and for each the day and the hour that begin there."""
    steps: list[int] = []
    hour_of: list[tuple[int, int]] = []
    for day, (begin, end) in enumerate(pairwise(midnights)):
        if end - begin == 24 * HOUR_MS:
            steps += range(begin, end, HOUR_MS)
            hour_of += [(day, hour) for hour in range(24)]
        else:  # a clock was changed on this day: some hour is there twice, or not at all
            for at in range(begin, end, QUARTER_MS):
                steps.append(at)
                hour_of.append((day, datetime.fromtimestamp(at / 1000, zone).hour))
    return [*steps, midnights[-1]], hour_of


def _longest_run(days: Iterable[int]) -> int:
    longest = run = 0
    for listened in days:
        run = run + 1 if listened else 0
        longest = max(longest, run)
    return longest


class Streak:
    """The days without a break that end today, or yesterday while today has nothing yet."""

    def __init__(self, today: date, zone: ZoneInfo) -> None:
        self._today = today
        self._zone = zone
        self._heard: set[date] = set()
        self._within = (0, 0)  # the day of the last span: most spans lie in the same one as the span before

    def add(self, span: Span) -> None:
        begin, end = self._within
        if span.ended_at <= span.started_at or (begin <= span.started_at and span.ended_at <= end):
            return
        first, last = day_of(span.started_at, self._zone), day_of(span.ended_at - 1, self._zone)
        self._heard.update(first + number * A_DAY for number in range((last - first).days + 1))
        self._within = (midnight_ms(first, self._zone), midnight_ms(first + A_DAY, self._zone))

    def add_all(self, spans: Iterable[Span]) -> None:
        for span in spans:
            self.add(span)

    @property
    def days(self) -> int:
        return (self._latest - self._missing).days

    @property
    def needs_after_ms(self) -> int:
        """What ended before this changes nothing any more."""
        return midnight_ms(self._missing, self._zone)

    @property
    def _latest(self) -> date:
        return self._today if self._today in self._heard else self._today - A_DAY

    @property
    def _missing(self) -> date:
        day = self._latest
        while day in self._heard:
            day -= A_DAY
        return day
