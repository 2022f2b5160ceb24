"""Guests, tokens and the cookie (AC rules). Identity comes from the token and from nothing else."""

from dataclasses import replace
from typing import Annotated, Protocol

from pydantic import ConfigDict, Field

from auth.blocks import Blocks
from auth.guests import new_guest
from auth.text import NAME_LENGTH, requested_name
from auth.tokens import TokenIssuer, TokenVerifier
from auth.user import User
from handlers.api.call import Call, SocketCall
from handlers.api.contract import Access, event, route
from handlers.api.lazy_model import LazyModel
from sessions.base.errors import (
    Blocked,
    Forbidden,
    RateLimited,
    Unauthorized,
)
from sessions.base.ids import SessionId
from sessions.base.instant import UnixMs
from storage.account.identities import Identities

LINK_SHARE = 5  # the limit of guests without a link, times this, is the limit of guests of one session's link
LINK_TOTAL = 10  # the same for the links of all sessions together


RequestedName = Annotated[str, Field(max_length=NAME_LENGTH)]
"""As it is typed (auth/text.py says what is left)."""


class NewGuest(LazyModel):
    """Nobody needs an account; a guest without a name gets one. `session_id` is the session whose link brought them:
    many guests behind one address then count against their session's limit."""

    name: RequestedName | None = None
    session_id: SessionId | None = None


class NameChange(LazyModel):
    """The name that others see."""

    name: RequestedName


class TokenToRenew(LazyModel):
    """A newer token of the same user."""

    token: str = Field(max_length=8192)


class Person(LazyModel):
    """Who is signed in."""

    model_config = ConfigDict(from_attributes=True)

    id: str
    name: str
    guest: bool
    roles: list[str]
    permissions: list[str]


class Account(LazyModel):
    """The user behind a token and when the token ends, Unix ms."""

    user: Person
    expires_at: UnixMs


class Visitor(LazyModel):
    """Who is signed in and until when, Unix ms; both are null without a token. `has_recovery_key`: whether they have
    made one that works."""

    user: Person | None
    expires_at: UnixMs | None
    has_recovery_key: bool = False


class IssuedToken(Account):
    """A token; it is also set as the HttpOnly cookie `roomtone_token`."""

    token: str


class SignIns(Protocol):
    """The limits on making guests and on signing in; the store counts."""

    async def consume(self, what: str, who: str, *, most: int, seconds: int) -> None: ...


class Accounts:
    def __init__(
        self,
        verifier: TokenVerifier,
        issuer: TokenIssuer | None,
        limits: SignIns,
        identities: Identities,
        blocks: Blocks,
        *,
        guest_ttl: int,
        guests_per_minute: int,
        guest_permissions: frozenset[str] = frozenset(),
    ) -> None:
        self._verifier = verifier
        self._issuer = issuer
        self._limits = limits
        self._identities = identities
        self._blocks = blocks
        self._guest_ttl = guest_ttl
        self._guests_per_minute = guests_per_minute
        self._guest_permissions = guest_permissions

    @route("POST", "/api/auth/guest", status=201, access=Access.ANYONE, errors=[Forbidden, Blocked, RateLimited])
    async def guest(self, call: Call, body: NewGuest) -> IssuedToken:
        """Makes a guest: a user with a random id, who owns what they create."""
        issuer = self._require_issuer()
        self._blocks.require_address(None, call.address)
        await self._count_guest(call.address, body.session_id)
        user = new_guest(body.name, permissions=self._guest_permissions)
        token, expires_at = issuer.issue(user, self._guest_ttl)
        call.set_token = token
        return IssuedToken(token=token, user=person(user), expires_at=expires_at)

    @route("GET", "/api/auth/me", access=Access.VISITOR)
    async def me(self, call: Call) -> Visitor:
        """Who is signed in. Answers nulls instead of an error without a token: every first visit begins with this
        question. When another device has changed who they are (a name, a join), the cookie is renewed."""
        user = call.signed_in
        if user is None or user.generation is None:
            return Visitor(user=person(user) if user else None, expires_at=user.expires_at if user else None)
        identity = await self._identities.current(user)
        is_old = call.is_by_cookie and self._verifier.verify_own(call.token).user != identity
        if is_old and self._issuer is not None:
            call.set_token, identity = self._issuer.renew(
                call.token, guest_permissions=self._guest_permissions, identity=identity
            )
        has_key = (await self._identities.read(identity.id)).key is not None
        return Visitor(user=person(identity), expires_at=identity.expires_at, has_recovery_key=has_key)

    @route("PATCH", "/api/auth/me", access=Access.SIGNED_IN, errors=[Forbidden])
    async def rename(self, call: Call, body: NameChange) -> IssuedToken:
        """Changes the name on all devices: it is part of the token, so this answers a new one, and others take it over
        when they next ask who they are."""
        issuer, name = self._require_issuer(), requested_name(body.name)
        user = await self._identities.current(call.user)
        answer = self._renewed(call, issuer, replace(user, name=name))
        await self._identities.rename(user, name)
        return answer

    @route("POST", "/api/auth/refresh", access=Access.SIGNED_IN, errors=[Forbidden])
    async def refresh(self, call: Call) -> IssuedToken:
        """A new token for the same user, with the lifetime of the old one. Only for tokens issued here.

        A token with roles ends at a set time after signing in, however often it is renewed (D26).
        """
        return self._renewed(call, self._require_issuer(), await self._identities.current(call.user))

    @route("POST", "/api/auth/logout", status=204, access=Access.ANYONE)
    async def logout(self, call: Call) -> None:
        """Removes the cookie."""
        call.clear_token = True

    @event("refresh_token", access=Access.SIGNED_IN, repeatable=True)
    async def refresh_token(self, call: SocketCall, payload: TokenToRenew) -> Account:
        """Renews the connection's token in place; only for the same user.

        If the new token has fewer rights, every subscription of the connection ends with `resync` (`access_changed`).
        """
        user = await self._verifier.verify(payload.token)
        if user.id != call.user.id:
            raise Unauthorized("This token belongs to somebody else")
        call.connection.renew(user)
        return Account(user=person(user), expires_at=user.expires_at)

    async def _count_guest(self, address: str, session_id: str | None) -> None:
        """Counts one more guest of an address. Guests of a session's link count for that session, because a stream's
        viewers may share a network. All sessions together have a limit per address too, so that a script cannot invent
        sessions to make guests without end. Raises RateLimited."""
        most = self._guests_per_minute
        if session_id is None:
            await self._limits.consume("guest", address, most=most, seconds=60)
            return
        await self._limits.consume(f"guest:{session_id}", address, most=most * LINK_SHARE, seconds=60)
        await self._limits.consume("guest:links", address, most=most * LINK_TOTAL, seconds=60)

    def _renewed(self, call: Call, issuer: TokenIssuer, identity: User) -> IssuedToken:
        token, renewed = issuer.renew(call.token, guest_permissions=self._guest_permissions, identity=identity)
        call.set_token = token
        return IssuedToken(token=token, user=person(renewed), expires_at=renewed.expires_at)

    def _require_issuer(self) -> TokenIssuer:
        if self._issuer is None:
            raise Forbidden("This installation does not issue tokens")
        return self._issuer


def person(user: User) -> Person:
    return Person(
        id=user.id,
        name=user.name,
        guest=user.guest,
        roles=sorted(user.roles),
        permissions=sorted(user.permissions),
    )
