"""One home for identities that were joined: what concerns either of them is on the keeper's."""

import pytest

from sessions.base.errors import Forbidden
from storage.account.identities import Identities
from storage.home.relay import HomeRelay
from storage.home.store import HomeStore, id_of
from storage.jam.jam import Origin
from storage.jam.store import JamStore
from storage.people.store import PeopleStore
from storage.redis.client import Redis
from tests.storage.home.test_store import (
    homes,
    relay,
    rows,
    settled,
    somebody,
    took_part,
)

__all__ = ["homes", "relay"]


@pytest.fixture
def identities(stores: Redis) -> Identities:
    return Identities(stores, name_seconds=60)


async def test_AC21_PE7_what_a_joined_identity_had_and_gets_later_is_on_the_keepers_home(
    stores: Redis, homes: HomeStore, relay: HomeRelay, people: PeopleStore, jams: JamStore, identities: Identities
) -> None:
    giver, keeper, theo = somebody("giver"), somebody("keeper"), somebody("theo")
    earlier, _ = await jams.create({"name": "Earlier"}, Origin(owner=giver.id))
    await took_part(people, earlier, giver, theo, "editor")
    await settled(stores, relay, earlier)
    assert list(await rows(homes, giver)) == [earlier]

    one = await identities.join(giver, keeper)
    assert {row["id"]: row["role"] for row in (await rows(homes, one)).values()} == {earlier: "owner"}
    assert await rows(homes, giver) == {}
    assert [person.user_id for person in await homes.known(one)] == [theo.id]

    later, _ = await jams.create({"name": "Later"}, Origin(owner=giver.id))  # by a token from before
    await settled(stores, relay, later)
    await jams.edit(earlier, giver, "rename", {"name": "Renamed"})
    await people.set_role(earlier, giver, theo.id, "viewer", "Theo")
    await settled(stores, relay, earlier)
    found = await rows(homes, one)
    assert {row["title"] for row in found.values()} == {"Renamed", "Later"}
    assert await rows(homes, giver) == {}
    await jams.delete(later, one)
    await settled(stores, relay, later)
    assert list(await rows(homes, one)) == [earlier]


async def test_AC21_PE7_of_two_roles_in_one_session_the_higher_one_is_shown(
    stores: Redis, homes: HomeStore, relay: HomeRelay, people: PeopleStore, jams: JamStore, identities: Identities
) -> None:
    owner, giver, keeper = somebody("owner"), somebody("giver"), somebody("keeper")
    jam, _ = await jams.create({}, Origin(owner=owner.id))
    await took_part(people, jam, owner, giver, "editor")
    await took_part(people, jam, owner, keeper, "viewer")
    await settled(stores, relay, jam)
    one = await identities.join(giver, keeper)
    assert (await rows(homes, one))[jam]["role"] == "editor"
    await people.set_role(jam, owner, keeper.id, "co-owner", "Keeper")
    await settled(stores, relay, jam)
    assert (await rows(homes, one))[jam]["role"] == "co-owner"
    await people.set_role(jam, owner, keeper.id, None, None)  # their role under the other id goes with it
    await settled(stores, relay, jam)
    assert await rows(homes, one) == {}


async def test_AC21_a_row_that_comes_to_the_givers_home_late_is_moved_by_the_next_visit(
    stores: Redis, homes: HomeStore, relay: HomeRelay, jams: JamStore, identities: Identities
) -> None:
    giver, keeper = somebody("giver"), somebody("keeper")
    jam, _ = await jams.create({}, Origin(owner=giver.id))
    taken = await relay.take(jam)
    assert taken is not None
    one = await identities.join(giver, keeper)
    told = taken.rows[giver.id]
    await homes.apply(giver.id, jam, taken.revision, told.row, told.changed_at)  # by a process that knew nothing of it
    assert jam not in await rows(homes, one)
    assert (await identities.current(giver)).id == keeper.id
    assert list(await rows(homes, one)) == [jam]
    assert await rows(homes, giver) == {}


async def test_AC21_a_home_is_open_to_its_user_under_all_their_ids(homes: HomeStore, identities: Identities) -> None:
    giver, keeper, stranger = somebody("giver"), somebody("keeper"), somebody("stranger")
    await homes.open(giver)
    one = await identities.join(giver, keeper)
    assert (await homes.read(one, id_of(giver.id))).rows == []
    with pytest.raises(Forbidden, match="its user alone"):
        await homes.read(stranger, id_of(giver.id))


async def test_AC21_PE9_a_request_and_a_known_person_are_shown_once_on_the_home_of_who_decides(
    stores: Redis, homes: HomeStore, relay: HomeRelay, people: PeopleStore, jams: JamStore, identities: Identities
) -> None:
    owner, giver, keeper, theo = [somebody(name) for name in ("owner", "giver", "keeper", "theo")]
    jam, _ = await jams.create({}, Origin(owner=owner.id))
    await took_part(people, jam, owner, giver, "viewer")
    await took_part(people, jam, owner, keeper, "viewer")
    await took_part(people, jam, owner, theo, "viewer")
    for user in (giver, keeper):
        await people.ask(jam, user)
    await settled(stores, relay, jam)
    assert {one["user_id"] for one in (await rows(homes, owner))[jam]["requests"]} == {giver.id, keeper.id}
    assert {one.user_id for one in await homes.known(owner)} == {giver.id, keeper.id, theo.id}
    await identities.join(giver, keeper)
    await settled(stores, relay, jam)  # the join has noted the session: its row changes without anything else
    assert [one["user_id"] for one in (await rows(homes, owner))[jam]["requests"]] == [keeper.id]
    assert {one.user_id for one in await homes.known(owner)} == {keeper.id, theo.id}
    for id_ in (giver.id, keeper.id):
        known = await homes.knows(owner, id_)
        assert known is not None
        assert known.user_id == keeper.id
