"""Who may do what in a voice session; storage/voice/access.lua says the same inside the scripts."""

from typing import Final

import orjson

from auth.access import MEMBER, READ_ALL, READ_OWN, ROLE_LEVELS, UPDATE, AccessRules, Header, Level
from auth.user import User
from sessions.base.errors import Forbidden


def _level(user: User | None, header: Header) -> Level:
    """V32, as a table; the first line that fits decides.

    | permission   | session                                                                | read |
    | ------------ | ---------------------------------------------------------------------- | ---- |
    | READ_ALL     | any                                                                    | yes  |
    | not READ_OWN | any                                                                    | no   |
    | READ_OWN     | made by the user, or in the user's own Telegram chat                   | yes  |
    | READ_OWN     | `public`, and its project is one of the user's                         | yes  |
    | READ_OWN     | `restricted`, and the user is in `allowed_users`                       | yes  |
    | READ_OWN     | any other, such as somebody else's `private` session                   | no   |

    To change one takes UPDATE as well; `allowed_users` gives reading alone.

    Members come on top of it (D17): a role gives its rights in this session even when the token lacks the permission.
    A removed person has no access, unless they made the session or may read all. With a link set to view, everybody
    who has signed in may read.
    """
    by_table = _by_table(user, header)
    member = header.get(MEMBER)
    if user is None or by_table is Level.OWNER:
        return by_table
    if member == b"banned":
        return by_table if user.may(READ_ALL) else Level.NONE
    by_role = Level.NONE if member is None else ROLE_LEVELS[member]
    return max(by_table, by_role, Level.READER if header.get("link") == b"view" else Level.NONE)


def _by_table(user: User | None, header: Header) -> Level:
    if user is None or not (user.may(READ_ALL) or user.may(READ_OWN)):
        return Level.NONE
    # A session made in the browser has its maker's Telegram id as its chat. Two missing ids are not equal.
    is_own = user.is_one(header["owner"]) or (
        user.telegram_user_id is not None and header["chat_id"] == str(user.telegram_user_id).encode()
    )
    access = header["access_level"]
    if user.may(READ_ALL) or is_own or (access == b"public" and header["project"].decode() in user.projects):
        if not user.may(UPDATE):
            return Level.READER
        return Level.OWNER if is_own else Level.EDITOR
    if access == b"restricted" and not set(user.ids).isdisjoint(orjson.loads(header["allowed_users"])):
        return Level.READER
    return Level.NONE


def _refused(header: Header, action: str, level: Level) -> str | None:
    """Signals of peers set up live listening, which the owner may switch off."""
    is_off = action == "peers" and header.get("live_listening") == b"0"
    return "Live listening is switched off here" if is_off else None


VOICE_ACCESS: Final = AccessRules(
    kind="voice",
    needed={
        "read": Level.READER,
        "peers": Level.READER,
        "update": Level.EDITOR,  # V20, V21
        "people": Level.CO_OWNER,  # who may read it, members, the link, invitations
        "own": Level.OWNER,  # deletion, and who owns it
    },
    level_of=_level,
    refused=_refused,
    too_low=f"This needs the permission {UPDATE}, or the role of an editor",
    open_to_keys=True,
)


def require_voice_create(user: User, project: str | None) -> None:
    """Whoever makes a voice session may change it, and may put it only into their own projects (D17). Raises
    Forbidden."""
    if not user.may(UPDATE):
        raise Forbidden(f"This needs the permission {UPDATE}")
    if project is not None and project not in user.projects:
        raise Forbidden("This project is not one of yours")
