"""Lineage and orphans."""

from sessions.base.instant import DAY_MS
from sessions.jam.lineage import is_orphaned, parent_name, shown_name


def test_K19_exactly_ninety_days_without_access_make_an_orphan() -> None:
    assert is_orphaned(0, 90 * DAY_MS)
    assert not is_orphaned(0, 90 * DAY_MS - 1)


def test_K16_D23_the_parents_name_is_the_stored_one_and_the_current_one_for_who_may_read_the_parent() -> None:
    assert parent_name(None, None, None, exists=False, is_readable=False) is None
    assert parent_name("p", "Then", "Now", exists=True, is_readable=True) == "Now"
    assert parent_name("p", "Then", "Now", exists=True, is_readable=False) == "Then"
    assert parent_name("p", "Then", None, exists=True, is_readable=True) == "Untitled Session"
    assert parent_name("p", "Then", None, exists=False, is_readable=False) == "Unknown Session"


def test_K15_an_unnamed_session_is_untitled() -> None:
    assert shown_name(None) == shown_name("") == "Untitled Session"
