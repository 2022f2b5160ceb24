"""What admins are told of the processes, on running ones."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import aiohttp
import pytest

from server.observability.metrics import FAN_OUT_BUCKETS
from storage.fleet.store import FLEET_ID, MOST_WATCHED
from storage.redis import keys
from storage.redis.client import Redis
from tests.polling import until
from tests.processes import RedisProcess, ServerProcess, WorkerProcess
from tests.server.client import Browser, RawClient, joined

ADMIN: dict[str, Any] = {"roles": ["admin"]}


@pytest.fixture
async def redis(own_redis: RedisProcess) -> AsyncIterator[Redis]:
    connection = await Redis.connect(own_redis.url)
    yield connection
    await connection.close()


@pytest.fixture
async def browser(own_redis: RedisProcess, tmp_path: Path) -> AsyncIterator[Browser]:
    server = await ServerProcess(own_redis.url, tmp_path).start()
    async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as session:
        yield Browser(server, session)
    await server.stop()


async def opened(browser: Browser) -> dict[str, Any]:
    answer = await browser.ask("PUT", "/admin/fleet", json={}, **browser.signed_in("root", **ADMIN))
    assert answer.status == 200, answer.body
    return dict(answer.json)


async def subscribed(client: RawClient) -> dict[str, Any]:
    ack = await client.ask("subscribe_on_session", {"session_id": FLEET_ID})
    assert ack["ok"], ack
    return ack


async def test_an_admin_sees_processes_come_and_what_they_do_without_asking_again(
    browser: Browser, own_redis: RedisProcess, tmp_path: Path
) -> None:
    assert await opened(browser) == {"id": FLEET_ID, "fan_out_bounds": list(FAN_OUT_BUCKETS)}
    async with joined(browser.server, "root", **ADMIN) as admin:
        ack = await subscribed(admin)
        (first,) = ack["snapshot"]["processes"]
        assert (ack["role"], first["role"], first["is_draining"]) == ("admin", "web", False)
        assert first["memory_bytes"] > 10_000_000
        worker = WorkerProcess(own_redis.url, tmp_path)
        await worker.start()
        second = await ServerProcess(own_redis.url, tmp_path).start()
        await browser.ask("GET", "/healthz")
        try:
            heard: set[str] = set()
            roles: set[str] = set()
            while len(heard) < 3:
                # Nobody asks the new ones: each reports, and faster once it knows that somebody looks.
                signal = await admin.event("session_signal")
                assert (signal["type"], signal["session_id"], signal["by"]) == ("process", FLEET_ID, None)
                heard.add(signal["data"]["id"])
                roles.add(signal["data"]["role"])
            assert roles == {"web", "worker"}
        finally:
            await second.stop()
            await worker.stop()


async def test_connections_and_busy_sessions_are_told(browser: Browser) -> None:
    made = await browser.ask("POST", "/api/sessions", json={}, **browser.signed_in("anna"))
    jam = made.json["id"]
    async with (
        joined(browser.server, "root", **ADMIN) as admin,
        joined(browser.server, "anna") as anna,
        joined(browser.server, "ben") as ben,
    ):
        for client in (anna, ben):
            assert (await client.ask("subscribe_on_session", {"session_id": jam}))["ok"]
        await opened(browser)
        (process,) = (await subscribed(admin))["snapshot"]["processes"]
        assert (process["connections"], process["subscribers"]) == (3, 2)
        assert process["busiest"] == [{"session_id": jam, "feed": "main", "subscribers": 2}]


async def test_K27_the_subscribers_of_a_session_that_an_admin_looks_at_are_told_by_every_process(
    browser: Browser, own_redis: RedisProcess, tmp_path: Path
) -> None:
    jam = (await browser.ask("POST", "/api/sessions", json={}, **browser.signed_in("anna"))).json["id"]
    second = await ServerProcess(own_redis.url, tmp_path).start()
    try:
        async with (
            joined(browser.server, "root", **ADMIN) as admin,
            joined(browser.server, "anna") as anna,
            joined(second, "ben") as ben,
            joined(second, "cara") as cara,
        ):
            for client in (anna, ben, cara):
                assert (await client.ask("subscribe_on_session", {"session_id": jam}))["ok"]
            await opened(browser)
            await subscribed(admin)
            watch = f"/admin/fleet/sessions/{jam}"
            assert (await browser.ask("PUT", watch, **browser.signed_in("root", **ADMIN))).status == 204
            told: dict[str, list[dict[str, Any]]] = {}
            while sorted(one["subscribers"] for found in told.values() for one in found) != [1, 2]:
                process = (await admin.event("session_signal"))["data"]
                told[process["id"]] = process["watched"]
            for (one,) in told.values():
                assert (one["session_id"], one["behind"], one["most_waiting_bytes"]) == (jam, 0, 0)
            refused = await browser.ask("PUT", "/admin/fleet/sessions/nothing", **browser.signed_in("root", **ADMIN))
            assert refused.status == 400
    finally:
        await second.stop()


async def test_K27_only_a_bounded_number_of_sessions_is_looked_at_and_for_a_short_time(
    browser: Browser, redis: Redis
) -> None:
    await opened(browser)
    admin = browser.signed_in("root", **ADMIN)
    for _ in range(MOST_WATCHED + 3):
        assert (await browser.ask("PUT", f"/admin/fleet/sessions/{uuid4()}", **admin)).status == 204
    key = f"{keys.header(FLEET_ID)}:watched"
    assert await redis.call(key, "ZCARD", key) == MOST_WATCHED
    for one in await redis.call(key, "ZRANGE", key, 0, -1):
        await redis.call(key, "ZADD", key, 1000, one)  # long ago
    await opened(browser)
    assert await redis.call(key, "ZCARD", key) == 0


async def test_K23_nobody_else_is_told_of_the_processes(browser: Browser) -> None:
    await opened(browser)
    for who in ({}, {"roles": ["editor"]}, {"permissions": ["admin", "VOICEBOT_SESSIONS.READ_ALL"]}):
        for verb, path, body in (
            ("PUT", "/admin/fleet", {}),
            ("PUT", f"/admin/fleet/sessions/{uuid4()}", None),
            ("GET", "/admin/series", None),
        ):
            refused = await browser.ask(verb, path, json=body, **browser.signed_in("anna", **who))
            assert (refused.status, refused.json["error"]) == (403, "Forbidden")
        async with joined(browser.server, "anna", **who) as anna:
            ack = await anna.ask("subscribe_on_session", {"session_id": FLEET_ID})
            assert (ack["ok"], ack["error"]) == (False, "session_not_found")
    assert (await browser.ask("GET", "/admin/series")).status == 401


async def test_a_minute_ends_once_and_is_kept_for_charts(browser: Browser, redis: Redis) -> None:
    await opened(browser)
    key = f"{keys.header(FLEET_ID)}:now:minutes"
    begun = int(await redis.call(key, "HGET", key, "at"))
    await redis.call(key, "HSET", key, "at", begun - 60_000, "connections", 41, "made_jam", 3)
    async with joined(browser.server, "root", **ADMIN) as admin:
        await subscribed(admin)
        await opened(browser)
        event = await admin.event("session_event")
        assert event["type"] == "minute"
        assert (event["data"]["at"], event["data"]["connections"]) == (begun - 60_000, 41)
        assert event["data"]["done"]["made_jam"] == 3
        again = await subscribed(admin)
        assert [one["at"] for one in again["snapshot"]["minutes"]] == [begun - 60_000]
    for period, step in (("1h", 60_000), ("24h", 600_000)):
        found = (await browser.ask("GET", f"/admin/series?period={period}", **browser.signed_in("root", **ADMIN))).json
        (point,) = found["points"]
        assert (found["step_ms"], point["at"] % step, point["connections"]) == (step, 0, 41)
    longer = await browser.ask("GET", "/admin/series?period=30d", **browser.signed_in("root", **ADMIN))
    assert longer.json["points"] == []  # half an hour has not ended
    refused = await browser.ask("GET", "/admin/series?period=1y", **browser.signed_in("root", **ADMIN))
    assert (refused.status, refused.json["code"]) == (400, "invalid_payload")


async def test_a_process_that_is_killed_is_gone_from_the_list(
    browser: Browser, redis: Redis, own_redis: RedisProcess, tmp_path: Path
) -> None:
    await opened(browser)
    key = f"{keys.header(FLEET_ID)}:processes"
    # One that reported half a minute ago and was killed then.
    await redis.call(key, "HSET", key, "killed", '1000 5 7 {"id":"killed"}')
    await opened(browser)
    assert int(await redis.call(key, "HEXISTS", key, "killed")) == 0


async def test_after_an_empty_store_reports_go_on(browser: Browser, redis: Redis) -> None:
    await opened(browser)
    await redis.call("k", "FLUSHDB")
    await opened(browser)

    async def is_back() -> bool:
        async with joined(browser.server, "root", **ADMIN) as admin:
            return bool((await admin.ask("subscribe_on_session", {"session_id": FLEET_ID}))["ok"])

    await until(is_back)
