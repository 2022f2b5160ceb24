"""Signing in with a token that was made elsewhere: an admin's from the command line, or an identity provider's."""

from pydantic import Field

from auth.tokens import TokenVerifier
from handlers.account.accounts import Account, SignIns, person
from handlers.api.call import Call
from handlers.api.contract import Access, route
from handlers.api.lazy_model import LazyModel
from sessions.base.errors import (
    Forbidden,
    InvalidPayload,
    RateLimited,
    Unauthorized,
)

SIGN_INS_A_MINUTE = 30


class Token(LazyModel):
    """A token that is valid here: from `python -m server token`, or of the identity provider."""

    token: str = Field(min_length=1, max_length=8192)
    needs_role: str | None = Field(default=None, max_length=128)
    """A role that the user must have: without it they are not signed in (403), and whoever is signed in stays."""


class SignInPage(LazyModel):
    """Where people sign in at the identity provider; null without one. It sends them back to the address in its query
    parameter `return_to`, with the token as `#token=…`."""

    login_url: str | None


class SignIn:
    def __init__(self, verifier: TokenVerifier, limits: SignIns, *, login_url: str | None) -> None:
        self._verifier = verifier
        self._limits = limits
        self._login_url = login_url

    @route("GET", "/api/auth/sign-in", access=Access.ANYONE)
    async def page(self, call: Call) -> SignInPage:
        """Where people sign in."""
        return SignInPage(login_url=self._login_url)

    @route("PUT", "/api/auth/token", access=Access.ANYONE, errors=[Forbidden, RateLimited])
    async def take(self, call: Call, body: Token) -> Account:
        """Signs this browser in as the user of a token: it becomes the HttpOnly cookie `roomtone_token`. A token that
        is not valid here is refused and changes nothing."""
        await self._limits.consume("sign_in", call.address, most=SIGN_INS_A_MINUTE, seconds=60)
        try:
            user = await self._verifier.verify(body.token)
        except Unauthorized:
            # Not 401: who calls is not asked who they are, and a client would sign in as a guest and try again.
            raise InvalidPayload("This token is not valid here") from None
        if body.needs_role is not None and body.needs_role not in user.roles:
            raise Forbidden("The user of this token does not have the role")
        call.set_token = body.token
        return Account(user=person(user), expires_at=user.expires_at)
