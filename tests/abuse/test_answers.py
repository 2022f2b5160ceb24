"""Answers that must not be cached, must not reveal anything, and must not count as server errors."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import urlsplit

import aiohttp
import orjson
import pytest

from tests.polling import until
from tests.processes import RedisProcess, ServerProcess, free_port
from tests.server.client import Browser, browsing


@pytest.fixture
async def browser(server: ServerProcess) -> AsyncIterator[Browser]:
    async with browsing(server) as one:
        yield one


@pytest.mark.parametrize(
    ("verb", "name", "status", "code"),
    [
        ("GET", "missing-abc123.js", 404, "not_found"),
        ("GET", "", 404, "not_found"),
        ("GET", "a/b.js", 404, "not_found"),
        ("GET", "..%2f..%2fpyproject.toml", 404, "not_found"),
        ("GET", "a" * 256, 404, "not_found"),
        ("GET", "a" * 4000, 404, "not_found"),
        ("GET", "%00", 404, "not_found"),
        ("POST", "missing-abc123.js", 405, "method_not_allowed"),
        ("DELETE", "", 405, "method_not_allowed"),
    ],
)
async def test_OP15_an_error_under_assets_is_kept_by_no_cache_and_looks_like_every_other(
    verb: str, name: str, status: int, code: str, browser: Browser
) -> None:
    answer = await browser.ask(verb, f"/assets/{name}")
    assert (answer.status, answer.json["code"]) == (status, code)
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.json["request_id"] == answer.headers["X-Request-Id"]


async def test_OP15_an_asset_comes_whole_and_is_not_sent_again(browser: Browser) -> None:
    shell = (await browser.ask("GET", "/")).body.decode()
    asset = shell.split('src="')[1].split('"')[0]
    whole = await browser.ask("GET", asset, Range="bytes=99999999-")
    assert whole.status == 200
    assert "immutable" in whole.headers["Cache-Control"]
    again = await browser.ask("GET", asset, If_None_Match=whole.headers["ETag"])
    assert (again.status, again.body, again.headers["ETag"]) == (304, b"", whole.headers["ETag"])
    assert "immutable" in again.headers["Cache-Control"]


async def test_OP15_a_file_is_told_apart_by_the_encodings_that_a_client_takes(server: ServerProcess) -> None:
    async with aiohttp.ClientSession(auto_decompress=False) as session:
        browser = Browser(server, session)
        shell = (await browser.ask("GET", "/", Accept_Encoding="identity")).body.decode()
        for path in ("/", "/nothing/here", shell.split('src="')[1].split('"')[0]):
            for taken in ("identity", "gzip", "br"):
                answer = await browser.ask("GET", path, Accept_Encoding=taken)
                assert answer.headers["Vary"].startswith("Accept-Encoding"), (path, taken)


@pytest.mark.parametrize("path", ["/healthz", "/api/sessions", "/assets/x.js", "/nothing/here"])
async def test_OP15_an_expectation_that_nobody_has_is_refused_like_everything_else(path: str, browser: Browser) -> None:
    answer = await browser.ask("GET", path, Expect="SECRET-WORD")
    assert (answer.status, answer.json["code"]) == (417, "invalid_payload")
    assert b"SECRET" not in answer.body
    assert answer.headers["Server"] == "Roomtone"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.json["request_id"] == answer.headers["X-Request-Id"]


async def test_OP15_browsers_are_told_to_stay_with_https_where_it_is_served(
    redis_server: RedisProcess, tmp_path: Any, browser: Browser
) -> None:
    assert "Strict-Transport-Security" not in (await browser.ask("GET", "/")).headers
    settings: dict[str, Any] = {"ROOMTONE_PUBLIC_URL": "https://room.example", "ROOMTONE_HSTS_SECONDS": "600"}
    server = await ServerProcess(redis_server.url, tmp_path, free_port(), **settings).start()
    async with browsing(server) as secure:
        for path in ("/", "/healthz", "/api/nothing"):
            assert (await secure.ask("GET", path)).headers["Strict-Transport-Security"] == "max-age=600"
    await server.stop()


@pytest.mark.parametrize(
    "head",
    [
        "POST /api/sessions HTTP/1.1\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n",
        "POST /api/sessions HTTP/1.1\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n",
        "POST /api/sessions/{jam}/samples HTTP/1.1\r\nContent-Type: audio/wav\r\nContent-Length: 100000\r\n",
        "POST /socket.io/?EIO=4&transport=polling&sid={sid} HTTP/1.1\r\nContent-Length: 1000\r\n",
    ],
    ids=["json", "chunked", "upload", "polling"],
)
async def test_OP15_a_client_that_leaves_in_its_body_is_nobodys_fault(
    head: str, redis_server: RedisProcess, tmp_path: Any
) -> None:
    server = await ServerProcess(redis_server.url, tmp_path).start()
    async with browsing(server) as browser:
        jam = (await browser.ask("POST", "/api/sessions", json={})).json["id"]
        opened = await browser.ask("GET", "/socket.io/?EIO=4&transport=polling")
        sid = orjson.loads(opened.body[1:])["sid"]
        address = urlsplit(server.url)
        _, writer = await asyncio.open_connection(address.hostname, address.port)
        writer.write((head.format(jam=jam, sid=sid) + "Host: x\r\n\r\n" + "1\r\n").encode())
        await writer.drain()
        await until(lambda: is_read(server.pid, writer))
        writer.transport.abort()
        await until(lambda: has_ended(browser, server, head))
    await server.stop()
    log = server.log.read_text()
    assert "handler_failed" not in log
    assert "Traceback" not in log


async def is_read(pid: int, writer: asyncio.StreamWriter) -> bool:
    return writer.transport.get_write_buffer_size() == 0


async def has_ended(browser: Browser, server: ServerProcess, head: str) -> bool:
    """Whether the aborted request was counted; the engine's requests are not counted, and may leave a line."""
    metrics = (await browser.ask("GET", "/metrics")).body.decode()
    if "/socket.io/" in head:
        return True
    return any('status="499"' in line or 'status="500"' in line for line in metrics.splitlines())
