"""Rows of home pages: what the relay writes, to whom, how often, and that nothing is lost or doubled."""

import asyncio
from typing import Any
from uuid import uuid4

import orjson
import pytest

from auth.user import User
from sessions.base.errors import Forbidden, SessionNotFound
from sessions.base.home import MOST_ROWS
from sessions.base.people import Link, Role
from sessions.clip.session import Action, ClipSessionChange, NewClipSession
from sessions.voice.session import NewVoiceSession, VoiceStatus
from storage.bus.feeds import Feeds
from storage.clip.store import ClipStore
from storage.home.relay import HomeRelay
from storage.home.store import FEED, HomeStore, id_of
from storage.jam.jam import Origin
from storage.jam.store import JamStore
from storage.people.store import PeopleStore
from storage.redis import keys
from storage.redis.client import Redis
from storage.voice.store import Report, VoiceStore
from tests.polling import PATIENCE
from tests.storage.sessions import a_clip, a_store, an_id
from tests.users import a_recorder, a_user

URL = "http://127.0.0.1"


def somebody(name: str = "ines") -> User:
    """A user whom no other test knows."""
    return a_user(f"{name}-{uuid4()}")


async def took_part(people: PeopleStore, session_id: str, owner: User, user: User, role: str) -> None:
    """They have this role by an invitation that they have accepted."""
    _, token = await people.invite(session_id, owner, Role(role), uses=1, seconds=60, note=None)
    await people.join(token, user)


@pytest.fixture
def homes(stores: Redis) -> HomeStore:
    return HomeStore(stores)


@pytest.fixture
def relay(stores: Redis) -> HomeRelay:
    return HomeRelay(stores, public_url=URL, lease_ms=1, pace_ms=0)


async def rows(homes: HomeStore, user: User) -> dict[str, dict[str, Any]]:
    await homes.open(user)
    found = [orjson.loads(row) for row in (await homes.read(user, id_of(user.id))).rows]
    assert len({row["id"] for row in found}) == len(found)
    return {row["id"]: row for row in found}


async def changes(stores: Redis, user: User) -> list[tuple[str, str]]:
    """Every event of a home: its type and the session's id."""
    found = await Feeds(stores).recover(id_of(user.id), FEED, None)
    events = [orjson.loads(event.json) for event in found.events]
    return [(event["type"], event["data"].get("id") or event["data"]["row"]["id"]) for event in events]


async def due_at(stores: Redis, session_id: str) -> int | None:
    key = keys.index(session_id, "home", "changed")
    score = await stores.call(key, "ZSCORE", key, session_id)
    return None if score is None else int(float(score))


async def settled(stores: Redis, relay: HomeRelay, session_id: str) -> None:
    """Returns when nothing more is to be written of a session now; what is due later stays noted."""
    async with asyncio.timeout(PATIENCE):
        while True:
            await relay.relay(session_id)
            at = await due_at(stores, session_id)
            key = keys.run(session_id)
            seconds, micros = await stores.call(key, "TIME")
            if at is None or at > int(seconds) * 1000 + int(micros) // 1000 + 1500:
                return
            await asyncio.sleep(0)


async def a_stream(clips: ClipStore, owner: User, *actions: Action) -> str:
    session_id = str(orjson.loads(await clips.create(owner, NewClipSession(title="Death March")))["id"])
    for action in actions:
        await clips.transition(session_id, owner, action)
    return session_id


async def test_PE7_a_home_has_the_sessions_of_every_kind_with_their_state(
    stores: Redis, homes: HomeStore, relay: HomeRelay, clips: ClipStore, jams: JamStore
) -> None:
    ines = somebody()
    recorder = a_recorder(ines.id)
    stream = await a_stream(clips, ines, Action.START)
    jam, _ = await jams.create({"tempo": 104, "name": "Rainy Tuesday"}, Origin(owner=ines.id))
    await jams.play(jam, ines, playing=True)
    voices = VoiceStore(stores, public_url=URL, log_length=1000)
    voice = str(uuid4())
    await voices.create(voice, recorder, NewVoiceSession(session_name="Планёрка"), place=1)
    await voices.report(voice, recorder, Report(VoiceStatus.RECORDING, "", 60_000))
    for session_id in (stream, jam, voice):
        await settled(stores, relay, session_id)

    found = await rows(homes, ines)
    assert {(row["kind"], row["title"], row["state"], row["role"], row["listed"]) for row in found.values()} == {
        ("clip", "Death March", "active", "owner", True),
        ("jam", "Rainy Tuesday", "playing", "owner", True),
        ("voice", "Планёрка", "recording", "owner", True),
    }
    assert found[stream]["facts"]["taps"] == 0
    assert found[stream]["facts"]["live_since"] > 0
    assert found[voice]["facts"]["interrupted"] is False


async def test_PE7_a_row_has_the_picture_of_its_session(
    stores: Redis, homes: HomeStore, relay: HomeRelay, clips: ClipStore, jams: JamStore
) -> None:
    ines = somebody()
    stream = orjson.loads(await clips.create(ines, NewClipSession(title="Night")))["id"]
    await clips.transition(stream, ines, Action.START)
    await a_clip(clips, stream)
    await clips.transition(stream, ines, Action.PAUSE)
    # Two segments of 60 s: the second begins at the middle of the strip, whenever it was.
    header = keys.header(stream)
    await stores.call(f"{header}:segments", "HSET", f"{header}:segments", "1:start", 0, "1:end", 60_000,
        "2:start", 900_000, "2:end", 960_000)  # fmt: skip
    await stores.call(header, "HSET", header, "segment", 2)
    order = f"{header}:order"
    places = {"a": 10_000_000, "b": 10_000_059, "c": 20_000_000, "d": 20_000_090}
    await stores.call(order, "DEL", order)
    await stores.call(order, "ZADD", order, *(word for id_, at in places.items() for word in (at, id_)))
    track = {"": True, "/name": "Kick", "/sampleId": "kick", "/order": "a1", "/color": 2}
    steps = {f"/steps/{step}": True for step in (0, 15, 16)}
    flat = {f"tracks/t1{path}": value for path, value in (track | steps).items()}
    jam, _ = await jams.create(flat, Origin(owner=ines.id))
    for session_id in (stream, jam):
        await settled(stores, relay, session_id)
    found = await rows(homes, ines)
    assert found[jam]["facts"] == {"tracks": 1, "pattern": [2 * 65_536 + 2**15 + 1]}
    heat = found[stream]["facts"]["heat"]
    assert len(heat) == 48
    assert {part: taps for part, taps in enumerate(heat) if taps} == {0: 1, 23: 1, 24: 1, 47: 1}


async def test_PE7_a_change_is_one_event_and_the_same_again_is_none(
    stores: Redis, homes: HomeStore, relay: HomeRelay, clips: ClipStore
) -> None:
    ines = somebody()
    stream = await a_stream(clips, ines)
    await settled(stores, relay, stream)
    await clips.update(stream, ines, ClipSessionChange(title="Renamed"))
    await settled(stores, relay, stream)
    key = keys.index(stream, "home", "changed")
    await stores.call(key, "ZADD", key, 1, stream)
    await settled(stores, relay, stream)
    assert await changes(stores, ines) == [("row_changed", stream)] * 2
    assert await due_at(stores, stream) is None
    assert (await rows(homes, ines))[stream]["title"] == "Renamed"


async def test_PE7_a_deleted_session_leaves_every_home_and_comes_back_with_it(
    stores: Redis, homes: HomeStore, relay: HomeRelay, clips: ClipStore
) -> None:
    ines = somebody()
    stream = await a_stream(clips, ines)
    await settled(stores, relay, stream)
    await clips.delete(stream, ines)
    await settled(stores, relay, stream)
    assert stream not in await rows(homes, ines)
    homes_key = f"{keys.header(stream)}:homes"
    assert await stores.call(homes_key, "EXISTS", homes_key) == 0
    await clips.bin.restore(stream, ines)
    await settled(stores, relay, stream)
    assert stream in await rows(homes, ines)
    assert await changes(stores, ines) == [("row_changed", stream), ("row_removed", stream), ("row_changed", stream)]


async def test_PE7_what_an_older_reader_brings_late_changes_nothing(
    stores: Redis, homes: HomeStore, relay: HomeRelay, clips: ClipStore
) -> None:
    ines = somebody()
    stream = await a_stream(clips, ines)
    slow = await relay.take(stream)
    assert slow is not None
    await clips.update(stream, ines, ClipSessionChange(title="Newer"))
    await settled(stores, relay, stream)
    await relay.write(stream, slow)
    assert (await rows(homes, ines))[stream]["title"] == "Newer"
    await clips.delete(stream, ines)
    await settled(stores, relay, stream)
    await relay.write(stream, slow)
    assert stream not in await rows(homes, ines)


async def test_PE8_a_relay_that_is_killed_between_any_two_steps_loses_nothing_and_doubles_nothing(
    stores: Redis, homes: HomeStore, relay: HomeRelay, clips: ClipStore
) -> None:
    ines = somebody()
    stream = await a_stream(clips, ines)
    assert await relay.take(stream) is not None  # killed before it wrote
    assert await rows(homes, ines) == {}
    await settled(stores, relay, stream)
    assert set(await rows(homes, ines)) == {stream}

    await clips.transition(stream, ines, Action.START)
    half = await relay.take(stream)
    assert half is not None
    [(user, told)] = half.rows.items()
    await homes.apply(user, stream, half.revision, told.row, told.changed_at)  # killed before it said so
    await settled(stores, relay, stream)
    assert (await rows(homes, ines))[stream]["state"] == "active"
    assert await changes(stores, ines) == [("row_changed", stream)] * 2


async def test_PE8_a_session_that_another_process_writes_is_left_alone_until_its_lease_ends(
    stores: Redis, clips: ClipStore
) -> None:
    ines = somebody()
    stream = await a_stream(clips, ines)
    patient = HomeRelay(stores, public_url=URL, lease_ms=3_600_000, pace_ms=1)  # so each lease is another one
    first = await patient.take(stream)
    assert first is not None
    assert await patient.take(stream) is None
    await clips.update(stream, ines, ClipSessionChange(title="Newer"))  # ends the lease: it must be read again
    while (second := await patient.take(stream)) is None:
        pass  # in the millisecond of the first
    await patient.write(stream, first)
    assert await due_at(stores, stream) == int(second.lease)
    await patient.write(stream, second)
    assert await due_at(stores, stream) is None


async def test_PE8_a_row_is_written_once_a_second_however_much_changes(stores: Redis, clips: ClipStore) -> None:
    ines = somebody()
    stream = await a_stream(clips, ines)
    relay = HomeRelay(stores, public_url=URL, pace_ms=3_600_000)
    taken = await relay.take(stream)
    assert taken is not None
    await relay.write(stream, taken)
    for number in range(5):
        await clips.update(stream, ines, ClipSessionChange(title=f"Title {number}"))
        assert await relay.take(stream) is None
    at = await due_at(stores, stream)
    assert at is not None
    seconds, _ = await stores.call("k", "TIME")
    assert at > int(seconds) * 1000 + 3_500_000


async def test_PE8_a_crowds_taps_note_a_change_once_a_second_and_the_last_tap_is_counted(
    stores: Redis, homes: HomeStore, relay: HomeRelay
) -> None:
    clips = a_store(stores)
    ines = somebody()
    stream = await a_stream(clips, ines, Action.START)
    await settled(stores, relay, stream)
    key = keys.header(stream)
    noted = []
    for number in range(30):
        await a_clip(clips, stream, by=f"viewer-{number}")
        noted.append(await stores.call(key, "HGET", key, "row_at"))
    seconds = (int(noted[-1]) - int(noted[0])) / 1000
    assert len(set(noted)) <= seconds + 1
    async with asyncio.timeout(PATIENCE):
        while (await rows(homes, ines))[stream]["facts"]["taps"] < 30:
            await relay.relay(stream)
            await asyncio.sleep(0)


async def test_PE8_edits_of_a_jam_note_a_change_now_and_then_and_a_new_name_at_once(
    stores: Redis, homes: HomeStore, relay: HomeRelay, jams: JamStore
) -> None:
    ines = somebody()
    jam, _ = await jams.create({"tempo": 104}, Origin(owner=ines.id))
    await settled(stores, relay, jam)
    key = keys.header(jam)
    for number in range(20):
        await jams.edit(jam, ines, uuid4().hex, {"tempo": 60 + number})
    first = await stores.call(key, "HGET", key, "row_at")
    at = await due_at(stores, jam)
    assert at is not None
    assert int(first) < at <= int(first) + 1000
    await jams.edit(jam, ines, uuid4().hex, {"name": "Kettle lid orchestra"})
    await settled(stores, relay, jam)
    assert (await rows(homes, ines))[jam]["title"] == "Kettle lid orchestra"


async def test_D34_PE9_a_role_that_was_given_unasked_brings_nothing_to_a_home_until_they_accept(
    stores: Redis, homes: HomeStore, relay: HomeRelay, jams: JamStore, people: PeopleStore
) -> None:
    ines, pia = somebody(), somebody("pia")
    jam, _ = await jams.create({}, Origin(owner=ines.id))
    for role in (Role.VIEWER, Role.OWNER, Role.CO_OWNER):
        await people.set_role(jam, ines, pia.id, role, "Pia")
        await settled(stores, relay, jam)
        assert await rows(homes, pia) == {}
    assert await homes.known(ines) == []  # so an invitation by name is refused as before
    await took_part(people, jam, ines, pia, Role.OWNER)
    await settled(stores, relay, jam)
    [row] = (await rows(homes, pia)).values()
    assert (row["role"], row["listed"], row["requests"]) == ("owner", True, [])
    await people.set_role(jam, ines, pia.id, None, None)
    await settled(stores, relay, jam)
    assert await rows(homes, pia) == {}


async def test_D34_who_gives_another_role_without_a_name_keeps_the_name(
    stores: Redis, jams: JamStore, people: PeopleStore
) -> None:
    ines, pia = somebody(), somebody("pia")
    jam, _ = await jams.create({}, Origin(owner=ines.id))
    await people.set_role(jam, ines, pia.id, Role.VIEWER, "Pia")
    for role in (Role.EDITOR, Role.OWNER, "banned"):
        await people.set_role(jam, ines, pia.id, role, None)
        assert [one.name for one in (await people.read(jam, ines)).members if one.user_id == pia.id] == ["Pia"]


@pytest.mark.parametrize("accept", [True, False])
async def test_PE9_a_request_stands_on_the_homes_of_owners_until_it_is_answered(
    stores: Redis, homes: HomeStore, relay: HomeRelay, jams: JamStore, people: PeopleStore, accept: bool
) -> None:
    ines, wren, theo = somebody(), somebody("wren"), somebody("theo")
    jam, _ = await jams.create({}, Origin(owner=ines.id))
    await took_part(people, jam, ines, theo, Role.EDITOR)
    await people.set_link(jam, ines, Link.VIEW, locked=None)
    await people.ask(jam, wren)
    await settled(stores, relay, jam)
    assert [one["user_id"] for one in (await rows(homes, ines))[jam]["requests"]] == [wren.id]
    assert (await rows(homes, theo))[jam]["requests"] == []
    assert await rows(homes, wren) == {}
    await people.answer(jam, ines, wren.id, accept=accept)
    await settled(stores, relay, jam)
    assert (await rows(homes, ines))[jam]["requests"] == []
    assert [(row["role"], row["listed"]) for row in (await rows(homes, wren)).values()] == [("editor", True)] * accept


async def test_PE7_a_home_is_open_to_its_user_alone(homes: HomeStore) -> None:
    ines, pia = somebody(), somebody("pia")
    with pytest.raises(SessionNotFound):
        await homes.read(ines, id_of(ines.id))
    await homes.open(ines)
    with pytest.raises(Forbidden):
        await homes.read(pia, id_of(ines.id))


def a_row(number: int) -> bytes:
    jam = {"id": an_id(number), "kind": "jam", "title": None, "created_at": 1, "changed_at": 1, "state": "stopped"}
    shared = {
        "facts": {"tracks": 0, "pattern": []},
        "role": "owner",
        "listed": True,
        "by_name": None,
        "requests": [],
        "invitation": None,
    }
    return orjson.dumps({**jam, **shared})


async def test_PE7_a_home_keeps_the_rows_that_changed_last(homes: HomeStore, stores: Redis) -> None:
    ines = somebody()
    for number in range(MOST_ROWS + 1):
        await homes.apply(ines.id, an_id(number), 1, a_row(number), number + 1)
    found = await rows(homes, ines)
    assert len(found) == MOST_ROWS
    assert an_id(0) not in found
    await homes.apply(ines.id, an_id(0), 2, a_row(0), MOST_ROWS + 5)
    found = await rows(homes, ines)
    assert an_id(0) in found
    assert an_id(1) not in found
