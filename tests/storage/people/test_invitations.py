"""Invitations by link, in the scripts: what they give, how often, and when they end."""

from typing import Any
from uuid import uuid4

import orjson
import pytest

from auth.user import User
from sessions.base.errors import (
    Forbidden,
    InvalidPayload,
    NotFound,
    SessionNotFound,
    TicketSpent,
    TooLarge,
)
from sessions.base.people import MOST_INVITATIONS, Link, Role
from storage.jam.store import JamStore
from storage.people.store import PeopleStore
from storage.redis import keys
from storage.redis.client import Redis
from tests.storage.people.cast import (
    INES,
    STRANGER,
    THEO,
    WREN,
    a_jam,
    a_stream,
    edits,
    roles,
)
from tests.storage.sessions import a_store


async def invited(people: PeopleStore, session_id: str, by: User = INES, **fields: Any) -> str:
    found: dict[str, Any] = {"role": Role.EDITOR, "uses": 1, "seconds": None, "note": None, **fields}
    return (await people.invite(session_id, by, found.pop("role"), **found))[1]


async def test_PE6_an_invitation_gives_its_role_as_often_as_it_says_and_looking_uses_nothing_up(
    people: PeopleStore, jams: JamStore, stores: Redis
) -> None:
    jam_id = await a_jam(jams)
    await people.set_link(jam_id, INES, Link.NOBODY, locked=None)
    token = await invited(people, jam_id, uses=2, note="Tuesday group")
    for _ in range(3):
        seen = await people.look(token, THEO)
        assert (seen.kind, seen.role, seen.by_name, seen.has_it) == ("jam", "editor", "ines", False)
    await people.join(token, THEO)
    await people.join(token, THEO)  # who has the role uses nothing up
    assert (await people.look(token, THEO)).has_it
    assert await edits(jams, jam_id, THEO)
    (listed,) = (await people.read(jam_id, INES)).invitations
    assert orjson.loads(listed)["used"] == 1
    await people.join(token, WREN)
    with pytest.raises(TicketSpent):
        await people.join(token, STRANGER)
    assert (await people.read(jam_id, INES)).invitations == []
    # Only its digest is kept, and others do not see the list.
    again = await invited(people, jam_id)
    key = f"{keys.header(jam_id)}:invitations"
    assert again[32:].encode() not in b"".join(await stores.call(key, "HGETALL", key))
    assert (await people.read(jam_id, THEO)).invitations == []


async def test_PE6_an_invitation_ends_with_its_time_when_it_is_revoked_and_with_its_makers_role(
    people: PeopleStore, jams: JamStore, stores: Redis
) -> None:
    jam_id = await a_jam(jams)
    key = f"{keys.header(jam_id)}:invitations"
    await people.set_role(jam_id, INES, THEO.id, "co-owner", "Theo")
    old = await invited(people, jam_id, seconds=60)
    (stored,) = await stores.call(key, "HVALS", key)
    (digest,) = await stores.call(key, "HKEYS", key)
    await stores.call(key, "HSET", key, digest, orjson.dumps({**orjson.loads(stored), "ends_at": 1}))
    revoked = await invited(people, jam_id)
    await people.revoke(jam_id, THEO, orjson.loads((await people.read(jam_id, INES)).invitations[0])["id"])
    theos = await invited(people, jam_id, THEO)
    assert (await people.look(theos, WREN)).by_name == "theo"
    await people.set_role(jam_id, INES, THEO.id, "editor", None)
    for token in (old, revoked, theos, "0" * 75, f"{uuid4().hex}{'a' * 43}", ""):
        for attempt in (people.look(token, WREN), people.join(token, WREN)):
            with pytest.raises((TicketSpent, SessionNotFound)):
                await attempt
    assert (await people.read(jam_id, INES)).invitations == []
    with pytest.raises(NotFound):
        await people.revoke(jam_id, INES, str(uuid4()))


async def test_PE6_who_was_removed_does_not_come_back_by_an_invitation(people: PeopleStore, jams: JamStore) -> None:
    jam_id = await a_jam(jams)
    token = await invited(people, jam_id, uses=0)
    await people.set_role(jam_id, INES, WREN.id, "banned", None)
    for attempt in (people.look(token, WREN), people.join(token, WREN)):
        with pytest.raises(Forbidden):
            await attempt
    await people.join(token, THEO)
    assert await roles(people, jam_id) == {"ines": "owner", "theo": "editor", "wren": "banned"}


async def test_PE2_PE6_only_who_decides_invites_and_only_owners_invite_owners(
    people: PeopleStore, jams: JamStore, stores: Redis
) -> None:
    jam_id, stream = await a_jam(jams), await a_stream(stores)
    await people.set_role(jam_id, INES, THEO.id, "co-owner", "Theo")
    await people.set_role(jam_id, INES, WREN.id, "editor", "Wren")
    for attempt in (
        invited(people, jam_id, WREN),
        invited(people, jam_id, STRANGER),
        invited(people, jam_id, THEO, role=Role.OWNER),
    ):
        with pytest.raises(Forbidden):
            await attempt
    with pytest.raises(InvalidPayload):
        await invited(people, stream, role=Role.EDITOR)
    token = await invited(people, stream, role=Role.OWNER)
    await people.join(token, THEO)
    await people.set_role(stream, THEO, INES.id, None, None)
    await a_store(stores).delete(stream, THEO)


async def test_PE6_the_invitations_that_work_are_bounded(people: PeopleStore, jams: JamStore, stores: Redis) -> None:
    jam_id = await a_jam(jams)
    for _ in range(MOST_INVITATIONS):
        await invited(people, jam_id)
    with pytest.raises(TooLarge):
        await invited(people, jam_id)
    key = f"{keys.header(jam_id)}:invitations"
    digest, stored = (await stores.call(key, "HGETALL", key))[:2]
    await stores.call(key, "HSET", key, digest, orjson.dumps({**orjson.loads(stored), "ends_at": 1}))
    await invited(people, jam_id)
    assert await stores.call(key, "HLEN", key) == MOST_INVITATIONS
