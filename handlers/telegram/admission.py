"""Who may use the bot and its Mini App, and what they may do there."""

from collections.abc import Collection
from dataclasses import dataclass, field, replace

from auth.blocks import Blocks
from auth.pseudonyms import Pseudonyms
from auth.telegram import telegram_user
from auth.user import User
from sessions.telegram.update import TelegramUser


@dataclass(frozen=True, slots=True)
class Admission:
    """Who may use the bot (`allowed` empty: everybody), who may not (`blocked` by the settings, `blocks` by admins),
    and what they may do."""

    pseudonyms: Pseudonyms
    allowed: Collection[int] = ()
    blocked: Collection[str] = ()
    permissions: Collection[str] = ()
    projects: Collection[str] = ()
    blocks: Blocks = field(default_factory=Blocks)

    def account(self, telegram_user_id: int, name: str = "") -> User:
        """The user of a Telegram account, let in or not."""
        account = telegram_user(telegram_user_id, name, permissions=self.permissions, projects=self.projects)
        return replace(account, id=self.pseudonyms.of_named(account.id))

    def user(self, person: TelegramUser) -> User | None:
        """The user of somebody in Telegram; None for somebody who is not let in."""
        return self.admitted(person.id, person.full_name)

    def admitted(self, telegram_user_id: int, name: str = "") -> User | None:
        """The same, by their id."""
        user = self.account(telegram_user_id, name)
        is_let_in = not self.refuses(user.ids) and (not self.allowed or telegram_user_id in self.allowed)
        return user if is_let_in else None

    def refuses(self, ids: Collection[str]) -> bool:
        """Whether somebody is blocked under one of their ids (D34)."""
        return not set(map(self.pseudonyms.of_named, self.blocked)).isdisjoint(ids) or self.blocks.has(ids)
