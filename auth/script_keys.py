"""Keys for scripts (D41): what one may do, and its text.

A key acts as its maker, in one session or in all that its maker owns or helps to run, and only in calls that declare a
scope which it has (`handlers/api/contract.py`). A call that declares none takes no key.
"""

import re
import secrets
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from sessions.base.errors import Forbidden, Unauthorized

PREFIX: Final = "rtk_"
ALPHABET: Final = "0123456789abcdefghjkmnpqrstvwxyz"
LETTERS: Final = 32  # of 5 random bits each: 160, so that a plain hash protects a stolen copy of Redis
_FORM: Final = re.compile(rf"{PREFIX}([0-9a-f]{{2}})[{ALPHABET}]{{{LETTERS}}}")


class Scope(StrEnum):
    """`read` sees what its maker sees, `mark` marks moments, `edit` changes content and runs a stream. None of them
    includes another one."""

    READ = "read"
    MARK = "mark"
    EDIT = "edit"


@dataclass(frozen=True, slots=True)
class ScriptKey:
    """What a user has who calls with a key. `session_id` is None for all of its maker's. The check of the key counts
    until `checked_until`, Unix ms on Redis's clock: ending a key waits for that."""

    id: str
    scopes: frozenset[Scope]
    session_id: str | None
    checked_until: int

    @property
    def flag(self) -> str:
        """For the scripts (auth/caller.py)."""
        return f"{self.session_id or 'mine'} {self.checked_until}"

    def require(self, scope: Scope | None, session_id: str | None) -> None:
        """Whether a call with this scope, about this session, takes the key. Raises Forbidden."""
        if scope is None or scope not in self.scopes:
            raise Forbidden("This key may not do this")
        if self.session_id is not None and self.session_id != session_id:
            raise Forbidden("This key is for another session")


def is_key(token: object) -> bool:
    return isinstance(token, str) and token.startswith(PREFIX)


def new_key(bucket: int) -> str:
    """The text of a new key. It names the bucket of its maker's home, where its digest lies."""
    return f"{PREFIX}{bucket:02x}{''.join(secrets.choice(ALPHABET) for _ in range(LETTERS))}"


def bucket_of(text: str) -> int:
    """Raises Unauthorized for what is no key."""
    form = _FORM.fullmatch(text)
    if form is None:
        raise Unauthorized("This is no key")
    return int(form[1], 16)
