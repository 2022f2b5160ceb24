"""A recorded evening in the store, of as many taps as wanted: as taps of 2,000 viewers would have left it."""

from collections.abc import Sequence
from uuid import uuid4

from sessions.clip.session import Clip
from storage.redis import keys
from tests.web.stage import Person, Stage

HOURS = 3


async def recorded(stage: Stage, owner: Person, title: str, clips: Sequence[Clip]) -> str:
    """A paused session of one segment of three hours with these taps; its id."""
    session_id = await stage.session(owner, title, "The Witcher 3")
    await stage.segment(owner, session_id, 1, HOURS * 3600, HOURS * 3600, [])
    header = keys.header(session_id)
    for first in range(0, len(clips), 250):
        stored: list[str] = []
        order: list[str] = []
        for number, clip in enumerate(clips[first : first + 250], first + 1):
            own = clip.model_copy(update={"id": str(uuid4()), "session_id": session_id})
            stored += [own.id, own.model_dump_json()]
            order += [str(own.segment_index * 10_000_000 + own.offset_seconds), f"{number:010}:{own.id}"]
        await stage.redis.command("HSET", f"{header}:clips", *stored)
        await stage.redis.command("ZADD", f"{header}:order", *order)
    await stage.redis.command("HSET", header, "clips", str(len(clips)))
    return session_id
