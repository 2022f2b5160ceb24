"""New viewers of a stream whose feed this process holds: what they get is what Redis would answer, and Redis is not
asked. Real Redis, the hub, the handler of subscriptions; another process is a store of its own."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sessions.base.errors import Forbidden, Refusal, SessionNotFound
from sessions.base.people import Link
from sessions.clip.session import Action, ClipSessionChange
from storage.bus import snapshot_cache as kept
from storage.redis.client import Redis
from storage.redis.scripts import load
from tests.effort import examples
from tests.polling import until
from tests.processes import RedisProcess, ServerProcess
from tests.server.client import browsing, joined
from tests.server.realtime.test_hub import Seat
from tests.server.realtime.viewers import Ack, Stage, a_viewer, as_redis_says, asked, content
from tests.storage.sessions import OWNER, a_clip, a_session


@pytest.fixture
async def stage(redis: Redis) -> AsyncIterator[Stage]:
    stage = Stage(redis)
    await stage.bus.start()
    yield stage
    await stage.bus.close()


async def test_SY24_a_new_viewer_of_a_held_stream_asks_redis_nothing(stage: Stage, redis_server: RedisProcess) -> None:
    session_id, _ = await stage.held()

    async def costs_nothing() -> bool:  # servers of other tests may look at any session of this Redis at any time
        async with asked(redis_server, stage.redis, session_id) as commands:
            acks = [await stage.subscribe(session_id) for _ in range(5)]
        for ack, connection, _ in acks:
            connection.closed()
            assert content(ack["snapshot"]) == await as_redis_says(stage, session_id, a_viewer())
            assert (ack["role"], ack["now"]) == ("viewer", ack["snapshot"]["now"])
        return commands.found == []

    await until(costs_nothing)


async def test_SY24_a_new_viewer_of_a_running_server_asks_redis_nothing(
    server: ServerProcess, redis_server: RedisProcess, redis: Redis
) -> None:
    async with browsing(server) as browser, joined(server, f"holder-{uuid4()}") as holder:
        made = await browser.ask("POST", "/api/clip-sessions", json={}, **browser.signed_in("owner-1"))
        session_id = made.json["id"]
        await browser.ask("POST", f"/api/clip-sessions/{session_id}/start", **browser.signed_in("owner-1"))
        assert (await holder.ask("subscribe_on_session", {"session_id": session_id}))["ok"]

        async def costs_nothing() -> bool:
            async with (
                asked(redis_server, redis, session_id) as commands,
                joined(server, f"viewer-{uuid4()}") as viewer,
            ):
                ack = await viewer.ask("subscribe_on_session", {"session_id": session_id})
            assert (ack["role"], ack["snapshot"]["session"]["status"]) == ("viewer", "active")
            # The process tells how many watch it once a second, whoever comes.
            return all(load("clip/audience").sha in command for command in commands.found)

        await until(costs_nothing)


async def test_SY7_a_new_viewer_gets_the_kept_snapshot_and_then_every_event_since(stage: Stage) -> None:
    session_id, _ = await stage.held()
    await stage.elsewhere.transition(session_id, OWNER, Action.PAUSE)
    ack, _, seat = await stage.subscribe(session_id)
    assert seat.received == list(range(ack["position"]["seq"] + 1, 3))
    await stage.elsewhere.transition(session_id, OWNER, Action.RESUME)
    await seat.until(3)


async def test_C14_who_has_marked_moments_gets_them_wherever_they_were_marked(stage: Stage) -> None:
    session_id = await a_session(stage.store, Action.START)
    await a_clip(stage.elsewhere, session_id, "before")
    await stage.subscribe(session_id)
    await stage.keeps(session_id)
    await a_clip(stage.store, session_id, "here")
    await a_clip(stage.elsewhere, session_id, "there")

    async def is_noted() -> bool:
        return not stage.is_kept(session_id, a_viewer("there"))

    await until(is_noted)
    for name in ("before", "here", "there"):
        ack, _, _ = await stage.subscribe(session_id, a_viewer(name))
        assert content(ack["snapshot"]) == await as_redis_says(stage, session_id, a_viewer(name))
        assert len(ack["snapshot"]["clips"]) == 1
    assert stage.is_kept(session_id)


CHANGES = {
    "removed": lambda stage, id_: stage.people.set_role(id_, OWNER, "ann", "banned", "Ann"),
    "moderator": lambda stage, id_: stage.people.set_role(id_, OWNER, "ann", "co-owner", "Ann"),
    "may watch": lambda stage, id_: stage.people.set_link(id_, OWNER, Link.VIEW, locked=None),
    "nobody": lambda stage, id_: stage.people.set_link(id_, OWNER, Link.NOBODY, locked=None),
    "paused": lambda stage, id_: stage.elsewhere.transition(id_, OWNER, Action.PAUSE),
    "deleted": lambda stage, id_: stage.elsewhere.delete(id_, OWNER),
}


@pytest.mark.parametrize("change", CHANGES)
async def test_PE4_AC11_who_subscribes_after_a_change_elsewhere_finds_it(stage: Stage, change: str) -> None:
    session_id, _ = await stage.held()
    await CHANGES[change](stage, session_id)
    refusal = {"removed": Forbidden, "nobody": Forbidden, "deleted": SessionNotFound}.get(change)
    if refusal is not None:
        with pytest.raises(refusal):
            await stage.subscribe(session_id, a_viewer("ann"))
        return
    ack, _, seat = await stage.subscribe(session_id, a_viewer("ann"))
    assert ack["role"] == ("owner" if change == "moderator" else "viewer")
    shown = reached(ack["snapshot"], seat)
    assert shown == await as_redis_says(stage, session_id, a_viewer("ann"))


async def test_SY24_PE4_a_member_is_asked_for_and_others_are_not(stage: Stage, redis_server: RedisProcess) -> None:
    session_id, _ = await stage.held()
    await stage.people.set_link(session_id, OWNER, Link.VIEW, locked=None)
    await stage.people.set_role(session_id, OWNER, "ann", "viewer", "Ann")
    await stage.subscribe(session_id)
    await stage.keeps(session_id)

    async def costs_nothing() -> bool:
        async with asked(redis_server, stage.redis, session_id) as commands:
            ack, _, _ = await stage.subscribe(session_id)
        assert not ack["snapshot"]["may_mark"]
        return commands.found == []

    await until(costs_nothing)
    ack, _, _ = await stage.subscribe(session_id, a_viewer("ann"))
    assert ack["snapshot"]["may_mark"]


async def test_SY21_the_kept_number_of_viewers_is_the_last_one_told(stage: Stage) -> None:
    session_id, _ = await stage.held()
    _, _, seat = await stage.subscribe(session_id)
    assert await stage.elsewhere.audience(session_id, "another", 41)
    await seat.until("session_signal")
    ack, _, _ = await stage.subscribe(session_id)
    assert ack["snapshot"]["viewers"] == 41


async def test_CL20_SY24_the_kept_heat_is_the_last_one_told(stage: Stage, redis_server: RedisProcess) -> None:
    session_id, _ = await stage.held()
    before, _, seat = await stage.subscribe(session_id)
    await stage.elsewhere.update(session_id, OWNER, ClipSessionChange(shows_heat=True))
    await seat.until(before["position"]["seq"] + 1)  # what was kept before it is not meant
    await stage.subscribe(session_id)
    await stage.keeps(session_id)
    await a_clip(stage.elsewhere, session_id, "there")
    await seat.until("session_signal")
    async with asked(redis_server, stage.redis, session_id) as commands:
        ack, _, _ = await stage.subscribe(session_id)
    assert ack["snapshot"]["heat"] == 1
    assert commands.found == []


async def test_K17_K27_each_kind_of_program_is_read_for_and_an_admin_notes_no_use(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    session_id = await a_session(stage.store, Action.START)
    await stage.subscribe(session_id, a_viewer(None, "admin"))
    assert not stage.is_kept(session_id)
    await stage.subscribe(session_id)
    await stage.keeps(session_id)
    someone = a_viewer()
    assert stage.bus.kept.snapshot(session_id, someone.id, someone.ids, b"\nsdk 60000") is None
    monkeypatch.setattr(kept, "READ_AGAIN", 0.0)
    assert not stage.is_kept(session_id)


async def test_SY9_nothing_kept_outlives_a_subscription_that_broke(own_redis: RedisProcess) -> None:
    redis = await Redis.connect(own_redis.url)
    stage = Stage(redis)
    await stage.bus.start()
    session_id, _ = await stage.held()
    await own_redis.command("CLIENT", "KILL", "TYPE", "pubsub")

    async def is_dropped() -> bool:
        return not stage.is_kept(session_id)

    await until(is_dropped)
    await a_clip(stage.elsewhere, session_id, "meanwhile")
    ack, _, _ = await stage.subscribe(session_id, a_viewer("meanwhile"))
    assert len(ack["snapshot"]["clips"]) == 1

    async def is_kept_again() -> bool:
        _, connection, _ = await stage.subscribe(session_id)
        connection.closed()
        return stage.is_kept(session_id)

    await until(is_kept_again)
    assert not stage.is_kept(session_id, a_viewer("meanwhile"))
    await stage.bus.close()
    await redis.close()


async def test_SY24_what_is_kept_is_bounded_in_bytes_and_the_oldest_goes(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, _ = await stage.held()
    monkeypatch.setattr(kept, "MOST_BYTES_IN_ALL", stage.bus.kept.bytes * 3 // 2)
    second, watching = await stage.held()
    assert 0 < stage.bus.kept.bytes <= kept.MOST_BYTES_IN_ALL
    assert (stage.is_kept(first), stage.is_kept(second)) == (False, True)
    assert (await stage.subscribe(first))[0]["snapshot"]["session"]["id"] == first
    await stage.keeps(first)
    assert (stage.bus.kept.bytes <= kept.MOST_BYTES_IN_ALL, stage.is_kept(second)) == (True, False)
    watching.closed()

    monkeypatch.setattr(kept, "MOST_BYTES", 10)
    third = await a_session(stage.store, Action.START)
    before = stage.bus.kept.bytes
    await stage.subscribe(third)
    assert (stage.is_kept(third), stage.bus.kept.bytes) == (False, before)


async def test_SY24_more_people_with_moments_than_are_known_are_all_read_for(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    session_id, _ = await stage.held()
    monkeypatch.setattr(kept, "MOST_AUTHORS", 2)
    for number in range(4):
        await a_clip(stage.store, session_id, f"author-{number}")
    assert not stage.is_kept(session_id)
    for number in range(4):
        ack, _, _ = await stage.subscribe(session_id, a_viewer(f"author-{number}"))
        assert len(ack["snapshot"]["clips"]) == 1


async def test_SY24_after_many_events_the_snapshot_is_read_anew(stage: Stage) -> None:
    session_id, _ = await stage.held()
    for number in range(kept.MOST_EVENTS + 1):
        await stage.elsewhere.update(session_id, OWNER, ClipSessionChange(title=f"Title {number}"))
    ack, _, seat = await stage.subscribe(session_id)
    assert (ack["snapshot"]["session"]["title"], seat.received) == (f"Title {kept.MOST_EVENTS}", [])
    assert stage.is_kept(session_id)


# --- any order of changes, moments and viewers ------------------------------------------------------------------------


def reached(snapshot: Ack, seat: Seat) -> Ack:
    """The snapshot after the events that the subscriber has received, as the viewer's page applies them."""
    shown = content(snapshot)
    for name, event in seat.packets:
        if name != "session_event":
            continue
        data = event["data"]
        shown["session"] = data.get("session", shown["session"])
        if event["type"] == "slow_mode_changed":
            shown["session"]["slow_seconds"] = data["seconds"]
        if data.get("segment") is not None:
            place = data["segment"]["index"] - 1
            shown["segments"][place : place + 1] = [data["segment"]]
    return shown


WHO = st.sampled_from(["ann", "bob", "cas"])
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("subscribe"), WHO),
        st.tuples(st.sampled_from(["mark here", "mark there"]), WHO),
        st.tuples(st.sampled_from(["banned", "viewer", "co-owner", "none"]), WHO),
        st.tuples(st.just("link"), st.sampled_from(Link)),
        st.tuples(st.just("act"), st.sampled_from([Action.PAUSE, Action.RESUME])),
        st.tuples(st.just("title"), st.sampled_from(["One", "Two"])),
        st.tuples(st.just("slow"), st.sampled_from([0, 5])),
    ),
    max_size=25,
)


async def step(stage: Stage, session_id: str, what: str, which: Any) -> None:
    """What was refused changes nothing."""
    try:
        match what:
            case "mark here":
                await a_clip(stage.store, session_id, which)
            case "mark there":
                await a_clip(stage.elsewhere, session_id, which)
                await stage.redis.call("any", "PING")  # as scripts do whose event is heard first
            case "link":
                await stage.people.set_link(session_id, OWNER, which, locked=None)
            case "slow":
                await stage.people.set_link(session_id, OWNER, None, locked=None, slow_seconds=which)
            case "act":
                await stage.elsewhere.transition(session_id, OWNER, which)
            case "title":
                await stage.elsewhere.update(session_id, OWNER, ClipSessionChange(title=which))
            case role:
                await stage.people.set_role(session_id, OWNER, which, None if role == "none" else role, which)
    except Refusal:
        pass


@settings(max_examples=examples(30), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(STEPS)
async def test_SY7_PE4_whoever_subscribes_gets_what_redis_would_answer_or_is_refused_as_redis_would(
    stage: Stage, steps: list[tuple[str, Any]]
) -> None:
    session_id, holder = await stage.held()
    came = [holder]
    for what, which in [*steps, ("subscribe", "ann"), ("subscribe", "bob"), ("subscribe", "new")]:
        if what != "subscribe":
            await step(stage, session_id, what, which)
            continue
        user = a_viewer(which)
        try:
            said = await as_redis_says(stage, session_id, user)
        except Refusal as refusal:
            with pytest.raises(type(refusal)):
                await stage.subscribe(session_id, user)
            continue
        ack, connection, seat = await stage.subscribe(session_id, user)
        came.append(connection)
        assert ack["role"] == said["role"]
        assert reached(ack["snapshot"], seat) == said
    for connection in came:
        connection.closed()
