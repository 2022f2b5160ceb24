"""Any order of reports, lost connections, late stretches and deletions leaves the history that plain lists come to."""

from typing import Any

import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from storage.redis.client import Redis
from tests.effort import examples
from tests.oracles.listening_machine import ListeningMachine
from tests.storage.listeners import MINUTE, Listener, set_clock

__all__ = ["set_clock"]

BOOKS, PLAYERS = ("a", "b", "ghost"), ("p", "q")
WINDOW = 5 * MINUTE
# Around each bound, and far from them.
pauses = st.sampled_from([1, 400, 998, 999, 1000, 1001, 4499, 4500, 5000, 60_000, WINDOW - 1, WINDOW, WINDOW + 1])
lengths = st.sampled_from(
    [-1, 0, 999, 1000, 60_000, WINDOW - 1, WINDOW, 20 * MINUTE, 24 * 60 * MINUTE, 24 * 60 * MINUTE + 1]
)

reports = st.tuples(
    st.just("report"),
    st.sampled_from(PLAYERS),
    st.sampled_from(BOOKS),
    st.sampled_from(["playing", "playing", "playing", "paused", "ended"]),
    st.sampled_from([0, 0, 0, 700, 5000]),
)
stretches = st.tuples(st.just("stretch"), st.sampled_from(BOOKS), st.integers(0, 40), pauses, lengths)
steps = st.tuples(
    pauses,
    st.one_of(
        reports,
        reports,
        reports,
        stretches,
        st.tuples(st.just("lost"), st.sampled_from(PLAYERS)),
        st.tuples(st.just("remove"), st.integers(0, 5)),
        st.tuples(st.just("restore"), st.integers(0, 5)),
        st.tuples(st.just("again"), st.integers(0, 5)),
    ),
)


class Both:
    """The product and the plain model, told the same."""

    def __init__(self, listener: Listener) -> None:
        self.listener = listener
        self.model = ListeningMachine(books={"a", "b"})
        self.sent: list[tuple[str, str, int, int]] = []

    async def do(self, now: int, what: tuple[Any, ...]) -> None:
        listener, model = self.listener, self.model
        match what:
            case ("report", player, book, status, ago):
                connection = f"c-{player}"
                said = await listener.hears(now, status, book, player, ago_ms=ago, connection=connection)
                assert said == model.report(player, book, status, now, ago=ago, connection=connection)
            case ("stretch", book, back, offset, length):
                start = now - back * MINUTE - offset
                await self._bring(now, (f"s{len(self.sent)}", book, start, start + length))
            case ("again", number) if self.sent:
                await self._bring(now, self.sent[number % len(self.sent)])
            case ("lost", player):
                await listener.lost(now, f"c-{player}", player)
                model.lost(player, f"c-{player}")
            case ("remove", number) if model.entries:
                id_ = model.entries[number % len(model.entries)].id
                await listener.at(now)
                await listener.store.remove(listener.user, id_)
                model.remove(id_)
            case ("restore", number) if model.bin:
                id_ = list(model.bin)[number % len(model.bin)]
                await listener.at(now)
                await listener.store.restore(listener.user, id_)
                model.restore(id_)

    async def _bring(self, now: int, sent: tuple[str, str, int, int]) -> None:
        self.sent.append(sent)
        client_id, book, start, end = sent
        self.listener._items = iter([int(client_id[1:])])  # type: ignore[assignment]
        ((result, reason),) = await self.listener.brings(now, (book, start, end))
        expected = self.model.stretch(client_id, book, start, end, now)
        assert (reason if result == "refused" else result) == expected

    async def compare(self) -> None:
        expected = {one.id: (one.book, one.start, one.end) for one in self.model.entries}
        assert await self.listener.by_id() == expected
        event("entries: several" if len(expected) > 2 else "entries: few")


@pytest.mark.usefixtures("set_clock")
@settings(max_examples=examples(60), suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(st.lists(steps, min_size=5, max_size=30))
async def test_I1_I15_the_scripts_come_to_what_plain_lists_come_to(
    stores: Redis, plan: list[tuple[int, tuple[Any, ...]]]
) -> None:
    listener = Listener(stores)
    await listener.has("a", "b")
    both, now = Both(listener), 0
    for pause, what in plan:
        now += pause
        await both.do(now, what)
        await both.compare()


@pytest.mark.usefixtures("set_clock")
@settings(max_examples=examples(40), suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(
    st.lists(st.tuples(st.sampled_from("ab"), st.integers(0, 200), st.integers(2, 900)), min_size=2, max_size=12),
    st.randoms(use_true_random=False),
)
async def test_LI1_I7_stretches_come_to_the_same_history_in_any_order(
    stores: Redis, heard: list[tuple[str, int, int]], random: Any
) -> None:
    spans = []
    for order in (heard, random.sample(heard, len(heard))):
        listener = Listener(stores)
        await listener.has("a", "b")
        stretches = ((book, start * MINUTE, start * MINUTE + seconds * 1000) for book, start, seconds in order)
        await listener.brings(300 * MINUTE, *stretches)
        spans.append(sorted(await listener.spans()))
    assert spans[0] == spans[1]
