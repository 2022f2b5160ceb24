"""A real Cluster of three nodes: scripts and feeds on all of them, slots that move, nodes that die."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from redis.crc import key_slot

from sessions.base.errors import Unavailable
from sessions.base.ids import bucket
from sessions.clip.session import (
    Action,
    ClipChange,
    ClipSubmission,
    NewClipSession,
)
from storage.admin.listing import Condition, Listing, Way
from storage.admin.metrics import SessionFigures
from storage.bus.bus import Bus
from storage.bus.feeds import Feeds
from storage.jam.jam import Origin
from storage.jam.store import JamStore
from storage.redis import keys
from storage.redis.client import Redis, RedisTimeouts
from storage.redis.pubsub import BusIntervals
from storage.session.rate_limiter import RateLimiter
from storage.session.tickets import Tickets
from storage.telegram.mailbox import Mailbox
from storage.telegram.outbox import Burst, Message, Outbox
from tests.polling import PATIENCE, until
from tests.storage.nodes import Cluster, Node
from tests.storage.sessions import OWNER, Receiver, a_clip, a_session, a_store, parsed
from tests.users import a_user

pytestmark = pytest.mark.slow  # nodes agree about each other in seconds
HASTY = RedisTimeouts(connect=2.0, retry=0.05)
QUICK = BusIntervals(self_check=0.05, stale_after=2.0, backoff=0.05, quiet_check=3600)


@pytest.fixture(scope="module", params=["valkey", "redis"])
async def cluster(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Cluster]:
    binary = shutil.which("redis-server") if request.param == "redis" else None
    whole = await Cluster(tmp_path_factory.mktemp("cluster"), binary).start()
    yield whole
    await whole.stop()


@asynccontextmanager
async def connected(cluster: Cluster, seed: int = 0) -> AsyncIterator[tuple[Redis, Bus]]:
    redis = await Redis.connect(cluster.nodes[seed].url, HASTY)
    bus = Bus(redis, Feeds(redis), "process", QUICK)
    await bus.start()
    try:
        yield redis, bus
    finally:
        await bus.close()
        await redis.close()


def slot_of(session_id: str) -> int:
    return key_slot(keys.header(session_id).encode())


async def patiently(command: Callable[[], Awaitable[bytes]]) -> bytes:
    """The answer, repeated as a client does while the store says that it is busy."""
    async with asyncio.timeout(PATIENCE):
        while True:
            try:
                return await command()
            except Unavailable:
                await asyncio.sleep(0)


async def test_SY14_a_cluster_works_like_one_server(cluster: Cluster) -> None:
    async with connected(cluster) as (redis, bus):
        store = a_store(redis)
        ids = [await a_session(store, Action.START) for _ in range(24)]
        assert {redis.address(keys.header(id_)) for id_ in ids} == {node.url for node in cluster.nodes}
        receivers = [Receiver() for _ in ids]
        for id_, receiver in zip(ids, receivers, strict=True):
            await bus.listen(id_, "control", receiver)
            await a_clip(store, id_, note="один")
            await store.transition(id_, OWNER, Action.END)
        for receiver in receivers:
            await receiver.until(3)
            assert receiver.received == [2, 3]
        for id_ in ids:
            assert len((await store.read(id_, OWNER)).clips) == 1
        assert {id_ for id_, _ in await store.ids_of(OWNER.id, 0, 100)} >= set(ids)
        await RateLimiter(redis).consume("create", "192.0.2.1", most=2, seconds=60)
        tickets = Tickets(redis)
        await tickets.consume(await tickets.issue("control"), "control")


def test_SY14_every_key_of_a_session_has_the_slot_of_its_bucket() -> None:
    session_id = "7f3ad1c2-9b0e-4c1d-8a2b-3c4d5e6f7081"
    names = [
        keys.header(session_id),
        keys.channel(session_id, "control"),
        keys.run(session_id),
        keys.index(session_id, "clip", "created"),
    ]
    assert {key_slot(name.encode()) for name in names} == {key_slot(b"b%d" % bucket(session_id))}


async def test_K26_SY14_the_list_of_all_sessions_is_whole_in_a_cluster(cluster: Cluster) -> None:
    async with connected(cluster) as (redis, _):
        jams, listing = JamStore(redis, log_length=10), Listing(redis, ("clip", "jam"))
        made = [(await jams.create({"name": f"Listed {place:02}"}, Origin(owner="lister")))[0] for place in range(23)]
        assert len({redis.address(keys.header(one)) for one in made}) == len(cluster.nodes)
        owned = [Condition("owners", "lister")]
        for way in (
            Way("name", low="listed "),
            Way("owner", low="lister\t"),
            Way("created"),
            Way("size", reverse=True),
        ):
            found: list[str] = []
            page = await listing.page(way, 10, None, owned)
            while page.next is not None:
                found += [row.id for row in page.rows]
                page = await listing.page(way, 10, page.next, owned)
            found += [row.id for row in page.rows]
            assert sorted(found) == sorted(made), way
            if way.by == "name":
                assert found == made
        total, orphaned = await SessionFigures(redis, ("jam",)).counts()
        assert total >= len(made)
        assert orphaned == 0


async def test_SY14_the_bot_s_boxes_work_in_a_cluster(cluster: Cluster) -> None:
    """Every script of a chat touches keys of one slot: a cluster refuses any other."""
    async with connected(cluster) as (redis, _):
        mailbox, outbox = Mailbox(redis, holder="bot"), Outbox(redis)
        for chat in range(10**9, 10**9 + 8):  # in buckets of all nodes
            assert await mailbox.post(chat, 1, b"{}")
            claimed = await mailbox.claim(chat)
            assert claimed is not None
            await mailbox.later(chat, 0)
            claimed = await mailbox.claim(chat)
            assert claimed is not None
            assert claimed.attempt == 2
            await mailbox.choose(claimed, "a-session")
            await mailbox.note_person(chat, "ru")
            answer = Message("sendMessage", {"text": "да"})
            assert await mailbox.done(claimed, [answer], Burst("a-session", "", "")) == 0
            assert await outbox.tell(chat, "a-session", {"text": "Итоги"})
            texts = []
            while (message := await outbox.next(chat)) is not None:
                texts.append(message.params["text"])
                await outbox.settle(message, "sent", pause_ms=0, message_id=7)
            assert texts == ["да", "Итоги"]
            assert await outbox.recap_message(chat, "a-session") == 7
        assert await mailbox.chats() == []
        assert await outbox.chats() == []
        await outbox.flush_bursts()
        await outbox.pace("a call")
        await outbox.answered("a call")
        nodes = {redis.address(keys.telegram(chat, "mail")) for chat in range(10**9, 10**9 + 8)}
        assert nodes == {node.url for node in cluster.nodes}


async def test_SY14_a_slot_that_moves_is_followed_by_calls_and_subscriptions(cluster: Cluster) -> None:
    async with connected(cluster) as (redis, bus):
        store, receiver = a_store(redis), Receiver()
        session_id = await a_session(store, Action.START)
        listening = await bus.listen(session_id, "control", receiver)
        source = await cluster.owner(slot_of(session_id))
        target = cluster.nodes[(cluster.nodes.index(source) + 1) % 3]
        taps = 0

        async def tap() -> None:
            nonlocal taps
            taps += 1
            submission = ClipSubmission(submission_id=str(taps))
            await patiently(lambda: store.submit(session_id, a_user("viewer"), submission))

        async def tap_while_it_moves() -> None:
            while not moving.done():
                await tap()

        moving = asyncio.create_task(cluster.move(slot_of(session_id), source, target))
        await tap_while_it_moves()
        await moving
        assert redis.address(keys.header(session_id)) in {source.url, target.url}
        for _ in range(3):
            await tap()
        assert redis.address(keys.header(session_id)) == target.url
        assert len((await store.read(session_id, OWNER)).clips) == taps
        await until(lambda: _is_true(lambda: listening.feed.position.seq == taps + 1))
        # The new node writes its own run id into the epoch, so subscribers start again, once; nothing is missing.
        parts = _split(receiver.received, "reset")
        assert len(parts) <= 2
        assert parts[0] == list(range(2, len(parts[0]) + 2))
        assert parts[-1] == list(range(taps + 2 - len(parts[-1]), taps + 2))
        # The subscription has moved too: the next message arrives by it and not by reading the log.
        await until(lambda: _is_true(listening.confirmed.is_set))
        await store.audience(session_id, "process", 5)
        await receiver.until("signal")
        assert await _subscribers(target, listening.channel) == 1


async def test_SY14_a_slot_that_moves_is_followed_by_edits(cluster: Cluster) -> None:
    async with connected(cluster) as (redis, _):
        store = JamStore(redis, log_length=1000)
        session_id, _ = await store.create({}, Origin())
        for number in range(2):
            edited = await store.edit(session_id, None, f"before-{number}", {"tempo": 90 + number})
        assert edited.seq == 2
        source = await cluster.owner(slot_of(session_id))
        target = cluster.nodes[(cluster.nodes.index(source) + 1) % 3]
        await cluster.move(slot_of(session_id), source, target)
        for number in range(2):
            edited = await store.edit(session_id, None, f"after-{number}", {"tempo": 100 + number})
        assert edited.seq == 4
        assert redis.address(keys.header(session_id)) == target.url


async def test_SY1_SY14_a_session_of_which_half_has_moved_refuses_and_changes_nothing(cluster: Cluster) -> None:
    async with connected(cluster) as (redis, _):
        store = a_store(redis)
        for moved in range(1, 6):
            session_id = await a_session(store, Action.START)
            await a_clip(store, session_id, submission_id="before")
            before = await store.read(session_id, OWNER)
            slot = slot_of(session_id)
            source = await cluster.owner(slot)
            target = cluster.nodes[(cluster.nodes.index(source) + 1) % 3]
            await cluster.begin_move(slot, source, target)
            await cluster.move_keys(slot, source, target, moved)
            refused = 0
            for number in range(3):
                try:
                    await store.submit(session_id, a_user("viewer"), ClipSubmission(submission_id=str(number)))
                except Unavailable:
                    refused += 1
            await cluster.move(slot, source, target)
            after = await store.read(session_id, OWNER)
            assert len(after.clips) == len(before.clips) + 3 - refused
            assert after.position.seq == before.position.seq + 3 - refused
            recovered = await Feeds(redis).recover(session_id, "control", None)
            assert [parsed(event.json)["seq"] for event in recovered.events] == list(range(1, after.position.seq + 1))


async def test_SY14_a_node_that_dies_takes_only_its_own_sessions_and_comes_back(cluster: Cluster) -> None:
    async with connected(cluster, seed=1) as (redis, bus):
        store = a_store(redis)
        ids = [await a_session(store, Action.START) for _ in range(24)]
        victim = cluster.nodes[2]
        theirs = [id_ for id_ in ids if redis.address(keys.header(id_)) == victim.url]
        others = [id_ for id_ in ids if id_ not in theirs]
        for node in cluster.nodes:
            await node.ask("CONFIG", "SET", "cluster-require-full-coverage", "no")
        receivers = {id_: Receiver() for id_ in ids}
        for id_ in ids:
            await bus.listen(id_, "control", receivers[id_])
        await victim.end()
        with pytest.raises(Unavailable):
            await store.submit(theirs[0], a_user("viewer"), ClipSubmission())
        for id_ in others:
            await a_clip(store, id_)
            await receivers[id_].until(2)
        # A process that starts now serves what can be served.
        async with connected(cluster) as (second, _):
            await a_store(second).read(others[0], OWNER)
        await victim.start()
        await until(cluster.is_whole)
        # Without an append-only file it has lost its sessions, and answers so.
        for id_ in theirs:
            await receivers[id_].until("end")
            assert receivers[id_].received == ["reset", "end"]
        await until(lambda: _is_true(lambda: not bus.is_stale))


@pytest.mark.timeout(110)
async def test_SY4_SY14_a_replica_that_takes_over_is_found_and_has_another_epoch(tmp_path: Path) -> None:
    folders = [tmp_path / name for name in ("nodes", "replica")]
    for folder in folders:
        folder.mkdir()
    cluster = await Cluster(folders[0]).start()
    async with cluster.replica_of(cluster.nodes[2], folders[1]) as replica, connected(cluster) as (redis, bus):
        store, receiver = a_store(redis), Receiver()
        session_id = await _session_on(redis, cluster.nodes[2])
        await store.transition(session_id, OWNER, Action.START)
        await bus.listen(session_id, "control", receiver)
        before = await store.read(session_id, OWNER)
        await cluster.nodes[2].ask("WAIT", 1, 5000)
        await cluster.nodes[2].end()
        clip = await patiently(lambda: store.submit(session_id, a_user("viewer"), ClipSubmission(note="after")))
        assert redis.address(keys.header(session_id)) == replica.url
        assert (await store.read(session_id, OWNER)).position.epoch != before.position.epoch
        # The data of its last second is not known, so subscribers start again, and receive what comes next.
        await receiver.until("reset")
        await patiently(lambda: store.change_clip(session_id, OWNER, str(parsed(clip)["id"]), _clipped()))
        await receiver.until(3)
    await cluster.stop()


async def _session_on(redis: Redis, node: Node) -> str:
    while True:
        session_id = str(parsed(await a_store(redis).create(OWNER, NewClipSession()))["id"])
        if redis.address(keys.header(session_id)) == node.url:
            return session_id


def _split(received: list[int | str], word: str) -> list[list[int | str]]:
    parts: list[list[int | str]] = [[]]
    for one in received:
        if one == word:
            parts.append([])
        else:
            parts[-1].append(one)
    return parts


async def _is_true(condition: Callable[[], bool]) -> bool:
    return condition()


async def _subscribers(node: Node, channel: str) -> int:
    return int((await node.ask("PUBSUB", "SHARDNUMSUB", channel))[1])


def _clipped() -> ClipChange:
    return ClipChange(clipped=True)
