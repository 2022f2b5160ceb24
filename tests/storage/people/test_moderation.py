"""What moderators do against abuse, in the scripts: removing people with what they sent, slow mode, undo, the list."""

import asyncio
from contextlib import suppress
from typing import Any

import orjson
import pytest

from auth.user import User
from sessions.base.errors import (
    Conflict,
    Forbidden,
    InvalidPayload,
    NotFound,
    RateLimited,
    SessionNotFound,
    TooLarge,
)
from sessions.base.people import CROWD, MOST_NETWORKS
from sessions.clip.session import Action, ClipChange, ClipSubmission, MomentRef
from storage.bus.feeds import Feeds
from storage.clip.store import ClipStore
from storage.jam.jam import Origin
from storage.jam.store import JamStore
from storage.people.moderation import ModerationStore
from storage.people.store import PeopleStore
from storage.redis import keys
from storage.redis.client import Redis
from tests.polling import until as polled
from tests.storage.moments import mark, shown, told
from tests.storage.sessions import OWNER, a_session, a_store, parsed
from tests.system.mirror import content
from tests.users import a_guest, a_user

BO, PLOVER, WREN = (a_user(name) for name in ("bo", "plover", "wren"))
HOME, CAFE = "203.0.113.7", "198.51.100.9"
WHOLE = MomentRef(segment_index=1, first_seconds=0, last_seconds=30)


async def test_PE11_SY8_a_person_is_removed_with_everything_they_sent_by_one_command_and_comes_back_by_one(
    clips: ClipStore, moderation: ModerationStore, people: PeopleStore, stores: Redis
) -> None:
    session_id = await a_session(clips, Action.START)
    kept = await mark(clips, session_id, WREN, 3, note="good", submitted_by="wren")
    await mark(clips, session_id, PLOVER, 230, note="spam", submitted_by="Guest Plover")
    kept += await mark(clips, session_id, WREN, 2)
    first = await clips.read_whole(session_id, OWNER)
    before = parsed(first.json)

    step, moments = await moderation.remove(session_id, OWNER, PLOVER.id, "Guest Plover", content=True)
    assert moments == 230
    assert await shown(clips, session_id) == kept
    for attempt in (clips.submit(session_id, PLOVER, ClipSubmission()), clips.read(session_id, PLOVER)):
        with pytest.raises(Forbidden):
            await attempt
    second = await clips.read_whole(session_id, OWNER)
    assert content(await told(stores, session_id, first.position, before)) == content(parsed(second.json))
    (found,) = (await people.read(session_id, OWNER)).steps
    assert (found["type"], found["name"], found["moments"], found["undone_at"]) == (
        "removed",
        "Guest Plover",
        230,
        None,
    )

    assert await moderation.undo(session_id, OWNER, step) == 230
    after = await clips.read_whole(session_id, OWNER)
    assert content(parsed(after.json)) == content(before)
    view = await told(stores, session_id, second.position, parsed(second.json))
    assert {clip["id"]: clip for clip in view["clips"]} == {clip["id"]: clip for clip in before["clips"]}
    await clips.submit(session_id, PLOVER, ClipSubmission())
    with pytest.raises(Conflict):
        await moderation.undo(session_id, OWNER, step)
    (found,) = (await people.read(session_id, OWNER)).steps
    assert found["undone_at"] is not None


async def test_PE11_what_a_removed_person_sent_may_stay(clips: ClipStore, moderation: ModerationStore) -> None:
    session_id = await a_session(clips, Action.START)
    ids = await mark(clips, session_id, PLOVER, 3)
    _, moments = await moderation.remove(session_id, OWNER, PLOVER.id, None, content=False)
    assert moments == 0
    assert await shown(clips, session_id) == ids


async def test_CL17_PE11_PE12_who_was_removed_or_is_kept_out_changes_nothing_of_what_they_sent(
    clips: ClipStore, moderation: ModerationStore
) -> None:
    session_id = await a_session(clips, Action.START)
    (tap,) = await mark(clips, session_id, PLOVER, 1)
    await moderation.remove(session_id, OWNER, PLOVER.id, "Guest Plover", content=False)
    guest = a_guest("guest")
    await clips.submit(session_id, a_guest("spammer"), ClipSubmission(), HOME)
    sent = parsed(await clips.submit(session_id, guest, ClipSubmission(), CAFE))["id"]
    await moderation.remove_network(session_id, OWNER, await moderation.network_of(session_id, HOME))
    for attempt in (
        clips.change_clip(session_id, PLOVER, tap, ClipChange(note="spam")),
        clips.remove_clip(session_id, PLOVER, tap),
        clips.change_clip(session_id, guest, sent, ClipChange(note="spam"), HOME),
        clips.remove_clip(session_id, guest, sent, HOME),
    ):
        with pytest.raises(Forbidden):
            await attempt
    await clips.change_clip(session_id, guest, sent, ClipChange(note="mine"), CAFE)


async def test_PE11_PE2_only_who_decides_removes_and_nobody_an_owner_or_themselves(
    clips: ClipStore, moderation: ModerationStore, people: PeopleStore
) -> None:
    session_id = await a_session(clips, Action.START)
    ids = await mark(clips, session_id, OWNER, 2)
    for attempt in (
        moderation.remove(session_id, WREN, PLOVER.id, None, content=True),
        moderation.undo(session_id, WREN, 1),
        moderation.senders(session_id, WREN),
        people.set_link(session_id, WREN, None, locked=None, slow_seconds=10),
    ):
        with pytest.raises(Forbidden):
            await attempt
    await people.set_role(session_id, OWNER, BO.id, "co-owner", None)
    with pytest.raises(Forbidden):
        await moderation.remove(session_id, BO, OWNER.id, None, content=True)
    with pytest.raises(InvalidPayload):
        await moderation.remove(session_id, BO, BO.id, None, content=True)
    with pytest.raises(SessionNotFound):
        await moderation.remove("00000000-0000-4000-8000-000000000000", OWNER, BO.id, None, content=True)
    with pytest.raises(NotFound):
        await moderation.undo(session_id, BO, 99)
    assert await shown(clips, session_id) == ids
    await moderation.remove(session_id, BO, WREN.id, None, content=True)  # a moderator may


async def test_PE11_SY1_no_moment_of_a_removed_person_is_left_whatever_arrives_at_the_same_instant(
    clips: ClipStore, moderation: ModerationStore, stores: Redis
) -> None:
    """A hundred taps, a removal by each of two moderators and an undo, all at once."""
    session_id = await a_session(clips, Action.START)
    kept = await mark(clips, session_id, WREN, 5)
    await mark(clips, session_id, PLOVER, 150)

    async def attempt() -> None:
        with suppress(Forbidden):
            await mark(clips, session_id, PLOVER)

    taps = [attempt() for _ in range(50)]
    removals = [moderation.remove(session_id, OWNER, PLOVER.id, None, content=True) for _ in range(2)]
    await asyncio.gather(*taps, *removals, *(attempt() for _ in range(50)))
    assert await shown(clips, session_id) == kept
    header = keys.header(session_id)
    assert await stores.call(header, "HLEN", f"{header}:by:{PLOVER.id}") == 0


async def test_PE11_a_removal_that_broke_off_is_finished_by_the_next_one(
    clips: ClipStore, moderation: ModerationStore, stores: Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    session_id = await a_session(clips, Action.START)
    await mark(clips, session_id, PLOVER, 150)
    run, runs = stores.run, 0

    async def disturbed(*arguments: Any) -> Any:
        nonlocal runs
        runs += 1
        if runs == 3:  # the removal, a hundred moments, and then the connection breaks
            raise ConnectionError
        return await run(*arguments)

    with monkeypatch.context() as patch:
        patch.setattr(stores, "run", disturbed)
        with pytest.raises(ConnectionError):
            await moderation.remove(session_id, OWNER, PLOVER.id, None, content=True)
    assert len(await shown(clips, session_id)) == 50
    _, moments = await moderation.remove(session_id, OWNER, PLOVER.id, None, content=True)
    assert moments == 50
    assert await shown(clips, session_id) == []


async def test_PE12_the_guests_of_a_network_are_removed_together_and_those_with_a_role_stay(
    clips: ClipStore, moderation: ModerationStore, people: PeopleStore, stores: Redis
) -> None:
    session_id = await a_session(clips, Action.START)
    await people.set_role(session_id, OWNER, BO.id, "co-owner", None)
    kept = await mark(clips, session_id, WREN, 4, HOME)
    kept += await mark(clips, session_id, OWNER, 1, CAFE)  # the streamer sits in the same café
    kept += await mark(clips, session_id, a_guest("bo"), 1, CAFE)
    for number in range(60):
        await mark(clips, session_id, a_guest(f"abuser-{number}"), 2, CAFE, note="spam")

    senders, (crowd,) = await moderation.senders(session_id, OWNER)
    assert (crowd.people, crowd.moments, crowd.kept_out) == (62, 122, False)
    assert crowd.people >= CROWD
    assert (senders[0].user_id, senders[0].moments) == ("wren", 4)
    assert HOME not in str(senders)
    assert CAFE not in str(crowd)

    step, moments = await moderation.remove_network(session_id, OWNER, crowd.network)
    assert moments == 120
    assert await shown(clips, session_id) == kept
    with pytest.raises(Forbidden):  # as another new guest, too
        await mark(clips, session_id, a_guest("abuser-61"), 1, CAFE)
    await mark(clips, session_id, WREN, 1, CAFE)  # signed in: not a guest
    await mark(clips, session_id, a_guest("bo"), 1, CAFE)
    await mark(clips, session_id, OWNER, 1, CAFE)
    await mark(clips, session_id, a_guest("somebody"), 1, HOME)
    assert (await moderation.senders(session_id, OWNER))[1][0].kept_out

    assert await moderation.undo(session_id, BO, step) == 120
    await mark(clips, session_id, a_guest("abuser-62"), 1, CAFE)
    assert len(await shown(clips, session_id)) == 120 + len(kept) + 5
    header = keys.header(session_id)
    stored = await stores.call(header, "HVALS", f"{header}:networks")
    assert all(one not in (HOME.encode(), CAFE.encode()) for one in stored)


async def now_of(stores: Redis) -> int:
    seconds, micros = await stores.call("x", "TIME")
    return int(seconds) * 1000 + int(micros) // 1000


@pytest.mark.parametrize("way", ["user", "network"])
async def test_PE11_AB5_what_is_sent_after_a_time_stays(
    clips: ClipStore, moderation: ModerationStore, stores: Redis, way: str
) -> None:
    session_id = await a_session(clips, Action.START)
    troll, late = a_guest("troll"), a_guest("late")
    await mark(clips, session_id, troll, 230, CAFE, note="spam")
    until = await now_of(stores)

    async def is_later() -> bool:
        return await now_of(stores) > until

    await polled(is_later)
    kept = await mark(clips, session_id, troll, 40, CAFE) + await mark(clips, session_id, late, 5, CAFE)
    network = await moderation.network_of(session_id, CAFE)
    assert await moderation.sent_until(session_id, [late.id, troll.id], "", until)
    assert await moderation.sent_until(session_id, [], network, until)
    assert not await moderation.sent_until(session_id, [late.id], "0" * 16, until)
    first = await clips.read_whole(session_id, OWNER)

    if way == "user":
        step, moments = await moderation.remove(session_id, OWNER, troll.id, None, content=True, until=until)
    else:
        step, moments = await moderation.remove_network(session_id, OWNER, network, until=until)
    assert moments == 230
    assert await shown(clips, session_id) == kept
    second = await clips.read_whole(session_id, OWNER)
    view = await told(stores, session_id, first.position, parsed(first.json))
    assert content(view) == content(parsed(second.json))
    assert await moderation.undo(session_id, OWNER, step) == 230
    after = await clips.read_whole(session_id, OWNER)
    assert content(parsed(after.json)) == content(parsed(first.json))


async def test_PE12_networks_that_are_kept_out_are_bounded_and_known_ones(
    clips: ClipStore, moderation: ModerationStore, stores: Redis
) -> None:
    session_id = await a_session(clips, Action.START)
    with pytest.raises(NotFound):
        await moderation.remove_network(session_id, OWNER, "0" * 16)
    await mark(clips, session_id, a_guest("one"), 1, HOME)
    (network,) = {one.network for one in (await moderation.senders(session_id, OWNER))[0]}
    assert network is not None
    blocked = f"{keys.header(session_id)}:blocked"
    await stores.call(blocked, "HSET", blocked, *(part for n in range(MOST_NETWORKS) for part in (f"n{n}", "1")))
    with pytest.raises(TooLarge):
        await moderation.remove_network(session_id, OWNER, network)


async def test_PE12_D16_slow_mode_holds_viewers_and_no_moderators_and_is_undone(
    stores: Redis, moderation: ModerationStore, people: PeopleStore
) -> None:
    clips = a_store(stores, tap_gap_ms=100)
    session_id = await a_session(clips, Action.START)
    await people.set_role(session_id, OWNER, BO.id, "co-owner", None)
    positions = {by.id: (await clips.read(session_id, by)).position for by in (OWNER, WREN)}
    await people.set_link(session_id, OWNER, None, locked=None, slow_seconds=30)
    assert parsed((await clips.read(session_id, WREN)).session)["slow_seconds"] == 30
    await mark(clips, session_id, WREN)
    with pytest.raises(RateLimited) as refused:
        await mark(clips, session_id, WREN)
    assert 25 < refused.value.retry_after <= 30
    for by in (OWNER, BO):
        await mark(clips, session_id, by)
        with pytest.raises(RateLimited) as refused:  # D16's least holds for everybody
            await mark(clips, session_id, by)
        assert refused.value.retry_after == 1
    await mark(clips, session_id, PLOVER)
    for reader, feed in ((OWNER, "control"), (WREN, "public")):  # everybody is told, by a numbered event
        missed = await Feeds(stores).missed(session_id, feed, positions[reader.id])
        assert missed is not None
        told = [orjson.loads(event.json) for event in missed]
        assert {"seconds": 30} in [one["data"] for one in told if one["type"] == "slow_mode_changed"]
    (step, *_) = (await people.read(session_id, OWNER)).steps
    assert (step["type"], step["seconds"], step["seconds_before"]) == ("slow_mode", 30, 0)
    await moderation.undo(session_id, BO, step["id"])
    assert parsed((await clips.read(session_id, WREN)).session)["slow_seconds"] == 0


async def test_PE12_slow_mode_of_a_jam_counts_a_person_or_an_address(stores: Redis, people: PeopleStore) -> None:
    jams = JamStore(stores, log_length=1000)
    jam_id, _ = await jams.create({"tempo": 104}, Origin(owner=OWNER.id))
    await people.set_link(jam_id, OWNER, None, locked=None, slow_seconds=60)

    async def edit(by: User | None, number: int, address: str = "") -> None:
        await jams.edit(jam_id, by, f"e{number}", {"tempo": 60 + number}, address=address)

    await edit(WREN, 1)
    with pytest.raises(RateLimited) as refused:
        await edit(WREN, 2)
    assert 50 < refused.value.retry_after <= 60
    await edit(WREN, 1)  # the same again gets the first answer
    await edit(None, 3, HOME)
    with pytest.raises(RateLimited):  # without a token, an address is one person
        await edit(None, 4, HOME)
    await edit(None, 5, CAFE)
    for number in (6, 7, 8):
        await edit(OWNER, number)
    assert (await jams.read(jam_id, OWNER, touch=False)).flat["tempo"] == 68
    await people.set_link(jam_id, OWNER, None, locked=None, slow_seconds=0)
    await edit(WREN, 9)


async def test_PE13_steps_are_listed_for_who_decides_and_bounded_with_what_they_took(
    clips: ClipStore, moderation: ModerationStore, people: PeopleStore, stores: Redis
) -> None:
    session_id = await a_session(clips, Action.START)
    await mark(clips, session_id, PLOVER, 2)
    await moderation.remove(session_id, OWNER, PLOVER.id, "Plover", content=True)
    await people.set_role(session_id, OWNER, BO.id, "co-owner", "Bo")
    await people.set_role(session_id, OWNER, BO.id, "viewer", "Bo")
    seen = [(one["type"], one.get("before"), one.get("role")) for one in (await people.read(session_id, OWNER)).steps]
    assert seen == [("role", "co-owner", "viewer"), ("role", None, "co-owner"), ("removed", None, None)]
    assert (await people.read(session_id, BO)).steps == []
    with pytest.raises(Conflict):
        await moderation.undo(session_id, OWNER, 2)  # a role is given back in the list
    for number in range(50):
        await people.set_link(session_id, OWNER, None, locked=None, slow_seconds=number % 2 + 1)
    steps = (await people.read(session_id, OWNER)).steps
    assert len(steps) == 50
    header = keys.header(session_id)
    assert await stores.call(header, "EXISTS", f"{header}:removed:1") == 0
    with pytest.raises(NotFound):
        await moderation.undo(session_id, OWNER, 1)


async def test_SY17_D13_nothing_of_the_moderators_is_left_when_a_session_is_purged(
    clips: ClipStore, moderation: ModerationStore, people: PeopleStore, stores: Redis
) -> None:
    session_id = await a_session(clips, Action.START)
    for number in range(4):
        await mark(clips, session_id, a_guest(f"g{number}"), 1, HOME)
    await moderation.remove(session_id, OWNER, "g1", None, content=True)
    (network,) = {one.network for one in (await moderation.senders(session_id, OWNER))[0]}
    await clips.remove_moment(session_id, OWNER, WHOLE)
    await moderation.remove_network(session_id, OWNER, str(network))
    await people.set_link(session_id, OWNER, None, locked=None, slow_seconds=5)
    header = keys.header(session_id)
    assert len(await stores.call(header, "KEYS", f"{header}:*")) > 10
    await clips.delete(session_id, OWNER)
    await clips.bin.purge(session_id, OWNER)
    assert await stores.call(header, "KEYS", f"{header}*") == []
