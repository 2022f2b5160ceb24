"""Two processes on one Redis: all clients receive the same order."""

import asyncio
import random
from typing import Any

import aiohttp
import orjson
import pytest

from tests.processes import ServerProcess
from tests.server.client import Browser, RawClient, joined
from tests.users import known_as

COMMANDS = 12


class Reader:
    """The events that one client received of a session."""

    def __init__(self, client: RawClient) -> None:
        self.client = client

    def events(self) -> list[dict[str, Any]]:
        packets = [packet for packet in self.client.packets if packet.startswith('42["session_event"')]
        return [orjson.loads(packet[2:])[1] for packet in packets]

    async def until(self, seq: int) -> list[dict[str, Any]]:
        while not any(event["seq"] == seq for event in self.events()):
            if await self.client.receive() is None:
                raise ConnectionError("the connection ended")
        return self.events()


async def a_started_session(server: ServerProcess) -> str:
    async with aiohttp.ClientSession() as session:
        browser = Browser(server, session)
        made = await browser.ask("POST", "/api/clip-sessions", json={}, **browser.signed_in("owner-1"))
        session_id = str(made.json["id"])
        await browser.ask("POST", f"/api/clip-sessions/{session_id}/start", **browser.signed_in("owner-1"))
    return session_id


@pytest.mark.parametrize("seeds", [range(first, first + 20) for first in range(0, 100, 20)])
async def test_SY2_SY3_SY20_writers_on_two_servers_are_received_in_one_order_by_all(
    seeds: range, two_servers: tuple[ServerProcess, ServerProcess]
) -> None:
    async with (
        joined(two_servers[0], "owner-1") as one,
        joined(two_servers[1], "owner-1") as other,
        joined(two_servers[0], "viewer-1") as third,
        joined(two_servers[1], "viewer-2") as fourth,
    ):
        clients = [one, other, third, fourth]
        for seed in seeds:
            await interleave(seed, clients, await a_started_session(two_servers[seed % 2]))


async def interleave(seed: int, clients: list[RawClient], session_id: str) -> None:
    chance = random.Random(seed)
    for client in clients:
        client.packets.clear()
    owners, writers = clients[:2], clients
    late = chance.randrange(COMMANDS)
    readers = [Reader(client) for client in owners]

    async def subscribe(client: RawClient) -> int:
        ack = await client.ask("subscribe_on_session", {"session_id": session_id})
        return int(ack["position"]["seq"])

    starts = [await subscribe(owners[0])]
    taps = 0

    async def write(client: RawClient, number: int) -> None:
        nonlocal taps
        for step in range(COMMANDS // len(writers) + 1):
            if number == 1 and step == late % 3:
                starts.append(await subscribe(client))
            ack = await client.ask("submit_clip", {"session_id": session_id, "note": f"{number}/{step}"})
            taps += ack["ok"]
            for _ in range(chance.randrange(3)):
                await asyncio.sleep(0)

    await asyncio.gather(*(write(client, number) for number, client in enumerate(writers)))
    last = taps + 1
    received = [await one.until(last) for one in readers]
    for start, events in zip(starts, received, strict=True):
        assert [event["seq"] for event in events] == list(range(start + 1, last + 1))
    by_seq = {event["seq"]: event for event in received[0]}
    assert all(by_seq[event["seq"]] == event for event in received[1])
    assert {event["by"] for event in received[0]} == set(map(known_as, ("owner-1", "viewer-1", "viewer-2")))
