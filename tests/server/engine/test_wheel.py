"""The timer wheel, with a clock of the test's own and with the loop's."""

import asyncio
import socket
from math import inf

from hypothesis import given
from hypothesis import strategies as st

from server.engine import wheel
from server.engine.wheel import Wheel
from tests.polling import PATIENCE


class Item:
    def __init__(self, due: float, again: float | None = None) -> None:
        self.due = due
        self.bucket = 0
        self.again = again
        self.ticks: list[float] = []
        self.ticked = asyncio.Event()

    def tick(self, now: float) -> None:
        self.ticks.append(now)
        self.due = inf if self.again is None else now + self.again
        self.ticked.set()


@given(st.lists(st.floats(1e6, 1e6 + 100), min_size=1, max_size=30), st.sampled_from([0.05, 0.1, 0.25, 3.0]))
def test_EN6_everything_fires_once_at_most_a_grain_late(dues: list[float], grain: float) -> None:
    async def work() -> None:
        turning = Wheel(grain)
        items = [Item(due) for due in dues]
        for item in items:
            turning.place(item)
        for step in range(int(104 / grain) + 2):
            turning.turn(1e6 + step * grain)
        for item, due in zip(items, dues, strict=True):
            (at,) = item.ticks
            assert due <= at <= due + 2 * grain + 1e-6
            assert item.bucket == 0
        turning.stop()

    asyncio.run(work())


async def test_EN6_what_is_due_later_than_placed_is_placed_again() -> None:
    turning = Wheel(1.0)
    item = Item(1e6 + 10)
    turning.place(item)
    item.due = 1e6 + 20
    turning.turn(1e6 + 12)
    assert item.ticks == []
    turning.turn(1e6 + 22)
    assert len(item.ticks) == 1
    turning.stop()


async def test_EN6_what_is_due_sooner_is_moved_when_placed() -> None:
    turning = Wheel(1.0)
    item = Item(1e6 + 50)
    turning.place(item)
    item.due = 1e6 + 5
    turning.place(item)
    turning.turn(1e6 + 7)
    assert len(item.ticks) == 1
    turning.stop()


async def test_EN6_a_removed_item_is_forgotten() -> None:
    turning = Wheel(1.0)
    item, other = Item(1e6 + 5), Item(1e6 + 5)
    turning.place(item)
    turning.place(other)
    turning.remove(item)
    turning.remove(item)
    turning.turn(1e6 + 10)
    assert (item.ticks, len(other.ticks), item.bucket) == ([], 1, 0)
    turning.stop()


async def test_EN6_the_loops_own_timer_turns_it() -> None:
    turning = Wheel(0.005)
    loop = asyncio.get_running_loop()
    item = Item(loop.time() + 0.02, again=0.02)
    turning.place(item)
    async with asyncio.timeout(PATIENCE):
        for _ in range(3):
            await item.ticked.wait()
            item.ticked.clear()
    assert len(item.ticks) == 3
    assert all(later - earlier >= 0.02 for earlier, later in zip(item.ticks, item.ticks[1:], strict=False))
    turning.stop()


async def test_EN6_after_a_pause_of_the_process_the_loop_reads_before_anybody_is_called_dead() -> None:
    loop = asyncio.get_running_loop()
    turning = Wheel(0.005)
    item = Item(loop.time() - wheel.STALL - 1)
    turning.place(item)
    order: list[str] = []
    ours, theirs = socket.socketpair()
    ours.setblocking(False)
    theirs.send(b"pong")

    async def read() -> None:
        await loop.sock_recv(ours, 4)
        order.append("read")

    reading = asyncio.create_task(read())
    async with asyncio.timeout(PATIENCE):
        await item.ticked.wait()
        order.append("ticked")
        await reading
    assert order == ["read", "ticked"]
    ours.close()
    theirs.close()
    turning.stop()
