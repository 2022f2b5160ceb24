"""What was kept under the subject of an account belongs to its pseudonym (D25). Each step of that may be repeated."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pytest
from pydantic import SecretStr

from auth.pseudonyms import Pseudonyms
from auth.user import User
from server.processes.cannot_start import CannotStartError
from server.services.identity import begin_pseudonyms
from server.settings.model import Settings
from sessions.base.errors import TicketSpent, Unauthorized, Unavailable
from storage.home.store import HomeStore
from storage.identity.identities import Identities
from storage.identity.pseudonym_key import kept_key
from storage.redis.client import Redis
from storage.session import keys
from tests.processes import RedisProcess
from tests.users import PSEUDONYMS, a_user


def identities_of(redis: Redis) -> Identities:
    return Identities(redis, name_seconds=60)


@pytest.fixture
def subject() -> str:
    """Of an account that nobody has had before."""
    return f"account-{uuid4()}"


@pytest.fixture
async def alone(own_redis: RedisProcess) -> AsyncIterator[Redis]:
    """A Redis of its own."""
    redis = await Redis.connect(own_redis.url)
    yield redis
    await redis.close()


def a_guest() -> User:
    return replace(a_user(f"guest_{uuid4().hex}"), guest=True)


def account(subject: str) -> User:
    """The user of a provider's token."""
    return PSEUDONYMS.of_provider(replace(a_user(subject), generation=None))


async def test_D25_a_recovery_key_and_a_sign_out_of_before_go_on(redis: Redis, subject: str) -> None:
    identities = identities_of(redis)
    before = a_user(subject)
    key = await identities.new_key(before)
    await identities.sign_out_others(before)
    ines = account(subject)
    await identities.with_past(ines)
    back = await identities_of(redis).by_key(key)
    assert (back.id, back.ids) == (ines.id, (ines.id, subject))
    with pytest.raises(Unauthorized):  # a token of before the sign-out
        await identities.current(PSEUDONYMS.of_own(replace(before, from_provider=True)))
    await identities.new_key(back)
    with pytest.raises(TicketSpent):
        await identities.by_key(key)


async def test_D25_an_account_that_was_joined_with_a_guest_stays_joined(redis: Redis, subject: str) -> None:
    identities = identities_of(redis)
    guest = a_guest()
    await identities.join(a_user(subject), guest)
    ines = account(subject)
    await identities.with_past(ines)
    joined = await identities.current(replace(ines, generation=0))
    assert (joined.id, set(joined.ids)) == (guest.id, {guest.id, subject, ines.id})


async def test_D25_an_account_that_comes_for_the_first_time_is_still_new(redis: Redis, subject: str) -> None:
    identities = identities_of(redis)
    ines = account(subject)
    await identities.with_past(ines)
    assert (await identities.read(ines.id)).is_new
    await identities.join(a_guest(), ines)
    assert not (await identities.read(ines.id)).is_new


async def test_D25_an_account_with_as_many_identities_as_there_may_be_keeps_all_of_them(
    redis: Redis, subject: str
) -> None:
    identities = identities_of(redis)
    guests = [a_guest() for _ in range(16)]
    for guest in guests:
        await identities.join(guest, a_user(subject))
    ines = account(subject)
    await identities.with_past(ines)
    found = await identities.current(replace(ines, generation=0))
    assert len(found.aliases) == 17
    assert (await identities.current(guests[3])).id == ines.id


async def test_D25_what_an_older_process_puts_under_the_subject_later_is_brought_by_the_next_visit(
    redis: Redis, subject: str
) -> None:
    ines = account(subject)
    await asyncio.gather(*(identities_of(redis).with_past(ines) for _ in range(4)))
    old, new = keys.user(subject, "clips"), keys.user(ines.id, "clips")
    await redis.call(old, "ZADD", old, 1, "a")
    for _ in range(2):
        await identities_of(redis).take_over_subject(ines)
        assert await redis.call(new, "ZRANGE", new, 0, -1) == [b"a"]
        assert await redis.call(old, "EXISTS", old) == 0


async def test_D25_somebody_of_a_project_is_listed_once_and_by_their_pseudonym(redis: Redis, subject: str) -> None:
    homes, identities, project = HomeStore(redis), identities_of(redis), str(uuid4())
    await homes.open(a_user(subject, projects=(project,)))
    lev = a_user(f"lev-{subject}", projects=(project,))
    await homes.open(lev)
    assert [one.user_id for one in await homes.known(lev)] == [subject]
    ines = replace(account(subject), projects=frozenset((project,)))
    await identities.with_past(ines)
    for _ in range(2):
        assert [one.user_id for one in await homes.known(lev)] == [ines.id]
        for named in (ines.id, subject):
            known = await homes.knows(lev, named)
            assert known is not None
            assert known.user_id == ines.id
        await homes.open(ines)


# --- the key ----------------------------------------------------------------------------------------------------------


async def test_D25_processes_that_start_together_have_one_key_and_a_redis_without_data_gets_it_back(
    alone: Redis,
) -> None:
    made = await asyncio.gather(*(kept_key(alone) for _ in range(8)))
    assert len(set(made)) == 1
    await alone.call("k", "FLUSHALL")
    assert await kept_key(alone, made[0]) == made[0]
    assert await kept_key(alone) == made[0]


async def test_D25_a_key_that_is_not_the_one_in_redis_stops_the_start(alone: Redis, tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path, pseudonym_key=SecretStr("k" * 32))
    first, second = Pseudonyms(), Pseudonyms()
    with pytest.raises(Unavailable):
        first.of("provider", "ines")
    await begin_pseudonyms(first, settings, alone)
    await begin_pseudonyms(second, Settings(data_dir=tmp_path), alone)
    assert first.of("provider", "ines") == second.of("provider", "ines") != first.of("telegram", "ines")
    other = Settings(data_dir=tmp_path, pseudonym_key=SecretStr("o" * 32))
    with pytest.raises(CannotStartError, match="ROOMTONE_PSEUDONYM_KEY"):
        await begin_pseudonyms(Pseudonyms(), other, alone)
