"""Traces of real processes at a real collector; and none, at no cost, when tracing is off."""

import asyncio
import json
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp

from storage.redis.scripts import PARTS, load
from storage.redis.tracing import PLACE, traced
from tests.polling import until
from tests.processes import ROOT, RedisProcess, ServerProcess
from tests.server.client import Browser, joined
from tests.server.commands.run import run

LIBRARIES = next((ROOT / ".venv/tracing/lib").glob("python*/site-packages"))


@dataclass(frozen=True)
class Span:
    name: str
    id: str
    parent: str
    trace: str
    service: str
    process: str
    attributes: dict[str, Any]
    began: int
    ended: int


@dataclass
class Collector:
    url: str
    spans: list[Span] = field(default_factory=list)

    async def read(self, stdout: asyncio.StreamReader) -> None:
        while line := await stdout.readline():
            self.spans.append(Span(**json.loads(line)))

    def named(self, name: str) -> list[Span]:
        return [span for span in self.spans if span.name == name]


@asynccontextmanager
async def collecting() -> AsyncIterator[Collector]:
    process = await asyncio.create_subprocess_exec(
        str(ROOT / ".venv/tracing/bin/python"),
        str(Path(__file__).with_name("collector.py")),
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None
    collector = Collector((await process.stdout.readline()).decode().strip())
    reading = asyncio.create_task(collector.read(process.stdout))
    try:
        yield collector
    finally:
        process.kill()
        await process.wait()
        await reading


async def traced_server(redis: RedisProcess, folder: Path, url: str, **settings: str) -> ServerProcess:
    traces = {"PYTHONPATH": str(LIBRARIES), "ROOMTONE_OTLP_ENDPOINT": url, **settings}
    return await ServerProcess(redis.url, folder, 0, **traces).start()


async def test_a_tap_is_followed_through_its_script_to_the_last_subscriber_in_every_process(
    redis_server: RedisProcess, tmp_path: Path
) -> None:
    async with collecting() as collector:
        pair = [await traced_server(redis_server, tmp_path, collector.url) for _ in range(2)]
        try:
            session_id = await tap(pair, collector)
        finally:
            for server in pair:
                await server.stop()
    event = next(span for span in collector.named("submit_clip") if "roomtone.code" not in span.attributes)
    refused = next(span for span in collector.named("submit_clip") if "roomtone.code" in span.attributes)
    assert refused.attributes["roomtone.code"] == "session_not_found"
    (script,) = [one for one in collector.named("script clip/submit") if one.trace == event.trace]
    fanned = fan_outs(collector, event)
    assert (event.parent, script.parent) == ("", event.id)
    assert {one.parent for one in fanned} == {script.id}
    assert {one.service for one in collector.spans} == {"roomtone"}
    assert len({one.process for one in fanned}) == 2
    assert sorted(one.attributes["roomtone.recipients"] for one in fanned) == [1, 2]
    assert event.began <= script.began <= script.ended <= event.ended
    assert all(script.began <= one.ended for one in fanned)
    # Who has a session's link may join it: a trace has neither that nor who did it.
    assert not [span for span in collector.spans if session_id in str(span) or "owner-1" in str(span)]


def fan_outs(collector: Collector, of: Span) -> list[Span]:
    spans = [span for span in collector.named("fan-out") if span.trace == of.trace]
    return [span for span in spans if span.attributes["roomtone.feed"] == "control"]


async def tap(pair: list[ServerProcess], collector: Collector) -> str:
    async with aiohttp.ClientSession() as http:
        browser = Browser(pair[0], http)
        made = await browser.ask("POST", "/api/clip-sessions", json={}, **browser.signed_in("owner-1"))
        session_id = str(made.json["id"])
        await browser.ask("POST", f"/api/clip-sessions/{session_id}/start", **browser.signed_in("owner-1"))
    async with (
        joined(pair[0], "owner-1") as here,
        joined(pair[1], "owner-1") as there,
        joined(pair[1], "owner-1") as there_too,
        joined(pair[0], "viewer-1") as viewer,
    ):
        for client in (here, there, there_too):
            assert (await client.ask("subscribe_on_session", {"session_id": session_id}))["ok"]
        nobodys = "00000000-0000-4000-8000-000000000000"
        assert (await viewer.ask("submit_clip", {"session_id": nobodys}))["error"] == "session_not_found"
        assert (await viewer.ask("submit_clip", {"session_id": session_id, "note": "first"}))["ok"]

        async def complete() -> bool:
            taps = [span for span in collector.named("submit_clip") if "roomtone.code" not in span.attributes]
            return bool(taps) and len(fan_outs(collector, taps[0])) == 2

        await until(complete)
    return session_id


async def test_a_collector_that_is_away_hinders_nobody_and_the_process_stops(
    redis_server: RedisProcess, tmp_path: Path
) -> None:
    server = await traced_server(redis_server, tmp_path, "http://127.0.0.1:9")
    async with joined(server, "user-1") as client:
        assert (await client.ask("sync_clock", {}))["ok"]
    assert await server.stop() == 0


async def test_with_a_share_of_nothing_no_span_is_sent(redis_server: RedisProcess, tmp_path: Path) -> None:
    async with collecting() as collector:
        server = await traced_server(redis_server, tmp_path, collector.url, ROOMTONE_TRACE_SHARE="0")
        async with aiohttp.ClientSession() as http:
            browser = Browser(server, http)
            made = await browser.ask("POST", "/api/clip-sessions", json={}, **browser.signed_in("owner-1"))
            assert made.status == 201
        await server.stop()  # sends what waits
        assert collector.spans == []


def test_without_an_address_nothing_of_tracing_is_imported_even_where_it_is_installed() -> None:
    program = (
        "import sys, server.__main__, server.commands.run, server.processes.web, server.processes.worker; "
        "print([name for name in sys.modules if name in {'server.observability.tracing', 'opentelemetry.exporter'}])"
    )
    command, installed = [sys.executable, "-c", program], {"PYTHONPATH": str(LIBRARIES)}
    said = subprocess.run(command, cwd=ROOT, env=installed, capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "[]"


async def test_a_server_without_the_libraries_says_what_to_install(tmp_path: Path, redis_server: RedisProcess) -> None:
    said = await run(tmp_path, "web", PORT="0", REDIS_URL=redis_server.url, OTLP_ENDPOINT="http://127.0.0.1:4318")
    assert said.code != 0
    assert "requirements/tracing.txt" in said.err
    assert "Traceback" not in said.err


def test_every_script_that_publishes_events_can_be_traced_and_the_plain_one_has_nothing_of_it() -> None:
    scripts = [load(name) for name in PARTS]
    publishing = [one for one in scripts if PLACE in one.source]
    assert len(publishing) > 30
    for script in publishing:
        assert "traceparent" not in script.source
        told = traced(script)
        assert told is not None
        assert told.source.count("'t ~' .. traceparent") == script.source.count(PLACE) == 1
        assert told.sha != script.sha
    assert all(traced(one) is None for one in scripts if one not in publishing)
