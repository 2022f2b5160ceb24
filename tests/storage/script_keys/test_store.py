"""Keys for scripts: what is kept of them, what ends them, and what comes of a check that is late."""

import time
from dataclasses import replace
from uuid import uuid4

import pytest

from auth.guests import new_guest
from auth.script_keys import Scope
from auth.user import User
from sessions.base.errors import Forbidden, NotFound, RateLimited, TooLarge, Unauthorized, Unavailable
from sessions.clip.session import Action, ClipSubmission, NewClipSession
from storage.account.identities import Identities
from storage.clip.press import chatter_of, pressed
from storage.clip.store import ClipStore
from storage.home.relay import HomeRelay
from storage.redis import keys
from storage.redis.client import Redis
from storage.script_keys import store as module
from storage.script_keys.store import MOST_KEYS, NewScriptKey, ScriptKeys, place_of
from storage.session.tickets import digest
from tests.storage.sessions import parsed
from tests.users import a_user

EVERY = frozenset(Scope)
FOR_EVER = NewScriptKey("Desk", EVERY, None, True, None)


@pytest.fixture
def script_keys(stores: Redis, monkeypatch: pytest.MonkeyPatch) -> ScriptKeys:
    monkeypatch.setattr(module, "COUNTS_MS", 0)  # who ends a key waits for that
    return ScriptKeys(stores)


async def acts_for(script_keys: ScriptKeys, text: str) -> User:
    return (await script_keys.check(text, [])).user


async def test_KY1_a_key_is_kept_as_its_digest_and_acts_for_its_maker_without_what_a_sign_in_grants(
    script_keys: ScriptKeys, stores: Redis
) -> None:
    maker = a_user(f"anna-{uuid4()}", permissions=["A", "B"], roles=["admin"], projects=["p"])
    text, id_ = await script_keys.make(maker, FOR_EVER)
    found = (await script_keys.check(text, ["A", "C"])).user
    assert (found.id, found.name, found.permissions) == (maker.id, maker.name, frozenset("A"))
    assert (found.roles, found.projects, found.is_admin) == (frozenset(), frozenset(), False)
    assert id_ == digest(text)
    stored = await stores.call("k", "HGETALL", place_of(text))
    assert all(text[6:].encode() not in one for one in stored)


@pytest.mark.parametrize(
    "text", ["", "rtk_", "rtk_zz" + "0" * 32, "rtk_00" + "0" * 31, "rtk_00" + "u" * 32, "rtk_00" + "0" * 32]
)
async def test_KY1_what_is_no_key_opens_nothing(text: str, script_keys: ScriptKeys) -> None:
    with pytest.raises(Unauthorized):
        await script_keys.check(text, [])


async def test_KY2_twenty_keys_work_at_once_and_an_ended_one_makes_room(script_keys: ScriptKeys) -> None:
    maker = new_guest("Mira")
    made = [await script_keys.make(maker, FOR_EVER) for _ in range(MOST_KEYS)]
    with pytest.raises(TooLarge):
        await script_keys.make(maker, FOR_EVER)
    await script_keys.end(maker, made[0][1])
    text, _ = await script_keys.make(maker, FOR_EVER)
    assert (await acts_for(script_keys, text)).id == maker.id
    ended = [one.why for one in await script_keys.list(maker)]
    assert (ended.count(None), ended.count("revoked")) == (MOST_KEYS, 1)


async def test_KY2_the_list_of_ended_keys_is_bounded(script_keys: ScriptKeys) -> None:
    maker = new_guest("Mira")
    for _ in range(2 * MOST_KEYS + 5):
        _, id_ = await script_keys.make(maker, FOR_EVER)
        await script_keys.end(maker, id_)
    assert len(await script_keys.list(maker)) == 2 * MOST_KEYS


async def test_KY4_a_key_ends_by_its_time_and_by_its_maker_alone(script_keys: ScriptKeys) -> None:
    maker, other = new_guest("Mira"), new_guest("Ben")
    late, late_id = await script_keys.make(maker, replace(FOR_EVER, ends_at=round(time.time() * 1000)))
    text, id_ = await script_keys.make(maker, FOR_EVER)
    await script_keys.make(other, FOR_EVER)
    with pytest.raises(Unauthorized):
        await script_keys.check(late, [])
    for id_of_another in (id_, "0" * 64, "x", ""):
        with pytest.raises(NotFound):
            await script_keys.end(other, id_of_another)
    by_id = {one.id: one for one in await script_keys.list(maker)}
    assert (by_id[id_].used_at, by_id[id_].ended_at, by_id[late_id].why) == (None, None, None)
    assert by_id[late_id].ended_at == by_id[late_id].ends_at is not None
    await acts_for(script_keys, text)
    assert next(one for one in await script_keys.list(maker) if one.id == id_).used_at is not None
    await script_keys.end(maker, id_)
    with pytest.raises(Unauthorized):
        await script_keys.check(text, [])


async def test_KY4_joining_and_signing_out_others_end_every_key(script_keys: ScriptKeys, stores: Redis) -> None:
    identities = Identities(stores, name_seconds=3600)
    mira, anna = new_guest("Mira"), a_user(f"anna-{uuid4()}")
    texts = [(await script_keys.make(one, FOR_EVER))[0] for one in (mira, anna)]
    together = await identities.join(mira, anna)
    assert [one.why for one in await script_keys.list(together)] == ["joined"]
    text, _ = await script_keys.make(together, FOR_EVER)
    assert (await acts_for(script_keys, text)).aliases == {mira.id}
    await identities.sign_out_others(together)
    for one in (*texts, text):
        with pytest.raises(Unauthorized):
            await script_keys.check(one, [])


async def test_KY4_what_was_checked_too_long_ago_changes_nothing(script_keys: ScriptKeys, clips: ClipStore) -> None:
    maker = new_guest("Mira")
    text, _ = await script_keys.make(maker, FOR_EVER)
    session_id = str(parsed(await clips.create(maker, NewClipSession()))["id"])
    found = await acts_for(script_keys, text)
    assert found.key is not None
    late = replace(found, key=replace(found.key, checked_until=round(time.time() * 1000) - 1))
    with pytest.raises(Unavailable):
        await clips.transition(session_id, late, Action.START)
    soon = replace(found, key=replace(found.key, checked_until=round(time.time() * 1000) + 60_000))
    assert parsed(await clips.transition(session_id, soon, Action.START))["status"] == "active"


# --- one press --------------------------------------------------------------------------------------------------------


async def test_KY5_one_press_marks_in_the_running_stream_that_began_last(
    script_keys: ScriptKeys, clips: ClipStore, stores: Redis
) -> None:
    maker, relay = new_guest("Mira"), HomeRelay(stores, public_url="", pace_ms=0)
    text, _ = await script_keys.make(maker, FOR_EVER)
    assert (await pressed(stores, text, [])).session_id is None
    made = [str(parsed(await clips.create(maker, NewClipSession(title='"state":"active"')))["id"]) for _ in range(3)]

    async def running(*changes: tuple[str, Action]) -> str | None:
        for id_, action in changes:
            await clips.transition(id_, maker, action)
        for id_ in made:
            await relay.relay(id_)
        return (await pressed(stores, text, [])).session_id

    assert await running() is None
    assert await running((made[1], Action.START)) == made[1]
    assert await running((made[0], Action.START)) == made[0]
    assert await running((made[0], Action.PAUSE)) == made[1]
    named, _ = await script_keys.make(maker, replace(FOR_EVER, session_id=made[2]))
    assert (await pressed(stores, named, [])).session_id == made[2]


async def test_D40_D16_KY5_each_chatter_has_their_own_pace_and_a_removed_one_is_refused(
    script_keys: ScriptKeys, stores: Redis
) -> None:
    clips = ClipStore(stores, public_url="", log_length=100, max_tap_age_ms=0, network_moments=3)
    maker = new_guest("Mira")
    text, _ = await script_keys.make(maker, FOR_EVER)
    session_id = str(parsed(await clips.create(maker, NewClipSession()))["id"])
    await clips.transition(session_id, maker, Action.START)
    found = await acts_for(script_keys, text)
    assert found.key is not None
    key = replace(found.key, checked_until=round(time.time() * 1000) + 60_000)
    found = replace(found, key=key)
    kassia, bo, eve = (chatter_of(key, name) for name in ("Kassia", "Bo", "eve"))
    assert chatter_of(key, "KASSIA") == kassia
    for chatter in (kassia, bo):
        clip = parsed(await clips.submit(session_id, found, ClipSubmission(submitted_by="x"), "203.0.113.7", chatter))
        assert clip["submitted_by"] == "x"
        with pytest.raises(RateLimited):
            await clips.submit(session_id, found, ClipSubmission(), "203.0.113.7", chatter)
    header = keys.header(session_id)
    await stores.call(header, "HSET", header, "people", "1")
    await stores.call(header, "HSET", f"{header}:members", eve.id, "banned {}")
    with pytest.raises(Forbidden, match="removed"):
        await clips.submit(session_id, found, ClipSubmission(), "", eve)
    await clips.submit(session_id, found, ClipSubmission(), "", chatter_of(key, "third"))
    with pytest.raises(TooLarge):  # the key's share of the session
        await clips.submit(session_id, found, ClipSubmission(), "", chatter_of(key, "fourth"))
    parsed(await clips.submit(session_id, found, ClipSubmission()))  # its maker's own
