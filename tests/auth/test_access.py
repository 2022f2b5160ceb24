"""Who may do what, as an independent table; tests/storage/session/test_access.py asks the scripts the same
questions."""

from collections.abc import Mapping
from itertools import product
from typing import Any, get_args

import orjson
import pytest

from auth.access import MEMBER, READ_ALL, READ_OWN, UPDATE, Level, require_admin
from auth.caller import Server, packed
from auth.user import User
from handlers.voice.access import require_voice_create
from server.products import PRODUCTS
from sessions.base.errors import Forbidden, SessionNotFound
from sessions.voice.session import AccessLevel
from tests.users import a_user

ADMIN = a_user("root", roles=["admin"])
EVERYTHING = [READ_ALL, READ_OWN, UPDATE]
RULES = {product.kind: product.access for product in PRODUCTS}


def level_of(user: User | None, header: Mapping[str, bytes]) -> Level:
    return RULES[header["kind"].decode()].level_of(user, header)


def require(user: User | None, header: Mapping[str, bytes], kind: str, action: str) -> Level:
    return RULES[kind].require(user, header, action)


def clip(*owners: str) -> dict[str, bytes]:
    return {"kind": b"clip", "owners": orjson.dumps(owners)}


def jam(owner: str | None = "u1", **fields: bytes) -> dict[str, bytes]:
    return {"kind": b"jam", "public": b"1", **({"owner": owner.encode()} if owner else {}), **fields}


def voice(
    owner: str = "u2",
    level: str = "private",
    *,
    chat_id: int | None = None,
    project: str | None = None,
    allowed: tuple[str, ...] = (),
) -> dict[str, bytes]:
    return {
        "kind": b"voice",
        "owner": owner.encode(),
        "access_level": level.encode(),
        "chat_id": b"" if chat_id is None else str(chat_id).encode(),
        "project": (project or "").encode(),
        "allowed_users": orjson.dumps(allowed),
    }


@pytest.mark.parametrize("kind", RULES)
def test_every_kind_can_be_read_and_every_action_needs_a_level(kind: str) -> None:
    assert RULES[kind].kind == kind
    assert "read" in RULES[kind].needed
    assert Level.NONE not in RULES[kind].needed.values()


def test_an_action_that_a_kind_does_not_declare_is_refused_to_its_owner_too() -> None:
    for header in (clip("u1"), jam(), voice("u1")):
        owner = a_user("u1", permissions=EVERYTHING)
        assert level_of(owner, header) is Level.OWNER
        with pytest.raises(Forbidden):
            require(owner, header, header["kind"].decode(), "undeclared")


@pytest.mark.parametrize(("owners", "level"), [(["u1"], 4), (["u2", "u1"], 4), (["u2"], 2), ([], 2)])
def test_C3_the_owners_control_and_everybody_else_views(owners: list[str], level: int) -> None:
    assert level_of(a_user("u1"), clip(*owners)) == level


def test_C3_a_viewer_never_manages_state() -> None:
    require(a_user("u1"), clip("u1"), "clip", "control")
    # Rights in other systems are no rights here, not even an admin's: the streamer is always in control.
    for viewer in (a_user("u2"), ADMIN, a_user("u2", permissions=EVERYTHING)):
        require(viewer, clip("u1"), "clip", "submit")
        with pytest.raises(Forbidden):
            require(viewer, clip("u1"), "clip", "control")


def test_S2_anyone_with_the_link_reads_and_edits_a_public_jam() -> None:
    for somebody, action in product([None, a_user("u2")], ["read", "play", "edit"]):
        require(somebody, jam(), "jam", action)


@pytest.mark.parametrize("somebody", [None, a_user("u2"), a_user("u2", permissions=EVERYTHING)])
def test_D30_PE2_a_jam_is_deleted_by_its_owners_and_one_without_by_who_may_edit_it(somebody: User | None) -> None:
    for fields in ({}, {"locked": b"1"}, {"link": b"view"}, {MEMBER: b"editor"}, {MEMBER: b"co-owner"}):
        owned = {**jam(), **fields}
        with pytest.raises(Forbidden, match="Only the session's owner can delete it"):
            require(somebody, owned, "jam", "delete")
        require(a_user("u1"), owned, "jam", "delete")
    require(somebody, {**jam(), MEMBER: b"owner"}, "jam", "delete")
    require(somebody, jam(None), "jam", "delete")
    with pytest.raises(Forbidden, match="Editing is locked for now, so only the session's co-owners can delete it"):
        require(somebody, jam(None, locked=b"1"), "jam", "delete")
    require(somebody, {**jam(None, locked=b"1"), MEMBER: b"co-owner"}, "jam", "delete")
    for own_less in (jam(None, link=b"view"), jam(None, immutable=b"1")):
        with pytest.raises(Forbidden, match="owner"):
            require(somebody, own_less, "jam", "delete")


@pytest.mark.parametrize("somebody", [None, a_user("u2"), a_user("u2", permissions=EVERYTHING)])
def test_K18_a_private_jam_is_its_owners(somebody: User | None) -> None:
    private = jam(public=b"0")
    for action in ("read", "play", "edit", "delete", "own"):
        with pytest.raises(Forbidden, match="private"):
            require(somebody, private, "jam", action)
        require(a_user("u1"), private, "jam", action)
        require(ADMIN, private, "jam", action)


def test_K18_without_an_owner_nobody_owns() -> None:
    for somebody in (None, a_user("u1"), a_user("None"), a_user("null")):
        with pytest.raises(Forbidden, match="owner"):
            require(somebody, jam(None), "jam", "own")


def test_JM5_a_published_jam_cannot_be_edited_and_only_its_owner_deletes_it() -> None:
    published = jam(immutable=b"1")
    for somebody in (None, a_user("u1"), a_user("u2"), ADMIN):
        require(somebody, published, "jam", "play")
        with pytest.raises(Forbidden, match="published"):
            require(somebody, published, "jam", "edit")
    for stranger in (None, a_user("u2")):
        with pytest.raises(Forbidden, match="owner"):
            require(stranger, published, "jam", "delete")
    require(a_user("u1"), published, "jam", "delete")


# V32 in its own words, for every combination of its conditions.
@pytest.mark.parametrize("access", get_args(AccessLevel))
@pytest.mark.parametrize("granted", [[], [READ_ALL], [READ_OWN], [READ_ALL, READ_OWN], [UPDATE]])
def test_V32_who_may_read_a_voice_session(access: str, granted: list[str]) -> None:
    combinations = list(product([None, 111, 222], [None, 111, 333], ["u1", "u2"], [None, "p1", "p2"], [True, False]))
    for telegram_id, chat_id, owner, project, allowed in combinations:
        performer = a_user("u1", permissions=granted, projects=["p1", "p3"], telegram_user_id=telegram_id)
        header = voice(owner, access, chat_id=chat_id, project=project, allowed=("u1",) if allowed else ("u9",))
        creator = owner == "u1" or (chat_id == telegram_id == 111)
        shared = (access == "public" and project == "p1") or (access == "restricted" and allowed)
        expected = READ_ALL in granted or (READ_OWN in granted and (creator or shared))
        assert (level_of(performer, header) >= Level.READER) is expected, header
    assert len(combinations) == 108


def test_V32_two_absent_telegram_ids_are_not_the_same() -> None:
    reader = a_user("u1", permissions=[READ_OWN])
    assert level_of(reader, voice(chat_id=None)) is Level.NONE
    assert level_of(reader, voice(level="public", project=None)) is Level.NONE


def test_V1_V32_a_session_in_ones_own_chat_is_ones_own() -> None:
    phone = a_user("anna-phone", telegram_user_id=7, permissions=[READ_OWN, UPDATE])
    assert level_of(phone, voice("anna", chat_id=7)) is Level.OWNER
    assert level_of(phone, voice("anna", chat_id=8)) is Level.NONE


@pytest.mark.parametrize("owner", ["u1", "u2"])
@pytest.mark.parametrize("granted", [[], [READ_OWN], [UPDATE], [READ_OWN, UPDATE], [READ_ALL], [READ_ALL, UPDATE]])
def test_V20_V21_V22_updating_needs_read_access_and_the_permission(owner: str, granted: list[str]) -> None:
    performer = a_user("u1", permissions=granted)
    reads = READ_ALL in granted or (READ_OWN in granted and owner == "u1")
    for action, allowed in ("read", reads), ("update", reads and UPDATE in granted):
        if allowed:
            require(performer, voice(owner), "voice", action)
        else:
            with pytest.raises(Forbidden):
                require(performer, voice(owner), "voice", action)


def test_V23_existence_comes_before_access_and_access_before_the_permission() -> None:
    with pytest.raises(SessionNotFound):
        require(a_user("u1"), jam(public=b"0"), "voice", "update")
    with pytest.raises(Forbidden, match="no access"):
        require(a_user("u1"), voice("u2"), "voice", "update")
    with pytest.raises(Forbidden, match=UPDATE):
        require(a_user("u1", permissions=[READ_OWN]), voice("u1"), "voice", "update")


def test_V17_D17_making_a_session_needs_update_and_ones_own_project() -> None:
    require_voice_create(a_user("u1", permissions=[UPDATE]), None)
    require_voice_create(a_user("u1", permissions=[UPDATE], projects=["p1"]), "p1")
    with pytest.raises(Forbidden, match=UPDATE):
        require_voice_create(a_user("u1", permissions=[READ_ALL, READ_OWN]), None)
    with pytest.raises(Forbidden, match="project"):
        require_voice_create(a_user("u1", permissions=EVERYTHING, projects=["p1"]), "p2")


def test_only_an_admin_passes_and_the_answer_is_the_word_forbidden() -> None:
    require_admin(ADMIN)
    others = (None, a_user("u1"), a_user("u1", roles=["editor"]), a_user("u1", permissions=["admin", READ_ALL]))
    for visitor in others:
        with pytest.raises(Forbidden) as refused:
            require_admin(visitor)
        assert refused.value.text == "Forbidden"


def test_a_caller_is_packed_once_and_the_packing_is_no_part_of_who_they_are() -> None:
    user = a_user('u"1', permissions=["B", "A"], projects=["my project"], roles=["admin"], telegram_user_id=7)
    first: Any = packed(user)
    assert first == b'"u\\"1"\nadmin\n\tu"1\t\n7\n\tA\tB\t\n\tmy project\t'
    assert packed(user) is first
    fresh = a_user('u"1', permissions=["B", "A"], projects=["my project"], roles=["admin"], telegram_user_id=7)
    assert user == fresh
    assert repr(user) == repr(fresh)
    assert [packed(caller).split(b"\n")[:2] for caller in (None, Server.ITSELF)] == [
        [b"null", b""],
        [b"null", b"server"],
    ]
