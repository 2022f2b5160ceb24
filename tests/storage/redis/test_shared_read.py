import asyncio

import pytest

from storage.redis.shared_read import SharedRead


class Source:
    """Counts its reads and lets a test hold them."""

    def __init__(self) -> None:
        self.reads = 0
        self.begun = asyncio.Event()
        self.go = asyncio.Event()

    async def read(self, key: str) -> tuple[str, int]:
        self.reads += 1
        number = self.reads
        self.begun.set()
        await self.go.wait()
        if key == "bad":
            raise ValueError(key)
        return key, number


async def test_those_who_ask_while_a_read_is_on_its_way_share_the_next_one() -> None:
    source = Source()
    shared = SharedRead(source.read)
    first = asyncio.create_task(shared.get("a"))
    await source.begun.wait()
    later = [asyncio.create_task(shared.get("a")) for _ in range(1000)]
    source.go.set()
    assert await first == ("a", 1)
    assert set(await asyncio.gather(*later)) == {("a", 2)}
    assert source.reads == 2


async def test_a_read_begins_after_it_was_asked_for() -> None:
    source = Source()
    source.go.set()
    shared = SharedRead(source.read)
    for number in range(1, 4):
        assert await shared.get("a") == ("a", number)


async def test_different_keys_do_not_wait_for_each_other() -> None:
    source = Source()
    source.go.set()
    shared = SharedRead(source.read)
    assert [key for key, _ in await asyncio.gather(shared.get("a"), shared.get("b"))] == ["a", "b"]


async def test_a_failed_read_fails_for_all_who_share_it_and_for_nobody_after() -> None:
    source = Source()
    source.go.set()
    shared = SharedRead(source.read)
    answers = await asyncio.gather(shared.get("bad"), shared.get("bad"), return_exceptions=True)
    assert [type(answer) for answer in answers] == [ValueError, ValueError]
    with pytest.raises(ValueError, match="bad"):
        await shared.get("bad")


async def test_one_who_stops_waiting_takes_nothing_from_the_others() -> None:
    source = Source()
    shared = SharedRead(source.read)
    impatient, patient = asyncio.create_task(shared.get("a")), asyncio.create_task(shared.get("a"))
    await source.begun.wait()
    impatient.cancel()
    source.go.set()
    assert await patient == ("a", 1)
