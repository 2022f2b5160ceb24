"""Clip sessions in Redis: many clients at once, access, and what is left after a deletion."""

import asyncio
import random
import time

import orjson
import pytest

from sessions.base.errors import (
    Conflict,
    Forbidden,
    InvalidTransition,
    NotFound,
    Refusal,
    SessionNotActive,
    SessionNotFound,
    TooLarge,
)
from sessions.clip.session import (
    Action,
    ClipChange,
    ClipSessionChange,
    ClipSubmission,
    MomentRef,
    NewClipSession,
    Status,
)
from storage.bus.feed import Position
from storage.bus.feeds import Feeds
from storage.clip import store as clip_module
from storage.clip.store import ClipStore
from storage.redis import keys
from storage.redis.client import Redis
from tests.effort import examples
from tests.processes import RedisProcess
from tests.storage.sessions import OWNER, PUBLIC_URL, a_clip, a_session, a_store, parsed
from tests.users import a_user

NOBODY = "00000000-0000-4000-8000-000000000000"
MOMENT = MomentRef(segment_index=1, first_seconds=0, last_seconds=30)


async def seqs(feeds: Feeds, session_id: str, feed: str = "control") -> list[int]:
    return [event.seq for event in (await feeds.recover(session_id, feed, None)).events]


async def test_C11_SY1_of_two_owners_who_act_at_once_exactly_one_wins(engine: RedisProcess, feeds: Feeds) -> None:
    devices = [await Redis.connect(engine.url) for _ in range(2)]
    stores = [a_store(device) for device in devices]
    for action in Action:
        before = {Action.START: [], Action.RESUME: [Action.START, Action.PAUSE]}.get(action, [Action.START])
        session_id = await a_session(stores[0], *before)
        events = len(await seqs(feeds, session_id))
        answers = await asyncio.gather(
            *(store.transition(session_id, OWNER, action) for store in stores * 10), return_exceptions=True
        )
        assert [type(answer) for answer in answers if not isinstance(answer, bytes)] == [InvalidTransition] * 19
        assert len(await seqs(feeds, session_id)) == events + 1
    for device in devices:
        await device.close()


@pytest.mark.proof
@pytest.mark.parametrize("seed", range(examples(10)))
async def test_C7_C11_C16_any_race_of_commands_leaves_one_open_segment_and_no_moment_in_a_break(
    seed: int, clips: ClipStore
) -> None:
    session_id = await a_session(clips, Action.START)
    chance = random.Random(seed)
    reasons: set[str] = set()

    async def tap(number: int) -> bool:
        try:
            await a_clip(clips, session_id, f"viewer-{number}")
        except SessionNotActive as refusal:
            reasons.add(refusal.details["reason"])
            return False
        return True

    async def switch() -> None:
        try:
            await clips.transition(session_id, OWNER, chance.choice([Action.PAUSE, Action.RESUME]))
        except InvalidTransition:
            return

    work = [tap(number) for number in range(200)] + [switch() for _ in range(40)]
    chance.shuffle(work)
    accepted = sum(1 for taken in await asyncio.gather(*work) if taken)
    session, segments, moments = (await clips.read(session_id, OWNER)).parsed()
    assert len(moments) == accepted
    assert reasons <= {"paused"}
    still_open = [segment for segment in segments if segment.end_time is None]
    assert len(still_open) == (1 if session.status is Status.ACTIVE else 0)
    bounds = {segment.id: (segment.start_time, segment.end_time or 2**60) for segment in segments}
    for moment in moments:
        start, end = bounds[moment.segment_id]
        assert start <= moment.created_at <= end


async def test_C14_SY2_a_thousand_taps_at_once_have_numbers_without_holes_and_stand_in_order(
    clips: ClipStore, feeds: Feeds
) -> None:
    session_id = await a_session(clips, Action.START)
    taps = await asyncio.gather(*(a_clip(clips, session_id, f"viewer-{n}") for n in range(1000)))
    _, _, moments = (await clips.read(session_id, OWNER)).parsed()
    assert [moment.id for moment in moments] == [tap["id"] for tap in taps]  # one connection keeps the order
    assert await seqs(feeds, session_id) == list(range(2, 1002))  # the log holds 1000


async def test_C14_a_viewers_own_moments_of_one_second_stay_in_the_order_of_creation(clips: ClipStore) -> None:
    session_id = await a_session(clips, Action.START)
    taps = await asyncio.gather(*(a_clip(clips, session_id, note=str(n)) for n in range(50)))
    mine = (await clips.read(session_id, a_user("viewer"))).parsed()[2]
    assert [moment.note for moment in mine] == [tap["note"] for tap in taps]


async def test_SY12_the_same_submission_many_times_at_once_is_one_moment_with_one_answer(
    clips: ClipStore, feeds: Feeds
) -> None:
    session_id = await a_session(clips, Action.START)
    taps = await asyncio.gather(
        *(a_clip(clips, session_id, submission_id="s-1", note=f"try {n}") for n in range(100)),
        *(a_clip(clips, session_id, "somebody else", submission_id="s-1") for _ in range(100)),
    )
    assert len({orjson.dumps(tap) for tap in taps}) == 2
    assert await seqs(feeds, session_id) == [1, 2, 3]
    await clips.transition(session_id, OWNER, Action.END)
    again = await a_clip(clips, session_id, submission_id="s-1")
    assert again == taps[0]


async def test_C2_SY12_a_refused_submission_can_be_sent_again_later(clips: ClipStore) -> None:
    session_id = await a_session(clips, Action.START, Action.PAUSE)
    with pytest.raises(SessionNotActive):
        await a_clip(clips, session_id, submission_id="s-1")
    await clips.transition(session_id, OWNER, Action.RESUME)
    assert (await a_clip(clips, session_id, submission_id="s-1"))["segment_index"] == 2


async def test_SY13_redis_stamps_a_change_whatever_the_process_thinks(clips: ClipStore, stores: Redis) -> None:
    before, _ = await stores.call("k", "TIME")
    session_id = await a_session(clips, Action.START)
    clip = await a_clip(clips, session_id, tapped_at=int(time.time() * 1000) + 3_600_000)
    after, micros = await stores.call("k", "TIME")
    read = await clips.read(session_id, OWNER)
    assert int(before) * 1000 <= read.parsed()[2][0].created_at <= int(after) * 1000 + int(micros) // 1000
    assert clip["tapped_at"] == clip["created_at"]  # a tap from the future was made now


async def test_C3_SY1_a_stranger_changes_nothing(clips: ClipStore, feeds: Feeds) -> None:
    session_id = await a_session(clips, Action.START)
    clip_id = (await a_clip(clips, session_id))["id"]
    before = await clips.read(session_id, OWNER)
    for attempt in (
        *(clips.transition(session_id, a_user("viewer"), action) for action in Action),
        clips.update(session_id, a_user("viewer"), ClipSessionChange(title="mine")),
        clips.change_clip(session_id, a_user("viewer"), clip_id, ClipChange(clipped=True)),
        clips.remove_clip(session_id, a_user("stranger"), clip_id),
        clips.mark_moment(session_id, a_user("viewer"), MOMENT, True),
        clips.remove_moment(session_id, a_user("viewer"), MOMENT),
        clips.delete(session_id, a_user("viewer")),
        clips.row(session_id, a_user("viewer")),
    ):
        with pytest.raises(Forbidden):
            await attempt
    after = await clips.read(session_id, OWNER)
    assert (after.position, after.json[: after.json.rindex(b'"now"')]) == (
        before.position,
        before.json[: before.json.rindex(b'"now"')],
    )
    assert await seqs(feeds, session_id) == [1, 2]


async def test_CL11_the_taps_of_one_viewer_are_of_one_person(clips: ClipStore) -> None:
    session_id, other = [await a_session(clips, Action.START) for _ in range(2)]
    lena, bo = a_user("lena"), a_user("bo")
    for place, user, note in (
        (session_id, lena, "a"),
        (session_id, lena, "b"),
        (session_id, bo, "c"),
        (other, lena, "d"),
    ):
        await clips.submit(place, user, ClipSubmission(note=note))
    taps = [clip for place in (session_id, other) for clip in (await clips.read(place, OWNER)).parsed()[2]]
    person = {clip.note: clip.person for clip in taps}
    assert person["a"] == person["b"]
    assert len({person["a"], person["c"], person["d"]}) == 3


async def test_C3_SY11_a_viewers_feed_has_no_moments_and_no_names(clips: ClipStore, feeds: Feeds) -> None:
    session_id = await a_session(clips, Action.START)
    clip = await a_clip(clips, session_id, submitted_by="Lena", note="secret")
    await clips.change_clip(session_id, OWNER, clip["id"], ClipChange(clipped=True, note="still secret"))
    await clips.remove_clip(session_id, OWNER, clip["id"])
    await clips.update(session_id, OWNER, ClipSessionChange(title="new"))
    await clips.transition(session_id, OWNER, Action.END)
    public = (await feeds.recover(session_id, "public", None)).events
    assert [parsed(event.json)["type"] for event in public] == ["session_started", "session_updated", "session_ended"]
    assert not any(word in event.json for event in public for word in (b"Lena", b"secret", clip["id"].encode()))
    control = (await feeds.recover(session_id, "control", None)).events
    assert [parsed(event.json)["type"] for event in control] == [
        "session_started",
        "clip_submitted",
        "clip_marked",
        "clip_edited",
        "clip_removed",
        "session_updated",
        "session_ended",
    ]


@pytest.mark.parametrize("by", ['"', "a\\b", "{b1}", "x:clips", "é", "a b", "null", "%s%d"])
async def test_AC1_any_users_id_is_only_an_id(by: str, clips: ClipStore, feeds: Feeds) -> None:
    owner = a_user(by)
    session_id = str(parsed(await clips.create(owner, NewClipSession(title="t")))["id"])
    await clips.transition(session_id, owner, Action.START)
    clip = await a_clip(clips, session_id, by, note="mine")
    assert (await clips.read(session_id, owner)).role == "owner"
    assert (await clips.read(session_id, a_user(by + "x"))).role == "viewer"
    events = (await feeds.recover(session_id, "control", None)).events
    assert [parsed(event.json)["by"] for event in events] == [by, by]
    await clips.remove_clip(session_id, owner, clip["id"])
    assert (await clips.read(session_id, owner)).clips == []


async def test_SY17_D13_deleting_tells_and_nothing_late_counts_and_a_purge_leaves_nothing(
    clips: ClipStore, stores: Redis
) -> None:
    session_id = await a_session(clips, Action.START)
    for number in range(3):
        await a_clip(clips, session_id, f"viewer-{number}")
    await clips.audience(session_id, "process", 3)
    await clips.delete(session_id, OWNER)
    assert await stores.call("k", "ZSCORE", keys.index(session_id, "clip", "created"), session_id) is None
    for late in (
        clips.transition(session_id, OWNER, Action.END),
        clips.submit(session_id, a_user("viewer-1"), ClipSubmission()),
        clips.change_clip(session_id, OWNER, NOBODY, ClipChange(clipped=True)),
        clips.remove_clip(session_id, OWNER, NOBODY),
        clips.mark_moment(session_id, OWNER, MOMENT, True),
        clips.remove_moment(session_id, OWNER, MOMENT),
        clips.update(session_id, OWNER, ClipSessionChange(title="t")),
        clips.share(session_id, a_user("viewer-1")),
        clips.read(session_id, OWNER),
        clips.row(session_id, OWNER),
        clips.audience(session_id, "process", 1),
        clips.delete(session_id, OWNER),
    ):
        with pytest.raises(SessionNotFound):
            await late
    await clips.bin.purge(session_id, OWNER)
    assert await stores.call("k", "KEYS", f"*session:{session_id}*") == []


async def test_SY18_a_creation_that_broke_off_is_an_entry_that_counts_as_none(clips: ClipStore, stores: Redis) -> None:
    owner = "unlucky-owner"
    await clips._remember(owner, NOBODY)
    made = str(parsed(await clips.create(a_user(owner), NewClipSession()))["id"])
    assert [id_ for id_, _ in await clips.ids_of(owner, 0, 10)] == [made, NOBODY]
    with pytest.raises(SessionNotFound):
        await clips.row(NOBODY, a_user(owner))
    await clips.forget(owner, NOBODY)
    await clips.forget(owner, NOBODY)
    assert [id_ for id_, _ in await clips.ids_of(owner, 0, 10)] == [made]


async def test_a_list_is_paged_without_losing_those_made_in_one_tick(clips: ClipStore) -> None:
    owner = "busy-owner"
    made = await asyncio.gather(*(clips.create(a_user(owner), NewClipSession(title=str(n))) for n in range(60)))
    seen: list[str] = []
    before = 0
    while page := await clips.ids_of(owner, before, 7):
        seen += [id_ for id_, _ in page]
        before = page[-1][1]
    assert sorted(seen) == sorted(parsed(one)["id"] for one in made)
    assert len(seen) == len(set(seen))


async def test_a_second_owner_controls_too_and_the_seventeenth_is_one_too_many(clips: ClipStore) -> None:
    session_id = await a_session(clips)
    for number in range(15):
        await clips.share(session_id, a_user(f"device-{number}"))
        await clips.share(session_id, a_user(f"device-{number}"))
    with pytest.raises(Conflict):
        await clips.share(session_id, a_user("device-15"))
    await clips.transition(session_id, a_user("device-14"), Action.START)
    assert (await clips.read(session_id, a_user("device-15"))).role == "viewer"


async def test_a_session_that_is_full_refuses_the_next_moment_and_keeps_the_others(
    stores: Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clip_module, "MOST_CLIPS", 3)
    clips = a_store(stores)
    session_id = await a_session(clips, Action.START)
    for number in range(3):
        await a_clip(clips, session_id, submission_id=str(number))
    with pytest.raises(Refusal) as refused:
        await a_clip(clips, session_id, submission_id="3")
    assert refused.value.code == "too_large"
    await a_clip(clips, session_id, submission_id="2")  # a retry of one that is in
    assert len((await clips.read(session_id, OWNER)).clips) == 3


async def test_one_viewer_cannot_fill_a_session_for_all(stores: Redis, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clip_module, "MOST_CLIPS_OF_ONE", 2)
    clips = a_store(stores)
    session_id = await a_session(clips, Action.START)
    for number in range(2):
        await clips.submit(session_id, a_user("eager"), ClipSubmission(submission_id=str(number)))
    with pytest.raises(TooLarge):
        await clips.submit(session_id, a_user("eager"), ClipSubmission(submission_id="2"))
    await clips.submit(session_id, a_user("calm"), ClipSubmission(submission_id="0"))
    assert len((await clips.read(session_id, OWNER)).clips) == 3


async def test_a_moment_that_does_not_exist_is_not_found(clips: ClipStore) -> None:
    session_id = await a_session(clips, Action.START)
    with pytest.raises(NotFound):
        await clips.change_clip(session_id, OWNER, NOBODY, ClipChange(clipped=True))
    with pytest.raises(NotFound):
        await clips.remove_clip(session_id, OWNER, NOBODY)
    with pytest.raises(NotFound):
        await clips.mark_moment(session_id, OWNER, MOMENT, True)
    with pytest.raises(NotFound):
        await clips.remove_moment(session_id, OWNER, MOMENT)


async def test_C18_a_change_that_changes_nothing_says_nothing(clips: ClipStore, feeds: Feeds) -> None:
    session_id = await a_session(clips, Action.START)
    clip_id = (await a_clip(clips, session_id, note="n"))["id"]
    for _ in range(3):
        await clips.change_clip(session_id, OWNER, clip_id, ClipChange(clipped=True, note="n"))
    assert await seqs(feeds, session_id) == [1, 2, 3]


async def test_SY6_a_log_is_bounded_and_says_when_it_no_longer_reaches(stores: Redis, feeds: Feeds) -> None:
    store = a_store(stores, log_length=10)
    session_id = await a_session(store, Action.START)
    start = (await store.read(session_id, OWNER)).position
    for number in range(400):
        await a_clip(store, session_id, f"viewer-{number}")
    recovered = await feeds.recover(session_id, "control", start)
    assert not recovered.complete
    assert recovered.position.seq == 401
    assert [event.seq for event in recovered.events] == list(range(402 - len(recovered.events), 402))
    assert [parsed(event.json)["seq"] for event in recovered.events] == [event.seq for event in recovered.events]
    assert 10 <= len(recovered.events) < 250  # a stream is cut in blocks of 100
    nearly = Position(start.epoch, 400)
    assert [event.seq for event in (await feeds.recover(session_id, "control", nearly)).events] == [401]


async def test_SY6_a_log_with_a_hole_is_read_up_to_the_hole_only(clips: ClipStore, stores: Redis, feeds: Feeds) -> None:
    session_id = await a_session(clips, Action.START)
    start = (await clips.read(session_id, OWNER)).position
    for number in range(9):
        await a_clip(clips, session_id, f"viewer-{number}")
    await stores.call("k", "XDEL", f"{keys.header(session_id)}:log:control", "5-0")
    recovered = await feeds.recover(session_id, "control", start)
    assert not recovered.complete
    assert [event.seq for event in recovered.events] == [6, 7, 8, 9, 10]
    assert [parsed(event.json)["seq"] for event in recovered.events] == [6, 7, 8, 9, 10]


@pytest.mark.parametrize("position", [("", 0), ("x", 1), ("{epoch}", 2**53), ("{epoch}", 3), ("{epoch} ", 1)])
async def test_SY4_a_position_of_another_epoch_or_from_the_future_is_never_believed(
    position: tuple[str, int], clips: ClipStore, feeds: Feeds
) -> None:
    session_id = await a_session(clips, Action.START)
    await a_clip(clips, session_id)
    real = (await clips.read(session_id, OWNER)).position
    asked = Position(position[0].format(epoch=real.epoch), position[1])
    assert not (await feeds.recover(session_id, "control", asked)).complete
    assert await feeds.missed(session_id, "control", asked) is None


async def test_SY21_many_processes_that_report_at_once_are_told_once_and_end_with_the_sum(
    clips: ClipStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    session_id = await a_session(clips)
    told = await asyncio.gather(*(clips.audience(session_id, f"process-{n}", 10) for n in range(20)))
    assert told == [True] + [False] * 19
    assert (await clips.read(session_id, OWNER)).viewers == 200
    monkeypatch.setattr(clip_module, "AUDIENCE_PAUSE_MS", 0)
    assert await clips.audience(session_id, "process-3", 0)
    assert (await clips.read(session_id, OWNER)).viewers == 190


async def test_SY10_SY21_a_process_that_died_stops_counting(clips: ClipStore, monkeypatch: pytest.MonkeyPatch) -> None:
    session_id = await a_session(clips)
    monkeypatch.setattr(clip_module, "AUDIENCE_TTL_MS", 0)
    await clips.audience(session_id, "dead", 10)
    monkeypatch.setattr(clip_module, "AUDIENCE_TTL_MS", 60_000)
    await clips.audience(session_id, "alive", 3)
    assert (await clips.read(session_id, OWNER)).viewers == 3


async def test_C5_a_new_session_has_its_links_and_takes_no_moments(clips: ClipStore) -> None:
    session = parsed(await clips.create(OWNER, NewClipSession(title="t", game="g", lead_seconds=3)))
    assert session["status"] == "created"
    assert session["viewer_url"] == f"{PUBLIC_URL}/c/{session['id']}"
    assert session["control_url"] == f"{PUBLIC_URL}/clips/{session['id']}"
    with pytest.raises(SessionNotActive) as refused:
        await a_clip(clips, session["id"])
    assert refused.value.details == {"reason": "created"}
