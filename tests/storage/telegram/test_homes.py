"""The homes of a person in Telegram: what was made in the chat is on the home of each `sub` with that Telegram id."""

import secrets
from uuid import uuid4

import pytest

from auth.access import READ_OWN, UPDATE
from auth.telegram import telegram_user
from auth.user import User
from sessions.voice.session import NewVoiceSession, VoiceSessionChange
from storage.account.identities import Identities
from storage.home.relay import HomeRelay
from storage.home.store import HomeStore
from storage.jam.jam import Origin
from storage.jam.store import JamStore
from storage.people.store import PeopleStore
from storage.redis import keys
from storage.redis.client import Redis
from storage.telegram.homes import MOST_HOMES
from storage.voice.people import Cursor, VoicePeople
from storage.voice.store import VoiceStore
from tests.storage.home.test_store import (
    URL,
    homes,
    relay,
    rows,
    settled,
    somebody,
)
from tests.users import a_recorder

__all__ = ["homes", "relay"]


@pytest.fixture
def telegram_id() -> int:
    return 10**9 + secrets.randbelow(10**12)


def in_the_chat(telegram_id: int) -> User:
    return telegram_user(telegram_id, "Анна", permissions=(READ_OWN, UPDATE))


def on_the_web(telegram_id: int | None, sub: str = "") -> User:
    return a_recorder(sub or f"anna-{uuid4()}", telegram_user_id=telegram_id)


async def made(stores: Redis, relay: HomeRelay, owner: User, name: str = "Планёрка") -> str:
    """As the bot and the pages make one: into the lists first."""
    session_id = str(uuid4())
    await VoicePeople(stores).remember(Cursor(1, session_id), owner)
    await voices(stores).create(session_id, owner, NewVoiceSession(session_name=name), place=1)
    await settled(stores, relay, session_id)
    return session_id


def voices(stores: Redis) -> VoiceStore:
    return VoiceStore(stores, public_url=URL, log_length=1000)


async def test_V1_V32_PE7_what_either_sub_of_a_telegram_person_makes_is_on_the_homes_of_both(
    stores: Redis, homes: HomeStore, relay: HomeRelay, telegram_id: int
) -> None:
    bot, web, other = in_the_chat(telegram_id), on_the_web(telegram_id), somebody()
    for one in (bot, web, other):
        await homes.open(one)
    by_chat, by_web = await made(stores, relay, bot), await made(stores, relay, web)
    for one in (bot, web):
        found = await rows(homes, one)
        assert {id_: (row["role"], row["listed"]) for id_, row in found.items()} == {
            by_chat: ("owner", True),
            by_web: ("owner", True),
        }
    assert await rows(homes, other) == {}

    await voices(stores).update(by_chat, web, VoiceSessionChange(session_name="Итоги"))
    await settled(stores, relay, by_chat)
    assert {(await rows(homes, one))[by_chat]["title"] for one in (bot, web)} == {"Итоги"}
    await voices(stores).run("voice/delete", by_chat, web)
    await settled(stores, relay, by_chat)
    for one in (bot, web):
        assert list(await rows(homes, one)) == [by_web]


async def test_V1_PE7_a_sub_that_comes_later_gets_what_was_made_before(
    stores: Redis, homes: HomeStore, relay: HomeRelay, telegram_id: int
) -> None:
    earlier = await made(stores, relay, in_the_chat(telegram_id))
    web = on_the_web(telegram_id)
    assert await rows(homes, web) == {}
    await settled(stores, relay, earlier)
    assert list(await rows(homes, web)) == [earlier]


async def test_V1_PE7_only_voice_sessions_are_shared_between_the_subs(
    stores: Redis, homes: HomeStore, relay: HomeRelay, jams: JamStore, telegram_id: int
) -> None:
    one, other = on_the_web(telegram_id), on_the_web(telegram_id)
    await homes.open(other)
    jam, _ = await jams.create({}, Origin(owner=one.id))
    await settled(stores, relay, jam)
    assert list(await rows(homes, one)) == [jam]
    assert await rows(homes, other) == {}


async def test_V32_PE7_a_sub_whose_token_names_another_telegram_id_loses_the_rows_of_the_first(
    stores: Redis, homes: HomeStore, relay: HomeRelay, telegram_id: int
) -> None:
    bot, web = in_the_chat(telegram_id), on_the_web(telegram_id)
    await homes.open(web)
    session_id = await made(stores, relay, bot)
    assert list(await rows(homes, web)) == [session_id]
    for now in (on_the_web(telegram_id + 1, web.id), on_the_web(None, web.id)):
        await homes.open(now)
        await settled(stores, relay, session_id)
        assert await rows(homes, now) == {}
    later = await made(stores, relay, bot)
    assert await rows(homes, on_the_web(None, web.id)) == {}
    await homes.open(web)
    for one in (session_id, later):
        await settled(stores, relay, one)
    assert set(await rows(homes, web)) == {session_id, later}


async def test_V1_PE7_an_opening_that_broke_off_is_completed_by_the_next_one(
    stores: Redis, homes: HomeStore, relay: HomeRelay, telegram_id: int
) -> None:
    session_id = await made(stores, relay, in_the_chat(telegram_id))
    web = on_the_web(telegram_id)
    place = keys.telegram(telegram_id, "homes")
    await stores.call(place, "ZADD", place, 1, web.id)  # then the process was killed
    assert await rows(homes, web) == {}
    await settled(stores, relay, session_id)
    assert list(await rows(homes, web)) == [session_id]


async def test_V1_AC21_the_keeper_of_a_joined_telegram_identity_has_its_rows_once(
    stores: Redis, homes: HomeStore, relay: HomeRelay, telegram_id: int
) -> None:
    bot, keeper, web = in_the_chat(telegram_id), on_the_web(None), on_the_web(telegram_id)
    for one in (bot, keeper, web):
        await homes.open(one)
    joined = await Identities(stores, name_seconds=60).join(bot, keeper)
    session_id = await made(stores, relay, bot)  # by a message that was on its way
    assert list(await rows(homes, joined)) == [session_id]
    assert list(await rows(homes, web)) == [session_id]
    assert await rows(homes, bot) == {}


async def test_V1_PE1_an_invited_sub_of_the_same_person_is_an_owner_on_its_home(
    stores: Redis, homes: HomeStore, relay: HomeRelay, people: PeopleStore, telegram_id: int
) -> None:
    bot, web = in_the_chat(telegram_id), on_the_web(telegram_id)
    await homes.open(web)
    session_id = await made(stores, relay, bot)
    await people.set_role(session_id, bot, web.id, "viewer", "Anna")
    await settled(stores, relay, session_id)
    assert (await rows(homes, web))[session_id]["role"] == "owner"


async def test_V1_PE7_a_telegram_id_is_followed_by_a_bounded_number_of_homes(
    stores: Redis, homes: HomeStore, relay: HomeRelay, telegram_id: int
) -> None:
    subs = [on_the_web(telegram_id) for _ in range(MOST_HOMES + 1)]
    place = keys.telegram(telegram_id, "homes")
    for one in subs:
        await homes.open(one)
        # As if a while had passed: of two openings in one second the order of the names would decide.
        await stores.call(place, "ZINCRBY", place, -3_600_000 * (MOST_HOMES - subs.index(one)), one.id)
    session_id = await made(stores, relay, in_the_chat(telegram_id))
    assert await stores.call(place, "ZCARD", place) == MOST_HOMES
    assert await rows(homes, subs[-1]) != {}
    found = [one.decode() for one in await stores.call(place, "ZRANGE", place, 0, -1)]
    assert found.count(subs[0].id) == 0
    await rows(homes, subs[0])  # who comes back is followed again, and gets what they missed
    await settled(stores, relay, session_id)
    assert list(await rows(homes, subs[0])) == [session_id]
