"""Ids that say nothing of the account behind them (D25, docs/decisions/0027-pseudonyms.md): the subject at an identity
provider and the number of a Telegram account stay between the server and the person."""

import base64
import hmac
import re
from dataclasses import replace
from typing import Final, Literal

from auth.guests import GUEST_ID_PREFIX
from auth.user import User
from sessions.base.errors import Unavailable

KEY_BYTES: Final = 32
PSEUDONYM_PREFIX: Final = "person_"
TELEGRAM_ID_PREFIX: Final = "telegram_"
OPAQUE_PREFIXES: Final = (GUEST_ID_PREFIX, PSEUDONYM_PREFIX)

_BYTES: Final = 16  # as many bits as the id of a guest has
_PSEUDONYM: Final = re.compile(PSEUDONYM_PREFIX + r"[a-z2-7]{26}", re.ASCII)
_TELEGRAM_ID: Final = re.compile(TELEGRAM_ID_PREFIX + r"[0-9]{1,16}", re.ASCII)

Source = Literal["provider", "telegram"]


def is_opaque(user_id: str) -> bool:
    """Whether this id surely says nothing of an account elsewhere: a guest's, or a pseudonym."""
    return user_id.startswith(GUEST_ID_PREFIX) or bool(_PSEUDONYM.fullmatch(user_id))


def is_ours(user_id: str) -> bool:
    """Whether this id is one that this server gives, or once gave: no provider may."""
    return is_opaque(user_id) or user_id.startswith(TELEGRAM_ID_PREFIX)


def is_telegram_id(user_id: str) -> bool:
    """Whether this id has the number of a Telegram account, as ids of older versions had."""
    return bool(_TELEGRAM_ID.fullmatch(user_id))


class Pseudonyms:
    """Makes the ids. All processes of an installation have one key, which a process is given before it serves."""

    def __init__(self, key: bytes | None = None) -> None:
        self.key = key

    def of(self, source: Source, subject: str) -> str:
        """The id of an account: always the same one, and nobody without the key can find the account from it. Raises
        Unavailable while there is no key."""
        if self.key is None:
            raise Unavailable("This process has not begun to serve")
        digest = hmac.digest(self.key, f"{source}\n{subject}".encode(), "sha256")[:_BYTES]
        return PSEUDONYM_PREFIX + base64.b32encode(digest).decode().rstrip("=").lower()

    def of_provider(self, user: User) -> User:
        """The user of an identity provider's token, with their pseudonym. Their subject stays an alias: what was kept
        under it before is theirs."""
        return _with(user, self.of("provider", user.id))

    def of_telegram(self, user: User) -> User:
        """The same for a user whose id is that of their Telegram account."""
        return _with(user, self.of("telegram", user.id))

    def of_own(self, user: User) -> User:
        """The user of a token that was signed here. Those of before could carry a subject."""
        if is_telegram_id(user.id):
            return self.of_telegram(user)
        has_pseudonym = any(map(_PSEUDONYM.fullmatch, user.ids))
        is_account = user.from_provider and not has_pseudonym and not is_ours(user.id)
        return self.of_provider(user) if is_account else user


def _with(user: User, pseudonym: str) -> User:
    return replace(user, id=pseudonym, aliases=user.aliases | {user.id}, subject=user.id)
