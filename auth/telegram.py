"""People who come by Telegram: who they are here (docs/decisions/0023-telegram-identity.md)."""

from collections.abc import Iterable
from typing import Final

from auth.text import clean_name
from auth.user import NAMELESS, User

TELEGRAM_ID_PREFIX: Final = "telegram_"


def telegram_user(
    telegram_user_id: int, name: str, *, permissions: Iterable[str] = (), projects: Iterable[str] = ()
) -> User:
    """The user of a Telegram account. The id follows from the account, so that everybody who makes it makes the same
    one; `expires_at` is 0 until a token is issued."""
    return User(
        id=f"{TELEGRAM_ID_PREFIX}{telegram_user_id}",
        name=clean_name(name) or NAMELESS,
        guest=False,
        telegram_user_id=telegram_user_id,
        permissions=frozenset(permissions),
        projects=frozenset(projects),
        roles=frozenset(),
        expires_at=0,
    )
