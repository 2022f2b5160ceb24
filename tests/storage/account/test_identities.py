"""Names, generations, recovery keys and joined identities, on both kinds of Redis."""

import asyncio
from dataclasses import replace

import pytest

from auth.guests import new_guest
from auth.user import User
from sessions.base.errors import Conflict, TicketSpent, Unauthorized
from sessions.base.ids import derived_session_id
from storage.account.identities import KEY_LENGTH, Identities
from storage.account.logins import LoginTickets
from storage.identity.aliases import MOST_ALIASES
from storage.redis import keys
from storage.redis.client import Redis
from storage.session.tickets import digest
from tests.users import a_user


@pytest.fixture
def identities(stores: Redis) -> Identities:
    return Identities(stores, name_seconds=3600)


async def listed(stores: Redis, user: User, name: str = "clips") -> list[str]:
    key = keys.user(user.id, name)
    return [one.decode() for one in await stores.call(key, "ZRANGE", key, 0, -1)]


async def enter(stores: Redis, user: User, session: str, at: int) -> None:
    key = keys.user(user.id, "clips")
    await stores.call(key, "ZADD", key, at, session)


# --- recovery keys ----------------------------------------------------------------------------------------------------


async def test_AC18_a_recovery_key_signs_in_however_it_is_typed_and_again(identities: Identities) -> None:
    guest = new_guest("Mira")
    key = await identities.new_key(guest)
    assert [len(part) for part in key.split("-")] == [4] * 6
    for typed in (key, key.lower(), key.replace("-", ""), f"  {key.replace('-', ' ')}\n"):
        found = await identities.by_key(typed)
        assert (found.id, found.name, found.guest) == (guest.id, "Mira", True)
    misread = key.translate(str.maketrans("01", "OL"))
    assert (await identities.by_key(misread)).id == guest.id


async def test_AC18_a_new_key_voids_the_old_one_also_while_it_is_used(identities: Identities) -> None:
    guest = new_guest("Mira")
    old = await identities.new_key(guest)
    uses = [identities.by_key(old) for _ in range(20)]
    *_, new = await asyncio.gather(*uses, identities.new_key(guest), return_exceptions=True)
    assert isinstance(new, str)
    with pytest.raises(TicketSpent):
        await identities.by_key(old)
    assert (await identities.by_key(new)).id == guest.id


async def test_AC18_of_two_keys_made_at_once_one_works(identities: Identities) -> None:
    guest = new_guest("Mira")
    made = await asyncio.gather(*(identities.new_key(guest) for _ in range(5)))
    answers = await asyncio.gather(*(identities.by_key(key) for key in made), return_exceptions=True)
    assert sum(isinstance(one, User) for one in answers) == 1


@pytest.mark.parametrize("text", ["", "x", "A" * KEY_LENGTH, "U" * KEY_LENGTH, "\x00", "\ud800", "é" * 24, "A" * 9000])
async def test_AC18_what_is_no_key_signs_nobody_in(text: str, identities: Identities) -> None:
    with pytest.raises(TicketSpent):
        await identities.by_key(text)


async def test_AC18_AC10_redis_keeps_only_the_digest_of_a_key(identities: Identities, stores: Redis) -> None:
    guest = new_guest("Mira")
    key = (await identities.new_key(guest)).replace("-", "")
    kept = await stores.call("k", "HGETALL", keys.user(guest.id, "identity"))
    assert digest(key).encode() in kept
    assert all(key.encode() not in one for one in kept)


# --- generations ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("maker", "age_days", "is_void"),
    [("this", 0, False), ("another", 0, True), ("another", 29, True), ("another", 31, False), ("", 0, True)],
)
async def test_D45_AC19_signing_out_others_voids_the_key_that_another_device_has_made_lately(
    identities: Identities, stores: Redis, maker: str, age_days: int, is_void: bool
) -> None:
    guest = replace(new_guest("Mira"), device="this")
    key = await identities.new_key(replace(guest, device=maker))
    own = keys.user(guest.id, "identity")
    made_at = int(await stores.call(own, "HGET", own, "key_at"))
    await stores.call(own, "HSET", own, "key_at", made_at - age_days * 86_400_000)
    assert (await identities.sign_out_others(guest))[1] is is_void
    if is_void:
        with pytest.raises(TicketSpent):
            await identities.by_key(key)
        assert (await identities.read(guest.id)).key is None
    else:
        assert (await identities.by_key(key)).id == guest.id


async def test_D45_a_token_that_was_signed_out_meanwhile_makes_no_key(identities: Identities) -> None:
    thief = replace(new_guest("Mira"), device="thief")
    checked = await identities.current(thief)  # at this moment it may
    await identities.sign_out_others(replace(thief, device="own"))
    with pytest.raises(Unauthorized):
        await identities.new_key(checked)
    assert (await identities.read(thief.id)).key is None


async def test_AC19_signing_out_others_voids_older_tokens_and_links_but_not_the_key_of_this_device(
    identities: Identities, stores: Redis
) -> None:
    guest = replace(new_guest("Mira"), device="this")
    key = await identities.new_key(guest)
    place, _ = await identities.changed_since("-", 1000)
    secret = await LoginTickets(stores).issue(guest, "device")
    fresh, _ = await identities.sign_out_others(guest)
    with pytest.raises(Unauthorized):
        await identities.current(guest)
    with pytest.raises(Unauthorized):  # the link was made before
        await identities.current((await LoginTickets(stores).look(secret)).user)
    assert await identities.current(fresh) == fresh
    assert (await identities.by_key(key)).generation == fresh.generation
    _, rows = await identities.changed_since(place, 1000)
    assert (guest.id, "generation", 1) in rows


# --- names ------------------------------------------------------------------------------------------------------------


async def test_AC20_the_name_of_a_guest_is_kept_for_a_while_and_with_a_key_for_good(
    identities: Identities, stores: Redis
) -> None:
    guest = new_guest("Mira")
    await identities.rename(guest, "Ines")
    assert (await identities.current(guest)).name == "Ines"
    key = keys.user(guest.id, "identity")
    assert 0 < await stores.call(key, "TTL", key) <= 3600
    await identities.new_key(await identities.current(guest))
    assert await stores.call(key, "TTL", key) == -1


# --- joining ----------------------------------------------------------------------------------------------------------


async def test_D27_the_giver_becomes_the_keeper_with_everything(identities: Identities, stores: Redis) -> None:
    giver, keeper = new_guest("Theo"), new_guest("Mira")
    key = await identities.new_key(giver)
    for at in range(1200):  # several parts of the list
        await enter(stores, giver, f"s{at}", at)
    await enter(stores, keeper, "own", 5000)
    joined = await identities.join(giver, keeper)
    assert (joined.ids, joined.name) == ((keeper.id, giver.id), "Mira")
    assert await listed(stores, keeper) == [*(f"s{at}" for at in range(1200)), "own"]
    assert await listed(stores, giver) == []
    again = await identities.current(giver)
    assert (again.ids, again.name) == ((keeper.id, giver.id), "Mira")
    assert (await identities.by_key(key)).id == keeper.id  # the giver's key leads to the same person
    assert (await identities.join(giver, keeper)).ids == joined.ids


async def test_D27_what_the_giver_makes_on_the_way_is_the_keepers_too(identities: Identities, stores: Redis) -> None:
    giver, keeper = new_guest("Theo"), new_guest("Mira")
    await asyncio.gather(
        *(enter(stores, giver, f"s{at}", at) for at in range(40)),
        identities.join(giver, keeper),
        *(enter(stores, giver, f"t{at}", 100 + at) for at in range(40)),
    )
    joined = await identities.current(keeper)
    assert len(await listed(stores, keeper)) == 80
    assert joined.aliases == {giver.id}


async def test_D27_nobody_is_joined_with_two_and_both_directions_at_once_end_in_one(
    identities: Identities, stores: Redis
) -> None:
    giver, keeper, other = new_guest("Theo"), new_guest("Mira"), new_guest("Lena")
    await identities.join(giver, keeper)
    with pytest.raises(Conflict):
        await identities.join(giver, other)
    assert (await identities.current(other)).aliases == frozenset()

    one, two = new_guest("One"), new_guest("Two")
    await asyncio.gather(identities.join(one, two), identities.join(two, one))
    ends = [await identities.current(one), await identities.current(two)]
    assert {end.id for end in ends} == {min(one.id, two.id)}
    assert {end.ids for end in ends} == {ends[0].ids}
    assert set(ends[0].ids) == {one.id, two.id}


async def test_D27_a_join_that_broke_off_half_way_is_completed(identities: Identities, stores: Redis) -> None:
    giver, keeper = new_guest("Theo"), new_guest("Mira")
    await enter(stores, giver, "s1", 1)
    key = keys.user(giver.id, "identity")
    await stores.call(key, "HSET", key, "joined_to", keeper.id)
    assert (await identities.current(giver)).ids == (keeper.id, giver.id)
    assert await listed(stores, keeper) == ["s1"]
    assert (await identities.current(keeper)).aliases == {giver.id}


async def test_D27_how_many_are_joined_is_bounded(identities: Identities) -> None:
    keeper = new_guest("Mira")
    for _ in range(MOST_ALIASES):
        await identities.join(new_guest("Theo"), keeper)
    late = new_guest("Lena")
    with pytest.raises(Conflict):
        await identities.join(late, keeper)
    assert (await identities.current(late)).id == late.id


async def test_D27_a_history_is_inherited_by_who_has_none(identities: Identities, stores: Redis) -> None:
    giver, keeper = new_guest("Theo"), a_user("provider-7")
    header = keys.header(derived_session_id(f"listening\n{giver.id}"))
    await stores.call(header, "HSET", header, "kind", "listening", "owner", giver.id)
    joined = await identities.join(giver, keeper)
    assert joined.history == giver.id
