"""Who may do what in a clip session; storage/clip/access.lua says the same inside the scripts."""

from typing import Final

import orjson

from auth.access import MEMBER, ROLE_LEVELS, AccessRules, Header, Level
from auth.user import User

_BY_LINK: Final = {b"nobody": Level.NONE, b"view": Level.READER}


def _level(user: User | None, header: Header) -> Level:
    if user is not None and not set(user.ids).isdisjoint(orjson.loads(header["owners"])):
        return Level.OWNER
    member = header.get(MEMBER)
    if member is None:
        return _BY_LINK.get(header.get("link", b"edit"), Level.EDITOR)
    # Viewers of a stream mark moments, so the role of a viewer is the level of an editor.
    return Level.EDITOR if member == b"viewer" else ROLE_LEVELS[member]


CLIP_ACCESS: Final = AccessRules(
    kind="clip",
    needed={
        "read": Level.READER,
        "submit": Level.EDITOR,
        "control": Level.CO_OWNER,  # the stream's state, its moments, its exports, its end (C3)
        "people": Level.CO_OWNER,  # members, the link, invitations
        "own": Level.OWNER,  # deleting it, deciding who owns it
    },
    level_of=_level,
    too_low="You can watch this session, but not mark moments",
    not_owner="Only the streamer can do this",
    open_to_keys=True,
)
