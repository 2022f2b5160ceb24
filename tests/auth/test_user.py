from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auth.user import NAMELESS, User, claims_of, mapped, user_from_claims
from sessions.base.errors import Unauthorized

CLAIMS: dict[str, Any] = {
    "sub": "u1",
    "name": "Ines",
    "telegram_user_id": 111,
    "permissions": ["VOICEBOT_SESSIONS.READ_OWN"],
    "projects": ["p1", "p2"],
    "roles": ["admin"],
    "exp": 1_700_000_000,
}

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)


def test_claims_become_a_user() -> None:
    assert user_from_claims(CLAIMS) == User(
        id="u1",
        name="Ines",
        guest=False,
        telegram_user_id=111,
        permissions=frozenset({"VOICEBOT_SESSIONS.READ_OWN"}),
        projects=frozenset({"p1", "p2"}),
        roles=frozenset({"admin"}),
        expires_at=1_700_000_000_000,
    )


def test_only_the_admin_role_makes_an_admin() -> None:
    assert user_from_claims(CLAIMS).is_admin
    assert not user_from_claims(CLAIMS | {"roles": ["administrator", "Admin"]}).is_admin
    assert not user_from_claims(CLAIMS | {"roles": None, "permissions": ["admin"]}).is_admin


def test_absent_claims_count_as_empty() -> None:
    user = user_from_claims({"sub": "u1", "exp": 1.5})
    assert user == User("u1", NAMELESS, False, None, frozenset(), frozenset(), frozenset(), 1500)


NO_WORDS: list[Any] = ["admin", {"admin": 1}, [1], 7, ["\ud800"], ["a\0"], [""]]
MALFORMED: dict[str, list[Any]] = {
    "sub": [None, "", 7, ["u1"], "a b", "\ud800", "x" * 129],
    "name": [7, ["Ines"], True],
    "guest": ["true", 1, 0, []],
    "telegram_user_id": ["111", True, 1.0, -1, 0, 2**53],
    "exp": [None, "1700000000", True, float("inf"), float("nan"), -1, 0, 10**400, 1e300],
    "permissions": NO_WORDS,
    "projects": NO_WORDS,
    "roles": NO_WORDS,
    "banned": [True, 1, "yes"],
    "deleted": [True],
}


@pytest.mark.parametrize(
    ("claim", "value"), [(claim, value) for claim, values in MALFORMED.items() for value in values]
)
def test_a_malformed_claim_is_refused(claim: str, value: Any) -> None:
    with pytest.raises(Unauthorized):
        user_from_claims(CLAIMS | {claim: value})


def test_V32_the_banned_and_deleted_are_unauthorized() -> None:
    assert user_from_claims(CLAIMS | {"banned": False, "deleted": None}).id == "u1"
    for claim in ("banned", "deleted"):
        with pytest.raises(Unauthorized, match="closed"):
            user_from_claims(CLAIMS | {claim: True})


@given(st.sampled_from([*CLAIMS, "guest", "banned", "deleted"]), json_values)
def test_no_claim_whatever_crashes(claim: str, value: object) -> None:
    try:
        user = user_from_claims(CLAIMS | {claim: value})
    except Unauthorized:
        return
    user.id.encode()
    user.name.encode()
    assert 0 < user.expires_at < 2**53


users = st.builds(
    User,
    id=st.from_regex(r"[!-~]{1,128}", fullmatch=True),
    name=st.from_regex(r"[A-Za-z]{1,64}", fullmatch=True),
    guest=st.booleans(),
    telegram_user_id=st.none() | st.integers(1, 2**53 - 1),
    permissions=st.frozensets(st.from_regex(r"[A-Z_. ]{1,9}", fullmatch=True), max_size=3),
    projects=st.frozensets(st.from_regex(r"[A-Z_. ]{1,9}", fullmatch=True), max_size=3),
    roles=st.frozensets(st.from_regex(r"[A-Z_. ]{1,9}", fullmatch=True), max_size=3),
    expires_at=st.integers(1, 10**9).map(lambda seconds: seconds * 1000),
)


@given(users)
def test_a_user_s_claims_read_back_as_the_same_user(user: User) -> None:
    assert user_from_claims(claims_of(user) | {"exp": user.expires_at // 1000}) == user


KEYCLOAK = {
    "sub": "k1",
    "preferred_username": "ines",
    "realm_access": {"roles": ["admin"]},
    "resource_access": {"roomtone": {"roles": ["VOICEBOT_SESSIONS.UPDATE"]}},
    "exp": 1_700_000_000,
}
AUTH0 = {"sub": "auth0|1", "https://rooms.example/roles": ["admin"], "scope": "openid read", "exp": 1_700_000_000}


def test_AC4_claims_of_keycloak_auth0_and_better_auth_are_found_where_the_setting_says() -> None:
    paths = {
        "name": "preferred_username",
        "roles": "realm_access.roles",
        "permissions": "resource_access.roomtone.roles",
    }
    keycloak = user_from_claims(mapped(KEYCLOAK, paths), own=False)
    assert (keycloak.id, keycloak.name, keycloak.is_admin) == ("k1", "ines", True)
    assert keycloak.permissions == {"VOICEBOT_SESSIONS.UPDATE"}
    auth0 = user_from_claims(mapped(AUTH0, {"roles": "https://rooms.example/roles", "permissions": "scope"}), own=False)
    assert auth0.is_admin
    assert auth0.permissions == {"openid", "read"}
    assert user_from_claims(mapped(CLAIMS, {}), own=False) == user_from_claims(CLAIMS, own=False)


@pytest.mark.parametrize("path", ["nowhere", "realm_access.roles.more", "sub.roles", "."])
def test_AC11_a_mapped_claim_that_is_missing_grants_nothing(path: str) -> None:
    """Also when the token has the claim under our own name: the operator said where it counts."""
    user = user_from_claims(mapped({**KEYCLOAK, "roles": ["admin"]}, {"roles": path}), own=False)
    assert not user.is_admin
