"""Input that is not HTTP, sent to a real server."""

import asyncio
from urllib.parse import urlsplit

import orjson
import pytest

from tests.polling import PATIENCE
from tests.processes import ServerProcess
from tests.server.client import browsing

SECRET = b"eyJhbGciOiJIUzI1NiJ9CONFIDENTIAL"


async def said(server: ServerProcess, raw: bytes) -> bytes:
    """The answer, up to the end of the connection."""
    address = urlsplit(server.url)
    reader, writer = await asyncio.open_connection(address.hostname, address.port)
    writer.write(raw)
    async with asyncio.timeout(PATIENCE):
        answer = await reader.read()
    writer.close()
    return answer


@pytest.mark.parametrize(
    "raw",
    [
        b"nonsense " + SECRET + b"\r\n\r\n",
        b"GET /" + SECRET + b"a" * 10_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + SECRET + b"a" * 10_000 + b"\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\n" + b"X: y\r\n" * 1000 + b"Cookie: roomtone_token=" + SECRET + b"\r\n\r\n",
        b"POST /api/auth/guest HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    ],
    ids=["nonsense", "long path", "long header", "many headers", "smuggling"],
)
async def test_OP6_OP7_AC10_what_is_no_http_is_refused_without_an_echo(raw: bytes, server: ServerProcess) -> None:
    head, _, body = (await said(server, raw)).partition(b"\r\n\r\n")
    assert head.split(b" ")[1] == b"400"
    assert b"Python" not in head
    assert b"aiohttp" not in head
    assert b"X-Content-Type-Options: nosniff" in head
    refusal = orjson.loads(body)
    assert refusal["code"] == "invalid_payload"
    log = server.log.read_text()
    assert "CONFIDENTIAL" not in refusal["error"]
    assert "CONFIDENTIAL" not in log
    (line,) = [line for line in log.splitlines() if refusal["request_id"] in line]
    assert "no_http" in line
    async with browsing(server) as browser:
        assert (await browser.ask("GET", "/healthz")).status == 200
