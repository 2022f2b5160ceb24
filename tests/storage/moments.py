"""Moments that tests mark, and what streamers see of them."""

from typing import Any

import orjson

from auth.user import User
from sessions.clip.session import ClipSubmission
from storage.bus.feeds import Feeds
from storage.clip.store import ClipStore
from storage.redis.client import Redis
from tests.storage.sessions import OWNER, parsed
from tests.system.mirror import fold


async def mark(
    clips: ClipStore, session_id: str, by: User, count: int = 1, address: str = "", **fields: Any
) -> list[str]:
    """Marks moments; answers their ids."""
    made = [await clips.submit(session_id, by, ClipSubmission(**fields), address) for _ in range(count)]
    return [str(parsed(one)["id"]) for one in made]


async def shown(clips: ClipStore, session_id: str, by: User = OWNER) -> list[str]:
    return [parsed(one)["id"] for one in (await clips.read_whole(session_id, by)).clips]


async def told(stores: Redis, session_id: str, before: Any, view: dict[str, Any]) -> dict[str, Any]:
    """The streamer's view as the events since `before` make it."""
    missed = await Feeds(stores).missed(session_id, "control", before)
    assert missed is not None
    for event in missed:
        view = fold(view, orjson.loads(event.json))
    return view
