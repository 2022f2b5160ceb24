"""Identity and rate are checked before any work, and validation stops after a limited number of violations."""

import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import orjson
import pytest

from handlers.api.contract import Route
from server.documents.contract import CONTRACT
from server.http.api import paid
from server.limits.rates import BYTES_OUT, Bucket
from sessions.base.errors import InvalidPayload, TooLarge
from sessions.jam.validation import SHOWN, read_edit, read_state
from tests.processes import RedisProcess, ServerProcess
from tests.server.client import Browser, browsing, joined

NOBODY = "00000000-0000-4000-8000-000000000000"
BODY = 1_048_576


@pytest.fixture
async def browser(server: ServerProcess) -> AsyncIterator[Browser]:
    async with browsing(server) as one:
        yield one


async def test_OP20_who_has_not_signed_in_is_refused_before_the_body_is_read(browser: Browser) -> None:
    for path in ("/api/clip-sessions", f"/api/clip-sessions/{NOBODY}/control"):
        answer = await browser.ask("POST", path, data=b"{", Content_Type="application/json")
        assert (answer.status, answer.json["code"]) == (401, "unauthorized")


async def test_OP20_who_has_no_rate_left_is_refused_before_the_body_is_read(
    redis_server: RedisProcess, tmp_path: Any
) -> None:
    settings: dict[str, Any] = {"ROOMTONE_USER_EVENT_RATE": "0.01", "ROOMTONE_USER_EVENT_BURST": "3"}
    server = await ServerProcess(redis_server.url, tmp_path, **settings).start()
    async with browsing(server) as browser:
        answers = [
            await browser.ask("POST", "/api/sessions", data=b"{", Content_Type="application/json") for _ in range(4)
        ]
        assert [answer.status for answer in answers] == [400] * 3 + [429]
    await server.stop()


async def test_OP20_a_large_request_costs_more_than_a_small_one(redis_server: RedisProcess, tmp_path: Any) -> None:
    settings: dict[str, Any] = {"ROOMTONE_USER_EVENT_RATE": "0.01", "ROOMTONE_USER_EVENT_BURST": "100"}
    server = await ServerProcess(redis_server.url, tmp_path, **settings).start()
    large = (
        orjson.dumps({"state": {"tracks": [], "tempo": 120, "swing": 0, "version": 1}, "name": None}) + b" " * 30_000
    )
    async with browsing(server) as browser:
        jam = (await browser.ask("POST", "/api/sessions", json={}, **browser.signed_in("a"))).json["id"]
        for sub, body, most in (("large", large, 1), ("small", large.rstrip(), 100)):
            put = {"data": body, "Content_Type": "application/json", **browser.signed_in(sub)}
            served = 0
            while (await browser.ask("PUT", f"/api/sessions/{jam}", **put)).status == 200:
                served += 1
            assert served == most
        async with joined(server, "c") as client:
            refused = await client.ask("update_presence", {"session_id": jam, "presence": {"x": "y" * 60_000}})
            assert refused["error"] == "forbidden"
            refused = await client.ask("unsubscribe_from_session", {"session_id": jam})
            assert refused["error"] == "rate_limited"
    await server.stop()


HOSTILE: dict[str, Callable[[], object]] = {
    "sixty thousand members": lambda: {f"m{n}": n for n in range(60_000)},
    "a state with as many": lambda: {"state": {f"m{n}": n for n in range(60_000)}},
    "a track with as many": lambda: {"state": {"tracks": [{f"m{n}": n for n in range(60_000)}]}},
    "a list that is long": lambda: {"state": {"tracks": [0] * 400_000}},
    "steps that are wrong": lambda: {"state": {"tracks": [{"id": "a", "steps": [1] * 64}] * 16}},
    "a name that is long": lambda: {"name": "x" * 1_000_000, "y": "y" * 40_000},
    "lists in lists": lambda: {"state": [[[]] * 1000] * 100},
}


@pytest.mark.parametrize("kind", HOSTILE)
async def test_OP20_a_body_as_large_as_may_be_is_refused_in_little_time(kind: str, browser: Browser) -> None:
    """CPU time of the process: ten refusals take what one took before (2.0 s for the first kind)."""
    body = orjson.dumps(HOSTILE[kind]())
    assert len(body) <= BODY
    before = cpu_seconds(browser.server.pid)
    for n in range(10):
        sent = {
            "data": body,
            "Content_Type": "application/json",
            **browser.signed_in(f"hostile-{kind[-6:]}-{n}".replace(" ", "")),
        }
        answer = await browser.ask("POST", "/api/sessions", **sent)
        assert answer.status == 400
        assert len(answer.body) < 20_000
    assert cpu_seconds(browser.server.pid) - before < 2.0


def cpu_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / 100


def test_OP20_no_more_is_found_wrong_than_is_told() -> None:
    started = time.thread_time()
    with pytest.raises(InvalidPayload) as refused:
        read_state({"tracks": [{f"m{n}": n for n in range(50_000)}]})
    assert len(refused.value.details["violations"]) == SHOWN
    assert time.thread_time() - started < 0.5


def test_OP20_JM1_an_edit_has_a_number_of_paths() -> None:
    paths = {f"tracks/a/steps/{n}": True for n in range(64)}
    assert read_edit(paths) == paths
    with pytest.raises(TooLarge) as refused:
        read_edit({f"tracks/t{n}/volume": 1 for n in range(513)})
    assert refused.value.details["limit"] == 512


def test_OP20_every_call_has_a_price_and_those_that_read_most_a_higher_one() -> None:
    costs = {endpoint.name: endpoint.cost for endpoint in CONTRACT.endpoints}
    assert min(costs.values()) >= 1
    for name in ("GET /api/clip-sessions/{session_id}/export", "POST /api/sessions/{uuid}/remix"):
        assert costs[name] > 1
    assert all(isinstance(endpoint, Route) or endpoint.cost <= 50 for endpoint in CONTRACT.endpoints)


async def test_OP20_an_answer_that_is_made_while_it_is_sent_costs_its_size() -> None:
    async def parts() -> AsyncIterator[bytes]:
        for _ in range(3):
            yield bytes(10 * BYTES_OUT)

    bucket = Bucket(rate=0.001, burst=31)
    sent = [part async for part in paid(parts(), bucket)]
    assert sum(map(len, sent)) == 30 * BYTES_OUT
    assert bucket.take(cost=1) == 0
    assert bucket.take(cost=1) > 0
