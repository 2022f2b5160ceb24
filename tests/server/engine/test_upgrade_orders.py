"""An upgrade during a stream of events, in every order that Hypothesis finds: no event is lost, doubled or overtaken.

The connection is the real one; sockets and requests are doubles, so that each step happens exactly when the test says
so.
"""

import asyncio

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from server.engine.frame import Frame
from server.engine.session import State
from tests.effort import examples
from tests.server.engine.doubles import Host, Pipe, Request, turn


class Upgrading(RuleBasedStateMachine):
    """A client that upgrades like the official one: it stops polling, and sends UPGRADE when its poll has returned."""

    both_ways = 0  # examples in which events came by poll and by WebSocket

    def __init__(self) -> None:
        super().__init__()
        self.polled = self.streamed = 0
        self.loop = asyncio.new_event_loop()
        self.host = Host()
        self.loop.run_until_complete(self._open())
        self.written: list[str] = []
        self.received: list[str] = []
        self.poll: asyncio.Task[bytes | None] | None = None
        self.pipe: Pipe | None = None
        self.read = 0  # frames of the pipe that the client has read
        self.paused = False  # the probe was answered: no more polls

    async def _open(self) -> None:
        self.connection = self.host.connect()

    @initialize(stage=st.integers(0, 4))
    def begins(self, stage: int) -> None:
        """Most examples begin some way into an upgrade, or few would be through by their end."""
        steps = (self.write_one, self.polls, lambda: self.ticks(2), self.reads)
        for step in steps[: 4 if stage else 0]:
            step()
        if stage > 1:
            self.opens_a_websocket()
        if stage > 2:
            self.probes()
        if stage > 3:
            self.reads()

    def write_one(self) -> None:
        self.write(1)

    # -- the server

    @rule(count=st.integers(1, 3))
    def write(self, count: int) -> None:
        async def work() -> None:
            for _ in range(count):
                self.written.append(f"4{len(self.written)}")
                self.connection.write(Frame(self.written[-1]))

        self.loop.run_until_complete(work())

    @rule(times=st.integers(1, 3))
    def ticks(self, times: int) -> None:
        turn(self.loop, times)

    @precondition(lambda self: self.pipe is not None)
    @rule()
    def kernel_fills_up(self) -> None:
        assert self.pipe is not None
        self.pipe.ready = False
        self.connection.blocked(self.pipe)

    @precondition(lambda self: self.pipe is not None and not self.pipe.ready)
    @rule()
    def kernel_drains(self) -> None:
        self._drain()

    def _drain(self) -> None:
        assert self.pipe is not None
        pipe = self.pipe
        pipe.ready = True
        self.loop.run_until_complete(self._call(lambda: self.connection.writable(pipe)))

    # -- the client

    @precondition(lambda self: self.poll is None and not self.paused and not self._moved)
    @rule()
    def polls(self) -> None:
        async def work() -> None:
            self.poll = asyncio.create_task(self.connection.poll(Request().typed))

        self.loop.run_until_complete(work())

    @rule()
    def reads(self) -> None:
        if self.poll is not None and self.poll.done():
            body = self.poll.result()
            assert body is not None
            events = [packet for packet in body.decode().split("\x1e") if packet[0] == "4"]
            self.received += events
            self.polled += len(events)
            self.poll = None
        if self.pipe is not None:
            packets = [str(packet) for packet in self.pipe.packets[self.read :]]
            self.read += len(packets)
            self.paused = self.paused or "3probe" in packets
            events = [packet for packet in packets if packet[0] == "4"]
            self.received += events
            self.streamed += len(events)

    @precondition(lambda self: self.pipe is None)
    @rule()
    def opens_a_websocket(self) -> None:
        async def work() -> None:
            pipe = Pipe()
            assert self.connection.begin_probe(pipe)
            self.pipe, self.read = pipe, 0

        self.loop.run_until_complete(work())

    @precondition(lambda self: self.pipe is not None and not self.paused and not self._moved)
    @rule()
    def probes(self) -> None:
        pipe = self.pipe
        assert pipe is not None
        pipe.ready = True  # a new WebSocket's buffer is empty
        self.loop.run_until_complete(self._call(lambda: self.connection.received(pipe, "2probe")))

    @precondition(lambda self: self.paused and self.poll is None and not self._moved)
    @rule()
    def upgrades(self) -> None:
        pipe = self.pipe
        assert pipe is not None
        self.loop.run_until_complete(self._call(lambda: self.connection.received(pipe, "5")))
        assert self.connection.session.state is State.WEBSOCKET

    @precondition(lambda self: self.pipe is not None and not self._moved)
    @rule()
    def loses_the_websocket(self) -> None:
        pipe = self.pipe
        assert pipe is not None
        self.loop.run_until_complete(self._call(lambda: self.connection.lost(pipe)))
        self.pipe, self.paused = None, False

    @property
    def _moved(self) -> bool:
        return self.connection.session.state is State.WEBSOCKET

    async def _call(self, function: object) -> None:
        assert callable(function)
        function()

    def teardown(self) -> None:
        for _ in range(5):
            if self._moved:
                self._drain()
            elif self.poll is None:
                self.write(1)
                self.polls()
            turn(self.loop, 3)
            self.reads()
        turn(self.loop, 3)
        self.reads()
        assert self.received == self.written
        Upgrading.both_ways += bool(self.polled and self.streamed)
        assert self.connection.session.open
        self.loop.run_until_complete(self._call(self.connection.close))
        turn(self.loop, 3)
        assert self.host.ends == ["server disconnect"]
        self.host.wheel.stop()
        self.loop.close()


Upgrading.TestCase.settings = settings(max_examples=examples(200), stateful_step_count=60)
TestEN8Upgrading = Upgrading.TestCase


def test_EN8_the_orders_tried_included_real_upgrades() -> None:
    """Of 200 examples 20 to 50 have events before and after the upgrade."""
    assert Upgrading.both_ways >= 10


def test_EN8_what_waits_for_a_poll_goes_over_the_websocket_before_what_is_written_next() -> None:
    machine = Upgrading()
    machine.opens_a_websocket()
    machine.probes()
    machine.reads()
    machine.write(2)
    machine.upgrades()
    machine.write(1)
    machine.ticks(1)
    machine.reads()
    assert machine.received == ["40", "41", "42"]
    machine.teardown()


def test_EN8_an_upgrade_in_the_tick_of_a_write_with_a_poll_held_answers_the_poll_first() -> None:
    """Not the official client, but allowed: UPGRADE while a poll is still held."""
    machine = Upgrading()
    machine.polls()
    machine.ticks(1)
    machine.opens_a_websocket()
    machine.paused = True
    pipe = machine.pipe
    assert pipe is not None

    async def upgrade() -> None:
        machine.connection.write(Frame("4in this tick"))
        machine.written.append("4in this tick")
        machine.connection.received(pipe, "5")
        machine.connection.write(Frame("4after"))
        machine.written.append("4after")

    machine.loop.run_until_complete(upgrade())
    machine.ticks(2)
    machine.reads()
    machine.teardown()


def test_EN8_a_poll_that_was_dropped_does_not_spoil_the_upgrade() -> None:
    machine = Upgrading()
    request = Request()

    async def poll() -> None:
        machine.poll = asyncio.create_task(machine.connection.poll(request.typed))

    machine.loop.run_until_complete(poll())
    machine.ticks(1)
    machine.opens_a_websocket()
    request.transport = None
    machine.paused = True
    pipe = machine.pipe
    assert pipe is not None
    machine.loop.run_until_complete(machine._call(lambda: machine.connection.received(pipe, "5")))
    machine.ticks(1)
    assert machine.poll is not None
    assert isinstance(machine.poll.exception(), ConnectionResetError)
    machine.poll = None
    machine.write(1)
    machine.teardown()
