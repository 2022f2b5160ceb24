"""The whole product on a real Cluster of three nodes: two processes that reach it by different nodes."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from roomtone_client import RoomtoneError

from storage.redis import keys
from storage.redis.connection import RedisConnection
from storage.redis.topology import hash_slot
from tests.polling import PATIENCE
from tests.processes import ServerProcess, free_port
from tests.storage.nodes import Cluster, Node
from tests.system.conftest import Connect
from tests.system.stream import Stream

VIEWERS = 10


@asynccontextmanager
async def two_processes(folder: Path, *redis_urls: str) -> AsyncIterator[list[str]]:
    """Their addresses. They share their secret by the folder."""
    public = {"ROOMTONE_PUBLIC_URL": "http://127.0.0.1:1"}
    servers = [ServerProcess(url, folder, free_port(), **public) for url in redis_urls]
    try:
        await asyncio.gather(*(server.start() for server in servers))
        yield [server.url for server in servers]
    finally:
        await asyncio.gather(*(server.stop() for server in servers))


@pytest.fixture
async def cluster(tmp_path: Path) -> AsyncIterator[Cluster]:
    (tmp_path / "nodes").mkdir()
    whole = Cluster(tmp_path / "nodes")
    try:
        yield await whole.start()
    finally:
        await whole.stop()


@pytest.fixture
async def urls(cluster: Cluster, tmp_path: Path) -> AsyncIterator[list[str]]:
    """Two processes; each knows one node and finds the others."""
    async with two_processes(tmp_path, cluster.nodes[0].url, cluster.nodes[1].url) as urls:
        yield urls


async def replicated(node: Node, session_id: str) -> None:
    """Returns when the node's replica has everything that the node has taken so far."""
    connection = await RedisConnection.open(node.url)
    await connection.call("SET", f"{keys.header(session_id)}:mark", "1")  # WAIT covers this connection's writes
    assert await connection.call("WAIT", 1, 10_000) == 1
    connection.abort()


async def owner_of(cluster: Cluster, session_id: str) -> Node:
    return await cluster.owner(hash_slot(keys.header(session_id)))


async def test_SY3_SY14_SY20_streams_on_every_node_through_two_processes(
    cluster: Cluster, urls: list[str], connect: Connect
) -> None:
    streams: dict[int, Stream] = {}  # by the node that has it
    while len(streams) < len(cluster.nodes):
        stream = await Stream(connect, urls).start(viewers=2)
        streams[(await owner_of(cluster, stream.id)).port] = stream
    for stream in streams.values():
        seats = await asyncio.gather(*(viewer.subscribe(stream.id) for viewer in stream.viewers))
        boards = [await stream.mirror(stream.streamer), await stream.mirror(stream.another(urls[1]))]
        acked = await stream.tap(10)
        await stream.streamer.clips.pause(stream.id)
        with pytest.raises(RoomtoneError, match="session_not_active"):
            await stream.viewers[0].clips.submit(stream.id, note="late")
        await stream.streamer.clips.resume(stream.id)
        await stream.streamer.clips.end(stream.id)
        for seat in seats:
            await seat.wait_for(lambda received: len(received.events) == 3)
        for board in boards:
            await stream.wait_until_current(board)
            assert board.seqs == list(range(2, 25))
            assert board.starts == 1
            assert sorted(board.clip_ids()) == sorted(acked)
        assert (await stream.streamer.clips.export(stream.id, "csv", per="tap")).count("момент") == 20


async def test_SY12_SY14_a_slot_moves_to_another_node_while_everybody_taps(
    cluster: Cluster, urls: list[str], connect: Connect
) -> None:
    stream = await Stream(connect, urls).start(viewers=VIEWERS)
    boards = [await stream.mirror(stream.streamer), await stream.mirror(stream.another(urls[1]))]
    acked = await stream.tap(5)
    slot = hash_slot(keys.header(stream.id))
    moves = 0

    async def move_around() -> None:
        nonlocal moves
        while not taps.done():
            source = await cluster.owner(slot)
            await cluster.move(slot, source, cluster.nodes[(cluster.nodes.index(source) + 1) % 3])
            moves += 1

    taps = asyncio.create_task(stream.tap(40, first=5))
    await move_around()
    acked += await taps
    assert moves > 0
    for board in boards:
        await stream.wait_until_current(board)
        assert sorted(board.clip_ids()) == sorted(acked)
    assert len(set(acked)) == VIEWERS * 45
    # What comes next arrives by the subscription at the slot's last node; the mirror checks the order. The last
    # move may still make a board start again from a snapshot.
    for number in range(45, 65):
        acked += await stream.tap(1, first=number)
        for board in boards:
            await stream.wait_until_current(board)
        if all(len(board.seqs) >= VIEWERS for board in boards):
            break
    assert all(len(board.seqs) >= VIEWERS for board in boards)


@pytest.mark.timeout(240)
async def test_SY4_SY14_SY15_a_node_dies_and_its_replica_goes_on(
    cluster: Cluster, urls: list[str], connect: Connect, tmp_path: Path
) -> None:
    (tmp_path / "replica").mkdir()
    victim = cluster.nodes[2]
    stream = await Stream(connect, urls).start(viewers=VIEWERS)
    while await owner_of(cluster, stream.id) is not victim:
        stream = await Stream(connect, urls).start(viewers=VIEWERS)
    boards = [await stream.mirror(stream.streamer), await stream.mirror(stream.another(urls[1]))]
    async with cluster.replica_of(victim, tmp_path / "replica"):
        before = await stream.tap(5)
        await replicated(victim, stream.id)
        await victim.end()
        after = await stream.tap(5, first=5)
        for board in boards:
            await stream.wait_until_current(board)
            assert sorted(board.clip_ids()) == sorted(before + after)
        await stream.streamer.command("end_session", {"session_id": stream.id}, timeout=PATIENCE)
        for board in boards:
            await stream.wait_until_current(board)
            assert board.view["session"]["status"] == "ended"
