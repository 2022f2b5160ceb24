"""Bodies: what is compressed is refused, what has no declared size is paid as it arrives, what does not arrive whole is
bounded, and every refusal is counted under its status."""

import gzip
import zlib
from collections.abc import AsyncIterator
from itertools import count
from typing import Any

import pytest

from server.limits.intake import FREE, IN_TOTAL, OF_ADDRESS, Arriving, Intake
from sessions.base.errors import RateLimited
from tests.polling import until
from tests.processes import RedisProcess, ServerProcess
from tests.server.client import Browser, browsing
from tests.server.http.test_slow_bodies import asking

BODY = b'{"name":"' + b"a" * 900_000 + b'"}'
ENCODED = {"gzip": gzip.compress(BODY), "deflate": zlib.compress(BODY), "br": b"\x0b", "x-own": BODY}
JSON = "Content-Type: application/json"


def new() -> str:
    """A user with a budget of their own."""
    return f"user-{next(numbers)}"


numbers = count()


@pytest.fixture(scope="module")
async def browser(redis_server: RedisProcess, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Browser]:
    settings: dict[str, Any] = {
        "ROOMTONE_CREATE_LIMIT": "0",
        "ROOMTONE_USER_EVENT_RATE": "0.01",
        "ROOMTONE_USER_EVENT_BURST": "200",
    }
    server = await ServerProcess(redis_server.url, tmp_path_factory.mktemp("bodies"), **settings).start()
    async with browsing(server) as one:
        yield one
    await server.stop()


@pytest.mark.parametrize("encoding", ENCODED)
async def test_OP32_a_compressed_body_is_refused_and_not_unpacked(encoding: str, browser: Browser) -> None:
    sent: dict[str, Any] = {"data": ENCODED[encoding], "Content_Encoding": encoding}
    jam = (await browser.ask("POST", "/api/sessions", json={}, **browser.signed_in(new()))).json["id"]
    for verb, path in (("POST", "/api/sessions"), ("PUT", f"/api/sessions/{jam}"), ("POST", f"/api/sessions/{jam}/x")):
        answer = await browser.ask(verb, path, Content_Type="application/json", **sent, **browser.signed_in(new()))
        assert answer.status in {404, 415}
        assert answer.json["code"] in {"not_found", "unsupported_media"}
    samples = await browser.ask(
        "POST", f"/api/sessions/{jam}/samples", Content_Type="audio/wav", **sent, **browser.signed_in(new())
    )
    assert (samples.status, samples.json["code"]) == (415, "unsupported_media")
    opened = (await browser.ask("GET", "/socket.io/?EIO=4&transport=polling")).body
    sid = opened.decode().partition('"sid":"')[2][:20]
    posted = await browser.ask("POST", f"/socket.io/?EIO=4&transport=polling&sid={sid}", **sent)
    assert posted.status == 415


async def counted(browser: Browser, status: int) -> float:
    lines = (await browser.ask("GET", "/metrics")).body.decode().splitlines()
    name = "roomtone_http_requests_total{"
    return sum(float(one.split()[-1]) for one in lines if one.startswith(name) and f'status="{status}"' in one)


@pytest.mark.parametrize(
    ("status", "head", "body"),
    [
        (413, "Content-Length: 9000000", b""),
        (413, "Transfer-Encoding: chunked", b"200000\r\n" + b" " * 0x200000 + b"\r\n0\r\n\r\n"),
        (415, "Content-Encoding: gzip", b""),
    ],
    ids=["declared", "chunked", "encoded"],
)
async def test_OP11_a_refused_body_is_counted_under_its_status(
    status: int, head: str, body: bytes, browser: Browser
) -> None:
    before = await counted(browser, status)
    who = f"Authorization: {browser.signed_in(new())['Authorization']}"
    async with asking(browser.server, "POST /api/sessions", JSON, head, who, "Expect: 100-continue") as (
        reader,
        writer,
    ):
        await reader.readuntil(b"100 Continue\r\n\r\n")
        writer.write(body)
        assert (await reader.readline()).split()[1] == str(status).encode()

    async def is_counted() -> bool:
        return await counted(browser, status) == before + 1

    await until(is_counted)
    assert await counted(browser, 500) == 0


async def test_OP32_chunks_are_paid_as_they_arrive_also_where_the_rest_never_does(browser: Browser) -> None:
    me = browser.signed_in("chunky")
    jam = (await browser.ask("POST", "/api/sessions", json={}, **me)).json["id"]
    head = (JSON, "Transfer-Encoding: chunked", f"Authorization: {me['Authorization']}")
    async with asking(browser.server, f"PUT /api/sessions/{jam}", *head) as (_, writer):
        writer.write(b"20000\r\n" + b" " * 0x20000 + b"\r\n")

        asked = 0

        async def is_paid() -> bool:
            nonlocal asked
            asked += 1
            return (await browser.ask("GET", "/api/usage", **me)).status == 429

        await until(is_paid)
        assert asked < 150  # of 200: they did not use up the budget themselves


def test_OP32_an_address_has_a_bound_for_bodies_on_their_way_and_all_have_one() -> None:
    largest = 1000 * FREE
    intake = Intake(largest)

    def begun(address: str) -> Arriving:
        one = Arriving(intake, address)
        one.add(largest)
        return one

    held = [begun("192.0.2.1") for _ in range(OF_ADDRESS)]
    with pytest.raises(RateLimited):
        begun("192.0.2.1")
    Arriving(intake, "192.0.2.1").add(FREE)
    held += [begun(f"198.51.100.{n}") for n in range(IN_TOTAL - OF_ADDRESS)]
    with pytest.raises(RateLimited):
        begun("203.0.113.1")
    Arriving(intake, "203.0.113.1").add(FREE)
    for one in held:
        with one:
            pass
    assert (intake.held, intake._addresses) == (0, {})
