"""Clients that send nothing, or half a request, or do not read their answers."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import suppress
from ipaddress import ip_network
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import orjson
import pytest

from server.http.connection_limits import ConnectionLimits
from server.http.credentials import Proxies
from tests.polling import PATIENCE, until
from tests.processes import RedisProcess, ServerProcess
from tests.server.client import browsing

CONNECTIONS = 30
HEAD = b"GET /healthz HTTP/1.1\r\nHost: x\r\n"


@pytest.fixture(scope="module")
async def hasty(redis_server: RedisProcess, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[ServerProcess]:
    settings: dict[str, Any] = {
        "ROOMTONE_HEADER_TIMEOUT": "1",
        "ROOMTONE_WRITE_TIMEOUT": "1",
        "ROOMTONE_ADDRESS_CONNECTIONS": str(CONNECTIONS),
    }
    process = await ServerProcess(redis_server.url, tmp_path_factory.mktemp("hasty"), **settings).start()
    yield process
    await process.stop()


async def opened(server: ServerProcess) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    address = urlsplit(server.url)
    return await asyncio.open_connection(address.hostname, address.port)


@pytest.mark.parametrize("beginning", [b"", b"G", HEAD, HEAD + b"\r\n"], ids=["silent", "a byte", "half", "the next"])
async def test_OP18_a_head_that_does_not_come_ends_the_connection(beginning: bytes, hasty: ServerProcess) -> None:
    reader, writer = await opened(hasty)
    writer.write(beginning)
    if beginning.endswith(b"\r\n\r\n"):  # a whole request, and half of a second one
        async with asyncio.timeout(PATIENCE):
            await reader.readuntil(b"}")
        writer.write(HEAD)
    async with asyncio.timeout(PATIENCE):
        assert await reader.read() == b""
    writer.close()


async def test_OP18_a_head_that_comes_byte_by_byte_ends_the_connection(hasty: ServerProcess) -> None:
    reader, writer = await opened(hasty)
    writer.write(HEAD + b"X-Long: ")
    ending = asyncio.create_task(reader.read())
    async with asyncio.timeout(PATIENCE):
        while not ending.done():
            writer.write(b"a")
            await asyncio.wait([ending], timeout=0.05)
    with suppress(ConnectionError):
        assert await ending == b""
    writer.close()


async def test_OP18_a_connection_that_waits_between_requests_is_kept(hasty: ServerProcess) -> None:
    kept_reader, kept_writer = await opened(hasty)
    kept_writer.write(HEAD + b"\r\n")
    async with asyncio.timeout(PATIENCE):
        await kept_reader.readuntil(b"}")
        silent_reader, silent_writer = await opened(hasty)
        assert await silent_reader.read() == b""  # as long as for a silent one
        kept_writer.write(HEAD + b"\r\n")
        assert b"200 OK" in await kept_reader.readuntil(b"}")
    for writer in (kept_writer, silent_writer):
        writer.close()


def resident_bytes(pid: int) -> int:
    (line,) = [line for line in Path(f"/proc/{pid}/status").read_text().splitlines() if line.startswith("VmRSS")]
    return int(line.split()[1]) * 1024


async def test_OP18_who_does_not_read_is_cut_off_and_holds_one_answer_at_most(hasty: ServerProcess) -> None:
    async with browsing(hasty) as browser:
        size = len((await browser.ask("GET", "/openapi.json")).body)
    before = resident_bytes(hasty.pid)
    address = urlsplit(hasty.url)
    readers = []
    for _ in range(10):
        one = socket.socket()
        one.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        one.connect((address.hostname, address.port))
        one.setblocking(False)
        one.send(b"GET /openapi.json HTTP/1.1\r\nHost: x\r\n\r\n" * 100)
        readers.append(one)
    most = 0

    async def all_are_cut_off() -> bool:
        nonlocal most
        most = max(most, resident_bytes(hasty.pid) - before)
        return all(is_cut_off(one) for one in readers)

    await until(all_are_cut_off)
    for one in readers:
        one.close()
    # A thousand answers were requested. The kernel's own buffers are not the process's memory.
    assert most < 10 * 3 * size + 32 * 1024 * 1024 < 1000 * size


@pytest.mark.skipif(not hasattr(socket, "TCP_USER_TIMEOUT"), reason="this kernel cannot be told")
async def test_OP18_who_reads_nothing_of_an_answer_that_lies_in_the_kernel_is_cut_off(hasty: ServerProcess) -> None:
    address = urlsplit(hasty.url)
    reader = socket.socket()
    reader.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    reader.connect((address.hostname, address.port))
    theirs = reader.getsockname()[1]
    reader.send(b"GET /openapi.json HTTP/1.1\r\nHost: x\r\n\r\n")  # one answer, which the kernel takes whole

    async def holds_the_answer() -> bool:
        return unread_bytes(hasty, theirs) > 0

    async def is_given_up() -> bool:
        return unread_bytes(hasty, theirs) == 0

    await until(holds_the_answer)
    await until(is_given_up, 20)  # the kernel counts from its first probe on, and probes at 0.2, 0.4, 0.8 s and so on
    reader.close()


def unread_bytes(server: ServerProcess, port: int) -> int:
    """What the kernel holds for a client of this machine."""
    ours = urlsplit(server.url).port or 0
    for line in Path("/proc/net/tcp").read_text().splitlines()[1:]:
        _, local, remote, _, queues, *_ = line.split()
        if (int(local[-4:], 16), int(remote[-4:], 16)) == (ours, port):
            return int(queues.partition(":")[0], 16)
    return 0


def is_cut_off(client: socket.socket) -> bool:
    try:
        client.send(b"\r\n")
    except BlockingIOError:
        return False
    except OSError:
        return True
    return False


UPGRADE = (
    b"GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
    b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
)
PING = b"\x89\x80\x00\x00\x00\x00"


@pytest.mark.parametrize("pieces", [[UPGRADE], [UPGRADE[:9], UPGRADE[9:]]], ids=["whole", "in pieces"])
async def test_OP18_websockets_are_not_timed_as_requests(pieces: list[bytes], hasty: ServerProcess) -> None:
    sockets = []
    async with asyncio.timeout(PATIENCE):
        for _ in range(CONNECTIONS - 3):
            reader, writer = await opened(hasty)
            sockets.append((reader, writer))
            for piece in pieces:
                writer.write(piece)
                await writer.drain()
            assert b" 101 " in await reader.readuntil(b"\r\n\r\n")
        silent_reader, silent_writer = await opened(hasty)
        assert await silent_reader.read() == b""  # the time for a head has passed since then
        for reader, writer in sockets:
            writer.write(PING)
            assert b"\x8a\x00" in await reader.readuntil(b"\x8a\x00")
    for _, writer in [*sockets, (silent_reader, silent_writer)]:
        writer.close()


async def test_OP18_an_address_has_a_number_of_connections_and_is_told_why(hasty: ServerProcess) -> None:
    kept = [await opened(hasty) for _ in range(CONNECTIONS)]
    for reader, writer in kept:
        writer.write(HEAD + b"\r\n")
        async with asyncio.timeout(PATIENCE):
            await reader.readuntil(b"}")
    reader, writer = await opened(hasty)
    async with asyncio.timeout(PATIENCE):
        head, _, body = (await reader.read()).partition(b"\r\n\r\n")
    assert head.split(b" ")[1] == b"429"
    assert b"Server: Roomtone" in head
    assert orjson.loads(body)["code"] == "rate_limited"
    writer.close()
    kept[0][1].close()

    async def is_let_in() -> bool:
        async with browsing(hasty) as browser:
            return (await browser.ask("GET", "/healthz")).status == 200

    await until(is_let_in)
    for _, one in kept:
        one.close()


def test_OP18_a_trusted_proxys_connections_are_not_counted() -> None:
    connection_limits = ConnectionLimits(1, 1, 1, Proxies([ip_network("10.0.0.0/8")]))
    assert [connection_limits.admit("10.0.0.1") for _ in range(3)] == ["", "", ""]
    assert [connection_limits.admit("192.0.2.1") for _ in range(2)] == ["192.0.2.1", None]
    assert connection_limits.admit("2001:db8::1") == "2001:db8::/64"
    assert connection_limits.admit("2001:db8::2") is None
    connection_limits.release("192.0.2.1")
    assert connection_limits.admit("192.0.2.1") == "192.0.2.1"
