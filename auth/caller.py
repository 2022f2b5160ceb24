"""The caller as a script takes it: one argument, packed once for each user.

Six lines: who is named as `by` in what is sent to others (JSON); `admin`, `server`, what a script's key is for and
until when (auth/script_keys.py), or nothing; the ids, the user's own first; the Telegram id; the permissions; the
projects. Ids, permissions and projects are lists, with a tab before and after each word. Neither a line break nor a tab
can be in a word (auth/text.py). storage/session/parts/access.lua reads the first three lines, a product's rules read
the rest if they need it: reading all of them costs 2 % of an edit's script. A seventh line may
follow, which is no part of the user: with what kind of program they call.
"""

from collections.abc import Iterable
from contextvars import ContextVar
from enum import Enum
from functools import lru_cache
from typing import Final, Literal

import orjson

from auth.user import User


class Server(Enum):
    """The server itself, for example in a job. It may do everything, and its changes have no `by`."""

    ITSELF = "server"


Caller = User | Server | None
"""None is a caller who is not signed in."""

NOBODY: Final = b"null\n\n\t\n\n\t\n\t"
SERVER: Final = b"null\nserver\n\t\n\n\t\n\t"


Program = Literal["page", "api", "sdk", "bot"]
"""With what somebody calls: a browser, a program over HTTP or over a socket, Telegram."""

PROGRAM: Final[ContextVar[bytes]] = ContextVar("program", default=b"")
"""The seventh line of whoever calls now; empty when no access is kept."""


@lru_cache(16)  # a line for each kind of program, and not for each connection
def program_line(program: Program, keep_ms: int) -> bytes:
    """A line for `PROGRAM`: an access is kept for so many ms, 0 for not at all (storage/admin/indexes.lua)."""
    return f"\n{program} {keep_ms}".encode() if keep_ms > 0 else b""


def packed(caller: Caller) -> bytes:
    """The caller for a script of a session."""
    return _packed(caller) + PROGRAM.get()


def _packed(caller: Caller) -> bytes:
    if caller is None:
        return NOBODY
    if isinstance(caller, Server):
        return SERVER
    if caller.packed is None:
        # A user object never changes, and one user sends many commands.
        object.__setattr__(caller, "packed", _pack(caller))
    return caller.packed or NOBODY


def _pack(user: User) -> bytes:
    lines = (
        orjson.dumps(user.id).decode(),
        user.key.flag if user.key is not None else "admin" if user.is_admin else "",
        "\t" + "".join(f"{one}\t" for one in user.ids),
        "" if user.telegram_user_id is None else str(user.telegram_user_id),
        _list(user.permissions),
        _list(user.projects),
    )
    return "\n".join(lines).encode()


def _list(words: Iterable[str]) -> str:
    return "\t" + "".join(f"{word}\t" for word in sorted(words))
