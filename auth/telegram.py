"""People who come by Telegram: who they are here (docs/decisions/0023-telegram-identity.md), and how a Mini App's page
proves who opened it (https://core.telegram.org/bots/webapps#validating-data-received-via-the-mini-app)."""

import hmac
import re
from collections.abc import Iterable
from typing import Final
from urllib.parse import parse_qsl

from pydantic import ValidationError

from auth.pseudonyms import TELEGRAM_ID_PREFIX
from auth.text import clean_name
from auth.user import NAMELESS, User
from sessions.base.errors import TicketSpent, Unauthorized
from sessions.telegram.update import TelegramUser

INIT_DATA_BYTES: Final = 4_096  # Telegram's has about 500
INIT_DATA_SECONDS: Final = 600
"""A page that Telegram opens sends it at once; a copy of it is of no use later."""
CLOCK_SECONDS: Final = 60
"""By how much Telegram's clock may be ahead of ours."""
_MOST_FIELDS: Final = 32
_DIGITS: Final = re.compile(r"[0-9]{1,12}", re.ASCII)


def telegram_user(
    telegram_user_id: int, name: str, *, permissions: Iterable[str] = (), projects: Iterable[str] = ()
) -> User:
    """The user of a Telegram account, before they get their pseudonym. The id follows from the account, so that
    everybody who makes it makes the same one; `expires_at` is 0 until a token is issued."""
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


def launched_by(init_data: str, bot_token: str, now: float) -> TelegramUser:
    """Who opened a Mini App, from the `initData` that Telegram gave its page. `now` is Unix seconds.

    Raises Unauthorized for what Telegram did not sign for this bot, TicketSpent for what it signed too long ago.
    """
    try:
        pairs = parse_qsl(
            init_data, keep_blank_values=True, strict_parsing=True, errors="strict", max_num_fields=_MOST_FIELDS
        )
    except ValueError:
        raise _forged() from None
    fields = dict(pairs)
    given = fields.pop("hash", "")
    if len(fields) + 1 != len(pairs):  # a field that comes twice could be read in two ways
        raise _forged()
    signed = "\n".join(f"{name}={fields[name]}" for name in sorted(fields)).encode()
    key = hmac.digest(b"WebAppData", bot_token.encode(), "sha256")
    if not hmac.compare_digest(hmac.digest(key, signed, "sha256").hex().encode(), given.encode()):
        raise _forged()
    if not _DIGITS.fullmatch(fields.get("auth_date", "")):
        raise _forged()
    age = now - int(fields["auth_date"])
    if age > INIT_DATA_SECONDS:
        raise TicketSpent("This page was opened too long ago: open it again from the chat")
    if age < -CLOCK_SECONDS:
        raise _forged()
    try:
        person = TelegramUser.model_validate_json(fields.get("user", ""))
    except ValidationError:
        raise _forged() from None
    if person.is_bot:
        raise _forged()
    return person


def _forged() -> Unauthorized:
    return Unauthorized("Telegram did not sign this for the bot of this server")
