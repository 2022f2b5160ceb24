"""Who was found to be the recorder of a recording a moment ago: a recorder sends a chunk a second."""

import asyncio
import time
from collections import OrderedDict
from typing import Final

from auth.user import User
from handlers.voice.access import VOICE_ACCESS
from sessions.base.errors import Forbidden
from storage.bus.feeds import Feeds
from storage.voice.recordings import Recordings

SECONDS: Final = 10.0
"""After a chunk, for which the next one is read without a look at Redis. Whoever loses their right in these seconds has
chunks read in vain: the script of each chunk decides, and a refusal ends this."""
MOST: Final = 10_000  # recordings, ~300 bytes each

Place = tuple[str, str, str]


class Admissions:
    def __init__(self, feeds: Feeds, recordings: Recordings) -> None:
        self._feeds = feeds
        self._recordings = recordings
        self._recent: OrderedDict[Place, tuple[str, float]] = OrderedDict()

    async def owner(self, place: Place, user: User) -> str:
        """The owner of the session, whose share the chunk takes from, before its body is read. Raises SessionNotFound,
        Forbidden."""
        owner, until = self._recent.get(place, ("", 0.0))
        if time.monotonic() < until:
            return owner
        session_id, recording_id, _ = place
        header, recorder = await asyncio.gather(
            self._feeds.header_for(session_id, user), self._recordings.recorder(session_id, recording_id)
        )
        VOICE_ACCESS.require(user, header, "update")
        if recorder is not None and recorder not in user.ids:
            raise Forbidden("Somebody else makes this recording")
        return header["owner"].decode()

    def keep(self, place: Place, owner: str) -> None:
        """A chunk was stored."""
        self._recent[place] = owner, time.monotonic() + SECONDS
        self._recent.move_to_end(place)
        if len(self._recent) > MOST:
            self._recent.popitem(last=False)

    def end(self, place: Place) -> None:
        """A chunk was refused."""
        self._recent.pop(place, None)
