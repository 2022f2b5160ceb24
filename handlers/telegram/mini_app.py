"""The Mini App: Telegram opens a page of ours in the chat and tells it who the person is (AC22)."""

import asyncio
import time
from typing import Annotated, Final

from pydantic import ConfigDict, Field

from auth.telegram import INIT_DATA_BYTES, launched_by
from auth.tokens import TokenIssuer
from handlers.account.accounts import Account, SignIns, person
from handlers.api.call import Call
from handlers.api.contract import Access, route
from handlers.api.lazy_model import LazyModel
from handlers.telegram.admission import Admission
from sessions.base.errors import (
    Forbidden,
    RateLimited,
    TicketSpent,
    Unauthorized,
)
from storage.account.identities import Identities

TOKEN_SECONDS: Final = 12 * 60 * 60
"""How long a Mini App that stays open works."""


class Launch(LazyModel):
    """`init_data` is what Telegram put into the address of the page, unchanged."""

    model_config = ConfigDict(extra="forbid")

    init_data: Annotated[str, Field(min_length=1, max_length=INIT_DATA_BYTES)]


class MiniAppToken(Account):
    """The page's token. It is no cookie: whoever this browser is elsewhere stays who they are."""

    token: str


class MiniApp:
    def __init__(
        self,
        issuer: TokenIssuer | None,
        limits: SignIns,
        identities: Identities,
        admission: Admission,
        *,
        bot_token: str | None,
        logins_per_minute: int,
    ) -> None:
        """`bot_token`: None where there is no bot; `logins_per_minute`: of one address, 0 for any number."""
        self._issuer = issuer
        self._limits = limits
        self._identities = identities
        self._admission = admission
        self._bot_token = bot_token
        self._most = logins_per_minute

    @route(
        "POST", "/api/auth/telegram", access=Access.ANYONE, errors=[Unauthorized, Forbidden, RateLimited, TicketSpent]
    )
    async def open(self, call: Call, body: Launch) -> MiniAppToken:
        """Signs the page in that Telegram has opened, as the same user as the bot's `/login`.

        What Telegram signed longer than ten minutes ago is refused with `ticket_spent`; what it did not sign, with
        `unauthorized`.
        """
        if self._issuer is None or self._bot_token is None:
            raise Forbidden("This installation has no bot that signs people in")
        await self._limits.consume("login:telegram", call.address, most=self._most, seconds=60)
        opener = launched_by(body.init_data, self._bot_token, time.time())
        user = self._admission.user(opener)
        if user is not None:
            user, subs = await asyncio.gather(self._identities.known(user), self._identities.subs_of(opener.id))
        if user is None or self._admission.refuses((*user.ids, *subs)):
            raise Forbidden("This bot is not open to everybody")
        token, expires_at = self._issuer.issue(user, TOKEN_SECONDS)
        return MiniAppToken(token=token, user=person(user), expires_at=expires_at)
