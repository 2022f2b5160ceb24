"""The rate of one user: over sockets and HTTP together, and independent of other users."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from server.limits.rates import Bucket, Rates
from sessions.base.errors import RateLimited
from tests.processes import RedisProcess, ServerProcess
from tests.server.client import browsing, joined

NOBODY = "00000000-0000-4000-8000-000000000000"


@pytest.fixture
async def strict(redis_server: RedisProcess, tmp_path: Path) -> AsyncIterator[ServerProcess]:
    """A server on which a user may send five things at once, and then one in fifty seconds. Each test has its own: what
    one has spent would be missing in the next."""
    settings: dict[str, Any] = {"ROOMTONE_USER_EVENT_RATE": "0.02", "ROOMTONE_USER_EVENT_BURST": "5"}
    process = await ServerProcess(redis_server.url, tmp_path, **settings).start()
    yield process
    await process.stop()


async def test_OP6_requests_and_events_of_one_user_share_one_budget(strict: ServerProcess) -> None:
    async with browsing(strict) as browser, joined(strict, "busy") as busy:
        for _ in range(3):
            assert (await browser.ask("GET", "/api/clip-sessions", **browser.signed_in("busy"))).status == 200
        for _ in range(2):
            assert (await busy.ask("unsubscribe_from_session", {"session_id": NOBODY}))["ok"]
        assert (await busy.ask("unsubscribe_from_session", {"session_id": NOBODY}))["error"] == "rate_limited"
        refused = await browser.ask("GET", "/api/clip-sessions", **browser.signed_in("busy"))
        assert (refused.status, refused.json["code"]) == (429, "rate_limited")
        assert 1 <= int(refused.headers["Retry-After"]) <= 50
        assert (await browser.ask("GET", "/api/clip-sessions", **browser.signed_in("calm"))).status == 200


async def test_OP6_who_is_nobody_has_the_budget_of_the_address(strict: ServerProcess) -> None:
    async with browsing(strict) as browser:
        answers = [(await browser.ask("GET", f"/api/sessions/{NOBODY}")).status for _ in range(6)]
        assert answers == [404] * 5 + [429]
        assert [(await browser.ask("GET", "/api/auth/me")).status for _ in range(6)] == [200] * 6


def test_OP6_what_a_connection_may_not_send_takes_nothing_of_its_user() -> None:
    ines, connection = Rates(0.001, 2).bucket("ines"), Bucket(0.001, 1)
    connection.consume(ines)
    for _ in range(3):
        with pytest.raises(RateLimited):
            connection.consume(ines)
    ines.consume()
    with pytest.raises(RateLimited):
        ines.consume()


def test_OP6_the_memory_for_users_is_bounded_and_keeps_those_who_are_here() -> None:
    rates = Rates(0.001, 2, known=2)
    rates.bucket("ines").consume()
    rates.bucket("theo").consume()
    rates.bucket("ines").consume()
    rates.bucket("mira").consume()  # theo has been unused for longest
    with pytest.raises(RateLimited):
        rates.bucket("ines").consume()
    rates.bucket("theo").consume()
    rates.bucket("theo").consume()
    with pytest.raises(RateLimited):
        rates.bucket("theo").consume()


def test_OP6_who_holds_a_connection_keeps_one_budget_however_many_came_since() -> None:
    rates = Rates(0.001, 2, known=1)
    held = rates.bucket("ines")
    held.consume()
    rates.bucket("theo").consume()
    rates.bucket("ines").consume()  # over HTTP
    with pytest.raises(RateLimited):
        held.consume()
