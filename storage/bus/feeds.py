"""Reads that every kind of session shares: the header, and the events of a feed after a position."""

from dataclasses import dataclass

from auth.access import MEMBER, strongest
from auth.caller import packed
from auth.user import User
from sessions.base.errors import SessionNotFound
from storage.bus.feed import Feed, FeedEvent, Position
from storage.redis import keys
from storage.redis.client import Redis
from storage.redis.connection import pairs
from storage.redis.scripts import load
from storage.redis.shared_read import SharedRead

MOST = 1000  # events read at once; for a client further behind, a snapshot is shorter


@dataclass(frozen=True, slots=True)
class Recovered:
    """A position in a feed. `complete`: `events` are all events after the requested position; otherwise they are the
    end of the log. `now` is Redis's clock, Unix ms."""

    position: Position
    now: int
    complete: bool
    events: list[FeedEvent]


class Feeds:
    def __init__(self, redis: Redis) -> None:
        self._redis = redis
        self._headers = SharedRead(self._read_header)
        self._tails = SharedRead(self._read_tail)

    async def header(self, session_id: str) -> dict[str, bytes]:
        """The header's fields, read after the call. Raises SessionNotFound."""
        return await self._headers.get(session_id)

    async def header_for(self, session_id: str, user: User | None) -> dict[str, bytes]:
        """The header as the rules of access take it: with what the session's members say of this user. Raises
        SessionNotFound."""
        header = await self.header(session_id)
        if user is None or "people" not in header:
            return header
        members = f"{keys.header(session_id)}:members"
        stored = await self._redis.call(members, "HMGET", members, *user.ids)
        role = strongest([one.split(b" ", 1)[0] for one in stored if one is not None])
        return header if role is None else {**header, MEMBER: role}

    async def missed(self, session_id: str, feed: str, since: Position) -> list[FeedEvent] | None:
        """The events after a position, or None when the log does not reach back to it. Raises SessionNotFound.

        All clients that return to a session at the same time are answered from one read of its log.
        """
        tail = await self._tails.get((session_id, feed))
        return Feed(tail.position, tail.events, keep=len(tail.events)).since(since)

    async def _read_tail(self, place: tuple[str, str]) -> Recovered:
        return await self.recover(*place, None)

    async def _read_header(self, session_id: str) -> dict[str, bytes]:
        key = keys.header(session_id)
        header = pairs(await self._redis.call(key, "HGETALL", key))
        if "kind" not in header:
            raise SessionNotFound
        return header

    async def recover(self, session_id: str, feed: str, since: Position | None, most: int = MOST) -> Recovered:
        """Raises SessionNotFound."""
        known = since or Position("", 0)
        session_keys = keys.of_session(session_id)
        epoch, seq, now, complete, jsons, kinds = await self._redis.run(
            load("bus/recover"), session_keys, feed, known.epoch, known.seq, most
        )
        position = Position(epoch.decode(), seq)
        events = [
            FeedEvent.of(number, json, kind)
            for number, (json, kind) in enumerate(zip(jsons, kinds, strict=True), start=seq - len(jsons) + 1)
        ]
        return Recovered(position, int(now), bool(complete), events)

    async def signal(self, session_id: str, feed: str, json: bytes, *, to: str | None = None) -> None:
        """Publishes a signal: it has no order and is not stored. `json` is the payload of `session_signal`; with `to`,
        only the subscriber with that connection id receives it."""
        channel = keys.channel(session_id, feed)
        await self._redis.call(channel, "SPUBLISH", channel, _message(json, to))

    async def signal_of(
        self, user: User, action: str, kind: str, session_id: str, feed: str, json: bytes, *, to: str | None = None
    ) -> None:
        """The same for a user who may do `action` in the session at this instant. Raises SessionNotFound, Forbidden."""
        script, session_keys = load("session/signal", kind), keys.of_session(session_id)
        await self._redis.run(script, session_keys, session_id, 0, packed(user), action, feed, _message(json, to))


def _message(json: bytes, to: str | None) -> bytes:
    return b"s " + json if to is None else b"t %b %b" % (to.encode(), json)
