"""Who may use the bot and its Mini App, and what they may do there."""

from collections.abc import Collection
from dataclasses import dataclass

from auth.telegram import telegram_user
from auth.user import User
from sessions.telegram import TelegramUser


@dataclass(frozen=True, slots=True)
class Admission:
    """Who may use the bot (`allowed` empty: everybody), who may not, and what they may do."""

    allowed: Collection[int] = ()
    blocked: Collection[str] = ()
    permissions: Collection[str] = ()
    projects: Collection[str] = ()

    def user(self, person: TelegramUser) -> User | None:
        """The user of somebody in Telegram; None for somebody who is not let in."""
        user = telegram_user(person.id, person.full_name, permissions=self.permissions, projects=self.projects)
        is_let_in = user.id not in self.blocked and (not self.allowed or person.id in self.allowed)
        return user if is_let_in else None
