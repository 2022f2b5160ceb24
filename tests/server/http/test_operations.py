"""A server that is told to stop, or whose Redis stops or hangs, and its health checks."""

import asyncio
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import socketio
from prometheus_client.parser import text_string_to_metric_families

from tests.polling import PATIENCE, until
from tests.processes import RedisProcess, ServerProcess
from tests.server.client import Browser, RawClient, a_token, browsing, connected, joined

NOBODY = "00000000-0000-4000-8000-000000000000"


@pytest.fixture
async def installation() -> AsyncIterator[tuple[RedisProcess, ServerProcess, Browser]]:
    """A server and a Redis of one test, which may stop them."""
    with tempfile.TemporaryDirectory(prefix="rt") as folder:
        redis = RedisProcess(Path(folder))
        await redis.start()
        settings: dict[str, Any] = {"ROOMTONE_DRAIN_SECONDS": "0.5"}
        server = await ServerProcess(redis.url, Path(folder), **settings).start()
        async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as session:
            yield redis, server, Browser(server, session)
        redis.resume()
        await server.stop()
        await redis.stop()


async def is_ready(browser: Browser, status: int = 200) -> bool:
    return (await browser.ask("GET", "/readyz")).status == status


async def test_OP3_OP5_readiness_goes_and_comes_with_redis_and_the_process_stays(
    installation: tuple[RedisProcess, ServerProcess, Browser],
) -> None:
    redis, server, browser = installation
    await until(lambda: is_ready(browser))
    made = await browser.ask("POST", "/api/clip-sessions", json={}, **browser.signed_in())
    session_id = made.json["id"]
    await redis.stop()
    await until(lambda: is_ready(browser, 503))
    down = (await browser.ask("GET", "/readyz")).json
    assert (down["status"], down["checks"]["redis"], down["checks"]["accepting"]) == ("unavailable", False, True)
    assert (await browser.ask("GET", "/healthz")).json["status"] == "ok"
    refused = await browser.ask("GET", f"/api/clip-sessions/{session_id}", **browser.signed_in())
    assert (refused.status, refused.json["code"]) == (503, "unavailable")
    async with joined(server) as client:  # a token is verified without Redis
        assert (await client.ask("subscribe_on_session", {"session_id": session_id}))["error"] == "unavailable"
        await redis.start()
        await until(lambda: is_ready(browser))
        assert (await client.ask("subscribe_on_session", {"session_id": session_id}))["ok"]
    assert (await browser.ask("GET", f"/api/clip-sessions/{session_id}", **browser.signed_in())).status == 200


async def test_OP3_OP7_a_redis_that_stands_still_holds_nobody_up_for_ever(
    installation: tuple[RedisProcess, ServerProcess, Browser],
) -> None:
    redis, server, browser = installation
    async with joined(server) as waits, joined(server, "user-2") as other:
        redis.stall()
        asked = asyncio.create_task(waits.ask("subscribe_on_session", {"session_id": NOBODY}))
        # Another client's events that need no Redis are answered meanwhile.
        assert (await other.ask("unsubscribe_from_session", {"session_id": NOBODY}))["ok"]
        assert (await browser.ask("GET", "/healthz")).status == 200
        async with asyncio.timeout(PATIENCE):
            assert (await asked)["error"] == "unavailable"
            await until(lambda: is_ready(browser, 503))
        redis.resume()
        await until(lambda: is_ready(browser))
        assert (await waits.ask("subscribe_on_session", {"session_id": NOBODY}))["error"] == "session_not_found"


async def test_OP4_told_to_stop_it_says_so_sends_its_clients_away_in_batches_and_ends_well(
    installation: tuple[RedisProcess, ServerProcess, Browser],
) -> None:
    _, server, browser = installation
    token = {"token": a_token(server.data_dir)}
    async with AsyncExitStack() as stack:
        clients = [await stack.enter_async_context(connected(server.url)) for _ in range(40)]
        await asyncio.gather(*(client.join(token) for client in clients))
        left: list[float] = []

        async def leave(client: Any) -> None:
            while await client.receive() is not None:
                pass
            left.append(time.monotonic())

        leaving = [asyncio.create_task(leave(client)) for client in clients]
        stopping = asyncio.create_task(server.stop())
        seen: set[int] = set()

        async def has_left() -> bool:
            try:
                seen.add((await browser.ask("GET", "/readyz")).status)
            except aiohttp.ClientError:
                return all(task.done() for task in leaving)
            return False

        await until(has_left)
        assert 503 in seen
        assert await stopping == 0
        assert len(left) == 40
        # Half a second was set: clients are disconnected neither only at the end nor all at once.
        assert max(left) - min(left) > 0.2
    log = server.log.read_text()
    assert "draining" in log
    assert "stopped" in log
    assert "Traceback" not in log


async def test_OP4_a_process_that_drains_takes_no_new_sockets_and_serves_those_it_has(
    redis_server: RedisProcess, tmp_path: Path
) -> None:
    """New clients reach it over connections that stay open, like a proxy's."""
    settings: dict[str, Any] = {"ROOMTONE_DRAIN_SECONDS": "600"}
    server = await ServerProcess(redis_server.url, tmp_path, **settings).start()
    try:
        async with AsyncExitStack() as stack:
            one, other = [await stack.enter_async_context(joined(server)) for _ in range(2)]
            proxies = [await stack.enter_async_context(browsing(server)) for _ in range(2)]
            for proxy in proxies:
                assert (await proxy.ask("GET", "/healthz")).status == 200
            stopping = asyncio.create_task(server.stop())
            stays = await _who_is_left((one, other))
            for proxy, transport in zip(proxies, ("polling", "websocket"), strict=True):
                refused = await proxy.ask("GET", f"/socket.io/?EIO=4&transport={transport}")
                assert (refused.status, refused.json["code"]) == (503, "unavailable")
                assert refused.headers["Connection"] == "close"
            assert (await stays.ask("unsubscribe_from_session", {"session_id": NOBODY}))["ok"]
            stopping.cancel()
    finally:
        await server.kill()


async def test_OP4_OP13_a_process_that_stops_leaves_its_port_to_the_others_at_once(
    redis_server: RedisProcess, tmp_path: Path
) -> None:
    settings: dict[str, Any] = {"ROOMTONE_DRAIN_SECONDS": "600"}
    leaving = await ServerProcess(redis_server.url, tmp_path, **settings).start()
    staying = ServerProcess(redis_server.url, tmp_path, int(leaving.url.rpartition(":")[2]), **settings)
    try:
        async with AsyncExitStack() as stack:
            clients = [await stack.enter_async_context(joined(leaving)) for _ in range(2)]
            await staying.start()
            stopping = asyncio.create_task(leaving.stop())
            still_here = await _who_is_left((clients[0], clients[1]))
            browser = await stack.enter_async_context(browsing(staying))
            answers = [(await browser.ask("GET", "/readyz", Connection="close")).status for _ in range(20)]
            assert answers == [200] * 20
            assert (await still_here.ask("unsubscribe_from_session", {"session_id": NOBODY}))["ok"]
            stopping.cancel()
    finally:
        await leaving.kill()
        await staying.kill()


async def _who_is_left(clients: tuple[RawClient, RawClient]) -> RawClient:
    """Waits until one of the two is disconnected; the other one's turn comes minutes later."""
    received = [asyncio.create_task(client.receive()) for client in clients]
    done, waiting = await asyncio.wait(received, return_when=asyncio.FIRST_COMPLETED)
    for task in waiting:
        task.cancel()
    assert [task.result() for task in done] == [None]
    return clients[1 - received.index(done.pop())]


async def test_OP4_a_request_in_flight_is_answered_before_the_end(
    installation: tuple[RedisProcess, ServerProcess, Browser],
) -> None:
    redis, server, browser = installation
    await until(lambda: is_ready(browser))
    redis.stall()
    asked = asyncio.create_task(browser.ask("POST", "/api/clip-sessions", json={}, **browser.signed_in()))
    async with joined(server) as client:
        assert (await client.ask("unsubscribe_from_session", {"session_id": NOBODY}))["ok"]
    stopping = asyncio.create_task(server.stop())

    async def is_draining() -> bool:
        return "draining" in server.log.read_text()

    await until(is_draining)
    redis.resume()
    assert (await asked).status == 201
    assert await stopping == 0


@pytest.mark.parametrize("transport", ["polling", "websocket"])
@pytest.mark.parametrize("ending", ["SIGTERM", "too large"])
async def test_EN7_EN21_OP4_python_socketios_client_comes_back(
    installation: tuple[RedisProcess, ServerProcess, Browser], transport: str, ending: str
) -> None:
    _, server, _ = installation
    async with aiohttp.ClientSession() as http:  # its own it leaves open when it comes back
        client = socketio.AsyncClient(reconnection_delay=0.05, reconnection_delay_max=0.2, http_session=http)
        connected = asyncio.Queue[None]()
        client.on("connect", lambda: connected.put_nowait(None))
        await client.connect(server.url, {}, {"token": a_token(server.data_dir)}, [transport], wait_timeout=PATIENCE)
        async with asyncio.timeout(PATIENCE):
            await connected.get()
            if ending == "SIGTERM":
                assert await server.stop() == 0
                await server.start()
            else:
                await client.emit("subscribe_on_session", {"session_id": "x" * 70_000})
            await connected.get()
        answer = await client.call("subscribe_on_session", {"session_id": NOBODY}, timeout=PATIENCE)
        assert (answer["error"], client.transport()) == ("session_not_found", transport)
        await client.disconnect()


async def test_OP11_what_happens_is_counted(installation: tuple[RedisProcess, ServerProcess, Browser]) -> None:
    _, server, browser = installation

    async def the_bus_received() -> bool:
        return (await figures(browser))["roomtone_bus_lag_seconds"] > 0

    await until(the_bus_received)
    before = await figures(browser)
    assert all(before[f"roomtone_{name}"] == 0 for name in WATCHED)
    made = await browser.ask("POST", "/api/clip-sessions", json={}, **browser.signed_in())
    session_id = made.json["id"]
    async with joined(server) as client, joined(server, "viewer-1") as viewer:
        for one in (client, viewer):
            assert (await one.ask("subscribe_on_session", {"session_id": session_id}))["ok"]
        assert (await client.ask("start_session", {"session_id": session_id}))["ok"]
        assert (await viewer.event("session_event"))["type"] == "session_started"
        assert (await viewer.ask("start_session", {"session_id": session_id}))["error"] == "forbidden"
        assert (await viewer.ask("submit_clip", {"session_id": session_id}))["ok"]
        for received in ("session_started", "clip_submitted"):
            assert (await client.event("session_event"))["type"] == received
        assert (await viewer.ask("submit_clip", {"session_id": "no id"}))["error"] == "invalid_session_id"
        assert (await viewer.ask("no such event \n{}"))["error"] == "invalid_payload"
        during = await figures(browser)
    gained = {name: value - before.get(name, 0) for name, value in during.items()}
    assert gained["roomtone_connections"] == 2
    assert gained["roomtone_subscribers"] == 2
    assert gained["roomtone_channels"] == 2  # the streamer's feed and the viewers'
    assert gained["roomtone_events_total"] == gained["roomtone_deliveries_total"] == 3
    assert gained["roomtone_fan_out_seconds_count"] == 3
    assert gained['roomtone_acks_total{code="ok",event="subscribe_on_session"}'] == 2
    assert gained['roomtone_acks_total{code="forbidden",event="start_session"}'] == 1
    assert gained['roomtone_acks_total{code="invalid_payload",event="unknown"}'] == 1
    assert gained["roomtone_clip_sessions_total"] == 1
    assert gained["roomtone_clip_moments_total"] == 1
    assert gained["roomtone_jam_edits_total"] == 0
    assert gained['roomtone_http_requests_total{route="POST /api/clip-sessions",status="201"}'] == 1
    assert gained['roomtone_script_seconds_count{script="clip/transition"}'] == 2
    assert during["roomtone_bus_lag_seconds"] < PATIENCE
    assert not any("no such event" in name for name in during)

    async def have_left() -> bool:
        after = await figures(browser)
        return all(after[f"roomtone_{name}"] == 0 for name in WATCHED)

    await until(have_left)


WATCHED = ("connections", "subscribers", "channels")


async def figures(browser: Browser) -> dict[str, float]:
    answer = await browser.ask("GET", "/metrics")
    assert answer.headers["Content-Type"].startswith("text/plain; version=0.0.4")
    found = {}
    for family in text_string_to_metric_families(answer.body.decode()):
        assert family.documentation
        for sample in family.samples:
            labels = ",".join(f'{name}="{value}"' for name, value in sorted(sample.labels.items()) if name != "le")
            if not sample.name.endswith("_bucket"):
                found[f"{sample.name}{{{labels}}}" if labels else sample.name] = sample.value
    return found
