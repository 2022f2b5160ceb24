"""Who is behind a private chat, for what the bot sends without being asked."""

import asyncio
from dataclasses import dataclass

from auth.user import User
from handlers.telegram.admission import Admission
from sessions.base.errors import Unauthorized
from storage.account.identities import Identities, Seen


@dataclass(frozen=True, slots=True)
class People:
    admission: Admission
    identities: Identities

    async def of(self, chat: int) -> User | None:
        """None for somebody who is not let in, is blocked, or has deleted their account."""
        user = self.admission.admitted(chat)
        if user is None:
            return None
        seen, subs = await asyncio.gather(self.identities.see(user.id), self.identities.subs_of(chat))
        return await self.known(user, seen, subs)

    async def known(self, user: User, seen: Seen, subs: list[str]) -> User | None:
        """Somebody who is let in, as they are by now."""
        try:
            user = await self.identities.known(user, seen)
        except Unauthorized:  # they have deleted their account
            return None
        return None if self.admission.refuses((*user.ids, *subs)) else user
