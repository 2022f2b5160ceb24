"""A reader that stops reading is disconnected, nobody else is affected, and it continues from its position."""

from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import orjson
import pytest

from tests.processes import RedisProcess, ServerProcess
from tests.server.client import Browser, RawClient, joined

TRY_AGAIN_LATER = 1013
MOST_BATCHES = 200  # of 500 KB each; the system's buffers hold about 10 MB before anything waits in the server


@pytest.fixture
async def narrow(redis_server: RedisProcess, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[ServerProcess]:
    """A server with small buffers for slow readers that lets a client send as fast as it can."""
    rates = {
        f"ROOMTONE_{name}": "1000000" for name in ("EVENT_RATE", "EVENT_BURST", "USER_EVENT_RATE", "USER_EVENT_BURST")
    }
    settings: dict[str, Any] = {"ROOMTONE_OUTBOX_LIMIT": "65536", **rates}
    process = await ServerProcess(redis_server.url, tmp_path_factory.mktemp("narrow"), **settings).start()
    yield process
    await process.stop()


def edits(packets: list[str]) -> list[int]:
    received = [orjson.loads(packet[2:])[1] for packet in packets if packet.startswith('42["session_event"')]
    return [event["seq"] for event in received]


async def slow_disconnects(browser: Browser) -> float:
    text = (await browser.ask("GET", "/metrics")).body.decode()
    return next(float(line.split()[1]) for line in text.splitlines() if line.startswith("roomtone_slow_disconnects "))


async def edit(client: RawClient, session_id: str, number: int) -> int:
    payload = {"session_id": session_id, "edit_id": f"e-{number}", "set": {"tempo": 60 + number % 120}}
    return int((await client.ask("edit_session", payload))["seq"])


async def test_SY16_a_reader_that_stops_is_sent_away_slows_nobody_and_recovers_by_its_position(
    narrow: ServerProcess,
) -> None:
    async with (
        aiohttp.ClientSession() as session,
        joined(narrow, "slow") as slow,
        joined(narrow, "good") as good,
        joined(narrow, "writer") as writer,
    ):
        browser = Browser(narrow, session)
        session_id = (await browser.ask("POST", "/api/sessions", json={})).json["id"]
        subscribe = {"session_id": session_id}
        start = (await slow.ask("subscribe_on_session", subscribe))["position"]
        for client in (good, writer):
            assert (await client.ask("subscribe_on_session", subscribe))["ok"]
        presence = orjson.dumps(["update_presence", {**subscribe, "presence": {"x": "x" * 1900}}]).decode()
        last = 0
        for number in range(MOST_BATCHES):
            for _ in range(250):
                await writer.send(f"42{presence}")
            last = await edit(writer, session_id, number)
            while last not in edits(good.packets):
                assert await good.receive() is not None
            if await slow_disconnects(browser):
                break
        assert await slow_disconnects(browser) == 1
        assert edits(good.packets) == list(range(1, last + 1))
        while await slow.receive() is not None:
            pass
        assert slow._socket.close_code == TRY_AGAIN_LATER
        received = edits(slow.packets)
        assert received == list(range(1, len(received) + 1))
        async with joined(narrow, "slow") as back:
            since = {"epoch": start["epoch"], "seq": len(received)}
            ack = await back.ask("subscribe_on_session", {**subscribe, "since": since})
            assert [event["seq"] for event in ack["events"]] == list(range(len(received) + 1, last + 1))
