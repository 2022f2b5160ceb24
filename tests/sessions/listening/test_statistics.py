"""What a history adds up to, compared with counting every minute of it."""

from collections import Counter
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions.base.errors import InvalidPayload
from sessions.listening.statistics import (
    Span,
    Streak,
    day_of,
    midnight_ms,
    totals,
    union,
    zone_named,
)

MINUTE, HOUR = 60_000, 3_600_000
UTC = ZoneInfo("UTC")
BERLIN = ZoneInfo("Europe/Berlin")  # 2026: 23 hours on 29 March, 25 on 25 October
# Half-hour changes, a change at midnight, an offset of 45 minutes, and a day that was left out.
ZONES = ["UTC", "Europe/Berlin", "Australia/Lord_Howe", "America/Santiago", "Asia/Kathmandu", "Pacific/Apia"]
PERIODS = [date(2026, 3, 27), date(2026, 10, 23), date(2026, 4, 3), date(2026, 9, 4), date(2011, 12, 28)]


def at(zone: ZoneInfo, *when: int) -> int:
    """Unix ms of a local time."""
    return int(datetime(*when, tzinfo=zone).timestamp() * 1000)  # type: ignore[misc, arg-type]


@given(
    st.sampled_from(ZONES),
    st.sampled_from(PERIODS),
    st.lists(st.tuples(st.integers(-600, 6 * 1440), st.integers(0, 2000), st.sampled_from("ab")), max_size=6),
)
def test_LI3_totals_are_what_counting_minutes_gives(name: str, first: date, heard: list[tuple[int, int, str]]) -> None:
    zone, last = ZoneInfo(name), first + timedelta(days=4)
    origin = midnight_ms(first, zone)
    spans = [Span(origin + start * MINUTE, origin + (start + length) * MINUTE, book) for start, length, book in heard]
    days: Counter[date] = Counter()
    hours: Counter[int] = Counter()
    books: Counter[str] = Counter()
    minutes: dict[int, list[str]] = {}
    for start, end, book in spans:
        for minute in range(start, end, MINUTE):
            minutes.setdefault(minute, []).append(book)
    for minute, books_then in minutes.items():
        local = datetime.fromtimestamp(minute / 1000, zone)
        if first <= local.date() <= last:
            days[local.date()] += MINUTE
            hours[local.hour] += MINUTE
            for book in books_then:
                books[book] += MINUTE
    found = totals(spans, first, last, zone)
    assert found.days == [days[first + timedelta(days=number)] for number in range(5)]
    assert found.hours == [hours[hour] for hour in range(24)]
    assert found.books == {book: ms for book, ms in books.items() if ms} | dict.fromkeys(found.books.keys() - books, 0)
    assert found.listened_ms == sum(days.values())
    assert found.left_out_ms == sum(books.values()) - found.listened_ms


def test_LI3_two_devices_at_once_count_once() -> None:
    spans = [Span(0, 10 * MINUTE, "a"), Span(5 * MINUTE, 15 * MINUTE, "b"), Span(15 * MINUTE, 16 * MINUTE, "a")]
    assert union(spans) == [(0, 16 * MINUTE)]
    found = totals(spans, date(1970, 1, 1), date(1970, 1, 1), UTC)
    assert (found.listened_ms, found.left_out_ms) == (16 * MINUTE, 5 * MINUTE)
    assert found.books == {"a": 11 * MINUTE, "b": 10 * MINUTE}


def test_LI3_an_entry_over_midnight_is_split_between_its_days() -> None:
    span = Span(at(BERLIN, 2026, 1, 1, 23, 50), at(BERLIN, 2026, 1, 2, 0, 20), "a")
    found = totals([span], date(2026, 1, 1), date(2026, 1, 3), BERLIN)
    assert found.days == [10 * MINUTE, 20 * MINUTE, 0]
    assert (found.hours[23], found.hours[0]) == (10 * MINUTE, 20 * MINUTE)
    assert found.longest_streak == 2


@pytest.mark.parametrize(("day", "hours"), [(date(2026, 3, 29), 23), (date(2026, 10, 25), 25)])
def test_LI3_a_day_on_which_the_clock_changes_has_its_own_length(day: date, hours: int) -> None:
    span = Span(midnight_ms(day, BERLIN), midnight_ms(day + timedelta(days=1), BERLIN), "a")
    found = totals([span], day, day, BERLIN)
    assert found.days == [hours * HOUR]
    assert found.hours[2] == (hours - 23) * HOUR  # left out in March, there twice in October


def streak(today: date, zone: ZoneInfo, *spans: Span) -> int:
    found = Streak(today, zone)
    found.add_all(spans)
    return found.days


def test_a_streak_ends_today_or_yesterday() -> None:
    today = date(2026, 1, 10)

    def of(day: int) -> Span:
        start = at(BERLIN, 2026, 1, day, 12)
        return Span(start, start + MINUTE, "a")

    assert streak(today, BERLIN) == 0
    assert streak(today, BERLIN, of(10), of(9), of(8), of(6)) == 3
    assert streak(today, BERLIN, of(9), of(8)) == 2
    assert streak(today, BERLIN, of(8), of(7)) == 0
    over_night = Span(at(BERLIN, 2026, 1, 8, 23, 59), at(BERLIN, 2026, 1, 9, 0, 1), "a")
    assert streak(today, BERLIN, over_night) == 2
    assert streak(today, BERLIN, Span(of(10).started_at, of(10).started_at, "a")) == 0
    exactly_midnight = Span(at(BERLIN, 2026, 1, 9, 23), midnight_ms(today, BERLIN), "a")
    assert streak(today, BERLIN, exactly_midnight) == 1


def test_a_streak_says_from_when_on_more_is_needed() -> None:
    found = Streak(date(2026, 1, 10), UTC)
    found.add(Span(at(UTC, 2026, 1, 10, 1), at(UTC, 2026, 1, 10, 2), "a"))
    assert found.needs_after_ms == at(UTC, 2026, 1, 9)


@given(st.integers(0, 4_000_000_000), st.sampled_from(ZONES))
def test_every_instant_lies_in_its_day(seconds: int, name: str) -> None:
    zone = ZoneInfo(name)
    day = day_of(seconds * 1000, zone)
    assert midnight_ms(day, zone) <= seconds * 1000 < midnight_ms(day + timedelta(days=1), zone)


@pytest.mark.parametrize("name", ["Europe/Nowhere", "../../etc/passwd", "/etc/localtime", "", "Europe"])
def test_a_time_zone_that_does_not_exist_is_refused(name: str) -> None:
    with pytest.raises(InvalidPayload):
        zone_named(name)
