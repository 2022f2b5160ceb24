"""What belongs to a person and not to a session: the pointer to their active session, and their lists of sessions.

A person is identified by the Telegram id in their token, or otherwise by their user id (V1). A pointer and its session
are in two buckets. A pointer to a closed or deleted session is ignored (V7), so every order of the steps is valid.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from auth.access import READ_ALL
from auth.user import User
from storage.people.store import Joined
from storage.redis import keys
from storage.redis.client import Redis
from storage.redis.scripts import load
from storage.voice.kind import LIST

ACTIVE = "active-session"


@dataclass(frozen=True, slots=True, order=True)
class Cursor:
    """A session's position in a list: by creation (Unix ms), then by id."""

    at: int
    session_id: str


@dataclass(frozen=True, slots=True)
class Pointer:
    """A person's active session, and how often it had been closed when it became active."""

    session_id: str
    done_count: int

    def names(self, session: Mapping[str, object]) -> bool:
        """Whether this session is the active one: open, and not closed since. A session that somebody else's recording
        opened again is not active for anybody (V7, V27)."""
        return session["is_active"] is True and session["done_count"] == self.done_count


class VoicePeople:
    def __init__(self, redis: Redis) -> None:
        self._redis = redis

    async def pointer(self, user: User) -> Pointer | None:
        """The user's pointer to their active session, whatever the state of that session."""
        key = _active(user.id, user.telegram_user_id)
        stored = await self._redis.call(key, "GET", key)
        if stored is None:
            return None
        session_id, done_count = stored.decode().split(" ")
        return Pointer(session_id, int(done_count))

    async def activate(self, user: User, session_id: str, done_count: int) -> None:
        """Makes a session active that has been closed `done_count` times (V27)."""
        key = _active(user.id, user.telegram_user_id)
        await self._redis.call(key, "SET", key, f"{session_id} {done_count}")

    async def deactivate(self, user_id: str, telegram_user_id: int | None, session_id: str, done_count: int) -> None:
        """After the close with this number: clears the pointer if it names that session and is older (V5)."""
        await self._redis.run(load("voice/deactivate"), [_active(user_id, telegram_user_id)], session_id, done_count)

    async def now(self, session_id: str) -> int:
        """Unix ms on the node where a session lives."""
        key = keys.run(session_id)
        seconds, micros = await self._redis.call(key, "TIME")
        return int(seconds) * 1000 + int(micros) // 1000

    async def remember(self, place: Cursor, owner: User, project: str | None = None) -> None:
        """Adds a session to the lists of its owner and of its project only (D17). An entry without a session is
        ignored, so this comes before the session itself."""
        lists = {keys.user(owner.id, LIST)}
        if owner.telegram_user_id is not None:
            lists.add(keys.telegram(owner.telegram_user_id, LIST))
        if project is not None:
            lists.add(keys.project(project, LIST))
        for key in lists:
            await self._redis.call(key, "ZADD", key, "NX", place.at, place.session_id)

    async def note_joined(self, user: User, joined: Joined) -> None:
        """Puts a session into the list of a user who accepted an invitation (D17)."""
        await self.remember(Cursor(joined.created_at, joined.session_id), user)

    async def places(self, user: User, before: Cursor | None, count: int) -> list[Cursor]:
        """The next `count` sessions, newest first, that the user may be able to read."""
        places: set[Cursor] = set()
        for key in self._lists(user):
            places.update(await self._page(key, before, count))
        return sorted(places, reverse=True)[:count]

    def lists(self, user: User) -> list[str] | None:
        """The keys of the lists of the sessions that the user may be able to read; None for every session."""
        return None if user.may(READ_ALL) else self._lists(user)

    def _lists(self, user: User) -> list[str]:
        if user.may(READ_ALL):
            return [keys.index_of(number, "voice", "created") for number in keys.ALL_BUCKETS]
        own = [keys.user(user.id, LIST)]
        if user.telegram_user_id is not None:
            own.append(keys.telegram(user.telegram_user_id, LIST))
        return own + [keys.project(project, LIST) for project in sorted(user.projects)]

    async def _page(self, key: str, before: Cursor | None, count: int) -> list[Cursor]:
        """Entries of equal time are sorted by id, and a page may end between them: those of the same time are read
        again."""
        upper = "+inf" if before is None else str(before.at)
        skipped = 0
        page: list[Cursor] = []
        while len(page) < count:
            flat = await self._redis.call(
                key, "ZRANGE", key, upper, "-inf", "BYSCORE", "REV", "LIMIT", skipped, count, "WITHSCORES"
            )
            read = [Cursor(int(float(flat[i + 1])), flat[i].decode()) for i in range(0, len(flat), 2)]
            page += [place for place in read if before is None or place < before]
            if len(read) < count:
                break
            skipped += count
        return page[:count]


def _active(user_id: str, telegram_user_id: int | None) -> str:
    return keys.user(user_id, ACTIVE) if telegram_user_id is None else keys.telegram(telegram_user_id, ACTIVE)
