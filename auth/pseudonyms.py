"""Ids that say nothing of the account behind them (D25, docs/decisions/0027-pseudonyms.md): the subject at an identity
provider and the number of a Telegram account stay between the server and the person. An id becomes its pseudonym where
it comes in: with a token, from Telegram, or where somebody names a person."""

import base64
import hmac
import re
from typing import Final, Literal

from auth.guests import GUEST_ID_PREFIX
from sessions.base.errors import Unavailable

KEY_BYTES: Final = 32
PSEUDONYM_PREFIX: Final = "person_"
TELEGRAM_ID_PREFIX: Final = "telegram_"

_BYTES: Final = 16  # as many bits as the id of a guest has
_PSEUDONYM: Final = re.compile(PSEUDONYM_PREFIX + r"[a-z2-7]{26}", re.ASCII)
_TELEGRAM_ID: Final = re.compile(TELEGRAM_ID_PREFIX + r"[0-9]{1,16}", re.ASCII)

Source = Literal["provider", "telegram"]


def is_opaque(user_id: str) -> bool:
    """Whether this id surely says nothing of an account elsewhere: a guest's, or a pseudonym."""
    return user_id.startswith(GUEST_ID_PREFIX) or bool(_PSEUDONYM.fullmatch(user_id))


def is_ours(user_id: str) -> bool:
    """Whether this id is this server's to give: no provider may."""
    return is_opaque(user_id) or user_id.startswith(TELEGRAM_ID_PREFIX)


class Pseudonyms:
    """Makes the ids. All processes of an installation have one key, which a process is given before it serves. Every id
    that this server did not give is an account elsewhere: at the identity provider, or of whoever signs tokens with
    this server's secret."""

    def __init__(self, key: bytes | None = None) -> None:
        self.key = key

    def of(self, source: Source, subject: str) -> str:
        """The id of an account: always the same one, and nobody without the key can find the account from it. Raises
        Unavailable while there is no key."""
        if self.key is None:
            raise Unavailable("This process has not begun to serve")
        digest = hmac.digest(self.key, f"{source}\n{subject}".encode(), "sha256")[:_BYTES]
        return PSEUDONYM_PREFIX + base64.b32encode(digest).decode().rstrip("=").lower()

    def of_named(self, user_id: str) -> str:
        """The id under which somebody is stored and shown, whichever of their ids is given: their pseudonym, their
        number of Telegram as `telegram_<n>`, or the `sub` of their tokens."""
        if is_opaque(user_id):
            return user_id
        if _TELEGRAM_ID.fullmatch(user_id):
            return self.of("telegram", user_id)
        return self.of("provider", user_id)
