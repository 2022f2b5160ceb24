"""Members, the link and requests, in the scripts: who may change what, effective at once."""

import orjson
import pytest

from auth.access import READ_ALL, READ_OWN, Level
from sessions.base.errors import (
    Conflict,
    Forbidden,
    InvalidPayload,
    NotFound,
    RateLimited,
    SessionNotFound,
    TicketSpent,
    TooLarge,
)
from sessions.base.people import MOST_MEMBERS, MOST_REQUESTS, Link
from sessions.clip.session import Action, ClipSubmission
from sessions.voice.session import VoiceSessionChange
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
from tests.storage.sessions import a_store
from tests.users import a_recorder, a_user

# --- roles --------------------------------------------------------------------------------------------------------


async def test_PE1_PE4_a_role_that_was_given_decides_and_counts_from_the_next_command_on(
    people: PeopleStore, jams: JamStore
) -> None:
    jam_id = await a_jam(jams)
    assert await edits(jams, jam_id, THEO)  # by the link
    await people.set_role(jam_id, INES, THEO.id, "viewer", "Theo")
    assert not await edits(jams, jam_id, THEO)
    assert await edits(jams, jam_id, STRANGER)
    await jams.read(jam_id, THEO, touch=False)
    await people.set_role(jam_id, INES, THEO.id, "banned", None)
    with pytest.raises(Forbidden):
        await jams.read(jam_id, THEO, touch=False)
    await people.set_role(jam_id, INES, THEO.id, "editor", None)
    await people.set_link(jam_id, INES, Link.NOBODY, locked=None)
    assert await edits(jams, jam_id, THEO)
    assert not await edits(jams, jam_id, STRANGER)
    await people.set_role(jam_id, INES, THEO.id, None, None)
    with pytest.raises(Forbidden):
        await jams.read(jam_id, THEO, touch=False)


async def test_PE2_a_co_owner_does_everything_but_delete_and_decide_who_owns(
    people: PeopleStore, jams: JamStore, stores: Redis
) -> None:
    jam_id = await a_jam(jams)
    await people.set_link(jam_id, INES, Link.VIEW, locked=None)
    await people.set_role(jam_id, INES, THEO.id, "co-owner", "Theo")
    await people.set_role(jam_id, THEO, WREN.id, "co-owner", "Wren")
    await people.set_role(jam_id, THEO, WREN.id, "editor", "Wren")
    await people.set_link(jam_id, THEO, Link.NOBODY, locked=True)
    for user, role in (("ines", None), ("ines", "editor"), (WREN.id, "owner"), (THEO.id, "owner")):
        with pytest.raises(Forbidden, match="owner"):
            await people.set_role(jam_id, THEO, user, role, None)
    with pytest.raises(Forbidden, match="owner"):
        await jams.delete(jam_id, THEO)
    assert await roles(people, jam_id) == {"ines": "owner", "theo": "co-owner", "wren": "editor"}

    clips, stream = a_store(stores), await a_stream(stores)
    await people.set_role(stream, INES, THEO.id, "co-owner", "Theo")
    await clips.transition(stream, THEO, Action.PAUSE)
    for attempt in (clips.delete(stream, THEO), clips.note_link(stream, THEO, "secret", 600)):
        with pytest.raises(Forbidden, match="streamer"):
            await attempt


@pytest.mark.parametrize("role", ["editor", "viewer", None, "banned"])
async def test_PE2_who_neither_owns_nor_co_owns_changes_nobodys_role_but_may_leave(
    people: PeopleStore, jams: JamStore, role: str | None
) -> None:
    jam_id = await a_jam(jams)
    await people.set_role(jam_id, INES, WREN.id, "viewer", "Wren")
    await people.set_role(jam_id, INES, THEO.id, role, "Theo")
    before = await roles(people, jam_id)
    for attempt in (
        people.set_role(jam_id, THEO, WREN.id, "editor", None),
        people.set_role(jam_id, THEO, THEO.id, "co-owner", None),
        people.set_role(jam_id, THEO, INES.id, None, None),
        people.set_link(jam_id, THEO, Link.EDIT, locked=None),
        people.set_link(jam_id, THEO, None, locked=True),
        people.answer(jam_id, THEO, WREN.id, accept=True),
    ):
        with pytest.raises(Forbidden):
            await attempt
    assert await roles(people, jam_id) == before
    if role == "banned":  # leaving must not lift it
        with pytest.raises(Forbidden):
            await people.set_role(jam_id, THEO, THEO.id, None, None)
    else:
        await people.set_role(jam_id, THEO, THEO.id, None, None)
        assert THEO.id not in await roles(people, jam_id)


async def test_PE2_a_session_is_never_without_an_owner(people: PeopleStore, jams: JamStore, stores: Redis) -> None:
    jam_id, stream = await a_jam(jams), await a_stream(stores)
    for session_id in (jam_id, stream):
        for role in (None, "banned", "viewer"):
            with pytest.raises(Conflict):
                await people.set_role(session_id, INES, INES.id, role, None)
    await people.set_role(stream, INES, THEO.id, "owner", "Theo")
    await people.set_role(stream, THEO, INES.id, None, None)
    assert await roles(people, stream, THEO) == {"theo": "owner"}
    with pytest.raises(Forbidden):
        await a_store(stores).transition(stream, INES, Action.PAUSE)


async def test_PE1_a_kind_has_only_its_own_roles_and_links(
    people: PeopleStore, voices: VoiceStore, stores: Redis
) -> None:
    stream, voice = await a_stream(stores), await a_voice(voices)
    for attempt in (
        people.set_role(stream, INES, THEO.id, "editor", None),
        people.set_link(stream, INES, None, locked=True),
        people.set_link(voice, a_recorder("ines"), Link.EDIT, locked=None),
        people.set_link(voice, a_recorder("ines"), None, locked=True),
    ):
        with pytest.raises(InvalidPayload):
            await attempt


async def test_PE1_the_members_of_a_session_are_bounded_and_the_last_still_goes(
    people: PeopleStore, jams: JamStore, stores: Redis
) -> None:
    jam_id = await a_jam(jams)
    key = f"{keys.header(jam_id)}:members"
    crowd = [part for n in range(MOST_MEMBERS) for part in (f"u{n}", 'viewer {"name":null,"since":1}')]
    await stores.call(key, "HSET", key, *crowd)
    await stores.call(key, "HSET", keys.header(jam_id), "people", 1)
    with pytest.raises(TooLarge):
        await people.set_role(jam_id, INES, THEO.id, "editor", None)
    await people.set_role(jam_id, INES, "u0", "editor", None)
    await people.set_role(jam_id, INES, "u1", None, None)
    await people.set_role(jam_id, INES, THEO.id, "editor", None)


async def test_PE1_V32_roles_come_on_top_of_what_a_token_permits_in_a_voice_session(
    people: PeopleStore, voices: VoiceStore
) -> None:
    ines, reader = a_recorder("ines"), a_user("ben", permissions=[READ_OWN])
    voice = await a_voice(voices, access_level="restricted", allowed_users=("ben",))
    assert (await voices.read(voice, reader)).level is Level.READER
    assert await roles(people, voice, ines) == {"ines": "owner", "ben": "viewer"}
    await people.set_role(voice, ines, THEO.id, "editor", "Theo")
    await voices.update(voice, THEO, VoiceSessionChange(session_name="Named by Theo"))
    with pytest.raises(Forbidden):
        await voices.update(voice, THEO, VoiceSessionChange(access_level="public"))
    # Whom the list of users let in goes from it as well.
    await people.set_role(voice, ines, "ben", None, None)
    with pytest.raises(Forbidden):
        await voices.read(voice, reader)
    await people.set_role(voice, ines, "ann", "banned", None)
    await voices.read(voice, a_user("ann", permissions=[READ_ALL]))  # READ_ALL reads any session


async def test_D29_what_the_link_lets_people_do_survives_closing_it_to_all(people: PeopleStore, jams: JamStore) -> None:
    jam_id = await a_jam(jams)
    assert (await people.read(jam_id, INES)).link is Link.EDIT
    await jams.show(jam_id, INES, is_public=False)
    assert (await people.read(jam_id, INES)).link is Link.NOBODY
    await jams.show(jam_id, INES, is_public=True)
    assert (await people.read(jam_id, INES)).link is Link.EDIT
    await people.set_link(jam_id, INES, Link.VIEW, locked=None)
    assert (await jams.read(jam_id, INES, touch=False)).is_public
    await jams.show(jam_id, INES, is_public=False)
    await jams.show(jam_id, INES, is_public=True)
    assert (await people.read(jam_id, INES)).link is Link.VIEW
    assert not await edits(jams, jam_id, STRANGER)
    with pytest.raises(Forbidden, match="owner"):
        await jams.delete(jam_id, STRANGER)


async def test_PE3_a_stream_is_marked_by_whom_its_link_and_roles_let(people: PeopleStore, stores: Redis) -> None:
    clips, stream = a_store(stores), await a_stream(stores)
    await clips.submit(stream, STRANGER, ClipSubmission())
    await people.set_link(stream, INES, Link.VIEW, locked=None)
    with pytest.raises(Forbidden, match="watch"):
        await clips.submit(stream, THEO, ClipSubmission())
    await people.set_role(stream, INES, THEO.id, "viewer", None)
    await clips.submit(stream, THEO, ClipSubmission())
    await people.set_link(stream, INES, Link.NOBODY, locked=None)
    with pytest.raises(Forbidden):
        await clips.read(stream, STRANGER)
    await clips.read(stream, THEO)


async def test_PE3_while_editing_is_locked_only_owners_and_co_owners_edit(people: PeopleStore, jams: JamStore) -> None:
    jam_id = await a_jam(jams)
    await people.set_role(jam_id, INES, THEO.id, "editor", None)
    await people.set_role(jam_id, INES, WREN.id, "co-owner", None)
    await people.set_link(jam_id, INES, None, locked=True)
    found = [await edits(jams, jam_id, user) for user in (INES, WREN, THEO, STRANGER, None)]
    assert found == [True, True, False, False, False]
    await people.set_link(jam_id, WREN, None, locked=False)
    assert await edits(jams, jam_id, STRANGER)


# --- requests -----------------------------------------------------------------------------------------------------


async def test_PE5_a_request_stands_until_it_is_answered_and_comes_once_in_ten_minutes(
    people: PeopleStore, jams: JamStore, feeds: Feeds
) -> None:
    jam_id = await a_jam(jams)
    with pytest.raises(Conflict):
        await people.ask(jam_id, WREN)
    await people.set_link(jam_id, INES, Link.VIEW, locked=None)
    await people.ask(jam_id, WREN)
    await people.ask(jam_id, WREN)
    read = await people.read(jam_id, INES)
    assert [(one.user_id, one.name) for one in read.requests] == [("wren", "wren")]
    assert (await people.read(jam_id, WREN)).asked
    assert (await people.read(jam_id, WREN)).requests == []
    told = [orjson.loads(event.json)["type"] for event in (await feeds.recover(jam_id, "main", None)).events]
    assert told == ["visibility_changed", "people_changed"]
    await people.answer(jam_id, INES, WREN.id, accept=True)
    assert await edits(jams, jam_id, WREN)
    with pytest.raises(NotFound):
        await people.answer(jam_id, INES, WREN.id, accept=True)
    await people.ask(jam_id, THEO)
    await people.answer(jam_id, INES, THEO.id, accept=False)
    assert not await edits(jams, jam_id, THEO)
    with pytest.raises(RateLimited):
        await people.ask(jam_id, THEO)
    await people.ask(jam_id, STRANGER)
    await people.withdraw(jam_id, STRANGER)
    with pytest.raises(RateLimited):
        await people.ask(jam_id, STRANGER)
    assert (await people.read(jam_id, INES)).requests == []


async def test_PE5_requests_are_bounded_and_old_ones_make_room(
    people: PeopleStore, jams: JamStore, stores: Redis
) -> None:
    jam_id = await a_jam(jams)
    await people.set_link(jam_id, INES, Link.VIEW, locked=None)
    key = f"{keys.header(jam_id)}:requests"
    young = 9_000_000_000_000
    await stores.call(key, "HSET", key, *[part for n in range(MOST_REQUESTS) for part in (f"u{n}", f"{young} null")])
    with pytest.raises(TooLarge):
        await people.ask(jam_id, WREN)
    await stores.call(key, "HSET", key, "u0", "1 null")
    await people.ask(jam_id, WREN)
    found = {one.user_id for one in (await people.read(jam_id, INES)).requests}
    assert (len(found), "u0" in found, "wren" in found) == (MOST_REQUESTS, False, True)


# --- what dies with a role ------------------------------------------------------------------------------------------


async def test_PE4_C26_a_control_link_dies_with_its_makers_ownership(people: PeopleStore, stores: Redis) -> None:
    clips, stream = a_store(stores), await a_stream(stores)
    await people.set_role(stream, INES, THEO.id, "owner", None)
    await clips.note_link(stream, THEO, "theos link", 600)
    await clips.note_link(stream, INES, "ines link", 600)
    await people.set_role(stream, INES, THEO.id, None, None)
    with pytest.raises(TicketSpent):
        await clips.share(stream, WREN, "theos link")
    await people.set_role(stream, INES, STRANGER.id, "banned", None)
    with pytest.raises(Forbidden):
        await clips.share(stream, STRANGER, "ines link")
    await clips.share(stream, WREN, "ines link")
    assert await roles(people, stream) == {"ines": "owner", "wren": "owner", "stranger": "banned"}


async def test_SY17_D13_people_are_kept_in_the_bin_and_nothing_of_them_is_left_afterwards(
    people: PeopleStore, jams: JamStore, stores: Redis
) -> None:
    jam_id, stream = await a_jam(jams), await a_stream(stores)
    for session_id in (jam_id, stream):
        await people.set_link(session_id, INES, Link.VIEW, locked=None)
        await people.set_role(session_id, INES, THEO.id, "co-owner", None)
        await people.ask(session_id, WREN)
    clips = a_store(stores)
    for store, session_id in ((jams, jam_id), (clips, stream)):
        await store.delete(session_id, INES)
        with pytest.raises(SessionNotFound):
            await people.read(session_id, THEO)
        await store.bin.restore(session_id, INES)
        assert await roles(people, session_id) == {"ines": "owner", "theo": "co-owner"}
        await store.delete(session_id, INES)
        await store.bin.purge(session_id, INES)
        key = keys.header(session_id)
        assert await stores.call(key, "EXISTS", f"{key}:members", f"{key}:requests", f"{key}:invitations") == 0
