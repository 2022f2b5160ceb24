"""Whether somebody has shown lately who they are: before what a stolen token must not do (D45, AC23)."""

import time
from typing import Final

from auth.tokens import TokenVerifier
from auth.user import User
from sessions.base.errors import Forbidden, TicketSpent, Unauthorized
from storage.account.identities import Identities

FRESH_SECONDS: Final = 600  # a sign-in that shows who somebody is


class Proofs:
    def __init__(self, verifier: TokenVerifier, identities: Identities) -> None:
        self._verifier = verifier
        self._identities = identities

    async def require(self, token: str | None, user: User, key: str | None) -> None:
        """The recovery key, or a sign-in of the last ten minutes; who has neither a key nor an account has nothing else
        than their token. Raises Forbidden, TicketSpent for another key than theirs."""
        if key is not None:
            if (await self._identities.by_key(key)).id != user.id:
                raise TicketSpent("This is not your recovery key")
            return
        if not await self.is_shown(token, user):
            raise Forbidden("Give the recovery key that you have, or sign in again first")

    async def is_shown(self, token: str | None, user: User) -> bool:
        """Whether no recovery key is needed."""
        if user.guest and (await self._identities.read(user.id)).key is None:
            return True
        return self.is_fresh(token)

    def is_fresh(self, token: str | None) -> bool:
        """Whether the token comes from a sign-in of the last ten minutes."""
        try:
            signed_in_at = self._verifier.verify_own(token).signed_in_at
        except Unauthorized:
            return False
        return time.time() - signed_in_at <= FRESH_SECONDS
