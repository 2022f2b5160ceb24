"""What a session shows to somebody who has nothing but its link, for the preview in a chat."""

from dataclasses import dataclass
from typing import Any, Final

import orjson

from auth.access import Level
from auth.caller import packed
from auth.user import User
from sessions.base.errors import Forbidden, SessionNotFound
from storage.redis import keys
from storage.redis.client import Redis
from storage.redis.scripts import load

# Some rooms open to users with the link and not to callers without a token. No user has an id with spaces.
ANYBODY: Final = User(
    id="anybody with the link",
    name="",
    guest=True,
    telegram_user_id=None,
    permissions=frozenset(),
    projects=frozenset(),
    roles=frozenset(),
    expires_at=0,
)


@dataclass(frozen=True, slots=True)
class LinkView:
    """`facts` are those of its row on a viewer's home page; `may_edit`: the link lets people take part."""

    title: str | None
    state: str
    facts: dict[str, Any]
    may_edit: bool


async def link_view(redis: Redis, session_id: str, kind: str, *, public_url: str) -> LinkView | None:
    """None for a session that the link does not open, one of another kind, and none at all. Raises Unavailable."""
    arguments = (session_id, 0, packed(ANYBODY), public_url, kind)
    try:
        found = await redis.run(load("session/preview", kind), keys.of_session(session_id), *arguments)
    except (SessionNotFound, Forbidden):
        return None
    if not found:
        return None
    level, *shown = found
    title, state, facts = map(orjson.loads, shown)
    return LinkView(title, state, facts, level >= Level.EDITOR)
