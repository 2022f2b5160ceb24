"""Who may do what: pure decisions from a user and what a session says about itself.

Each `require_…` raises Forbidden; whether somebody is signed in at all is decided before (V23's order: id, identity,
existence, access, update).
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final, Literal

from auth.user import User
from sessions.errors import Forbidden

READ_ALL: Final = "VOICEBOT_SESSIONS.READ_ALL"
READ_OWN: Final = "VOICEBOT_SESSIONS.READ_OWN"
UPDATE: Final = "VOICEBOT_SESSIONS.UPDATE"

ClipRole = Literal["owner", "viewer"]
ClipFeed = Literal["control", "public"]
AccessLevel = Literal["private", "public", "restricted"]


def clip_role(user: User, owners: Collection[str]) -> ClipRole:
    """A clip session's owners are the users who may control it; everybody else with the link is a viewer (C3)."""
    return "owner" if user.id in owners else "viewer"


def clip_feed(role: ClipRole) -> ClipFeed:
    """The one feed that a role may hear: the owner's has the moments, the viewer's only the state."""
    return "control" if role == "owner" else "public"


def require_clip_owner(user: User, owners: Collection[str]) -> None:
    """Viewers never manage state (C3)."""
    if clip_role(user, owners) != "owner":
        raise Forbidden("Only the streamer can do this")


@dataclass(frozen=True, slots=True)
class VoiceRights:
    """What a voice session says about who may read it (V32).

    `owner_id` is the user who made it, `chat_id` the Telegram chat it was made in (for a private chat, the user's own
    Telegram id), `project` the id of its project, `allowed_users` ids of users.
    """

    owner_id: str
    access_level: AccessLevel
    chat_id: int | None = None
    project: str | None = None
    allowed_users: frozenset[str] = frozenset()


def may_read_voice(user: User, rights: VoiceRights) -> bool:
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
    if user.may(READ_ALL):
        return True
    if not user.may(READ_OWN):
        return False
    if rights.owner_id == user.id or _own_chat(user, rights):
        return True
    if rights.access_level == "public":
        return rights.project is not None and rights.project in user.projects
    return rights.access_level == "restricted" and user.id in rights.allowed_users


def may_update_voice(user: User, rights: VoiceRights) -> bool:
    """V20, V21: read access and the permission UPDATE, both."""
    return may_read_voice(user, rights) and user.may(UPDATE)


def require_voice_read(user: User, rights: VoiceRights) -> None:
    """V22."""
    if not may_read_voice(user, rights):
        raise Forbidden("You have no access to this session")


def require_voice_update(user: User, rights: VoiceRights) -> None:
    """V20, V21; access is refused before the permission is looked at (V23)."""
    require_voice_read(user, rights)
    if not user.may(UPDATE):
        raise Forbidden(f"This needs the permission {UPDATE}")


def require_admin(user: User | None) -> None:
    """K23: everybody who is not an admin, signed in or not, gets 403 `Forbidden`."""
    if user is None or not user.is_admin:
        raise Forbidden("Forbidden")


def _own_chat(user: User, rights: VoiceRights) -> bool:
    # Two absent ids are not equal ids: a web user and a web session have neither.
    return rights.chat_id is not None and rights.chat_id == user.telegram_user_id
