"""Who owns a session: handing it over, leaving, taking ownership back, and what follows when the last owner leaves."""

from uuid import uuid4

import orjson
import pytest

from auth.access import Level
from auth.user import User
from sessions.base.errors import Conflict, Forbidden
from sessions.voice.session import NewVoiceSession, VoiceSessionChange
from storage.bus.feeds import Feeds
from storage.jam.store import JamStore
from storage.people.store import PeopleStore
from storage.redis import keys
from storage.redis.client import Redis
from storage.voice.store import VoiceStore
from tests.storage.people.cast import (
    INES,
    STRANGER,
    THEO,
    WREN,
    a_jam,
    a_stream,
    a_voice,
    edits,
    roles,
)
from tests.users import a_joined_user, a_recorder

KINDS = pytest.mark.parametrize("kind", ["clip", "jam", "voice"])


@pytest.fixture
def ines() -> User:
    return a_recorder("ines", telegram_user_id=77)


async def made(kind: str, stores: Redis, jams: JamStore, voices: VoiceStore) -> str:
    """A session of Ines."""
    if kind == "clip":
        return await a_stream(stores)
    return await (a_jam(jams) if kind == "jam" else a_voice(voices))


async def step_of(people: PeopleStore, session_id: str, by: User) -> dict[str, object]:
    found: dict[str, object] = (await people.read(session_id, by)).steps[0]
    return found


@KINDS
async def test_PE14_who_made_a_session_hands_it_over_and_leaves(
    kind: str, stores: Redis, people: PeopleStore, jams: JamStore, voices: VoiceStore, ines: User
) -> None:
    session_id = await made(kind, stores, jams, voices)
    await people.set_role(session_id, ines, THEO.id, "owner", "Theo")
    await people.set_role(session_id, ines, ines.id, None, None)
    assert await roles(people, session_id, THEO) == {"theo": "owner"}
    with pytest.raises(Forbidden):
        await people.set_role(session_id, ines, WREN.id, "viewer", None)
    with pytest.raises(Conflict, match="at least one owner"):
        await people.set_role(session_id, THEO, THEO.id, None, None)
    owners = keys.index(session_id, kind, "owners")
    found = await stores.call(owners, "ZRANGE", owners, 0, -1)
    assert [one.split(b"\t")[0] for one in found if one.endswith(session_id.encode())] == [b"theo"]


@KINDS
async def test_PE14_an_owner_takes_ownership_back_from_who_made_the_session(
    kind: str, stores: Redis, people: PeopleStore, jams: JamStore, voices: VoiceStore, ines: User
) -> None:
    session_id = await made(kind, stores, jams, voices)
    await people.set_role(session_id, ines, THEO.id, "owner", "Theo")
    await people.set_role(session_id, ines, WREN.id, "co-owner", "Wren")
    with pytest.raises(Forbidden, match="owner"):
        await people.set_role(session_id, WREN, ines.id, "viewer", None)
    await people.set_role(session_id, THEO, ines.id, "co-owner", "Ines")
    assert await roles(people, session_id, THEO) == {"theo": "owner", "wren": "co-owner", "ines": "co-owner"}
    with pytest.raises(Forbidden, match="owner"):
        await people.set_role(session_id, ines, THEO.id, None, None)
    await people.set_role(session_id, THEO, ines.id, "banned", None)
    with pytest.raises(Forbidden):
        await people.read(session_id, ines)
    for role in ("banned", "viewer"):  # nobody takes it from the last one, not even they themselves
        with pytest.raises(Conflict):
            await people.set_role(session_id, THEO, THEO.id, role, None)
    assert (await people.read(session_id, THEO)).level is Level.OWNER


@KINDS
async def test_PE14_the_last_owner_leaves_a_session_to_the_co_owner_of_longest_standing(
    kind: str, stores: Redis, people: PeopleStore, jams: JamStore, voices: VoiceStore, ines: User, feeds: Feeds
) -> None:
    session_id = await made(kind, stores, jams, voices)
    for user in (WREN, THEO):
        await people.set_role(session_id, ines, user.id, "co-owner", user.name)
    members = f"{keys.header(session_id)}:members"
    for user, since in ((WREN, 2), (THEO, 1)):
        about = orjson.dumps({"name": user.name, "since": since})
        await stores.call(members, "HSET", members, user.id, b"co-owner " + about)
    await people.set_role(session_id, ines, ines.id, None, None)
    assert await roles(people, session_id, THEO) == {"theo": "owner", "wren": "co-owner"}
    feed = {"clip": "control", "jam": "main", "voice": "events"}[kind]
    told = [orjson.loads(event.json) for event in (await feeds.recover(session_id, feed, None)).events]
    changes = [event["data"] for event in told if event["type"] == "member_changed"]
    assert changes[-2:] == [{"user_id": "ines", "role": None}, {"user_id": "theo", "role": "owner"}]
    step = await step_of(people, session_id, THEO)
    assert (step["type"], step["by"], step["user_id"], step["role"], step["before"]) == (
        "role", "ines", "theo", "owner", "co-owner",
    )  # fmt: skip
    await people.set_role(session_id, THEO, INES.id, "viewer", "Ines")


async def test_PE14_a_telegram_chat_lets_its_user_in_no_more_when_they_do_not_own_the_session(
    people: PeopleStore, voices: VoiceStore, stores: Redis, ines: User
) -> None:
    session_id = str(uuid4())
    await voices.create(session_id, ines, NewVoiceSession(), place=1)
    assert (await voices.read(session_id, a_recorder("ines by chat", telegram_user_id=77))).level is Level.OWNER
    await people.set_role(session_id, ines, THEO.id, "owner", "Theo")
    await people.set_role(session_id, THEO, ines.id, "viewer", "Ines")
    with pytest.raises(Forbidden):
        await voices.update(session_id, ines, VoiceSessionChange(access_level="public"))
    with pytest.raises(Forbidden):
        await voices.read(session_id, a_recorder("ines by chat", telegram_user_id=77))
    header = keys.header(session_id)
    assert await stores.call(header, "HMGET", header, "owner", "chat_id") == [b"theo", b""]


async def test_PE14_a_jam_of_several_owners_is_in_the_hands_of_each(people: PeopleStore, jams: JamStore) -> None:
    jam_id = await a_jam(jams)
    await people.set_role(jam_id, INES, THEO.id, "owner", "Theo")
    await people.set_role(jam_id, THEO, WREN.id, "owner", "Wren")
    await people.set_role(jam_id, WREN, THEO.id, None, None)
    assert await edits(jams, jam_id, STRANGER)
    await jams.delete(jam_id, WREN)


@KINDS
async def test_PE14_D27_joined_identities_are_one_person_who_leaves_under_all_their_ids(
    kind: str, stores: Redis, people: PeopleStore, jams: JamStore, voices: VoiceStore
) -> None:
    session_id = await made(kind, stores, jams, voices)
    mira = a_joined_user("mira", "ines", "theo")
    await people.set_role(session_id, mira, "theo", "co-owner", "Theo")
    await people.set_role(session_id, mira, WREN.id, "editor" if kind != "clip" else "viewer", "Wren")
    assert (await roles(people, session_id, mira))["mira"] == "owner"
    assert set(await roles(people, session_id, mira)) == {"mira", "wren"}
    with pytest.raises(Conflict):  # their own other id is nobody else
        await people.set_role(session_id, mira, "mira", None, None)
    assert set(await roles(people, session_id, mira)) == {"mira", "wren"}
    await people.set_role(session_id, mira, WREN.id, "co-owner", "Wren")
    await people.set_role(session_id, mira, "mira", None, None)
    assert await roles(people, session_id, WREN) == {"wren": "owner"}
