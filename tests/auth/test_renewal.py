"""Tokens that are renewed."""

import secrets
import time
from dataclasses import replace

import pytest

from auth.guests import new_guest
from auth.tokens import TokenIssuer, TokenVerifier
from sessions.base.errors import Unauthorized
from tests.auth.conftest import Clock
from tests.auth.test_tokens import ADMIN, HOUR, SECRET, signed


class TestRenewal:
    async def test_the_same_user_for_the_same_lifetime(self) -> None:
        clock = Clock(time.time() - 50)
        issuer = TokenIssuer(SECRET, clock=clock)
        token, expires_at = issuer.issue(ADMIN, 600)
        clock.now += 50
        fresh, user = issuer.renew(token)
        assert fresh != token
        assert user == replace(ADMIN, expires_at=expires_at + 50_000)
        assert await TokenVerifier(secret=SECRET).verify(fresh) == user

    async def test_with_what_the_identity_is_by_now(self) -> None:
        issuer = TokenIssuer(SECRET)
        guest = new_guest()
        renamed = replace(guest, name="Ines", aliases=frozenset({"guest_other"}), generation=1)
        fresh, user = issuer.renew(issuer.issue(guest, HOUR)[0], identity=renamed)
        assert user == replace(renamed, expires_at=user.expires_at)
        assert await TokenVerifier(secret=SECRET).verify(fresh) == user

    def test_only_a_valid_token_that_says_when_it_was_issued(self) -> None:
        issuer = TokenIssuer(SECRET)
        issuer.renew(signed())
        for token in (
            None,
            "x",
            signed({}, secrets.token_bytes(32)),
            signed({"exp": int(time.time()) - 60}),
            signed({"iat": ...}),
            signed({"iat": "1"}),
            signed({"iat": True}),
            signed({"sub": 7}),
        ):
            with pytest.raises(Unauthorized):
                issuer.renew(token)

    async def test_D26_a_token_with_roles_ends_at_a_set_age_however_often_it_is_renewed(self) -> None:
        started = int(time.time()) - 20
        clock = Clock(started)  # PyJWT looks at the real clock, with 30 s of leeway
        issuer = TokenIssuer(SECRET, role_seconds=20, clock=clock)
        token, first_end = issuer.issue(ADMIN, 8)
        ends = [first_end]
        while clock.now * 1000 < ends[-1]:
            token, user = issuer.renew(token)
            ends.append(user.expires_at)
            clock.now += 2
        assert ends[-1] == (started + 20) * 1000
        assert ends == sorted(ends)
        with pytest.raises(Unauthorized):
            issuer.renew(token)

    async def test_D26_a_short_admin_token_is_not_renewed_after_its_end_though_clocks_may_differ(self) -> None:
        clock = Clock(time.time())
        issuer = TokenIssuer(SECRET, clock=clock)
        token, _ = issuer.issue(ADMIN, 5)
        clock.now += 5
        assert (await TokenVerifier(secret=SECRET).verify(token)).is_admin  # within the leeway
        with pytest.raises(Unauthorized):
            issuer.renew(token)

    def test_D26_a_long_token_with_roles_is_not_cut_and_not_prolonged(self) -> None:
        clock = Clock(int(time.time()) - 60)
        issuer = TokenIssuer(SECRET, role_seconds=20, clock=clock)
        token, end = issuer.issue(ADMIN, HOUR)
        clock.now += 60
        assert issuer.renew(token)[1].expires_at == end

    def test_D26_an_identity_without_roles_renews_without_end(self) -> None:
        clock = Clock(int(time.time()) - 1000)
        issuer = TokenIssuer(SECRET, role_seconds=20, clock=clock)
        token, _ = issuer.issue(new_guest(), HOUR)
        for _ in range(5):
            clock.now += 200
            token, user = issuer.renew(token)
            assert user.expires_at == int(clock.now + HOUR) * 1000

    def test_D26_narrowed_permissions_reach_a_guest_who_renews(self) -> None:
        issuer = TokenIssuer(SECRET)
        guest = new_guest(permissions=["A", "B"])
        fresh, user = issuer.renew(issuer.issue(guest, HOUR)[0], guest_permissions=frozenset({"A"}))
        assert user.permissions == {"A"}
        assert issuer.renew(fresh)[1].permissions == {"A"}
        assert issuer.renew(issuer.issue(ADMIN, HOUR)[0], guest_permissions=frozenset())[1].permissions == (
            ADMIN.permissions
        )
