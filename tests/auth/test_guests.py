import re

import pytest

from auth.guests import BIRDS, new_guest
from auth.text import is_user_id, requested_name
from sessions.base.errors import InvalidPayload


def test_a_guest_has_a_random_id_and_the_name_of_a_bird() -> None:
    guests = [new_guest() for _ in range(1000)]
    assert len({guest.id for guest in guests}) == 1000
    for guest in guests:
        assert re.fullmatch(r"guest_[\w-]{22}", guest.id)
        assert is_user_id(guest.id)
        assert guest.name.removeprefix("Guest ") in BIRDS
        assert guest.guest
        assert not guest.is_admin


def test_a_guest_may_choose_the_name_but_not_any_name() -> None:
    assert new_guest("  Ines ").name == "Ines"
    for name in ("", " ", "x" * 65, "\0"):
        with pytest.raises(InvalidPayload):
            new_guest(name)


def test_a_guest_has_the_permissions_that_guests_get() -> None:
    assert new_guest(permissions=["VOICEBOT_SESSIONS.READ_OWN"]).may("VOICEBOT_SESSIONS.READ_OWN")
    assert new_guest().permissions == frozenset()


def test_birds_are_distinct_single_words() -> None:
    assert len(set(BIRDS)) == len(BIRDS)
    for bird in BIRDS:
        assert re.fullmatch(r"[A-Z][a-z]{2,10}", bird)
        assert requested_name(bird) == bird
