"""The least pause between two moments of one viewer, enforced by the store (C26, D16)."""

import asyncio
from statistics import median
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sessions.base.errors import RateLimited, SessionNotActive, TooSoon
from sessions.clip.session import (
    Action,
    ClipChange,
    ClipSubmission,
    MomentRef,
)
from sessions.clip.timeline import BURST, GAP_MS
from storage.bus.feeds import Feeds
from storage.clip.store import ClipStore
from storage.redis import keys
from storage.redis.client import Redis
from tests.effort import PROOF, examples
from tests.processes import RedisProcess
from tests.storage.sessions import OWNER, a_clip, a_session, parsed
from tests.system.mirror import content, fold
from tests.users import a_user

LONG_AGO_MS = 3_600_000


async def on_air(store: ClipStore, redis: Redis) -> tuple[str, int]:
    """A session that has been live for an hour, and the store's time."""
    session_id = await a_session(store, Action.START)
    now = (await store.read(session_id, OWNER)).now
    started = f"{keys.header(session_id)}:segments"
    await redis.call(started, "HSET", started, "1:start", now - LONG_AGO_MS)
    return session_id, now


@pytest.fixture
def paced(stores: Redis) -> ClipStore:
    return ClipStore(stores, public_url="", log_length=1000, max_tap_age_ms=2 * LONG_AGO_MS)


async def test_C26_D16_a_second_moment_of_the_same_viewer_is_told_to_come_back(paced: ClipStore) -> None:
    session_id = await a_session(paced, Action.START)
    await a_clip(paced, session_id, "viewer")
    before = await paced.read(session_id, OWNER)
    with pytest.raises(RateLimited) as refused:
        await a_clip(paced, session_id, "viewer")
    assert refused.value.retry_after in {1, 2}
    await a_clip(paced, session_id, "somebody else")
    after = await paced.read(session_id, OWNER)
    assert len(after.clips) == len(before.clips) + 1
    assert after.position.seq == before.position.seq + 1


async def test_D16_a_repeat_is_no_second_moment(paced: ClipStore) -> None:
    session_id = await a_session(paced, Action.START)
    first = await a_clip(paced, session_id, submission_id="s-1")
    assert await a_clip(paced, session_id, submission_id="s-1") == first


async def test_D16_the_times_of_the_taps_count_and_not_their_arrival(paced: ClipStore, stores: Redis) -> None:
    session_id, now = await on_air(paced, stores)
    await a_clip(paced, session_id, tapped_at=now - 60_000)
    for close in (now - 60_000 - GAP_MS + 1, now - 60_000, now - 60_000 + GAP_MS - 1):
        with pytest.raises(TooSoon):  # waiting does not help it
            await a_clip(paced, session_id, tapped_at=close)
    await a_clip(paced, session_id, tapped_at=now - 60_000 - GAP_MS)
    await a_clip(paced, session_id, tapped_at=now - 60_000 + GAP_MS)
    assert len((await paced.read(session_id, OWNER)).clips) == 3


async def test_D16_an_offline_queue_comes_in_one_burst_and_no_crowd_of_one_does(
    paced: ClipStore, stores: Redis
) -> None:
    session_id, now = await on_air(paced, stores)
    taps = [ClipSubmission(tapped_at=now - LONG_AGO_MS + GAP_MS * n) for n in range(600)]
    answers = await asyncio.gather(
        *(paced.submit(session_id, a_user("eager"), tap) for tap in taps), return_exceptions=True
    )
    kept = [answer for answer in answers if isinstance(answer, bytes)]
    refused = [answer for answer in answers if isinstance(answer, RateLimited)]
    assert BURST <= len(kept) < BURST + 10  # each two seconds of a busy machine earn one more
    assert len(kept) + len(refused) == len(taps)
    assert all(1 <= refusal.retry_after <= GAP_MS / 1000 for refusal in refused)
    assert kept[:BURST] == answers[:BURST]
    await a_clip(paced, session_id, "calm")


async def test_D16_SY17_what_is_kept_of_a_viewers_pace_goes_with_the_session(paced: ClipStore, stores: Redis) -> None:
    session_id = await a_session(paced, Action.START)
    clip = await a_clip(paced, session_id)
    await paced.remove_clip(session_id, OWNER, clip["id"])
    times = f"{keys.header(session_id)}:at:viewer"
    assert await stores.call(times, "ZCARD", times) == 0
    await a_clip(paced, session_id)
    place = MomentRef(segment_index=1, first_seconds=0, last_seconds=30)
    assert (await paced.remove_moment(session_id, OWNER, place))[0] == 1
    assert await stores.call(times, "ZCARD", times) == 0
    await paced.delete(session_id, OWNER)
    await paced.bin.purge(session_id, OWNER)
    assert await stores.call("k", "KEYS", f"*{session_id}*") == []


@pytest.mark.proof
def test_D16_whatever_times_a_viewer_claims_two_kept_moments_are_two_seconds_apart(engine: RedisProcess) -> None:
    claims = st.lists(st.one_of(st.integers(0, 12_000), st.integers(0, 60_000)), max_size=40)

    @given(claims)
    @settings(max_examples=examples(25), deadline=None)
    def hold(claimed: list[int]) -> None:
        asyncio.run(claim(claimed))

    async def claim(claimed: list[int]) -> None:
        redis = await Redis.connect(engine.url)
        store = ClipStore(redis, public_url="", log_length=1000, max_tap_age_ms=2 * LONG_AGO_MS)
        session_id, now = await on_air(store, redis)
        expected: list[int] = []
        for ago in claimed:
            clear = all(abs(ago - other) >= GAP_MS for other in expected)
            try:
                await a_clip(store, session_id, tapped_at=now - 1_000_000 + ago)
            except TooSoon:
                assert not clear
            else:
                assert clear
                expected.append(ago)
        kept = sorted(orjson.loads(clip)["tapped_at"] for clip in (await store.read(session_id, OWNER)).clips)
        assert len(kept) == len(expected)
        await redis.close()

    hold()


async def test_CL2_a_tap_made_before_the_pause_is_told_that_it_may_come_after_the_resume(
    paced: ClipStore, stores: Redis
) -> None:
    session_id, now = await on_air(paced, stores)
    await paced.transition(session_id, OWNER, Action.PAUSE)
    reasons = {}
    for name, tapped_at in {"in-time": now - 5000, "early": now - LONG_AGO_MS - 5000, "break": now + 10**9}.items():
        with pytest.raises(SessionNotActive) as refused:
            await a_clip(paced, session_id, name, submission_id=name, tapped_at=tapped_at)
        reasons[name] = refused.value.details["reason"]
    assert reasons == {"in-time": "paused", "early": "early", "break": "break"}
    await paced.transition(session_id, OWNER, Action.RESUME)
    clip = await a_clip(paced, session_id, "in-time", submission_id="in-time", tapped_at=now - 5000)
    assert (clip["segment_index"], clip["offset_seconds"]) == (1, LONG_AGO_MS // 1000 - 5)


CROWD = 10_000 if PROOF else 2_000
TAPS_A_RUN = 50
SCRIPT_MS = 10
SHARED_FACTOR = 4  # Redis's clock runs on while another process has its core


async def scripts_ms(redis: Redis) -> list[float]:
    """What the scripts since the last check took by Redis's clock, of those over half a millisecond."""
    (address,) = redis.addresses
    slow = await redis.ask(address, "SLOWLOG", "GET", 1000)
    await redis.ask(address, "SLOWLOG", "RESET")
    return [entry[2] / 1000 for entry in slow if entry[3][0] == b"EVALSHA"]


@pytest.mark.slow
async def test_C18_OP21_a_crowds_moment_is_marked_and_removed_by_one_command_and_holds_nobody_up(
    stores: Redis, engine: RedisProcess
) -> None:
    clips = ClipStore(stores, public_url="", log_length=1000, max_tap_age_ms=2 * LONG_AGO_MS, tap_gap_ms=0)
    session_id, now = await on_air(clips, stores)
    forger = '","clipped":false,"created_at":"'
    for first in range(0, CROWD, 500):
        taps = (
            clips.submit(
                session_id,
                a_user(f"v-{number}"),
                # most of them in one second, which no cut at whole seconds would share out
                ClipSubmission(
                    tapped_at=now - 30_000 + max(0, number % 40 - 20) * 1000, note=forger if number == 7 else None
                ),
            )
            for number in range(first, first + 500)
        )
        await asyncio.gather(*taps)
    late = await a_clip(clips, session_id, "late")
    before = await clips.read_whole(session_id, OWNER)
    offsets = sorted(parsed(clip)["offset_seconds"] for clip in before.clips)[:-1]
    place = MomentRef(segment_index=1, first_seconds=offsets[0], last_seconds=offsets[-1])
    await engine.command("CONFIG", "SET", "slowlog-log-slower-than", "500")
    await engine.command("CONFIG", "SET", "slowlog-max-len", "1000")
    await scripts_ms(stores)
    row = await clips.row(session_id, OWNER)
    assert sum(row.heat) == CROWD + 1
    listing = await scripts_ms(stores)
    assert await clips.mark_moment(session_id, OWNER, place, True) == CROWD
    marking = await scripts_ms(stores)
    after = await clips.read_whole(session_id, OWNER)
    assert after.position.seq == before.position.seq + CROWD // TAPS_A_RUN
    read = [parsed(clip) for clip in after.clips]
    assert [clip["id"] for clip in read if not clip["clipped"]] == [late["id"]]
    assert [clip["note"] for clip in read if clip["note"]] == [forger]
    assert await clips.mark_moment(session_id, OWNER, place, True) == CROWD
    # nothing changed, nothing is published
    assert (await clips.read(session_id, OWNER)).position.seq == after.position.seq
    await scripts_ms(stores)
    assert (await clips.remove_moment(session_id, OWNER, place))[0] == CROWD
    removing = await scripts_ms(stores)
    left = await clips.read(session_id, OWNER)
    assert [parsed(clip)["id"] for clip in left.clips] == [late["id"]]
    assert left.position.seq == after.position.seq + CROWD // TAPS_A_RUN
    assert (await clips.read(session_id, a_user("v-3"))).clips == []
    await scripts_ms(stores)
    await clips.delete(session_id, OWNER)
    await clips.bin.purge(session_id, OWNER)
    deleting = await scripts_ms(stores)
    assert await stores.call("k", "KEYS", f"*{session_id}*") == []
    for took in (listing, marking, removing, deleting):
        assert median(took or [0]) <= SCRIPT_MS * SHARED_FACTOR


async def test_C18_every_run_of_a_long_mark_tells_what_it_did_and_one_that_broke_off_is_taken_up_again(
    clips: ClipStore, feeds: Feeds, stores: Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A client's state is right after every event, also while others mark and remove."""
    session_id, now = await on_air(clips, stores)
    for number in range(3 * TAPS_A_RUN):
        await clips.submit(session_id, a_user(f"v-{number}"), ClipSubmission(tapped_at=now - 30_000))
    before = await clips.read_whole(session_id, OWNER)
    view = orjson.loads(before.json)
    taps = [clip["id"] for clip in view["clips"]]
    second = view["clips"][0]["offset_seconds"]
    place = MomentRef(segment_index=1, first_seconds=second, last_seconds=second)
    runs, run = 0, stores.run

    async def disturbed(*arguments: Any) -> Any:
        nonlocal runs
        runs += 1
        if runs == 2:  # the last tap of the run before is where this one goes on
            monkeypatch.setattr(stores, "run", run)
            await clips.remove_clip(session_id, OWNER, taps[TAPS_A_RUN - 1])
            await clips.change_clip(session_id, OWNER, taps[TAPS_A_RUN], ClipChange(clipped=True))
            raise ConnectionError
        return await run(*arguments)

    monkeypatch.setattr(stores, "run", disturbed)
    with pytest.raises(ConnectionError):
        await clips.mark_moment(session_id, OWNER, place, True)
    half = [parsed(clip) for clip in (await clips.read_whole(session_id, OWNER)).clips]
    assert sum(clip["clipped"] for clip in half) == TAPS_A_RUN
    assert await clips.mark_moment(session_id, OWNER, place, True) == 3 * TAPS_A_RUN - 1
    missed = await feeds.missed(session_id, "control", before.position)
    assert missed is not None
    marked = []
    for event in missed:
        view = fold(view, orjson.loads(event.json))
        marked.append(sum(clip["clipped"] for clip in view["clips"]))
    left = TAPS_A_RUN - 1  # of the first run, whose last tap was removed
    assert marked == [TAPS_A_RUN, left, left + 1, 2 * TAPS_A_RUN, 3 * TAPS_A_RUN - 1]
    assert content(view) == content(orjson.loads((await clips.read_whole(session_id, OWNER)).json))
