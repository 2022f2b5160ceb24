"""Bodies that never arrive, or arrive slowly, on a real server."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import urlsplit

import aiohttp
import orjson
import pytest
from aiohttp.base_protocol import BaseProtocol
from aiohttp.test_utils import make_mocked_request

from server.http.bodies import PART, RequestUpload
from server.limits.intake import Arriving, Intake
from sessions.base.errors import RequestTimeout
from tests.polling import PATIENCE
from tests.processes import RedisProcess, ServerProcess
from tests.server.client import Browser, browsing


@pytest.fixture(scope="module")
async def hasty(redis_server: RedisProcess, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[ServerProcess]:
    """A server that waits for a body for at most two seconds."""
    settings: dict[str, Any] = {"ROOMTONE_BODY_TIMEOUT": "2", "ROOMTONE_CREATE_LIMIT": "0"}
    process = await ServerProcess(redis_server.url, tmp_path_factory.mktemp("hasty"), **settings).start()
    yield process
    await process.stop()


@asynccontextmanager
async def asking(
    server: ServerProcess, line: str, *head: str
) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    """A request whose head has been sent."""
    address = urlsplit(server.url)
    reader, writer = await asyncio.open_connection(address.hostname, address.port)
    writer.write("\r\n".join([f"{line} HTTP/1.1", "Host: x", *head, "", ""]).encode())
    try:
        async with asyncio.timeout(PATIENCE):
            yield reader, writer
    finally:
        writer.close()


async def refused(reader: asyncio.StreamReader) -> tuple[int, str]:
    """Status and code of an answer after which the server closes the connection."""
    head, _, body = (await reader.read()).partition(b"\r\n\r\n")
    assert b"\r\nConnection: close" in head
    return int(head.split(b" ")[1]), orjson.loads(body)["code"]


async def a_jam(browser: Browser) -> str:
    return str((await browser.ask("POST", "/api/sessions", json={})).json["id"])


@pytest.mark.parametrize("beginning", [b"", b'{"state":'])
async def test_OP6_a_body_that_does_not_come_is_refused_and_changes_nothing(
    beginning: bytes, hasty: ServerProcess
) -> None:
    async with browsing(hasty) as browser:
        jam = await a_jam(browser)
        path = f"/api/sessions/{jam}"
        before = (await browser.ask("GET", path)).json["state"]
        async with asking(hasty, f"PUT {path}", "Content-Type: application/json", "Content-Length: 100") as (
            reader,
            writer,
        ):
            writer.write(beginning)
            assert await refused(reader) == (408, "request_timeout")
        assert (await browser.ask("GET", path)).json["state"] == before


async def test_OP6_a_body_without_a_length_that_never_ends_is_refused(hasty: ServerProcess) -> None:
    head = ("Content-Type: application/json", "Transfer-Encoding: chunked")
    async with asking(hasty, "POST /api/sessions", *head) as (reader, writer):
        answer = asyncio.create_task(refused(reader))
        while not answer.done():  # single bytes do not keep the connection open
            writer.write(b"1\r\n \r\n")
            await asyncio.wait([answer], timeout=0.1)
        assert await answer == (408, "request_timeout")


async def test_OP6_an_upload_that_stops_is_refused(hasty: ServerProcess) -> None:
    async with browsing(hasty) as browser:
        path = f"/api/sessions/{await a_jam(browser)}/samples"
    async with asking(hasty, f"POST {path}", "Content-Type: audio/wav", "Content-Length: 1000000") as (reader, writer):
        writer.write(b"R" * (PART + 10))
        assert await refused(reader) == (408, "request_timeout")


@pytest.mark.parametrize(("piece", "is_read"), [(PART, True), (PART // 8, False)])
def test_OP6_each_part_of_an_upload_has_the_time(piece: int, is_read: bool) -> None:
    """With a fake clock: nine seconds between parts, of ten that a part has."""
    loop = asyncio.new_event_loop()
    clock = [0.0]
    loop.time = lambda: clock[0]  # type: ignore[method-assign]
    protocol = BaseProtocol(loop)
    protocol.connection_made(asyncio.Transport())
    content = aiohttp.StreamReader(protocol, 100 * PART, loop=loop)

    async def upload() -> bytes:
        request = make_mocked_request("POST", "/", payload=content)
        reading = asyncio.create_task(RequestUpload(request, 10.0, Arriving(Intake(0), "")).read(100 * PART))
        for _ in range(6):
            content.feed_data(b"R" * piece)
            for _ in range(5):
                await asyncio.sleep(0)
            clock[0] += 9
        content.feed_eof()
        return await reading

    try:
        if is_read:
            assert len(loop.run_until_complete(upload())) == 6 * PART
        else:
            with pytest.raises(RequestTimeout):
                loop.run_until_complete(upload())
    finally:
        loop.close()
