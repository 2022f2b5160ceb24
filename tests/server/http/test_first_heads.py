"""One timer for the time that the first heads of all connections may take, by a clock of the tests."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from server.http.first_heads import FirstHeads

SECONDS = 8.0  # so a look is at most one second late


class Clock:
    """What `FirstHeads` uses of a loop. Its timers run when `go` has passed their time."""

    def __init__(self) -> None:
        self.now = 100.0
        self.timers: list[tuple[float, Callable[[], object]]] = []
        self.looks = 0

    def time(self) -> float:
        return self.now

    def call_later(self, seconds: float, call: Callable[..., object], *given: Any) -> object:
        return self.call_at(self.now + seconds, call, *given)

    def call_at(self, when: float, call: Callable[..., object], *given: Any) -> object:
        self.timers.append((when, lambda: call(*given)))
        return self.timers[-1]

    def go(self, seconds: float) -> None:
        until = self.now + seconds
        while self.timers and (timer := min(self.timers, key=lambda one: one[0]))[0] <= until:
            self.timers.remove(timer)
            self.now = max(self.now, timer[0])
            self.looks += 1
            timer[1]()
        self.now = until


class Silent:
    def __init__(self) -> None:
        self.overdue = 0

    def head_overdue(self) -> None:
        self.overdue += 1


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(asyncio, "get_running_loop", lambda: made)
    return made


def test_a_connection_without_a_head_is_overdue_once_and_one_that_has_ended_is_not(clock: Clock) -> None:
    heads, silent, ended = FirstHeads(SECONDS), Silent(), Silent()
    heads.begin(silent)
    heads.begin(ended)
    clock.go(SECONDS - 0.1)
    assert silent.overdue == 0
    heads.end(ended)
    clock.go(100)
    assert (silent.overdue, ended.overdue, clock.timers) == (1, 0, [])
    heads.begin(ended)  # the timer is set again
    clock.go(SECONDS)
    assert ended.overdue == 1


def test_each_of_many_has_its_time_and_few_looks_are_needed(clock: Clock) -> None:
    heads, many = FirstHeads(SECONDS), [Silent() for _ in range(400)]
    for silent in many:
        heads.begin(silent)
        clock.go(0.01)  # the last begins 4 s after the first
    clock.go(SECONDS - 4 - 0.1)
    assert sum(silent.overdue for silent in many) == 0
    clock.go(2)
    found = [silent.overdue for silent in many]
    assert found == sorted(found, reverse=True)  # those that began first
    assert 90 <= sum(found) <= 191  # at most a second late
    clock.go(100)
    assert all(silent.overdue == 1 for silent in many)
    assert clock.looks <= 8


def test_what_is_left_goes_to_a_timer_of_its_own(clock: Clock) -> None:
    heads, silent = FirstHeads(SECONDS), Silent()
    heads.begin(silent)
    clock.go(5)
    assert heads.take_over(silent) is not None
    clock.go(2.9)
    assert silent.overdue == 0
    clock.go(0.2)
    assert silent.overdue == 1
    clock.go(100)
    assert silent.overdue == 1
    assert heads.take_over(silent) is None


def test_without_a_limit_nothing_is_watched(clock: Clock) -> None:
    heads, silent = FirstHeads(0), Silent()
    heads.begin(silent)
    assert heads.take_over(silent) is None
    heads.end(silent)
    assert clock.timers == []
