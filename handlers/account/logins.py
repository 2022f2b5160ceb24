"""Signing in as somebody who exists (AC rules): with a one-time link, a recovery key, or a provider's token."""

from dataclasses import replace
from typing import Annotated, Literal

import structlog
from pydantic import ConfigDict, Field

from auth.tokens import MAX_TOKEN_BYTES, TokenIssuer, TokenVerifier
from auth.user import User
from handlers.account.accounts import IssuedToken, SignIns, person
from handlers.account.proof import Proofs
from handlers.api.call import Call
from handlers.api.contract import Access, route
from handlers.api.lazy_model import LazyModel
from sessions.base.errors import (
    Conflict,
    Forbidden,
    RateLimited,
    TicketSpent,
    Unauthorized,
)
from storage.account.identities import Identities
from storage.account.logins import LoginTickets, Source
from storage.session.tickets import TTL_SECONDS

log = structlog.get_logger("logins")

LOOK_SHARE = 2  # the limit of logins, times this, is the limit of looking at links
KEYS_AN_HOUR = 10  # recovery keys that one user may make

Origin = Source | Literal["key", "provider"]


class Proof(LazyModel):
    """What shows who somebody is: a one-time link's secret, a recovery key, or a token of the identity provider."""

    model_config = ConfigDict(extra="forbid")

    by: Literal["ticket", "key", "provider"]
    secret: Annotated[str, Field(min_length=1, max_length=MAX_TOKEN_BYTES)]


class NewLogin(Proof):
    """Signs in. With `bring`, everything of the guest who this browser is now belongs to whom it signs in as."""

    bring: Annotated[bool, Field(strict=True)] = False


class LoginName(LazyModel):
    """Somebody's name, and whether they are a guest."""

    name: str
    guest: bool


class LoginView(LazyModel):
    """Whom a proof signs in, where it comes from, and who this browser is now: null for nobody. `is_you`: the same.
    `may_bring`: whether what this browser's guest has can be given to whom it signs in as."""

    user: LoginName
    source: Origin
    you: LoginName | None
    is_you: bool
    may_bring: bool


class LoginLink(LazyModel):
    """The address is in this answer alone: the server keeps only its digest. It works for `seconds`."""

    url: str
    seconds: int


class RecoveryKey(LazyModel):
    """A recovery key and the address that signs in with it. They are in this answer alone: the server keeps only the
    digest."""

    key: str
    url: str


class NewRecoveryKey(LazyModel):
    """`key` is the recovery key that the new one takes the place of: needed when there is one, unless this device has
    signed in within the last ten minutes."""

    model_config = ConfigDict(extra="forbid")

    key: Annotated[str | None, Field(max_length=200)] = None


class OthersSignedOut(IssuedToken):
    """`recovery_key_void`: another device had made the recovery key within the last 30 days, so it is void too."""

    recovery_key_void: bool


class Logins:
    def __init__(
        self,
        verifier: TokenVerifier,
        issuer: TokenIssuer | None,
        limits: SignIns,
        tickets: LoginTickets,
        identities: Identities,
        *,
        public_url: str,
        token_ttl: int,
        logins_per_minute: int,
        guest_permissions: frozenset[str] = frozenset(),
    ) -> None:
        """`token_ttl`: seconds that the token of a device lasts that signs in; `logins_per_minute`: of one address,
        and links that one user may make; 0 for any number."""
        self._verifier = verifier
        self._issuer = issuer
        self._limits = limits
        self._tickets = tickets
        self._identities = identities
        self._proofs = Proofs(verifier, identities)
        self._public_url = public_url
        self._token_ttl = token_ttl
        self._most = logins_per_minute
        self._guest_permissions = guest_permissions

    @route(
        "POST", "/api/auth/login/look", access=Access.ANYONE, errors=[Unauthorized, Forbidden, RateLimited, TicketSpent]
    )
    async def look(self, call: Call, body: Proof) -> LoginView:
        """Whom a proof signs in. Looking uses nothing up."""
        await self._limits.consume("login:look", call.address, most=self._most * LOOK_SHARE, seconds=60)
        user, source = await self._proven(body, use=False)
        you = await self._you(call)
        return LoginView(
            user=_name(user),
            source=source,
            you=_name(you) if you else None,
            is_you=you is not None and you.id == user.id,
            may_bring=_may_bring(you, user),
        )

    @route(
        "POST",
        "/api/auth/login",
        access=Access.ANYONE,
        errors=[Unauthorized, Forbidden, RateLimited, TicketSpent, Conflict],
    )
    async def login(self, call: Call, body: NewLogin) -> IssuedToken:
        """Signs in: answers a token, and sets it as the cookie. Uses a link up; a recovery key goes on working.

        With `bring`, the guest of this browser is joined with whom it signs in as (D27); without, their things stay
        theirs.
        """
        issuer = self._require_issuer()
        await self._limits.consume("login", call.address, most=self._most, seconds=60)
        you = await self._you(call) if body.bring else None
        user, source = await self._proven(body, use=True)
        if you is not None:
            user = await self._joined(you, user, source)
        if not user.permissions:
            user = replace(user, permissions=self._guest_permissions)
        token, expires_at = issuer.issue(user, self._token_ttl, proven=source != "device")
        call.set_token = token
        return IssuedToken(token=token, user=person(user), expires_at=expires_at)

    @route("POST", "/api/auth/ticket", status=201, access=Access.SIGNED_IN, errors=[Forbidden, RateLimited])
    async def link(self, call: Call) -> LoginLink:
        """A one-time link that makes another device the same user, within ten minutes. Roles are not taken along."""
        self._require_issuer()
        await self._limits.consume("login:link", call.user.id, most=self._most, seconds=60)
        secret = await self._tickets.issue(call.user, "device")
        return LoginLink(url=f"{self._public_url}/login#{secret}", seconds=TTL_SECONDS)

    @route(
        "POST",
        "/api/auth/recovery_key",
        status=201,
        access=Access.SIGNED_IN,
        errors=[Forbidden, RateLimited, TicketSpent],
    )
    async def recovery_key(self, call: Call, body: NewRecoveryKey) -> RecoveryKey:
        """A key that signs in as this user on any device, until a new one is made. Nobody can restore a lost one. To
        replace one, give it, or sign in first: a stolen token must not take the account over (D45)."""
        self._require_issuer()
        await self._limits.consume("login:key", call.user.id, most=KEYS_AN_HOUR, seconds=3600)
        user = await self._identities.current(call.user)
        if body.key is not None or (await self._identities.read(user.id)).key is not None:
            await self._proofs.require(call.token, user, body.key)
        key = await self._identities.new_key(user)
        log.info("recovery_key_made", user=call.user.id)
        return RecoveryKey(key=key, url=f"{self._public_url}/login#key={key}")

    @route("POST", "/api/auth/sign_out_others", access=Access.SIGNED_IN, errors=[Forbidden, RateLimited])
    async def sign_out_others(self, call: Call) -> OthersSignedOut:
        """Ends every other token of this user: at once where it is renewed, within seconds for connections and
        requests. Links to other devices die too, and a recovery key that another device has made within 30 days (D45).
        A provider's own tokens are not ours to end."""
        issuer = self._require_issuer()
        await self._limits.consume("login:out", call.user.id, most=KEYS_AN_HOUR, seconds=3600)
        user, is_void = await self._identities.sign_out_others(await self._identities.current(call.user))
        token, renewed = issuer.renew(call.token, guest_permissions=self._guest_permissions, identity=user)
        call.set_token = token
        log.info("others_signed_out", user=user.id, recovery_key_void=is_void)
        return OthersSignedOut(
            token=token, user=person(renewed), expires_at=renewed.expires_at, recovery_key_void=is_void
        )

    async def _proven(self, proof: Proof, *, use: bool) -> tuple[User, Origin]:
        """Who a proof signs in, and where it comes from. Raises TicketSpent, Unauthorized."""
        if proof.by == "key":
            return await self._identities.by_key(proof.secret), "key"
        if proof.by == "provider":
            account = await self._verifier.verify(proof.secret)
            if account.generation is not None:
                raise Unauthorized("This token is not an identity provider's")
            return await self._identities.current(replace(account, generation=0, from_provider=True)), "provider"
        subject = await (self._tickets.use if use else self._tickets.look)(proof.secret)
        try:
            return await self._identities.current(subject.user), subject.source
        except Unauthorized:  # its maker has signed out all other devices since
            raise TicketSpent from None

    async def _joined(self, you: User, user: User, source: Origin) -> User:
        """`user` with everything of the guest `you`. Raises Conflict."""
        you = await self._identities.current(you)
        if you.id == user.id:
            return user
        if not _may_bring(you, user):
            raise Conflict("Only what a guest has can be given to somebody else")
        if source == "provider" and (await self._identities.read(user.id)).is_new:
            # The account comes here for the first time: the guest stays who they are, and is a guest no more.
            kept = replace(await self._identities.join(user, you), name=user.name, guest=False)
            await self._identities.keep_account(kept)
            joined = replace(kept, permissions=user.permissions, projects=user.projects, roles=user.roles)
            joined = replace(joined, from_provider=True)
        else:
            joined = replace(await self._identities.join(you, user), expires_at=0)
        log.info("identities_joined", source=source, kept=joined.id, given={you.id, user.id} - {joined.id})
        return joined

    async def _you(self, call: Call) -> User | None:
        """Who the browser is now. A token that is not valid any more is nobody's: its owner is about to sign in."""
        if call.token is None:
            return None
        try:
            return await self._identities.current(await self._verifier.verify(call.token))
        except Unauthorized:
            return None

    def _require_issuer(self) -> TokenIssuer:
        if self._issuer is None:
            raise Forbidden("This installation does not issue tokens")
        return self._issuer


def _may_bring(you: User | None, user: User) -> bool:
    return you is not None and you.guest and you.id != user.id


def _name(user: User) -> LoginName:
    return LoginName(name=user.name, guest=user.guest)
