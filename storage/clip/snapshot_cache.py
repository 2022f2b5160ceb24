"""What a clip session's snapshot says to every viewer who has no moments and no role in it."""

from dataclasses import replace
from typing import Any, Final

import orjson

from auth.user import User
from storage.bus.feed import Position
from storage.clip.read import ClipRead
from storage.redis import keys

VIEWERS_FEED: Final = "public"


class CachedClip:
    """Made of what one viewer was answered. `told` is the rest of the script's answer: who owns the session, what its
    link lets people do, how many have ever marked a moment, and its members."""

    def __init__(self, session_id: str, read: ClipRead, told: list[Any]) -> None:
        owners, link, self.author_count, members = told
        self._read = replace(read, clips=[], next_cursor=None)
        self.header: dict[str, bytes] = {"kind": b"clip", "owners": owners}
        if link:
            self.header["link"] = link
        self.people = frozenset((*orjson.loads(owners), *(member.decode() for member in members)))
        self.authors = f"{keys.header(session_id)}:authors"

    @property
    def position(self) -> Position:
        return self._read.position

    @property
    def size(self) -> int:
        return len(self._read.json) + sum(map(len, self.people))

    def is_about(self, user: User) -> bool:
        """Whether it says what this user may: it is made of an answer to such a user."""
        return self.people.isdisjoint(user.ids)

    def take_signal(self, json: bytes) -> None:
        signal = orjson.loads(json)
        if signal["type"] == "audience":
            self._read = replace(self._read, viewers=signal["data"]["viewers"])
        elif signal["type"] == "heat":
            self._read = replace(self._read, heat=signal["data"]["people"])

    def at(self, now: int) -> ClipRead:
        return replace(self._read, now=now)
