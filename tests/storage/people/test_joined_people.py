"""Identities that were joined are one person among a session's people, for whoever looks and whoever decides."""

from uuid import uuid4

import pytest

from auth.caller import Server
from auth.user import User
from sessions.base.errors import (
    Conflict,
    Forbidden,
    RateLimited,
    TicketSpent,
)
from sessions.base.people import Link, Role
from sessions.clip.session import Action, ClipSubmission
from storage.account.identities import Identities
from storage.clip.store import ClipStore
from storage.jam.store import JamStore
from storage.people.moderation import ModerationStore
from storage.people.store import PeopleStore
from storage.redis import keys
from storage.redis.client import Redis
from tests.storage.people.cast import (
    INES,
    THEO,
    WREN,
    a_jam,
    edits,
    roles,
)
from tests.storage.sessions import OWNER, a_session
from tests.users import a_user

Two = tuple[User, User]


@pytest.fixture
def identities(stores: Redis) -> Identities:
    return Identities(stores, name_seconds=60)


@pytest.fixture
def two() -> Two:
    """A guest and the account that it is joined with later; the tests of a run share a Redis."""
    return a_user(f"guest-{uuid4()}"), a_user(f"account-{uuid4()}")


async def test_AC21_PE1_who_was_joined_is_one_member_for_everybody_with_the_higher_role(
    jams: JamStore, people: PeopleStore, identities: Identities, two: Two
) -> None:
    guest, account = two
    jam = await a_jam(jams)
    await people.set_role(jam, INES, guest.id, "editor", "Guest Heron")
    await people.set_role(jam, INES, account.id, "viewer", "Mira")
    await people.set_role(jam, INES, WREN.id, "viewer", "Wren")
    one = await identities.join(guest, account)
    for reader in (INES, WREN, one):
        assert await roles(people, jam, reader) == {"ines": "owner", account.id: "editor", "wren": "viewer"}


@pytest.mark.parametrize("named", [0, 1])
async def test_AC21_PE2_a_role_is_given_to_and_taken_from_all_ids_of_a_person_by_one_command(
    jams: JamStore, people: PeopleStore, identities: Identities, two: Two, named: int
) -> None:
    guest, account = two
    jam = await a_jam(jams)
    await people.set_role(jam, INES, guest.id, "co-owner", "Guest Heron")
    await people.set_role(jam, INES, account.id, "viewer", "Mira")
    one = await identities.join(guest, account)
    await people.set_role(jam, INES, two[named].id, "viewer", "Mira")
    assert await roles(people, jam) == {"ines": "owner", account.id: "viewer"}
    assert not await edits(jams, jam, one)
    assert not await edits(jams, jam, account)
    await people.set_role(jam, INES, two[named].id, "editor", "Mira")
    assert await edits(jams, jam, one)
    await people.set_role(jam, INES, two[named].id, "banned", "Mira")
    assert await roles(people, jam) == {"ines": "owner", account.id: "banned"}
    assert not await edits(jams, jam, one)
    await people.set_role(jam, INES, two[named].id, None, None)
    assert await roles(people, jam) == {"ines": "owner"}
    assert await edits(jams, jam, one)  # what the link allows


async def test_AC21_PE4_who_was_removed_under_one_id_is_listed_as_removed(
    jams: JamStore, people: PeopleStore, identities: Identities, two: Two
) -> None:
    guest, account = two
    jam = await a_jam(jams)
    await people.set_role(jam, INES, guest.id, "banned", "Guest Heron")
    await people.set_role(jam, INES, account.id, "editor", "Mira")
    one = await identities.join(guest, account)
    assert await roles(people, jam) == {"ines": "owner", account.id: "banned"}
    with pytest.raises(Forbidden):
        await people.read(jam, one)
    await people.set_role(jam, INES, account.id, "editor", "Mira")
    assert await roles(people, jam, one) == {"ines": "owner", account.id: "editor"}


async def test_AC21_PE14_an_owner_under_two_ids_is_one_owner_and_a_session_keeps_another_one(
    jams: JamStore, clips: ClipStore, people: PeopleStore, identities: Identities, two: Two, stores: Redis
) -> None:
    guest, account = two
    moderation = ModerationStore(stores, public_url="", log_length=1000)
    jam, stream = await a_jam(jams), await a_session(clips, Action.START)
    for session_id, owner in ((jam, INES), (stream, OWNER)):
        for user in (guest, account):
            await people.set_role(session_id, owner, user.id, "owner", "Mira")
    one = await identities.join(guest, account)
    for session_id, owner in ((jam, INES), (stream, OWNER)):
        assert await roles(people, session_id, owner) == {owner.id: "owner", account.id: "owner"}
        await people.set_role(session_id, one, owner.id, None, None)
        await people.set_role(session_id, one, THEO.id, "co-owner", "Theo")
        with pytest.raises(Conflict):
            await moderation.remove(session_id, Server.ITSELF, guest.id, None, content=False)
        assert await roles(people, session_id, one) == {account.id: "owner", "theo": "co-owner"}
        await people.set_role(session_id, one, THEO.id, "owner", "Theo")
        await people.set_role(session_id, THEO, guest.id, "co-owner", "Mira")
        assert await roles(people, session_id, THEO) == {account.id: "co-owner", "theo": "owner"}


async def test_AC21_PE11_a_person_is_removed_with_what_they_sent_under_every_id_and_comes_back(
    clips: ClipStore, people: PeopleStore, identities: Identities, two: Two, stores: Redis
) -> None:
    guest, account = two
    stream = await a_session(clips, Action.START)
    for user in (guest, account, WREN):
        await clips.submit(stream, user, ClipSubmission())
    one = await identities.join(guest, account)
    moderation = ModerationStore(stores, public_url="", log_length=1000)
    step, moments = await moderation.remove(stream, OWNER, guest.id, "Mira", content=True)
    assert moments == 2
    assert await roles(people, stream, OWNER) == {OWNER.id: "owner", account.id: "banned"}
    for user in (one, account):
        with pytest.raises(Forbidden):
            await clips.submit(stream, user, ClipSubmission())
    assert await moderation.undo(stream, OWNER, step) == 2
    assert await roles(people, stream, OWNER) == {OWNER.id: "owner"}
    await clips.submit(stream, one, ClipSubmission())


async def test_AC21_PE5_requests_and_invitations_by_name_are_one_a_person_and_answered_by_either_id(
    jams: JamStore, people: PeopleStore, identities: Identities, two: Two
) -> None:
    guest, account = two
    jams_of_ines = [await a_jam(jams) for _ in range(3)]
    asked, declined, invited = jams_of_ines
    for jam in (asked, declined):
        await people.set_link(jam, INES, Link.VIEW, locked=None)
        for user in (guest, account):
            await people.ask(jam, user)
    for user in (guest, account):
        await people.invite_user(invited, INES, user.id, Role.EDITOR, "Mira")
    one = await identities.join(guest, account)
    for jam in (asked, declined):
        assert [request.user_id for request in (await people.read(jam, INES)).requests] == [account.id]
    assert [person.user_id for person in (await people.read(invited, INES)).invited] == [account.id]
    await people.answer(asked, INES, guest.id, accept=True)
    assert await roles(people, asked) == {"ines": "owner", account.id: "editor"}
    assert await edits(jams, asked, one)
    await people.answer(declined, INES, account.id, accept=False)
    await people.answer_invited(invited, one, "accept")
    for jam in jams_of_ines:
        read = await people.read(jam, INES)
        assert (read.requests, read.invited) == ([], [])
    assert await roles(people, invited) == {"ines": "owner", account.id: "editor"}


async def test_AC21_PE5_who_has_got_it_under_another_id_asks_no_more_and_accepting_lowers_no_role(
    jams: JamStore, people: PeopleStore, identities: Identities, two: Two
) -> None:
    guest, account = two
    jam = await a_jam(jams)
    await people.set_link(jam, INES, Link.VIEW, locked=None)
    await people.ask(jam, guest)
    await people.set_role(jam, INES, account.id, "co-owner", "Mira")
    one = await identities.join(guest, account)
    assert (await people.read(jam, INES)).requests == []
    await people.answer(jam, INES, guest.id, accept=True)
    assert await roles(people, jam) == {"ines": "owner", account.id: "co-owner"}
    assert (await people.read(jam, one)).asked is False


async def test_AC21_PE10_an_invitation_of_the_identity_that_was_given_away_is_accepted_revoked_and_declined(
    jams: JamStore, people: PeopleStore, identities: Identities, two: Two
) -> None:
    guest, account = two
    accepted, revoked, declined = [await a_jam(jams) for _ in range(3)]
    for jam in (accepted, revoked, declined):
        await people.invite_user(jam, INES, guest.id, Role.EDITOR, "Guest Heron")
    one = await identities.join(guest, account)
    await people.answer_invited(accepted, one, "accept")
    assert await roles(people, accepted) == {"ines": "owner", account.id: "editor"}
    await people.take_back(revoked, INES, account.id)
    with pytest.raises(TicketSpent):
        await people.answer_invited(revoked, one, "accept")
    await people.answer_invited(declined, one, "decline")
    with pytest.raises(RateLimited):
        await people.invite_user(declined, INES, account.id, Role.EDITOR, "Mira")


async def test_AC21_PE12_who_sent_under_two_ids_is_one_sender_with_all_their_moments(
    clips: ClipStore, identities: Identities, two: Two, stores: Redis
) -> None:
    guest, account = two
    stream = await a_session(clips, Action.START)
    traced = ClipStore(stores, public_url="", log_length=1000, max_tap_age_ms=60_000, tap_gap_ms=0, address_ms=60_000)
    for user in (guest, account, WREN):
        await traced.submit(stream, user, ClipSubmission(), f"198.51.100.{1 + len(user.id)}")
    moderation = ModerationStore(stores, public_url="", log_length=1000)
    before = await people_changes(stores, stream)
    await identities.join(guest, account)
    sent, _ = await moderation.senders(stream, OWNER)
    assert [(one.user_id, one.moments) for one in sent] == [(account.id, 2), (WREN.id, 1)]
    assert await people_changes(stores, stream) == before + 1  # whoever looks at the list reads it again


async def people_changes(stores: Redis, session_id: str) -> int:
    log = f"{keys.header(session_id)}:log:control"
    rows = await stores.call(log, "XRANGE", log, "-", "+")
    return sum(b'"people_changed"' in fields[1] for _, fields in rows)
