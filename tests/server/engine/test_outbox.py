"""The outbox: order, one write per tick, its limit; and readers that do not read."""

import asyncio
import struct

import pytest

from server.engine import Frame
from server.engine.connection import EngineConnection
from server.engine.session import State
from tests.server.engine.conftest import Serve
from tests.server.engine.doubles import Host, Pipe, Request
from tests.server.engine.harness import Served, WebSocket, open_client, open_probe, poller


@pytest.mark.parametrize(("has_direct", "sends"), [(False, 1), (True, 2)])
async def test_EN13_the_frames_of_a_tick_leave_together_in_order(has_direct: bool, sends: int) -> None:
    """With a transport that has a write queue of its own, the first goes there at once and the others joined."""
    host, pipe = Host(), Pipe(has_direct=has_direct)
    connection = host.connect(pipe)
    connection.writable(pipe)
    frames = [Frame(f"4{number}") for number in range(10)]
    for frame in frames:
        connection.write(frame)
    assert pipe.sends == sends - 1
    await asyncio.sleep(0)
    assert pipe.sends == sends
    assert pipe.packets == [frame.packet for frame in frames]
    assert host.flusher.bytes_out == sum(frame.size for frame in frames)
    host.wheel.stop()


async def test_EN13_one_event_in_a_tick_is_not_queued_at_all() -> None:
    host, pipe = Host(), Pipe()
    connection = host.connect(pipe)
    connection.writable(pipe)
    for number in range(3):
        connection.write(Frame(f"4{number}"))
        assert pipe.sends == number + 1
        await asyncio.sleep(0)
    assert pipe.sends == 3
    host.wheel.stop()


async def test_EN13_a_peer_that_stops_reading_within_a_tick_overtakes_nothing() -> None:
    host, pipe = Host(), Pipe()
    connection = host.connect(pipe)
    connection.writable(pipe)
    connection.write(Frame("4a"))
    pipe.ready = False
    connection.blocked(pipe)
    connection.write(Frame("4b"))
    await asyncio.sleep(0)
    connection.write(Frame("4c"))
    pipe.ready = True
    connection.writable(pipe)
    connection.write(Frame("4d"))
    await asyncio.sleep(0)
    assert pipe.packets == ["4a", "4b", "4c", "4d"]
    host.wheel.stop()


async def test_EN13_nothing_is_written_while_the_kernel_is_full() -> None:
    host, pipe = Host(), Pipe()
    connection = host.connect(pipe)
    pipe.ready = False
    connection.blocked(pipe)
    connection.write(Frame("4a"))
    await asyncio.sleep(0)
    assert (pipe.sends, connection.buffered) == (0, 4)
    pipe.ready = True
    connection.writable(pipe)
    assert (pipe.packets, connection.buffered) == (["4a"], 0)
    host.wheel.stop()


@pytest.mark.parametrize("is_websocket", [True, False])
async def test_EN13_what_is_written_before_the_handshake_is_complete_is_sent_after_it(is_websocket: bool) -> None:
    host, pipe = Host(), Pipe()
    first, other = EngineConnection(host, "first", {}), EngineConnection(host, "other", {})
    first.write(Frame("4a"))
    other.write(Frame("4other"))
    await asyncio.sleep(0)
    first.write(Frame("4b"))
    first.start(pipe if is_websocket else None)
    if is_websocket:
        first.writable(pipe)
        assert pipe.packets == ["4a", "4b"]
    else:
        assert await first.poll(Request().typed) == b"4a\x1e4b"
    assert [frame.packet for frame in other.take()] == ["4other"]
    host.wheel.stop()


async def test_EN13_one_broken_transport_costs_nobody_else_the_event() -> None:
    host = Host()
    pipes = [Pipe() for _ in range(3)]
    connections = [host.connect(pipe) for pipe in pipes]
    pipes[1].broken = True
    frame = Frame("4event")
    for connection in connections:
        connection.write(frame)
    await asyncio.sleep(0)
    assert [pipe.packets for pipe in pipes] == [["4event"], [], ["4event"]]
    await asyncio.sleep(0)
    assert host.ends == ["transport close"]
    host.wheel.stop()


async def test_EN13_past_the_limit_the_reader_is_disconnected_and_the_queue_let_go() -> None:
    host, pipe = Host(outbox_limit=1000), Pipe()
    connection = host.connect(pipe)
    pipe.ready = False
    connection.blocked(pipe)
    frame = Frame("4" + "x" * 97)
    for _ in range(10):
        connection.write(frame)
    assert connection.open
    connection.write(frame)
    assert connection.close_reason == "slow reader"
    assert pipe.goodbyes == [(1013, "slow reader")]
    assert connection.held == 0
    connection.write(frame)
    assert connection.held == 0
    assert host.counters.slow_disconnects == 1
    host.wheel.stop()


async def test_EN13_a_fast_reader_is_not_disconnected_by_much_in_one_tick() -> None:
    host, pipe = Host(outbox_limit=1000), Pipe()
    connection = host.connect(pipe)
    connection.writable(pipe)
    frames = [Frame(f"4{number}" + "x" * 397) for number in range(50)]
    for frame in frames:
        connection.queue(frame)
    await asyncio.sleep(0)
    assert connection.open
    assert pipe.packets == [frame.packet for frame in frames]
    host.wheel.stop()


async def test_EN13_one_answer_larger_than_the_limit_waits_for_the_kernel_and_a_second_does_not() -> None:
    host, pipe = Host(outbox_limit=1000), Pipe()
    connection = host.connect(pipe)
    pipe.ready = False
    connection.blocked(pipe)
    large = Frame("4" + "x" * 5000)
    connection.queue(large)
    assert connection.open
    pipe.ready = True
    connection.writable(pipe)
    assert pipe.packets == [large.packet]
    pipe.ready = False
    connection.blocked(pipe)
    connection.queue(large)
    connection.queue(Frame("4event"))
    assert connection.close_reason == "slow reader"
    assert connection.held == 0
    host.wheel.stop()


async def test_EN13_a_poller_that_stays_away_is_disconnected_too() -> None:
    host = Host(outbox_limit=1000)
    connection = host.connect()
    for _ in range(11):
        connection.write(Frame("4" + "x" * 97))
    assert connection.close_reason == "slow reader"
    assert connection.session.state is State.CLOSING
    host.wheel.stop()


async def test_EN13_after_the_end_writes_do_nothing() -> None:
    host, pipe = Host(), Pipe()
    connection = host.connect(pipe)
    connection.close()
    connection.write(Frame("4late"))
    await asyncio.sleep(0)
    assert pipe.packets == []
    assert connection.buffered == 0
    host.wheel.stop()


async def stalled(served: Served) -> WebSocket:
    """A client that does not read any more."""
    websocket = await open_client(served)
    transport = websocket.writer.transport
    assert isinstance(transport, asyncio.Transport)
    transport.pause_reading()
    return websocket


@pytest.mark.parametrize("kind", ["asyncio", "uvloop"])
async def test_EN13_slow_readers_are_cut_off_and_good_ones_receive_everything(serve: Serve, kind: str) -> None:
    served = serve(kind, outbox_limit=256 * 1024)
    good = [await open_client(served) for _ in range(3)]
    slow = [await stalled(served) for _ in range(3)]
    connections = list(served.engine.connections)
    assert len(connections) == 6
    total = 400
    filler = "x" * 50_000  # 20 MB a client: more than the kernel keeps for a reader that does not read

    async def fan_out() -> int:
        most = 0
        for number in range(total):
            frame = Frame(f'42["n",{number},"{filler}"]')
            for connection in connections:
                connection.write(frame)
            while any(connection.buffered for connection in connections if connection in healthy):
                most = max(most, *(connection.buffered for connection in connections))
                await asyncio.sleep(0)
        return most

    async def read(websocket: WebSocket) -> list[int]:
        return [int(str(await websocket.message()).split(",")[1]) for _ in range(total)]

    healthy = connections[:3]
    readers = [asyncio.create_task(read(websocket)) for websocket in good]
    most = await served.run(fan_out())
    for reader in readers:
        assert await reader == list(range(total))
    assert [connection.close_reason for connection in connections] == [None] * 3 + ["slow reader"] * 3
    assert served.engine.counters.slow_disconnects == 3
    assert most < 2 * 256 * 1024
    for websocket in good + slow:
        websocket.writer.transport.abort()


async def test_EN13_a_slow_reader_that_reads_on_finds_the_reason(serve: Serve) -> None:
    served = serve(outbox_limit=64 * 1024, close_timeout=5.0)
    websocket = await stalled(served)
    connection = served.only()
    frame = Frame("4" + "x" * 60_000)

    def push() -> bool:
        connection.write(frame)
        return not connection.open

    await served.until(push)
    transport = websocket.writer.transport
    assert isinstance(transport, asyncio.Transport)
    transport.resume_reading()
    assert await websocket.closed() == 1013
    await websocket.close()


@pytest.mark.parametrize("kind", ["asyncio", "uvloop"])
async def test_EN13_pongs_and_events_keep_their_order(serve: Serve, kind: str) -> None:
    served = serve(kind)
    websocket = await open_client(served)
    connection = served.only()

    async def work() -> None:
        connection.write(Frame("4before"))
        stream = connection.active_transport
        connection.pinged(stream, b"p")  # type: ignore[arg-type]
        connection.write(Frame("4after"))

    await served.run(work())
    assert [await websocket.receive_frame() for _ in range(3)] == [(1, b"4before"), (10, b"p"), (1, b"4after")]
    websocket.send_raw(WebSocket.frame(9, struct.pack("!I", 7)))
    assert await websocket.receive_frame() == (10, struct.pack("!I", 7))
    await websocket.close()


async def test_EN13_direct_writes_reach_pollers_and_probing_clients(serve: Serve) -> None:
    served = serve()
    async with poller(served) as client:
        await client.open()
        connection = served.only()
        held = await client.held()
        await served.call(connection.write, Frame("4one"))
        assert await held == (200, "4one")
        websocket = await open_probe(served, client.sid)
        await served.call(connection.write, Frame("4two"))
        assert await client.poll() == (200, "4two")
        await served.call(connection.write, Frame("4three"))
        websocket.send("5")
        assert await websocket.message() == "4three"
        await websocket.close()
