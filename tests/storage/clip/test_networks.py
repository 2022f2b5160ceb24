"""How much of a stream the guests of one network may hold (OP30)."""

from dataclasses import replace

import orjson
import pytest

from sessions.base.errors import (
    TooLarge,
)
from sessions.clip.session import Action
from storage.clip.store import ClipStore
from storage.people.moderation import ModerationStore
from storage.people.store import PeopleStore
from storage.redis import keys
from storage.redis.client import Redis
from tests.storage.moments import mark, shown
from tests.storage.sessions import OWNER, PUBLIC_URL, a_session
from tests.users import a_guest, a_user

BO, WREN = a_user("bo"), a_user("wren")
HOME, CAFE = "203.0.113.7", "198.51.100.9"


async def test_OP30_guests_of_one_network_cannot_fill_a_session_for_all(stores: Redis) -> None:
    """On two processes. The streamer and a member sit in the same café."""
    here, elsewhere = (
        ClipStore(
            stores, public_url=PUBLIC_URL, log_length=1000, max_tap_age_ms=60_000, tap_gap_ms=0, network_moments=10
        )
        for _ in range(2)
    )
    people = PeopleStore(stores, public_url=PUBLIC_URL, log_length=1000)
    moderation = ModerationStore(stores, public_url=PUBLIC_URL, log_length=1000)
    session_id = await a_session(here, Action.START)
    await people.set_role(session_id, OWNER, BO.id, "viewer", None)
    for number in range(10):
        await mark((here, elsewhere)[number % 2], session_id, a_guest(f"guest-{number % 5}"), 1, CAFE)
    for guest in ("guest-0", "new"):
        with pytest.raises(TooLarge) as refused:
            await mark(elsewhere, session_id, a_guest(guest), 1, CAFE)
        assert refused.value.details == {"of": "network"}
    for who, where in ((a_guest("bo"), CAFE), (OWNER, CAFE), (WREN, CAFE), (a_guest("new"), HOME)):
        await mark(here, session_id, who, 1, where)
    assert len(await shown(here, session_id)) == 14
    step, moments = await moderation.remove(session_id, OWNER, "guest-0", None, content=True)
    assert moments == 2
    await mark(here, session_id, a_guest("another"), 2, CAFE)  # what was removed no longer counts
    with pytest.raises(TooLarge):
        await mark(here, session_id, a_guest("another"), 1, CAFE)
    await moderation.undo(session_id, OWNER, step)  # what is back counts: twelve
    (first, *_) = (await here.read_whole(session_id, OWNER)).clips
    await here.remove_clip(session_id, OWNER, orjson.loads(first)["id"])
    with pytest.raises(TooLarge):
        await mark(here, session_id, a_guest("another"), 1, CAFE)
    header = keys.header(session_id)
    assert all(CAFE.encode() not in one for one in await stores.call(header, "HKEYS", f"{header}:marked"))


async def test_OP30_guests_of_many_networks_leave_room_for_each_other_and_a_fifth_for_those_who_signed_in(
    stores: Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A session holds 20 moments here, and guests of a network at most 4: 16 are for guests."""
    monkeypatch.setattr("storage.clip.store.MOST_CLIPS", 20)
    clips = ClipStore(
        stores, public_url=PUBLIC_URL, log_length=1000, max_tap_age_ms=60_000, tap_gap_ms=0, network_moments=4
    )
    session_id = await a_session(clips, Action.START)

    async def fill(network: int) -> tuple[int, str]:
        """How many moments new guests of a network mark, and whose share stops them."""
        for number in range(6):
            try:
                await mark(clips, session_id, a_guest(f"guest-{network}-{number}"), 1, f"203.0.113.{network}")
            except TooLarge as refused:
                return number, str(refused.details["of"])
        raise AssertionError("nobody stopped them")

    assert [await fill(network) for network in range(7)] == [
        *[(4, "network")] * 3,
        *[(2, "network"), (1, "network"), (1, "guests"), (0, "guests")],
    ]
    await mark(clips, session_id, WREN, 3)
    await mark(clips, session_id, OWNER, 1)
    with pytest.raises(TooLarge) as full:
        await mark(clips, session_id, OWNER, 1)
    assert full.value.details == {"of": "session"}


async def test_OP30_moments_of_guests_with_a_role_leave_the_share_of_their_network_alone(stores: Redis) -> None:
    """The streamer has no account here, nor has the member."""
    clips = ClipStore(
        stores, public_url=PUBLIC_URL, log_length=1000, max_tap_age_ms=60_000, tap_gap_ms=0, network_moments=3
    )
    people = PeopleStore(stores, public_url=PUBLIC_URL, log_length=1000)
    session_id = await a_session(clips, Action.START)
    await people.set_role(session_id, OWNER, BO.id, "viewer", None)
    for who in (replace(OWNER, guest=True), a_guest(BO.id)):
        await mark(clips, session_id, who, 4, CAFE)
    await mark(clips, session_id, a_guest("crowd"), 3, CAFE)
    with pytest.raises(TooLarge):
        await mark(clips, session_id, a_guest("crowd"), 1, CAFE)
