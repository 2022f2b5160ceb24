"""ClientQueues alone: owners whose handlers wait, fail and hang, counted in turns of the loop."""

import asyncio
from collections.abc import Awaitable

from server.engine.client_queue import A_TURN, ClientQueue, ClientQueues
from server.engine.packets import Packet


class Owner:
    """Handles each message as told, by default without waiting."""

    def __init__(self, client_queues: ClientQueues) -> None:
        self.client_queue = ClientQueue(self, client_queues)
        self.begun: list[Packet] = []
        self.gates: list[asyncio.Future[None]] = []
        self.errors: list[BaseException] = []
        self.ends = 0
        self.waits = True

    def handle(self, message: Packet) -> Awaitable[None] | None:
        self.begun.append(message)
        if not self.waits:
            return None
        self.gates.append(asyncio.get_running_loop().create_future())
        return self.gates[-1]

    def failed(self, error: BaseException) -> None:
        self.errors.append(error)

    def notify_end(self) -> None:
        self.ends += 1

    def queue_full(self, full: bool) -> None:
        raise AssertionError("nothing here is as long as that")


async def _turns(count: int) -> None:
    for _ in range(count):
        await asyncio.sleep(0)


async def test_EN15_handlers_that_wait_begin_in_the_same_turn_of_the_loop() -> None:
    client_queues = ClientQueues(10)
    owners = [Owner(client_queues) for _ in range(50)]
    for turns in (3, 1):  # nobody knows yet that the first ones wait
        for owner in owners:
            owner.client_queue.put("message")
        await _turns(turns)
        assert all(owner.gates and not owner.gates[-1].done() for owner in owners)
        for owner in owners:
            owner.gates[-1].set_result(None)
        await _turns(3)
    assert [len(owner.begun) for owner in owners] == [2] * len(owners)


async def test_EN15_a_client_that_floods_has_its_share_of_a_turn_and_keeps_its_order() -> None:
    client_queues = ClientQueues(1000)
    flood, quiet = Owner(client_queues), Owner(client_queues)
    flood.waits = quiet.waits = False
    sent = [str(number) for number in range(200)]
    for message in sent:
        flood.client_queue.put(message)
    handled, turns = 0, 0
    while handled < len(sent):
        quiet.client_queue.put(f"after {handled}")
        await _turns(2)  # a task's start, and the turn in which it runs
        turns += 1
        assert len(quiet.begun) == turns, "nobody waits for more than the flood's share"
        assert len(flood.begun) - handled <= A_TURN
        handled = len(flood.begun)
        assert turns < 100
    assert flood.begun == sent
    await _turns(3)
    assert not flood.client_queue.busy


async def test_EN15_the_end_of_a_client_that_floods_comes_after_its_messages() -> None:
    client_queues = ClientQueues(1000)
    owner = Owner(client_queues)
    owner.waits = False
    for number in range(3 * A_TURN):
        owner.client_queue.put(str(number))
    owner.client_queue.end()
    await _turns(3)
    assert 0 < len(owner.begun) < 3 * A_TURN
    assert owner.ends == 0
    await _turns(12)
    assert (len(owner.begun), owner.ends) == (3 * A_TURN, 1)


async def test_EN15_handlers_that_do_not_wait_share_one_task() -> None:
    client_queues = ClientQueues(10)
    owners = [Owner(client_queues) for _ in range(50)]
    before = asyncio.all_tasks()
    for owner in owners:
        owner.waits = False
        owner.client_queue.put("message")
    made = asyncio.all_tasks() - before
    assert len(made) == 1
    await _turns(1)
    assert [owner.begun for owner in owners] == [["message"]] * len(owners)
    assert all(task.done() for task in made)


async def test_EN15_a_queue_goes_on_in_order_after_a_handler_that_failed_while_it_waited() -> None:
    owner = Owner(ClientQueues(10))
    for number in range(4):
        owner.client_queue.put(str(number))
    await _turns(1)
    owner.gates[0].set_exception(LookupError("a fault"))
    await _turns(2)
    owner.gates[1].cancel()  # by somebody else: the queue's task is not meant
    await _turns(2)
    owner.gates[2].set_result(None)
    await _turns(2)
    assert owner.begun == ["0", "1", "2", "3"]
    assert [type(error) for error in owner.errors] == [LookupError, asyncio.CancelledError]


async def test_EN15_a_queue_that_is_cut_tells_of_the_end_whatever_its_handler_makes_of_it() -> None:
    class Stubborn(Owner):
        def handle(self, message: Packet) -> Awaitable[None] | None:
            return self._hang()

        async def _hang(self) -> None:
            try:
                await asyncio.Event().wait()
            except asyncio.CancelledError:
                raise LookupError("a fault while it was cleaning up") from None

    owner = Stubborn(ClientQueues(10))
    owner.client_queue.put("one")
    owner.client_queue.put("two")
    await _turns(1)
    owner.client_queue.end()
    owner.client_queue.cut()
    await _turns(3)
    assert owner.ends == 1
    assert not owner.errors  # of whom nobody hears any more


async def test_EN15_ends_of_which_nobody_waits_for_anything_share_one_task() -> None:
    client_queues = ClientQueues(10)
    owners = [Owner(client_queues) for _ in range(50)]
    before = asyncio.all_tasks()
    for owner in owners:
        owner.client_queue.end()
    made = asyncio.all_tasks() - before
    assert len(made) == 1
    await _turns(1)
    assert [owner.ends for owner in owners] == [1] * len(owners)
    assert all(task.done() for task in made)
    assert not any(owner.client_queue.busy for owner in owners)
