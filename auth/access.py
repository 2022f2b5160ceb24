"""Who may do what.

A caller has one *level* in a session, and each action needs one. That is all there is:

| level    | in a clip session      | in a jam                       | in a voice session (V32)                   |
| -------- | ---------------------- | ------------------------------ | ------------------------------------------ |
| OWNER    | one of its owners      | its owner, or an admin         | an editor who made it, or whose chat it is |
| CO_OWNER | who was given that role | who was given that role        | who was given that role                    |
| EDITOR   | a viewer: they mark    | by role, or by a link to edit  | by role, or a reader with UPDATE           |
| READER   | by a link to view      | by role, by a link to view     | see `handlers/voice/access.py`             |
| NONE     | anyone else, or removed | anyone else, or removed        | anyone else, or removed                    |

Each product declares its rules twice. The handlers ask `handlers/<kind>/access.py` before the work begins: which feed a
subscriber may hear, whether an upload is read at all. The scripts ask `storage/<kind>_access.lua` at the instant of
the change, because a session can change between the two. A test holds the two together: whoever changes one changes
both. docs/permissions.md lists every action with the level that it needs.

What is not declared is refused: a kind without rules, and an action that its rules do not name.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

from auth.script_keys import ScriptKey
from auth.user import User
from sessions.base.errors import Forbidden, SessionNotFound

READ_ALL: Final = "VOICEBOT_SESSIONS.READ_ALL"
READ_OWN: Final = "VOICEBOT_SESSIONS.READ_OWN"
UPDATE: Final = "VOICEBOT_SESSIONS.UPDATE"

Header = Mapping[str, bytes]
"""The fields of a session's header, as they are stored, and what `MEMBER` says of the user that it was read for."""

FOR_ADMINS: Final = "Forbidden"  # K23's word
_NOT_OWNER: Final = "Only the session's owner can do this"


class Level(IntEnum):
    """A user's level in a session; a higher level may do everything that a lower one may."""

    NONE = 0
    READER = 1
    EDITOR = 2
    CO_OWNER = 3
    OWNER = 4


MEMBER: Final = "member"
"""In a header read for one user: the role of that user among the session's members, or `banned`."""

ROLE_LEVELS: Final[Mapping[bytes, Level]] = {
    b"owner": Level.OWNER,
    b"co-owner": Level.CO_OWNER,
    b"editor": Level.EDITOR,
    b"viewer": Level.READER,
    b"banned": Level.NONE,
}


def strongest(roles: Sequence[bytes]) -> bytes | None:
    """The role that counts among those of one user's ids: `banned` if one of them is, otherwise the highest."""
    if b"banned" in roles:
        return b"banned"
    return max(roles, key=ROLE_LEVELS.__getitem__, default=None)


def _never(header: Header, action: str, level: Level) -> None:
    return None


@dataclass(frozen=True, slots=True)
class AccessRules:
    """Who may do what in one kind of session."""

    kind: str
    needed: Mapping[str, Level]
    """The lowest level for each action; no other action is allowed."""
    level_of: Callable[[User | None, Header], Level]
    """The level of a user (None: nobody signed in) in the session with this header."""
    refused: Callable[[Header, str, Level], str | None] = _never
    """Why a user of this level may not do this action now, for a reason other than the level; None when they may."""
    no_access: str = "You have no access to this session"
    too_low: str = _NOT_OWNER
    """The refusal for a reader whose level is too low."""
    not_owner: str = _NOT_OWNER
    """The refusal for an editor whose level is too low."""
    open_to_keys: bool = False
    """Whether scripts' keys reach this kind of session (D41)."""

    def require(self, user: User | None, header: Header, action: str) -> Level:
        """The level of `user`, when it is high enough for `action`.

        Raises SessionNotFound when the session is of another kind, Forbidden. Whether there is a user at all is checked
        before (V23's order: id, identity, existence, access, update).
        """
        if header.get("kind") != self.kind.encode():
            raise SessionNotFound
        level, need = self.level_of(user, header), self.needed.get(action)
        if user is not None and user.key is not None and not self._is_reached(user.key, level):
            level = Level.NONE
        if level is Level.NONE or need is None:
            raise Forbidden(self.no_access)
        if (reason := self.refused(header, action, level)) is not None:
            raise Forbidden(reason)
        if level < need:
            raise Forbidden(self.not_owner if level >= Level.EDITOR else self.too_low)
        return level

    def _is_reached(self, key: ScriptKey, level: Level) -> bool:
        """Whether a key reaches a session where its maker has this level: the one that it names, or one of theirs."""
        return self.open_to_keys and (key.session_id is not None or level >= Level.CO_OWNER)


def admins_alone(kind: str, *actions: str) -> AccessRules:
    """The rules of a session that is open to admins and to nobody else (K23)."""

    def level_of(user: User | None, header: Header) -> Level:
        return Level.OWNER if user is not None and user.is_admin else Level.NONE

    return AccessRules(kind=kind, needed=dict.fromkeys(actions, Level.OWNER), level_of=level_of, no_access=FOR_ADMINS)


def require_admin(user: User | None) -> None:
    """Raises Forbidden for everybody who is not an admin (K23). A call without a token was refused before (D28)."""
    if user is None or not user.is_admin:
        raise Forbidden(FOR_ADMINS)
