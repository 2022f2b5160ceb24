"""Who may do what in a clip session; storage/lua/clip_access.lua says the same inside the scripts."""

from typing import Final

import orjson

from auth.access import AccessRules, Header, Level
from auth.user import User


def _level(user: User | None, header: Header) -> Level:
    return Level.OWNER if user is not None and user.id in orjson.loads(header["owners"]) else Level.READER


CLIP_ACCESS: Final = AccessRules(
    kind="clip",
    needed={
        "read": Level.READER,
        "submit": Level.READER,
        "control": Level.OWNER,  # the stream's state, its moments, its exports, its end (C3)
    },
    level_of=_level,
    too_low="Only the streamer can do this",
)
