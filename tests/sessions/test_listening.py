"""Listening sessions, I1–I19, on the pure rules."""

from dataclasses import dataclass, field
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions.listening import (
    MAIN_PLAYER,
    Book,
    History,
    ListeningSession,
    Player,
    current_session,
    finalize,
    format_time,
    newest_first,
    on_status,
    shown_title,
    track,
)
from tests.sessions.streams import T0

MINUTE = 60_000


def entry(started_at: int, ended_at: int, book_id: str = "a", id_: str = "s1") -> ListeningSession:
    return ListeningSession(id=id_, book_id=book_id, started_at=T0 + started_at, ended_at=T0 + ended_at)


@dataclass
class Device:
    """A player and its user's history under a sequence of statuses, in ms after T0."""

    history: History = ()
    player: Player = field(default_factory=Player)
    statuses: int = 0

    def hears(
        self, at: int, status: str, book_id: str = "a", owner_id: str = MAIN_PLAYER, *, known: bool = True
    ) -> None:
        self.statuses += 1
        self.player, self.history = on_status(
            self.player,
            self.history,
            owner_id=owner_id,
            status=status,
            book_id=book_id,
            now_ms=T0 + at,
            new_id=f"s{self.statuses}",
            book_exists=known,
        )

    @property
    def spans(self) -> list[tuple[str, int, int]]:
        return [(e.book_id, e.started_at - T0, e.ended_at - T0) for e in self.history]


def test_I1_a_play_is_a_stretch_of_the_wall_clock() -> None:
    device = Device()
    device.hears(0, "playing")
    device.hears(90_000, "paused")
    assert device.spans == [("a", 0, 90_000)]


@pytest.mark.parametrize("owner", ["clip-viewer", "clip-editor", "", "Main"])
def test_I2_other_players_leave_no_trace_and_stop_nothing(owner: str) -> None:
    device = Device()
    device.hears(0, "playing", owner_id=owner)
    assert (device.history, device.player) == ((), Player())
    device.hears(1, "playing")
    device.hears(2000, "paused", owner_id=owner)
    assert device.player.book_id == "a"


def test_I4_I10_tracking_happens_at_most_every_five_seconds() -> None:
    device = Device()
    for at in (0, 200, 4999):
        device.hears(at, "playing")
    assert device.spans == [("a", 0, 0)]
    device.hears(5000, "playing")
    assert device.spans == [("a", 0, 5000)]


def test_I5_tracking_extends_the_latest_session_of_the_book() -> None:
    history = (entry(0, 100_000, id_="old"), entry(50_000, 90_000, id_="late"), entry(60_000, 95_000, "b", "other"))
    tracked = track(history, "a", T0 + 120_000, "new")
    assert [(e.id, e.ended_at - T0) for e in tracked] == [("old", 100_000), ("late", 120_000), ("other", 95_000)]


@pytest.mark.parametrize(("age", "found"), [(5 * MINUTE - 1, True), (5 * MINUTE, False), (5 * MINUTE + 1, False)])
def test_I6_exactly_five_minutes_is_too_long_ago(age: int, found: bool) -> None:
    history = (entry(0, 1000),)
    now = T0 + 1000 + age
    assert (current_session(history, "a", now) is not None) is found
    assert len(track(history, "a", now, "new")) == (1 if found else 2)


def test_I7_a_short_pause_stays_inside_the_entry() -> None:
    device = Device()
    for at, status in ((0, "playing"), (10_000, "paused"), (10_000 + 5 * MINUTE - 1, "playing"), (400_000, "paused")):
        device.hears(at, status)
    assert device.spans == [("a", 0, 400_000)]


@pytest.mark.parametrize(("lasted", "kept"), [(0, False), (999, False), (1000, True)])
def test_I8_less_than_a_second_is_deleted(lasted: int, kept: bool) -> None:
    device = Device()
    device.hears(0, "playing")
    device.hears(lasted, "paused")
    assert device.spans == ([("a", 0, lasted)] if kept else [])
    assert device.player == Player()


def test_I8_a_second_try_right_after_a_slip_is_recorded_from_its_start() -> None:
    device = Device()
    for at, status in ((0, "playing"), (500, "paused"), (1000, "playing"), (4000, "paused")):
        device.hears(at, status)
    assert device.spans == [("a", 1000, 4000)]


def test_I8_finalizing_is_not_throttled() -> None:
    device = Device()
    device.hears(0, "playing")
    device.hears(1234, "stopped")
    assert device.spans == [("a", 0, 1234)]


@pytest.mark.parametrize("status", ["paused", "stopped", "ended", "error", "loading", ""])
def test_I9_every_other_status_finalizes(status: str) -> None:
    device = Device()
    device.hears(0, "playing")
    device.hears(2000, status)
    assert device.spans == [("a", 0, 2000)]
    device.hears(3000, status)
    assert device.spans == [("a", 0, 2000)]


@given(st.integers(0, 600_000), st.integers(50, 5000))
def test_I11_a_crash_loses_at_most_five_seconds(played_ms: int, every_ms: int) -> None:
    device = Device()
    received = list(range(0, played_ms + 1, every_ms))
    for at in received:
        device.hears(at, "playing")
    (span,) = device.spans
    assert span[1] == 0
    assert received[-1] - 5000 < span[2] <= received[-1]


def test_I11_what_a_crash_left_is_not_resumed_after_the_window() -> None:
    crashed = Device()
    crashed.hears(0, "playing")
    crashed.hears(60_000, "playing")
    relaunched = Device(crashed.history)
    relaunched.hears(60_000 + 5 * MINUTE, "playing")
    assert relaunched.spans == [("a", 0, 60_000), ("a", 360_000, 360_000)]


@pytest.mark.parametrize("between", [["paused"], []])
def test_I12_another_book_ends_the_first_and_has_its_own_session(between: list[str]) -> None:
    device = Device()
    device.hears(0, "playing", "a")
    for status in between:
        device.hears(3000, status, "a")
    device.hears(3000, "playing", "b")
    device.hears(8000, "paused", "b")
    assert device.spans == [("a", 0, 3000), ("b", 3000, 8000)]


def test_I13_the_same_book_after_the_window_is_a_second_entry() -> None:
    device = Device()
    for at, status in ((0, "playing"), (10_000, "paused"), (10_000 + 5 * MINUTE, "playing")):
        device.hears(at, status)
    assert [span[1] for span in device.spans] == [0, 310_000]


def test_I14_a_book_that_does_not_exist_leaves_no_trace() -> None:
    device = Device()
    device.hears(0, "playing", "ghost", known=False)
    device.hears(9000, "playing", "ghost", known=False)
    device.hears(9999, "paused", "ghost", known=False)
    assert device.history == ()


def test_I14_a_missing_session_is_no_error() -> None:
    assert finalize((), "a", T0) == ()
    history = (entry(0, 1000),)
    assert finalize(history, "b", T0 + 2000) == history
    assert finalize(history, "a", T0 + 1000 + 5 * MINUTE) == history


def test_I16_the_history_is_newest_first() -> None:
    history = (entry(5, 6, id_="2"), entry(9, 9, id_="3"), entry(1, 99, id_="1"))
    assert [e.id for e in newest_first(history)] == ["3", "2", "1"]


def test_I16_I18_a_row_has_the_title_else_the_files_name_else_a_word() -> None:
    assert shown_title(Book(id="a", name="dune.m4b", title="Dune", hidden=True)) == "Dune"
    assert shown_title(Book(id="a", name="dune.m4b")) == "dune.m4b"
    assert shown_title(Book(id="a", name="", title="")) == shown_title(None) == "Unknown book"


@pytest.mark.parametrize(
    ("ms", "text"),
    [
        (-1, "0:00"),
        (0, "0:00"),
        (999, "0:00"),
        (59_999, "0:59"),
        (45 * MINUTE, "45:00"),
        (60 * MINUTE - 1, "59:59"),
        (60 * MINUTE, "1:00:00"),
        (25 * 60 * MINUTE + 61_000, "25:01:01"),
    ],
)
def test_I17_a_duration_is_minutes_and_seconds_with_hours_when_there_are_any(ms: int, text: str) -> None:
    assert format_time(ms) == text


@given(st.integers(0, 10**10))
def test_I17_a_duration_reads_back_to_the_second(ms: int) -> None:
    total = 0
    for part in format_time(ms).split(":"):
        total = total * 60 + int(part)
    assert total == ms // 1000


def test_I17_an_entry_never_lasts_less_than_nothing() -> None:
    assert entry(10, 5).duration_ms == 0
    assert entry(5, 10).duration_ms == 5


def test_I19_the_documents_day_gives_the_documents_entries() -> None:
    device = Device()
    for played, paused in ((0, 15), (17, 30)):
        for at in range(played * MINUTE, paused * MINUTE, 1000):
            device.hears(at, "playing")
        device.hears(paused * MINUTE, "paused")
    device.hears(50 * MINUTE, "playing")
    assert device.spans == [("a", 0, 30 * MINUTE), ("a", 50 * MINUTE, 50 * MINUTE)]
    first, second = device.history
    assert (first.id, second.id) == ("s1", f"s{device.statuses}")


def test_I6_a_device_that_slept_longer_than_the_window_did_not_listen_meanwhile() -> None:
    device = Device()
    device.hears(0, "playing")
    device.hears(60_000, "playing")
    device.hears(3_600_000, "paused")
    assert device.spans == [("a", 0, 60_000)]


def test_I1_a_clock_that_steps_back_takes_nothing_away() -> None:
    history = (entry(0, 60_000),)
    assert track(history, "a", T0 + 10_000, "new") == history
    assert finalize(history, "a", T0 + 500) == history


@dataclass
class Database:
    """The document's own words over a table: the query of its 5-minute window, and its two actions."""

    rows: list[dict[str, int | str]] = field(default_factory=list)

    def current(self, book: str, now: int) -> dict[str, int | str] | None:
        found = [row for row in self.rows if row["book"] == book and int(row["ended"]) > now - 300_000]
        found.sort(key=lambda row: int(row["started"]), reverse=True)
        return found[0] if found else None

    def track(self, book: str, now: int) -> None:
        row = self.current(book, now)
        if row is None:
            self.rows.append({"book": book, "started": now, "ended": now})
        else:
            row["ended"] = now

    def finalize(self, book: str, now: int) -> None:
        row = self.current(book, now)
        if row is not None and now - int(row["started"]) < 1000:
            self.rows.remove(row)
        elif row is not None:
            row["ended"] = now


_steps = st.lists(
    st.tuples(
        st.one_of(st.integers(1, 1500), st.integers(290_000, 310_000), st.sampled_from([5000, 299_999, 300_000])),
        st.sampled_from(["playing", "playing", "paused", "stopped"]),
        st.sampled_from("ab"),
    ),
    max_size=40,
)


@given(_steps)
def test_I4_I5_I8_I12_any_statuses_give_what_the_documents_actions_give(steps: list[tuple[int, str, str]]) -> None:
    device, database = Device(), Database()
    now, playing, last = 0, "", -1
    for wait, status, book in steps:
        now += wait
        device.hears(now, status, book)
        if playing and (status != "playing" or playing != book):
            database.finalize(playing, now)
            playing, last = "", -1
        if status == "playing" and (last < 0 or now - last >= 5000):
            database.track(book, now)
            last = now
        playing = book if status == "playing" else playing
    assert device.spans == [(row["book"], row["started"], row["ended"]) for row in database.rows]


@given(_steps)
def test_I7_I13_entries_of_one_book_lie_five_minutes_apart(steps: list[tuple[int, str, str]]) -> None:
    device, now = Device(), 0
    for wait, status, book in steps:
        now += wait
        device.hears(now, status, book)
    device.hears(now + 1, "stopped")
    for book in "ab":
        ours = [span for span in device.spans if span[0] == book]
        for (_, _, ended), (_, started, _) in pairwise(ours):
            assert started - ended >= 300_000
    assert all(ended >= started for _, started, ended in device.spans)
