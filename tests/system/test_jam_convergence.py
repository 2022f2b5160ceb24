"""Seeded random peers on two servers, with cut connections, repeated commands and killed servers: all end equal.

A seed that ever failed stays in SEEDS, with the reason.
"""

import asyncio
import random
from collections import Counter
from typing import Any
from uuid import uuid4

import pytest
from roomtone_client import Backoff, RoomtoneClient, RoomtoneError

from sessions.jam.state import Flat
from sessions.jam.validation import read_edit
from storage.bus.feeds import Feeds
from storage.jam.store import FEED, JamStore
from storage.redis.client import Redis
from tests.effort import PROOF
from tests.oracles.jam_edit import apply
from tests.polling import PATIENCE
from tests.processes import RedisProcess, ServerProcess

SEEDS = (1, 2, 3, 4)
EDITS = 30  # a peer
RESTARTS = (0.2, 0.45, 0.7)  # at these shares of all edits a server is killed
TRACKS = 5


def flat_from(session: dict[str, Any]) -> Flat:
    """The map that a snapshot describes."""
    edit: dict[str, Any] = {"tempo": session["state"]["tempo"], "swing": session["state"]["swing"]}
    edit["name"] = session["name"]
    for track in session["state"]["tracks"]:
        fields = {name: value for name, value in track.items() if name != "id"}
        edit[f"tracks/{track['id']}"] = {**fields, **session["layout"][track["id"]]}
    return apply({}, edit).flat


class Peer:
    """One person: their connection, what they see, and what was acknowledged to them."""

    def __init__(self, url: str, id_: str, chance: random.Random) -> None:
        self.client = RoomtoneClient(url, backoff=Backoff(base=0.05, cap=0.4))
        self.flat: Flat = {}
        self.acknowledged: list[tuple[str, int, list[str], dict[str, Any]]] = []
        self.cuts = 0
        self._id = id_
        self._chance = chance

    async def join(self) -> None:
        await self.client.subscribe(self._id, self._receive, self._begin)

    def _begin(self, snapshot: Any, _role: str) -> None:
        self.flat = flat_from(snapshot["session"])

    def _receive(self, event: Any) -> None:
        if event["type"] == "edited":
            self.flat = apply(self.flat, event["data"]["set"]).flat

    async def sees(self, flat: Flat) -> None:
        """Returns when they see what the store has."""
        await self.client.wait_for(lambda: self.flat == flat, PATIENCE)

    def _some_edit(self) -> dict[str, Any]:
        chance = self._chance
        track = f"tracks/t{chance.randrange(TRACKS)}"
        whole = {"name": chance.choice("ABC"), "sampleId": "kick", "order": chance.choice(["1", "V", "k"])}
        choices: list[dict[str, Any]] = [
            {"tempo": chance.randint(60, 180)},
            {"swing": chance.choice([None, chance.randint(0, 100)])},
            {track: chance.choice([None, whole, whole, {**whole, "steps": [True] * 8}])},
            {f"{track}/volume": chance.choice([0, 0.5, 1])},
            {f"{track}/steps/{chance.randrange(16)}": chance.random() < 0.6, "name": chance.choice(["a", "b", None])},
            {f"{track}/parameterLocks/3": chance.choice([None, {"pitch": chance.randint(-12, 12)}])},
            {f"{track}/muted": chance.random() < 0.5, f"tracks/t{chance.randrange(TRACKS)}/transpose": 3},
        ]
        return chance.choice(choices)

    async def play(self, progress: "Progress") -> None:
        for _ in range(EDITS):
            edit_id, paths = uuid4().hex, self._some_edit()
            payload = {"session_id": self._id, "edit_id": edit_id, "set": paths}
            if self._chance.random() < 0.12:
                self.client.cut()
                self.cuts += 1
            sent = [self.client.command("edit_session", payload, queue_offline=True)]
            if self._chance.random() < 0.15:  # the network delivers it twice
                sent.append(self.client.command("edit_session", payload, idempotency_key=edit_id, timeout=None))
            acks = await asyncio.gather(*sent)
            assert len({(ack["seq"], tuple(ack["dropped"])) for ack in acks}) == 1
            self.acknowledged.append((edit_id, acks[0]["seq"], acks[0]["dropped"], paths))
            await progress.one_more()


class Progress:
    """How many edits were acknowledged to anybody."""

    def __init__(self, total: int) -> None:
        self._total = total
        self._count = 0
        self._changed = asyncio.Condition()

    async def one_more(self) -> None:
        async with self._changed:
            self._count += 1
            self._changed.notify_all()

    async def reaches(self, share: float) -> None:
        async with self._changed:
            await self._changed.wait_for(lambda: self._count >= share * self._total)


async def restart_some(servers: tuple[ServerProcess, ServerProcess], chance: random.Random, progress: Progress) -> int:
    """Kills and starts servers while the peers edit."""
    for share in RESTARTS:
        await progress.reaches(share)
        server = chance.choice(servers)
        await server.kill()
        await server.start()
    return len(RESTARTS)


@pytest.mark.proof
@pytest.mark.parametrize("seed", range(100, 130) if PROOF else SEEDS)
async def test_JM1_SY3_SY12_SY15_SY20_peers_and_store_end_equal(
    seed: int, redis_server: RedisProcess, redis: Redis, tmp_path_factory: pytest.TempPathFactory
) -> None:
    chance = random.Random(seed)
    data = tmp_path_factory.mktemp("data")
    servers = ServerProcess(redis_server.url, data), ServerProcess(redis_server.url, data)
    for server in servers:
        await server.start()
    store = JamStore(redis, log_length=1000)
    async with RoomtoneClient(servers[0].url) as owner:
        id_ = (await owner.request("POST", "/api/sessions", body={"state": {"tempo": 100}}))["id"]
    peers = [
        Peer(servers[number % 2].url, id_, random.Random(seed * 100 + number)) for number in range(chance.randint(2, 8))
    ]
    try:
        await asyncio.gather(*(peer.join() for peer in peers))
        progress = Progress(EDITS * len(peers))
        async with asyncio.timeout(2 * PATIENCE):
            restarts, *_ = await asyncio.gather(
                restart_some(servers, chance, progress), *(peer.play(progress) for peer in peers)
            )
        jam = await store.read(id_, None, touch=False)
        for peer in peers:
            await peer.sees(jam.flat)
        recovered = await Feeds(redis).recover(id_, FEED, None)
        assert_once(peers, recovered.position.seq, [event.json for event in recovered.events], jam.flat)
        assert restarts == len(RESTARTS), "no server was restarted: the test would prove nothing"
        assert sum(peer.cuts for peer in peers) >= 1, "no connection was cut"
    finally:
        await asyncio.gather(*(peer.client.close() for peer in peers))
        for server in servers:
            await server.stop()


def assert_once(peers: list[Peer], last: int, log: list[bytes], flat: Flat) -> None:
    """Every acknowledged edit is one event under its number, or none when nothing of it counted; and in the order of
    the numbers they make the jam."""
    acknowledged = [edit for peer in peers for edit in peer.acknowledged]
    counted = {seq: (edit_id, paths) for edit_id, seq, dropped, paths in acknowledged if len(dropped) < len(paths)}
    assert len(acknowledged) == EDITS * len(peers)
    assert sorted(counted) == list(range(1, last + 1))
    ids = Counter(edit_id for edit_id, *_ in acknowledged)
    assert max(ids.values()) == 1
    assert len(log) == last
    replayed: Flat = {"tempo": 100}
    for seq in sorted(counted):
        replayed = apply(replayed, read_edit(counted[seq][1])).flat
    assert replayed == flat


async def test_SY3_a_refused_edit_leaves_no_trace_for_anybody(
    two_servers: tuple[ServerProcess, ServerProcess],
) -> None:
    async with RoomtoneClient(two_servers[0].url) as one, RoomtoneClient(two_servers[1].url) as other:
        id_ = (await one.request("POST", "/api/sessions", body={}))["id"]
        received = await other.subscribe(id_)
        with pytest.raises(RoomtoneError):
            await one.command("edit_session", {"session_id": id_, "set": {"tempo": 90, "swing": 101}})
        await one.command("edit_session", {"session_id": id_, "set": {"swing": 7}})
        await received.wait_for(lambda received: received.events)
        assert [event["data"]["set"] for event in received.events if event["type"] == "edited"] == [{"swing": 7}]
