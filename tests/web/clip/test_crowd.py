"""Many viewers behind one address: they count by their session's link, and a refused one sees the reason."""

import re
from uuid import uuid4

import aiohttp
import pytest
from playwright.async_api import expect

from tests.processes import RedisProcess, ServerProcess
from tests.web.conftest import PHONE, Visit


async def guests(http: aiohttp.ClientSession, session_id: str | None, most: int) -> int:
    """How many of so many guests were made."""
    made = 0
    for _ in range(most):
        body = {"session_id": session_id} if session_id else {}
        async with http.post("/api/auth/guest", json=body) as answer:
            made += answer.status == 201
            if answer.status == 429:
                assert (await answer.json())["code"] == "rate_limited"
    return made


async def test_OP6_AC2_guests_of_a_link_count_for_their_session_within_the_addresses_total(
    redis_server: RedisProcess, server: ServerProcess
) -> None:
    small = ServerProcess(redis_server.url, server.data_dir, ROOMTONE_CREATE_LIMIT="1")  # six guests a minute
    await small.start()
    try:
        address = aiohttp.TCPConnector(local_addr=("127.0.0.61", 0))  # which no other test spends from
        async with aiohttp.ClientSession(small.url, connector=address, cookie_jar=aiohttp.DummyCookieJar()) as http:
            assert await guests(http, None, 8) == 6
            stream, another, third = (str(uuid4()) for _ in range(3))
            assert await guests(http, stream, 32) == 30
            assert await guests(http, another, 32) == 30
            assert await guests(http, third, 3) == 0
            async with http.post("/api/auth/guest", json={"session_id": "none"}) as answer:
                assert answer.status == 400
    finally:
        await small.stop()


@pytest.mark.parametrize(
    ("locale", "sentence"),
    [
        ("en-US", r"^Many people are joining\. Your turn in \d+ s\.$"),
        ("ru-RU", r"^Сейчас заходит много людей\. Ваша очередь через \d+ с\.$"),
    ],
)
async def test_OP6_a_viewer_in_a_crowd_is_told_why_they_wait(visit: Visit, locale: str, sentence: str) -> None:
    page = await visit("/", size=PHONE, locale=locale)
    home = page.url.rstrip("/")
    await page.goto("about:blank")  # a page that still signs in would set its cookie afterwards
    await page.context.clear_cookies()
    refused = {"error": "Too many requests", "code": "rate_limited", "retry_after": 42}
    await page.context.route(
        "**/api/auth/guest", lambda route: route.fulfill(status=429, json=refused, headers={"Retry-After": "42"})
    )
    await page.goto(f"{home}/c/{uuid4()}")
    told = page.get_by_text(re.compile(sentence))
    await expect(told).to_be_visible()
    first = await told.inner_text()
    await expect(told).not_to_have_text(first)
