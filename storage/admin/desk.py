"""The desk that all admins share, a session of its own: the work they asked for, and what was done by whom."""

import secrets
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final
from uuid import uuid4

import orjson

from auth.caller import Caller, Server, packed
from auth.user import User
from sessions.base.errors import NotFound, Unavailable
from sessions.base.ids import derived_session_id
from sessions.base.instant import DAY_MS
from sessions.base.job import JobRef
from storage.bus.feed import Position
from storage.redis import keys
from storage.redis.client import Redis
from storage.redis.connection import Argument, pairs
from storage.redis.scripts import load

DESK_ID: Final = derived_session_id("the desk of admins")
FEED: Final = "admin"
MOST_TASKS: Final = 100
MOST_LINES: Final = 20_000
"""Of the audit log; at 300 bytes each this is 6 MB."""


@dataclass(frozen=True, slots=True)
class DeskRead:
    """The desk as a subscription begins with it; everything is JSON."""

    position: Position
    now: int
    tasks: list[bytes]
    alerts: bytes
    jobs: bytes

    @property
    def role(self) -> str:
        return "admin"

    @property
    def json(self) -> bytes:
        return b'{"tasks":[%b],"alerts":%b,"jobs":%b}' % (b",".join(self.tasks), self.alerts, self.jobs)


class Desk:
    def __init__(self, redis: Redis, *, log_length: int, audit_days: int) -> None:
        self._redis = redis
        self._log_length = log_length
        self._keep_ms = audit_days * DAY_MS

    async def open(self) -> None:
        """Makes it, if there is none yet."""
        await self.run("admin/open", Server.ITSELF, secrets.token_hex(4))

    async def read(self, by: Caller) -> DeskRead:
        """Raises SessionNotFound, Forbidden."""
        epoch, seq, now, tasks, alerts, jobs = await self.run("admin/read", by, MOST_TASKS)
        return DeskRead(Position(epoch.decode(), seq), int(now), tasks, alerts, jobs)

    # --- what was done ---------------------------------------------------------------------------------------------

    async def note(self, by: User, action: str, **about: Any) -> None:
        """Writes a line before something is done. Raises Forbidden, Unavailable: then it is not done."""
        await self.open()
        await self.run("admin/audit", by, *self.line(by, action, about))

    def line(self, by: User, action: str, about: Mapping[str, Any]) -> tuple[Argument, ...]:
        """A line for a script that writes it in the step of the change: JSON, the most lines, for how many ms."""
        return _line(by, action, about), MOST_LINES, self._keep_ms

    async def lines(self, count: int, before: str = "") -> list[tuple[str, bytes]]:
        """Id and JSON of the newest lines, or of those before one."""
        key = f"{keys.header(DESK_ID)}:audit"
        entries = await self._redis.call(key, "XREVRANGE", key, f"({before}" if before else "+", "-", "COUNT", count)
        return [(id_.decode(), entry[1]) for id_, entry in entries]

    async def tell_of_deletion(self, session_id: str) -> None:
        """A signal to all admins who look: something went to their bin, or came back. Losing it is harmless."""
        channel = keys.channel(DESK_ID, FEED)
        json = b'{"session_id":"%b","type":"bin_changed","by":null,"data":{"session_id":"%b"}}'
        signal = b"s " + json % (DESK_ID.encode(), session_id.encode())
        with suppress(Unavailable):
            await self._redis.call(channel, "SPUBLISH", channel, signal)

    # --- tasks -----------------------------------------------------------------------------------------------------

    async def begin(
        self, by: User, name: str, *, total: int, about: Mapping[str, Any], block: Sequence[Argument] = ()
    ) -> tuple[bytes, JobRef]:
        """A task, and the run of its job; `block` begins in the same step (storage/admin/blocks.py). Raises Forbidden,
        TooLarge, Conflict while another one of this name runs."""
        await self.open()
        task_id = str(uuid4())
        task = {
            "id": task_id, "name": name, "state": "running", "stopping": False, "total": total, "done": 0, "skipped": 0,
            "attempts": 0, "by": by.id, "started_at": 0, "ended_at": 0, "about": dict(about), "found": {},
        }  # fmt: skip
        job = JobRef(DESK_ID, f"{name}.{task_id}", 1)
        line = _line(by, name, {"task_id": task_id, "total": total, **about})
        return await self._step("begin", job, by, task, line, block), job

    async def task(self, task_id: str) -> dict[str, Any]:
        """Raises NotFound."""
        key = f"{keys.header(DESK_ID)}:tasks"
        stored = await self._redis.call(key, "HGET", key, task_id)
        if stored is None:
            raise NotFound("There is no such task")
        task: dict[str, Any] = orjson.loads(stored)
        return task

    async def stop(self, by: User, task_id: str) -> bytes:
        """Asks a task to stop; it does before its next slice. Raises Forbidden, NotFound."""
        task = await self.task(task_id)
        line = _line(by, "stop", {"task_id": task_id})
        return await self._step("stop", JobRef(DESK_ID, f"{task['name']}.{task_id}", 1), by, {}, line)

    async def go_on(self, job: JobRef, **changed: Any) -> bool:
        """Notes how far a task is. Answers whether it should go on. Raises NotFound."""
        task = orjson.loads(await self._step("step", job, Server.ITSELF, changed))
        return task["state"] == "running" and not task["stopping"]

    async def end(self, job: JobRef, state: str, **changed: Any) -> None:
        await self._step("end", job, Server.ITSELF, {"state": state, **changed})

    async def _step(
        self,
        step: str,
        job: JobRef,
        by: Caller,
        told: Mapping[str, Any],
        line: bytes = b"",
        block: Sequence[Argument] = (),
    ) -> bytes:
        kept = (job.name, MOST_TASKS, line, MOST_LINES, self._keep_ms, *block)
        stored: bytes = await self.run("admin/task", by, step, job.subject, orjson.dumps(told), *kept)
        return stored

    async def run(self, name: str, by: Caller, *arguments: Argument) -> Any:
        """Runs one of the scripts `admin_…`."""
        first = (DESK_ID, self._log_length, packed(by))
        return await self._redis.run(load(name), keys.of_session(DESK_ID), *first, *arguments)


async def alerts_raised(redis: Redis) -> dict[str, int]:
    """How often each alert began. Raises Unavailable."""
    key = f"{keys.header(DESK_ID)}:raised"
    return {name: int(count) for name, count in pairs(await redis.call(key, "HGETALL", key)).items()}


def _line(by: User, action: str, about: Mapping[str, Any]) -> bytes:
    return orjson.dumps({"by": by.id, "name": by.name, "action": action, "about": dict(about)})
