"""The pipelined connection with a real Redis, and with peers that speak another protocol."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions.base.errors import Unavailable
from storage.redis.connection import RedisConnection, RedisError, Silence, pairs
from tests.polling import PATIENCE, until
from tests.processes import RedisProcess
from tests.storage.nodes import Node


@asynccontextmanager
async def opened(server: RedisProcess) -> AsyncIterator[RedisConnection]:
    connection = await RedisConnection.open(server.url)
    try:
        yield connection
    finally:
        await connection.close()


async def test_calls_of_one_tick_are_answered_in_order(engine: RedisProcess) -> None:
    async with opened(engine) as connection:
        assert await asyncio.gather(*(connection.call("ECHO", str(n)) for n in range(5000))) == [
            str(n).encode() for n in range(5000)
        ]
        assert connection.waiting == 0


async def test_an_error_reply_is_raised_where_it_belongs_and_nowhere_else(engine: RedisProcess) -> None:
    async with opened(engine) as connection:
        answers = await asyncio.gather(
            connection.call("ECHO", "a"),
            connection.call("NO-SUCH-COMMAND"),
            connection.call("ECHO", "b"),
            return_exceptions=True,
        )
    assert answers[0] == b"a"
    assert isinstance(answers[1], RedisError)
    assert str(answers[1]).startswith("ERR unknown command")
    assert answers[2] == b"b"


async def test_a_caller_that_stops_waiting_does_not_shift_the_others_replies(engine: RedisProcess) -> None:
    async with opened(engine) as connection:
        first, second, third = (connection.call("ECHO", word) for word in "abc")
        second.cancel()
        assert (await first, await third) == (b"a", b"c")


async def test_a_command_that_cannot_be_packed_does_not_shift_the_others_replies(engine: RedisProcess) -> None:
    async with opened(engine) as connection:
        first = connection.call("ECHO", "a")
        with pytest.raises(UnicodeEncodeError):
            connection.call("ECHO", "\ud800")
        assert (await first, await connection.call("ECHO", "b")) == (b"a", b"b")


async def test_calls_in_flight_get_unavailable_when_the_connection_is_lost(own_redis: RedisProcess) -> None:
    connection = await RedisConnection.open(own_redis.url)
    waiting = [connection.call("BLPOP", "nothing", "0"), connection.call("ECHO", "behind it")]
    await own_redis.kill()
    assert [type(answer) for answer in await asyncio.gather(*waiting, return_exceptions=True)] == [Unavailable] * 2
    assert not connection.is_open
    with pytest.raises(Unavailable):
        await connection.call("PING")


async def test_closing_a_connection_to_a_redis_that_stands_still_does_not_take_for_ever(
    own_redis: RedisProcess,
) -> None:
    connection = await RedisConnection.open(own_redis.url)
    own_redis.stall()
    for _ in range(200):
        connection.send("ECHO", b"x" * 65_536)  # more than the system's buffers take
    await asyncio.wait_for(connection.close(), PATIENCE)
    await asyncio.wait_for(connection.lost, PATIENCE)


async def test_credentials_are_sent_and_a_wrong_one_leaves_no_connection_behind(tmp_path: Path) -> None:
    async with Node(tmp_path, "--requirepass", "s3cret/ü") as node:
        with pytest.raises(RedisError, match="WRONGPASS"):
            await RedisConnection.open(f"redis://:wrong@127.0.0.1:{node.port}")
        connection = await RedisConnection.open(f"redis://default:s3cret%2F%C3%BC@127.0.0.1:{node.port}/3")
        info = (await connection.call("CLIENT", "INFO")).decode()
        assert " db=3 " in info
        clients = (await connection.call("CLIENT", "LIST", "TYPE", "normal")).decode().splitlines()
        assert len([client for client in clients if " flags=O " not in client]) == 1  # O: what listens for the tests
        await connection.close()


async def test_a_redis_that_takes_connections_and_says_nothing_is_given_up(own_redis: RedisProcess) -> None:
    own_redis.stall()
    with pytest.raises(TimeoutError):
        await RedisConnection.open(f"{own_redis.url}?db=1", within=0.1)


@pytest.mark.parametrize("said", [b"-ERR max number of clients reached\r\n", b"HTTP/1.1 400 Bad Request\r\n\r\n"])
async def test_what_a_peer_says_unasked_ends_the_connection_and_harms_nothing(said: bytes) -> None:
    over = asyncio.Event()

    async def speak(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(said)
        with suppress(ConnectionError):
            await reader.read()  # until the other side hangs up
        writer.close()
        over.set()

    server = await asyncio.start_server(speak, "127.0.0.1", 0)
    connection = await RedisConnection.open(f"redis://127.0.0.1:{server.sockets[0].getsockname()[1]}")
    await asyncio.wait_for(asyncio.gather(connection.lost, over.wait()), PATIENCE)
    server.close()


async def test_replies_come_in_any_pieces(engine: RedisProcess) -> None:
    connection = await RedisConnection.open(engine.url)
    answers = [connection.call("ECHO", "один"), connection.call("ECHO", b"\x00\xff")]
    for byte in b"$8\r\n\xd0\xbe\xd0\xb4\xd0\xb8\xd0\xbd\r\n$2\r\n\x00\xff\r\n":
        connection.data_received(bytes([byte]))
    assert await asyncio.gather(*answers) == ["один".encode(), b"\x00\xff"]
    connection.abort()


async def test_a_connection_is_silent_when_a_call_has_waited_from_one_look_to_the_next(engine: RedisProcess) -> None:
    async with opened(engine) as connection:
        silence = Silence()
        assert silence.look([connection]) == []
        waiting = connection.call("BLPOP", "nothing", "0")
        assert silence.look([connection]) == []  # it came a moment ago
        assert silence.look([connection]) == [connection]
        await _let_go(engine)
        assert await waiting is None
        assert silence.look([connection]) == []


async def test_a_connection_that_answers_slowly_is_not_silent(engine: RedisProcess) -> None:
    async with opened(engine) as connection:
        silence = Silence()
        for _ in range(3):
            waiting = connection.call("BLPOP", "nothing", "0")
            assert silence.look([connection]) == []
            await _let_go(engine)
            await waiting


async def _let_go(engine: RedisProcess) -> None:
    """Ends every wait of the Redis."""

    async def freed() -> bool:
        lines = (await other.call("CLIENT", "LIST")).decode().splitlines()
        blocked = [dict(part.split("=", 1) for part in line.split())["id"] for line in lines if " cmd=blpop " in line]
        return any([await other.call("CLIENT", "UNBLOCK", client) for client in blocked])

    async with opened(engine) as other:
        await until(freed)


@given(st.dictionaries(st.text(max_size=5), st.binary(max_size=5)))
def test_pairs_reads_a_flat_reply(fields: dict[str, bytes]) -> None:
    flat = [part for name, value in fields.items() for part in (name.encode(), value)]
    assert pairs(flat) == fields
