"""Who may do what.

A caller has one *level* in a session, and each action needs one. That is all there is:

| level  | in a clip session    | in a jam                               | in a voice session (V32)                    |
| ------ | -------------------- | -------------------------------------- | ------------------------------------------- |
| OWNER  | one of its owners    | its owner, or an admin                 | an editor who made it, or whose chat it has |
| EDITOR | –                    | anyone with the link, unless published | a reader with the permission UPDATE         |
| READER | anyone who signed in | anyone with the link, if published     | see `_voice_level`                          |
| NONE   | –                    | anyone else, if the jam is private     | anyone else                                 |

This module decides before the work begins: which feed a subscriber may hear, whether an upload is read at all.
storage/lua/access.lua decides the same again inside every script, at the instant of the change, because a session can
change between the two. A test holds the two together: whoever changes one changes both.

A new reason for a level (a member's role, a link for viewing, a lock, a ban, a bin) belongs into the function of its
kind, here and there, and nowhere else.
"""

from collections.abc import Callable, Mapping
from enum import IntEnum
from typing import Final, Literal

import orjson

from auth.user import User
from sessions.errors import Forbidden, SessionNotFound

READ_ALL: Final = "VOICEBOT_SESSIONS.READ_ALL"
READ_OWN: Final = "VOICEBOT_SESSIONS.READ_OWN"
UPDATE: Final = "VOICEBOT_SESSIONS.UPDATE"

ClipRole = Literal["owner", "viewer"]
Kind = Literal["clip", "jam", "voice"]
Header = Mapping[str, bytes]
"""The fields of a session's header, as they are stored."""


class Level(IntEnum):
    """What somebody is in a session; a higher level may do all that a lower one may."""

    NONE = 0
    READER = 1
    EDITOR = 2
    OWNER = 3


NEEDED: Final[Mapping[tuple[Kind, str], Level]] = {
    ("clip", "read"): Level.READER,
    ("clip", "submit"): Level.READER,
    ("clip", "control"): Level.OWNER,  # the stream's state, its moments, its exports, its end (C3)
    ("jam", "read"): Level.READER,
    ("jam", "play"): Level.READER,
    ("jam", "edit"): Level.EDITOR,  # refused to everybody when it is published
    ("jam", "delete"): Level.EDITOR,  # S14; a published one only by its owner
    ("jam", "own"): Level.OWNER,  # who may open it (K18)
    ("voice", "read"): Level.READER,
    ("voice", "update"): Level.EDITOR,  # V20, V21
    ("voice", "own"): Level.OWNER,  # who may read it, and that it is deleted
}


def level_of(user: User | None, header: Header) -> Level:
    """The level of `user` (None: nobody signed in) in the session with this header."""
    return _LEVELS[header["kind"].decode()](user, header)


def require(user: User | None, header: Header, kind: Kind, action: str) -> Level:
    """The level of `user`, when it is enough for `action`.

    Raises SessionNotFound when the session is of another kind, Forbidden. Whether somebody is signed in at all is
    decided before (V23's order: id, identity, existence, access, update).
    """
    if header.get("kind") != kind.encode():
        raise SessionNotFound
    level = level_of(user, header)
    if level is Level.NONE:
        raise Forbidden("This session is private" if kind == "jam" else "You have no access to this session")
    if action == "edit" and "immutable" in header:
        raise Forbidden("This session is published and cannot be edited. Remix it to go on")
    if level < NEEDED[kind, action]:
        raise Forbidden(_NOT_OWNER if level >= Level.EDITOR else _TOO_LOW[kind])
    return level


_NOT_OWNER: Final = "Only the session's owner can do this"
_TOO_LOW: Final[Mapping[Kind, str]] = {
    "clip": "Only the streamer can do this",
    "jam": _NOT_OWNER,
    "voice": f"This needs the permission {UPDATE}",
}


def _clip_level(user: User | None, header: Header) -> Level:
    return Level.OWNER if user is not None and user.id in orjson.loads(header["owners"]) else Level.READER


def _jam_level(user: User | None, header: Header) -> Level:
    if user is not None and (user.is_admin or header.get("owner") == user.id.encode()):
        return Level.OWNER
    if header.get("public") == b"0":
        return Level.NONE
    return Level.READER if "immutable" in header else Level.EDITOR


def _voice_level(user: User | None, header: Header) -> Level:
    """V32, as a table; the first line that fits decides.

    | permission   | session                                                                | read |
    | ------------ | ---------------------------------------------------------------------- | ---- |
    | READ_ALL     | any                                                                    | yes  |
    | not READ_OWN | any                                                                    | no   |
    | READ_OWN     | made by the user, or in the user's own Telegram chat                   | yes  |
    | READ_OWN     | `public`, and its project is one of the user's                         | yes  |
    | READ_OWN     | `restricted`, and the user is in `allowed_users`                       | yes  |
    | READ_OWN     | any other, `private` of somebody else above all                        | no   |
    """
    if user is None or not (user.may(READ_ALL) or user.may(READ_OWN)):
        return Level.NONE
    # A session of the web has the Telegram id of who made it as its chat. Two ids that are absent are not equal.
    is_own = header["owner"] == user.id.encode() or (
        user.telegram_user_id is not None and header["chat_id"] == str(user.telegram_user_id).encode()
    )
    access = header["access_level"]
    if not (
        user.may(READ_ALL)
        or is_own
        or (access == b"public" and header["project"].decode() in user.projects)
        or (access == b"restricted" and user.id in orjson.loads(header["allowed_users"]))
    ):
        return Level.NONE
    if not user.may(UPDATE):
        return Level.READER
    return Level.OWNER if is_own else Level.EDITOR


_LEVELS: Final[Mapping[str, Callable[[User | None, Header], Level]]] = {
    "clip": _clip_level,
    "jam": _jam_level,
    "voice": _voice_level,
}


# --- what needs no session ---------------------------------------------------------------------------------------


def require_voice_create(user: User, project: str | None) -> None:
    """Who makes a voice session may change it, and puts it into no project but their own (D17). Raises Forbidden."""
    if not user.may(UPDATE):
        raise Forbidden(_TOO_LOW["voice"])
    if project is not None and project not in user.projects:
        raise Forbidden("This project is not one of yours")


def require_admin(user: User | None) -> None:
    """K23: everybody who is not an admin, signed in or not, gets 403 `Forbidden`."""
    if user is None or not user.is_admin:
        raise Forbidden("Forbidden")
