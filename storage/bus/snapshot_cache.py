"""Snapshots that are kept beside the feeds which this process follows, so that a new subscriber costs Redis nothing.

A kept snapshot is true at its position. Whoever gets it is admitted there, so the events since then follow it, as they
follow any snapshot. It is given to users of whom it says everything: without a right of their own in the session, and
without anything of their own in it. All others are read for.

Whatever may have been missed counts as changed. An event that changes access drops the snapshot; a subscription that
broke drops everything; while messages may be on their way after a gap, or the bus is not known to hear, nothing kept is
used.
"""

import asyncio
import time
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Final, Protocol

import structlog

from sessions.base.errors import Refusal
from storage.bus.feed import Feed, Position
from storage.redis.client import Redis
from storage.redis.connection import RedisError

log = structlog.get_logger("bus")

MOST_BYTES: Final = 262_144  # of one snapshot; a larger one is read each time
MOST_BYTES_IN_ALL: Final = 33_554_432  # in one process; above it the oldest go
MOST_EVENTS: Final = 16  # that follow a kept snapshot to each subscriber; above it, it is read again
MOST_EVENT_BYTES: Final = 16_384
MOST_AUTHORS: Final = 50_000  # users with something of their own whom one feed knows; above it everybody is read for
AUTHOR_BYTES: Final = 160  # an id in a set
# A read notes that the session was used, which is exact to a minute. So often somebody is read for, whatever is kept.
READ_AGAIN: Final = 30.0  # seconds, for each kind of program
AUTHORS_A_READ: Final = 1000


class CachedSnapshot(Protocol):
    """A snapshot without anything of one user. `header` has the fields by which access is decided, `people` the users
    who have rights of their own, or none. `authors` is the set in Redis of all who have ever had something of their
    own, and `author_count` how many they were."""

    @property
    def position(self) -> Position: ...
    @property
    def header(self) -> Mapping[str, bytes]: ...
    @property
    def people(self) -> Collection[str]: ...
    @property
    def authors(self) -> str: ...
    @property
    def author_count(self) -> int: ...
    @property
    def size(self) -> int: ...
    def take_signal(self, json: bytes) -> None:
        """A signal that came after the snapshot was read."""
        ...


class Authors:
    """The users who have something of their own in a session: those who were noted, and those whom a read found."""

    __slots__ = ("are_too_many", "is_whole", "known", "on_more")

    def __init__(self, on_more: Callable[[], None]) -> None:
        self.known: set[str] = set()
        self.is_whole = False  # everybody is known
        self.are_too_many = False
        self.on_more = on_more

    def add(self, user_ids: Iterable[str]) -> None:
        if self.are_too_many:
            return
        self.known.update(user_ids)
        if len(self.known) > MOST_AUTHORS:
            self.known.clear()
            self.is_whole, self.are_too_many = False, True
        self.on_more()


class FeedCache:
    """What one subscription of a feed lets its process keep."""

    __slots__ = ("authors", "changes", "last_signal", "read_at", "shared", "signals")

    def __init__(self) -> None:
        self.shared: CachedSnapshot | None = None
        self.authors: Authors | None = None
        self.changes = 0  # how often a snapshot was dropped: a read that began before is not kept
        self.signals = 0
        self.last_signal = b""
        self.read_at: dict[bytes, float] = {}  # kind of program -> when somebody with it was last read for

    @property
    def size(self) -> int:
        known = 0 if self.authors is None else len(self.authors.known) * AUTHOR_BYTES
        return known + (0 if self.shared is None else self.shared.size)

    # --- called by the subscription ----------------------------------------------------------------------------------

    def broke(self) -> None:
        """Messages may have been lost: nothing is known any more."""
        self.changed()
        self.authors = None

    def changed(self) -> None:
        """The snapshot is no longer true, or access has changed."""
        self.changes += 1
        self.shared = None

    def signal(self, json: bytes) -> None:
        self.signals += 1
        self.last_signal = json
        if self.shared is not None:
            self.shared.take_signal(json)

    def note_author(self, user_id: str) -> None:
        """A user who had nothing of their own in the session has something now."""
        if self.authors is not None:
            self.authors.add((user_id,))


class FollowedFeed(Protocol):
    """A subscription of the bus."""

    session_id: str
    feed: Feed
    beside: FeedCache


class FeedSource(Protocol):
    """The bus."""

    def followed(self, session_id: str, feed: str) -> FollowedFeed | None:
        """The subscription of a feed."""
        ...

    def has_heard_all(self, followed: FollowedFeed) -> bool:
        """Whether everything that was published arrives here: no gap, and a connection that is known to live."""
        ...

    def now(self) -> int:
        """Redis's clock in Unix ms."""
        ...


@dataclass(frozen=True, slots=True)
class CacheRead:
    """A read under way, and what was known of the feed when it began."""

    followed: FollowedFeed
    changes: int
    signals: int


class SnapshotCache:
    """Those of one process: at most one of each session, beside the feed that most of its subscribers receive."""

    def __init__(self, redis: Redis, ear: FeedSource) -> None:
        self.now = ear.now
        self.bytes = 0
        self._redis = redis
        self._ear = ear
        self._kept: dict[str, tuple[FollowedFeed, int]] = {}  # session -> its subscription and bytes; the oldest first
        self._tasks: set[asyncio.Task[None]] = set()

    # --- for subscribers ---------------------------------------------------------------------------------------------

    async def header(
        self, session_id: str, user_ids: Collection[str], since: Position | None = None
    ) -> Mapping[str, bytes] | None:
        """The fields of the header by which access is decided, for a user without rights of their own. They are true at
        the feed's position in this process. None when Redis must be asked, as it must when `since` is ahead of that."""
        if session_id not in self._kept:
            return None
        # What was published before this client asked is in our socket (HEARD_FIRST): this turn of the loop takes it.
        await asyncio.sleep(0)
        shared = self._current(session_id, user_ids)
        if shared is None:
            return None
        here = self._kept[session_id][0].feed.position
        return None if since is not None and (since.epoch != here.epoch or since.seq > here.seq) else shared.header

    def snapshot(
        self, session_id: str, user_id: str, user_ids: Collection[str], program: bytes
    ) -> CachedSnapshot | None:
        """The snapshot, for a user of whom it says everything; None when Redis must be asked."""
        shared = self._current(session_id, user_ids)
        if shared is None:
            return None
        beside = self._kept[session_id][0].beside
        if beside.authors is None or not beside.authors.is_whole or user_id in beside.authors.known:
            return None
        if time.monotonic() - beside.read_at.get(program, -READ_AGAIN) >= READ_AGAIN:
            return None
        return shared

    def _current(self, session_id: str, user_ids: Collection[str]) -> CachedSnapshot | None:
        kept = self._kept.get(session_id)
        if kept is None or (shared := kept[0].beside.shared) is None:
            return None
        if any(user_id in shared.people for user_id in user_ids):
            return None
        if not _reaches(kept[0].feed, shared.position) or not self._ear.has_heard_all(kept[0]):
            return None
        return shared

    # --- for those who read ------------------------------------------------------------------------------------------

    def begin(self, session_id: str, feed: str) -> CacheRead | None:
        """Before a read of what may be kept."""
        followed = self._ear.followed(session_id, feed)
        if followed is None or not self._ear.has_heard_all(followed):
            return None
        return CacheRead(followed, followed.beside.changes, followed.beside.signals)

    def keep(self, reading: CacheRead, shared: CachedSnapshot, program: bytes) -> None:
        """Keeps the result of a read that has noted the use of the session by this kind of program."""
        followed, beside = reading.followed, reading.followed.beside
        if beside.changes != reading.changes or not self._ear.has_heard_all(followed):
            return
        if shared.size > MOST_BYTES or not _reaches(followed.feed, shared.position):
            return
        since = followed.feed.since(shared.position) or ()
        if any(event.changes_access or event.of_user is not None for event in since):
            return
        beside.read_at[program] = time.monotonic()
        if beside.shared is None or beside.shared.position.seq <= shared.position.seq:
            beside.shared = shared
            if beside.signals != reading.signals:
                shared.take_signal(beside.last_signal)
        self._know_authors(followed, shared)
        self._count(followed)

    def _know_authors(self, followed: FollowedFeed, shared: CachedSnapshot) -> None:
        authors = followed.beside.authors
        if authors is not None and (not authors.is_whole or len(authors.known) >= shared.author_count):
            return  # else somebody's first moment was not heard of
        new_authors = followed.beside.authors = Authors(lambda: self._count(followed))
        task = asyncio.create_task(self._read_authors(followed, new_authors, shared.authors))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _read_authors(self, followed: FollowedFeed, authors: Authors, key: str) -> None:
        """Whoever comes meanwhile is noted, so that in the end all are known."""
        cursor = b"0"
        try:
            while not authors.are_too_many:
                cursor, ids = await self._redis.call(key, "SSCAN", key, cursor, "COUNT", AUTHORS_A_READ)
                if followed.beside.authors is not authors:
                    return
                authors.add(one.decode() for one in ids)
                if cursor == b"0":
                    authors.is_whole = not authors.are_too_many
                    return
        except (Refusal, RedisError) as error:
            log.warning("authors_not_read", session_id=followed.session_id, error=str(error))
            if followed.beside.authors is authors:
                followed.beside.authors = None  # the next read begins again

    def note_author(self, session_id: str, user_id: str) -> None:
        """A moment was marked by this process: it counts before Redis's message arrives."""
        kept = self._kept.get(session_id)
        if kept is not None:
            kept[0].beside.note_author(user_id)

    # --- what it takes -----------------------------------------------------------------------------------------------

    def drop(self, followed: FollowedFeed) -> None:
        """The subscription has ended, or there is no room."""
        kept = self._kept.get(followed.session_id)
        if kept is not None and kept[0] is followed:
            del self._kept[followed.session_id]
            self.bytes -= kept[1]
            followed.beside.broke()

    async def close(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _count(self, followed: FollowedFeed) -> None:
        _, before = self._kept.pop(followed.session_id, (followed, 0))
        size = followed.beside.size
        self._kept[followed.session_id] = followed, size
        self.bytes += size - before
        while self.bytes > MOST_BYTES_IN_ALL:
            oldest, _ = next(iter(self._kept.values()))
            self.drop(oldest)


def _reaches(feed: Feed, position: Position) -> bool:
    """Whether a subscriber may begin at this position: little has happened since."""
    if position.epoch != feed.position.epoch:
        return False
    behind = feed.position.seq - position.seq
    if behind <= 0:
        return True
    if behind > MOST_EVENTS:
        return False
    since = feed.since(position)
    return since is not None and sum(len(event.json) for event in since) <= MOST_EVENT_BYTES
