"""Everything that a user or an address made is taken down by one task, and brought back by another one (AB5, AB6).

What a task takes is listed beside the desk before it is taken, for as long as it lies in the bin: the ids of sessions.
An id with a word is a session of others: a step that carries the task's id brings back what somebody sent there.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from auth.caller import Server
from sessions.base.errors import (
    Conflict,
    Forbidden,
    InvalidPayload,
    NotFound,
    SessionNotFound,
    TooLarge,
)
from storage.admin.abuse import AbuseResult, AbuseSearch
from storage.admin.desk import DESK_ID
from storage.admin.detail import Details
from storage.admin.listing import Row
from storage.bin.bin import BIN_MS
from storage.people.moderation import ModerationStore
from storage.redis import keys
from storage.redis.client import Redis

PAGE: Final = 100
SENT: Final = " sent"

TakeDown = Callable[[str, str, int | None], Awaitable[object]]
"""Moves a session to the bin of admins: its id, the admin, and when it must have been used last (as in
SessionBin.take_down)."""
BringBack = Callable[[str], Awaitable[object]]
"""Brings a session back from there."""
Retry = Callable[[str, str], Awaitable[object]]
"""Requests a failed job of a session again, by its id."""


@dataclass(frozen=True, slots=True)
class Hands:
    """What admins do with the sessions of a kind; without `retry` it has no jobs."""

    take_down: TakeDown
    bring_back: BringBack
    retry: Retry | None = None


Through = Callable[[bool], Awaitable[None]]
"""Tells that one more is through, and whether it was done. Raises StoppedError."""


class TakeDowns:
    def __init__(
        self,
        redis: Redis,
        finding: AbuseSearch,
        details: Details,
        moderation: ModerationStore,
        down: Mapping[str, TakeDown],
        back: Mapping[str, BringBack],
    ) -> None:
        self._redis = redis
        self._finding = finding
        self._details = details
        self._moderation = moderation
        self._down = down
        self._back = back

    async def take_down(self, task: Mapping[str, Any], through: Through) -> None:
        """What was there when it was confirmed; a run that goes on finds what is left."""
        about, key = task["about"], _taken(task["id"])
        result = await self._finding.of(about["way"], about["value"])
        until = int(about["until"])
        result = result.up_to(until)
        begun = {entry.removesuffix(SENT) async for entry in self._entries(key) if entry.endswith(SENT)}
        for row in result.takeable:
            await self.note(task["id"], [row.id])  # first: an entry that is not in the bin comes back as nothing
            await through(await self._is_done(self._down[row.kind](row.id, task["by"], None)))
        for row in result.sent:
            if row.id not in begun:
                if not await self._had_sent(row, result, about, until):
                    continue
                await self.note(task["id"], [f"{row.id}{SENT}"])
            elif await self._has_removed(row.id, task["id"]):
                continue
            await through(await self._is_done(self._remove_sent(row, result, task, until)))

    async def bring_back(self, task: Mapping[str, Any], through: Through) -> None:
        """What the task `of` has taken, as far as it is still in the bin and nobody has brought it back."""
        async for entry in self._entries(_taken(task["about"]["of"])):
            session_id = entry.removesuffix(SENT)
            if session_id != entry:
                step = await self._moderation.step_of(session_id, task["about"]["of"])
                await through(step is not None and await self._is_done(self._undo(session_id, step[0])))
                continue
            kind = await self._details.deleted_kind(session_id)
            await through(kind is not None and await self._is_done(self._back[kind](session_id)))

    async def count(self, task_id: str) -> int:
        """How much a task has taken."""
        key = _taken(task_id)
        return int(await self._redis.call(key, "LLEN", key))

    async def _had_sent(self, row: Row, result: AbuseResult, about: Mapping[str, Any], until: int) -> bool:
        """Whether they had sent something to somebody else's session by then."""
        if result.sent_at.get(row.id, 0) <= until:
            return True
        if about["way"] == "user":
            return await self._moderation.sent_until(row.id, result.users, "", until)
        try:
            network = await self._moderation.network_of(row.id, about["value"])
        except NotFound:
            return False
        return await self._moderation.sent_until(row.id, (), network, until)

    async def _remove_sent(self, row: Row, result: AbuseResult, task: Mapping[str, Any], until: int) -> None:
        """What they sent to somebody else's session, up to `until`; they are kept out of it too."""
        about, by = task["about"], Server.ITSELF
        if about["way"] == "user":
            # One removal covers all ids of a person.
            await self._moderation.remove(row.id, by, result.users[0], None, content=True, until=until, task=task["id"])
        else:
            network = await self._moderation.network_of(row.id, about["value"])
            await self._moderation.remove_network(row.id, by, network, until=until, task=task["id"])

    async def _has_removed(self, session_id: str, task_id: str) -> bool:
        """Whether nothing is left to take away."""
        step = await self._moderation.step_of(session_id, task_id)
        return step is not None and step[1]

    async def _undo(self, session_id: str, step: int) -> None:
        await self._moderation.undo(session_id, Server.ITSELF, step)

    async def _is_done(self, work: Awaitable[object]) -> bool:
        try:
            await work
        except (Conflict, InvalidPayload, NotFound, SessionNotFound, Forbidden, TooLarge):
            return False
        return True

    async def note(self, task_id: str, entries: Sequence[str]) -> None:
        """Lists what a task is about to take."""
        key = _taken(task_id)
        await self._redis.call(key, "RPUSH", key, *entries)
        await self._redis.call(key, "PEXPIRE", key, BIN_MS)

    async def _entries(self, key: str) -> AsyncIterator[str]:
        first = 0
        while rows := await self._redis.call(key, "LRANGE", key, first, first + PAGE - 1):
            for row in rows:
                yield row.decode()
            first += PAGE


def _taken(task_id: str) -> str:
    return f"{keys.header(DESK_ID)}:taken:{task_id}"
