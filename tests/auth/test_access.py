from itertools import product
from typing import get_args

import pytest

from auth.access import (
    READ_ALL,
    READ_OWN,
    UPDATE,
    AccessLevel,
    VoiceRights,
    clip_feed,
    clip_role,
    may_read_voice,
    may_update_voice,
    require_admin,
    require_clip_owner,
    require_voice_read,
    require_voice_update,
)
from auth.user import User
from sessions.errors import Forbidden


def user(
    name: str = "u1",
    *,
    permissions: frozenset[str] = frozenset(),
    projects: frozenset[str] = frozenset(),
    roles: frozenset[str] = frozenset(),
    telegram_user_id: int | None = None,
) -> User:
    return User(name, name, False, telegram_user_id, permissions, projects, roles, 1)


@pytest.mark.parametrize(
    ("owners", "role", "feed"),
    [
        ({"u1"}, "owner", "control"),
        ({"u2", "u1"}, "owner", "control"),
        ({"u2"}, "viewer", "public"),
        (set(), "viewer", "public"),
    ],
)
def test_C3_the_owners_control_and_everybody_else_views(owners: set[str], role: str, feed: str) -> None:
    assert clip_role(user(), owners) == role
    assert clip_feed(clip_role(user(), owners)) == feed


def test_C3_a_viewer_never_manages_state() -> None:
    require_clip_owner(user(), {"u1"})
    # Rights in other systems are no rights here, an admin's neither: the streamer is always in control.
    for viewer in (user("u2"), user("u2", roles=frozenset({"admin"})), user("u2", permissions=frozenset({READ_ALL}))):
        with pytest.raises(Forbidden):
            require_clip_owner(viewer, {"u1"})


# V32 once more, in the form of its own sentence, for every combination of what it speaks of.
@pytest.mark.parametrize("level", get_args(AccessLevel))
@pytest.mark.parametrize("granted", [frozenset(), {READ_ALL}, {READ_OWN}, {READ_ALL, READ_OWN}, {UPDATE}])
def test_V32_who_may_read_a_voice_session(level: AccessLevel, granted: frozenset[str]) -> None:
    combinations = list(product([None, 111, 222], [None, 111, 333], ["u1", "u2"], [None, "p1", "p2"], [True, False]))
    for telegram_id, chat_id, owner, project, allowed in combinations:
        performer = user(permissions=frozenset(granted), projects=frozenset({"p1", "p3"}), telegram_user_id=telegram_id)
        rights = VoiceRights(owner, level, chat_id, project, frozenset({"u1"} if allowed else {"u9"}))
        creator = owner == "u1" or (chat_id == telegram_id == 111)
        shared = (level == "public" and project == "p1") or (level == "restricted" and allowed)
        expected = READ_ALL in granted or (READ_OWN in granted and (creator or shared))
        assert may_read_voice(performer, rights) is expected, (telegram_id, chat_id, owner, project, allowed)
    assert len(combinations) == 108


def test_V32_two_absent_telegram_ids_are_not_the_same() -> None:
    reader = user(permissions=frozenset({READ_OWN}))
    assert not may_read_voice(reader, VoiceRights("u2", "private", chat_id=None))
    assert not may_read_voice(reader, VoiceRights("u2", "public", project=None))


def test_V32_private_is_the_creator_s_alone() -> None:
    everything_but_all = user("u2", permissions=frozenset({READ_OWN, UPDATE}), projects=frozenset({"p1"}))
    rights = VoiceRights("u1", "private", project="p1", allowed_users=frozenset({"u2"}))
    assert not may_read_voice(everything_but_all, rights)
    assert may_read_voice(user(permissions=frozenset({READ_OWN})), rights)


@pytest.mark.parametrize("owner", ["u1", "u2"])
@pytest.mark.parametrize("granted", [set(), {READ_OWN}, {UPDATE}, {READ_OWN, UPDATE}, {READ_ALL}, {READ_ALL, UPDATE}])
def test_V20_V21_V22_updating_needs_read_access_and_the_permission(owner: str, granted: set[str]) -> None:
    performer = user(permissions=frozenset(granted))
    rights = VoiceRights(owner, "private")
    reads = READ_ALL in granted or (READ_OWN in granted and owner == "u1")
    assert may_update_voice(performer, rights) is (reads and UPDATE in granted)
    for require, allowed in (require_voice_read, reads), (require_voice_update, reads and UPDATE in granted):
        if allowed:
            require(performer, rights)
        else:
            with pytest.raises(Forbidden):
                require(performer, rights)


def test_V23_access_is_refused_before_the_permission() -> None:
    with pytest.raises(Forbidden, match="no access"):
        require_voice_update(user(), VoiceRights("u2", "private"))
    with pytest.raises(Forbidden, match=UPDATE):
        require_voice_update(user(permissions=frozenset({READ_OWN})), VoiceRights("u1", "private"))


def test_only_an_admin_passes_and_the_answer_is_the_word_forbidden() -> None:
    require_admin(user(roles=frozenset({"admin"})))
    for visitor in (None, user(), user(roles=frozenset({"editor"})), user(permissions=frozenset({"admin", READ_ALL}))):
        with pytest.raises(Forbidden) as refused:
            require_admin(visitor)
        assert refused.value.text == "Forbidden"
