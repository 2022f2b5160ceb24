"""A session costs nothing in processes where nobody watches it."""

import re
from collections.abc import AsyncIterator

import aiohttp
import pytest

from storage.redis import keys
from storage.redis.connection import RedisConnection
from tests.polling import PATIENCE, until
from tests.processes import ServerProcess
from tests.system.conftest import Connect, Installation
from tests.system.stream import Stream

TAPS = 40
VIEWERS = 5
SELF_CHECK_BYTES = 200  # the self-check messages of a process each second, with a margin


async def counted(server: ServerProcess, name: str) -> float:
    async with aiohttp.ClientSession() as http, http.get(f"{server.url}/metrics") as response:
        found = re.search(rf"^{name} (\S+)", await response.text(), re.MULTILINE)
    assert found is not None
    return float(found[1])


@pytest.fixture
async def connection(installation: Installation) -> AsyncIterator[RedisConnection]:
    connection = await RedisConnection.open(installation.redis.url)
    yield connection
    connection.abort()


async def listeners(connection: RedisConnection, stream: Stream) -> dict[str, int]:
    """How many connections Redis sends each feed of the session to."""
    feeds = ("control", "public")
    answer = await connection.call("PUBSUB", "SHARDNUMSUB", *(keys.channel(stream.id, feed) for feed in feeds))
    return dict(zip(feeds, answer[1::2], strict=True))


async def sent_by_the_bus(connection: RedisConnection) -> list[tuple[int, float]]:
    """Bytes that Redis has sent to each process's subscriptions and their age in seconds, the busiest first."""
    lines = (await connection.call("CLIENT", "LIST", "TYPE", "pubsub")).decode().splitlines()
    clients = [dict(field.split("=", 1) for field in line.split()) for line in lines]
    return sorted(((int(one["tot-net-out"]), float(one["age"])) for one in clients), reverse=True)


async def test_SY19_a_process_receives_nothing_of_a_session_that_its_clients_do_not_watch(
    installation: Installation, connect: Connect, connection: RedisConnection
) -> None:
    there, here = installation.servers
    stream = await Stream(connect, [there.url]).start(viewers=VIEWERS)
    board = await stream.mirror(stream.streamer)
    for viewer in stream.viewers:
        await viewer.subscribe(stream.id)
    # Somebody watches another session here, and the moments are submitted here: its work, but not its events.
    other = await Stream(connect, [here.url]).start(viewers=1)
    await other.viewers[0].subscribe(other.id)
    tappers = [connect(here.url, name=f"Tapper {number}") for number in range(VIEWERS)]
    assert await listeners(connection, stream) == {"control": 1, "public": 1}
    stream.viewers = tappers
    await stream.tap(TAPS)
    await stream.wait_until_current(board)
    assert len(board.seqs) >= VIEWERS * TAPS
    assert await counted(there, "roomtone_events_total") >= VIEWERS * TAPS
    assert await counted(here, "roomtone_events_total") == 0
    assert await counted(here, "roomtone_channels") == 1
    (busy, _), (silent, age) = await sent_by_the_bus(connection)
    assert busy > VIEWERS * TAPS * 300  # an event has some 400 bytes
    assert silent < SELF_CHECK_BYTES * (age + 2) + 1000


async def test_SY19_when_the_last_viewer_leaves_nobody_listens_any_more(
    installation: Installation, connect: Connect, connection: RedisConnection
) -> None:
    stream = await Stream(connect, installation.urls).start(viewers=4)
    for viewer in stream.viewers:
        await viewer.subscribe(stream.id)
    assert await listeners(connection, stream) == {"control": 0, "public": 2}
    for viewer in stream.viewers:
        await viewer.close()

    async def nobody() -> bool:
        return await listeners(connection, stream) == {"control": 0, "public": 0}

    await until(nobody, PATIENCE)
