"""Lineage, orphans and who may do what."""

import pytest

from sessions.errors import Forbidden
from sessions.jam_lineage import (
    DAY_MS,
    is_orphaned,
    may_delete,
    may_edit,
    may_own,
    may_read,
    parent_name,
    shown_name,
)


def test_K19_exactly_ninety_days_without_access_make_an_orphan() -> None:
    assert is_orphaned(0, 90 * DAY_MS)
    assert not is_orphaned(0, 90 * DAY_MS - 1)


def test_K16_the_parent_line_has_the_name_or_says_that_it_is_unknown() -> None:
    assert parent_name(None, None, exists=False) is None
    assert parent_name("p", "Funky Beat", exists=True) == "Funky Beat"
    assert parent_name("p", None, exists=True) == "Untitled Session"
    assert parent_name("p", "Funky Beat", exists=False) == "Unknown Session"


def test_K15_an_unnamed_session_is_untitled() -> None:
    assert shown_name(None) == shown_name("") == "Untitled Session"


def test_S2_anyone_with_the_link_reads_and_edits_a_public_jam() -> None:
    may_read(is_public=True, owner_id="u1", user_id=None, is_admin=False)
    may_edit(immutable=False)
    may_delete(immutable=False, owner_id="u1", user_id="u2", is_admin=False)


@pytest.mark.parametrize("user_id", [None, "u2"])
def test_K18_a_private_jam_is_its_owners(user_id: str | None) -> None:
    with pytest.raises(Forbidden):
        may_read(is_public=False, owner_id="u1", user_id=user_id, is_admin=False)
    may_read(is_public=False, owner_id="u1", user_id="u1", is_admin=False)
    may_read(is_public=False, owner_id="u1", user_id=user_id, is_admin=True)


def test_K18_without_an_owner_nobody_owns() -> None:
    with pytest.raises(Forbidden):
        may_own(owner_id=None, user_id=None, is_admin=False)


def test_JM5_a_published_jam_cannot_be_edited_and_only_its_owner_deletes_it() -> None:
    with pytest.raises(Forbidden, match="published"):
        may_edit(immutable=True)
    with pytest.raises(Forbidden):
        may_delete(immutable=True, owner_id="u1", user_id="u2", is_admin=False)
    may_delete(immutable=True, owner_id="u1", user_id="u1", is_admin=False)
