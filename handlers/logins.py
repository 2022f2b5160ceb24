"""Signing in as somebody who exists (AC rules): with a one-time link from Telegram or from another device."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from auth.tokens import TokenIssuer, TokenVerifier
from auth.user import User
from handlers.accounts import IssuedToken, SignIns, person
from handlers.call import Call
from handlers.contract import Access, route
from sessions.errors import Forbidden, RateLimited, TicketSpent, Unauthorized
from storage.logins import LoginTickets, Source
from storage.tickets import TTL_SECONDS

LOOK_SHARE = 2  # the limit of logins, times this, is the limit of looking at links


class Proof(BaseModel):
    """What shows who somebody is: the secret of a one-time link."""

    model_config = ConfigDict(extra="forbid")

    by: Literal["ticket"]
    secret: Annotated[str, Field(min_length=1, max_length=100)]


class LoginName(BaseModel):
    """Somebody's name, and whether they are a guest."""

    name: str
    guest: bool


class LoginView(BaseModel):
    """Whom a proof signs in, where it comes from, and who this browser is now: null for nobody. `is_you`: the same."""

    user: LoginName
    source: Source
    you: LoginName | None
    is_you: bool


class LoginLink(BaseModel):
    """The address is told this once: the server keeps only its digest. It works for `seconds`."""

    url: str
    seconds: int


class Logins:
    def __init__(
        self,
        verifier: TokenVerifier,
        issuer: TokenIssuer | None,
        limits: SignIns,
        tickets: LoginTickets,
        *,
        public_url: str,
        token_ttl: int,
        logins_per_minute: int,
    ) -> None:
        """`token_ttl`: seconds that the token of a device lasts that signs in; `logins_per_minute`: of one address,
        and links that one user may make; 0 for any number."""
        self._verifier = verifier
        self._issuer = issuer
        self._limits = limits
        self._tickets = tickets
        self._public_url = public_url
        self._token_ttl = token_ttl
        self._most = logins_per_minute

    @route("POST", "/api/auth/login/look", access=Access.ANYONE, errors=[Forbidden, RateLimited, TicketSpent])
    async def look(self, call: Call, body: Proof) -> LoginView:
        """Whom a link signs in. Looking uses nothing up."""
        await self._limits.consume("login:look", call.address, most=self._most * LOOK_SHARE, seconds=60)
        found, you = await self._tickets.look(body.secret), await self._you(call)
        return LoginView(
            user=_name(found.user),
            source=found.source,
            you=_name(you) if you else None,
            is_you=you is not None and you.id == found.user.id,
        )

    @route("POST", "/api/auth/login", access=Access.ANYONE, errors=[Forbidden, RateLimited, TicketSpent])
    async def login(self, call: Call, body: Proof) -> IssuedToken:
        """Signs in: answers a token, and sets it as the cookie. Uses the link up."""
        issuer = self._require_issuer()
        await self._limits.consume("login", call.address, most=self._most, seconds=60)
        found = await self._tickets.use(body.secret)
        token, expires_at = issuer.issue(found.user, self._token_ttl)
        call.set_token = token
        return IssuedToken(token=token, user=person(found.user), expires_at=expires_at)

    @route("POST", "/api/auth/ticket", status=201, access=Access.SIGNED_IN, errors=[Forbidden, RateLimited])
    async def link(self, call: Call) -> LoginLink:
        """A one-time link that makes another device the same user, within ten minutes. Roles are not taken along."""
        self._require_issuer()
        await self._limits.consume("login:link", call.user.id, most=self._most, seconds=60)
        secret = await self._tickets.issue(call.user, "device")
        return LoginLink(url=f"{self._public_url}/login#{secret}", seconds=TTL_SECONDS)

    async def _you(self, call: Call) -> User | None:
        """Who the browser is now. A token that is not valid any more is nobody's: its owner is about to sign in."""
        if call.token is None:
            return None
        try:
            return await self._verifier.verify(call.token)
        except Unauthorized:
            return None

    def _require_issuer(self) -> TokenIssuer:
        if self._issuer is None:
            raise Forbidden("This installation does not issue tokens")
        return self._issuer


def _name(user: User) -> LoginName:
    return LoginName(name=user.name, guest=user.guest)
