"""`token`: a token for a program or a person, on standard output."""

import argparse
import sys
from collections.abc import Callable
from typing import Final

from auth.text import is_user_id, is_word, requested_name
from auth.user import LARGEST_INTEGER, User
from server.observability.logs import configure_logs
from server.services.identity import token_issuer
from server.settings.environment import load_settings
from sessions.base.errors import InvalidPayload

LONGEST: Final = 10 * 365 * 24 * 60 * 60  # seconds


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--sub", required=True, type=_checked(is_user_id), metavar="ID", help="the user's id")
    parser.add_argument("--name", type=_name, help="the name that others see; without it, the id")
    parser.add_argument(
        "--telegram-user-id", type=_up_to(LARGEST_INTEGER), metavar="N", help="the user's id at Telegram"
    )
    word = _checked(is_word)
    parser.add_argument("--permission", action="append", default=[], type=word, help="may be given again")
    parser.add_argument("--project", action="append", default=[], type=word, help="may be given again")
    parser.add_argument("--role", action="append", default=[], type=word, help="may be given again; `admin` is one")
    parser.add_argument("--ttl", type=_up_to(LONGEST), default=3600, metavar="SECONDS", help="how long it lives (3600)")


def main(arguments: argparse.Namespace) -> int:
    settings = load_settings()
    configure_logs(settings.log_level, settings.log_format)
    issuer = token_issuer(settings)
    if issuer is None:
        sys.stderr.write("Tokens are issued elsewhere: set ROOMTONE_SECRET, and HS256 in ROOMTONE_JWT_ALGORITHMS.\n")
        return 1
    user = User(
        id=arguments.sub,
        name=arguments.name or arguments.sub,
        guest=False,
        telegram_user_id=arguments.telegram_user_id,
        permissions=frozenset(arguments.permission),
        projects=frozenset(arguments.project),
        roles=frozenset(arguments.role),
        expires_at=0,
    )
    sys.stdout.write(f"{issuer.issue(user, arguments.ttl)[0]}\n")
    return 0


def _checked(is_right: Callable[[str], bool]) -> Callable[[str], str]:
    def check(text: str) -> str:
        if not is_right(text):
            raise argparse.ArgumentTypeError("must be 1 to 128 printable characters")
        return text

    return check


def _name(text: str) -> str:
    try:
        return requested_name(text)
    except InvalidPayload as error:
        raise argparse.ArgumentTypeError(error.text) from None


def _up_to(largest: int) -> Callable[[str], int]:
    def check(text: str) -> int:
        # int() refuses texts of more than 4,300 digits with another error.
        if not (text.isascii() and text.isdecimal() and len(text) < 20) or not 0 < int(text) <= largest:
            raise argparse.ArgumentTypeError(f"must be a whole number from 1 to {largest}")
        return int(text)

    return check
