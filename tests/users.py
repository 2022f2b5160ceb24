"""Users for tests that need no token."""

import re
import secrets
from dataclasses import replace
from typing import Any

from auth.access import READ_OWN, UPDATE
from auth.pseudonyms import Pseudonyms
from auth.user import User

PSEUDONYM_KEY = "the key of pseudonyms in tests, thirty-two bytes"
PSEUDONYMS = Pseudonyms(PSEUDONYM_KEY.encode())


def known_as(sub: str) -> str:
    """The id of whoever comes with this `sub` in a token (D25), on every server of the tests."""
    return PSEUDONYMS.of_named(sub)


def a_telegram_number() -> int:
    """A Telegram account that no other test has: on the Redis that tests share it belongs to whichever server met it
    first, which gave it its pseudonym."""
    return 10**9 + secrets.randbelow(10**12)


def is_pseudonym(user_id: str) -> bool:
    return re.fullmatch(r"person_[a-z2-7]{26}", user_id) is not None


def a_user(id_: str, *, telegram_user_id: int | None = None, expires_at: int = 0, **words: Any) -> User:
    """A user with this id; `permissions`, `projects` and `roles` are empty unless given."""
    permissions, projects, roles = (frozenset(words.get(name, ())) for name in ("permissions", "projects", "roles"))
    return User(id_, id_, False, telegram_user_id, permissions, projects, roles, expires_at)


def a_guest(id_: str) -> User:
    return replace(a_user(id_), guest=True)


def a_recorder(id_: str, **fields: Any) -> User:
    """A user who may make voice sessions, read their own and change them."""
    return a_user(id_, permissions=(READ_OWN, UPDATE), **fields)


def a_joined_user(id_: str, *aliases: str) -> User:
    """A user with whom these identities were joined."""
    return replace(a_recorder(id_), aliases=frozenset(aliases))
