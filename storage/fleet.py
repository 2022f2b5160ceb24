"""What all processes do now and did lately, for admins: each process reports by one script.

The reports are of one session of a kind of its own, so that admins subscribe to them as to any other session. It is
made by the first report. It has no owner and is in no index.
"""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from auth.caller import Caller, Server, packed
from sessions.ids import derived_session_id
from storage import keys
from storage.bus.feed import Position
from storage.redis.client import Redis
from storage.redis.connection import Argument
from storage.redis.scripts import load

FEED: Final = "fleet"
FLEET_ID: Final = derived_session_id("fleet")
REST_SECONDS: Final = 10.0  # between two reports of a process while nobody looks
LOOKED_AT_SECONDS: Final = 1.0  # and while an admin looks
GONE_MS: Final = 25_000  # a process that misses two reports is gone
MINUTES: Final = 60  # in a snapshot
KEPT: Final = 1_500  # minutes (25 hours) and half hours (31 days); at ~200 bytes 600 KB

Span = Literal["minutes", "halves"]


@dataclass(frozen=True, slots=True)
class FleetRead:
    """The fleet as a subscription begins with it. `now` is Redis's clock, Unix ms."""

    position: Position
    now: int
    processes: Sequence[bytes]
    minutes: Sequence[bytes]

    @property
    def role(self) -> str:
        return "admin"

    @property
    def json(self) -> bytes:
        return b'{"processes":[%b],"minutes":[%b],"now":%d}' % (
            b",".join(self.processes),
            b",".join(self.minutes),
            self.now,
        )


class FleetStore:
    def __init__(self, redis: Redis, *, log_length: int) -> None:
        self._redis = redis
        self._log_length = log_length

    async def report(
        self, process_id: str, figures: bytes, *, connections: int, subscribers: int, done: Mapping[str, int]
    ) -> int:
        """Reports `figures` (JSON) and what the process has done since its last report. Answers how many processes
        have admins who look."""
        amounts = [word for name, amount in done.items() if amount for word in (name, amount)]
        fields = (secrets.token_hex(4), process_id, connections, subscribers, figures, GONE_MS, KEPT)
        return int(await self._run("fleet_report", Server.ITSELF, *fields, *amounts))

    async def read(self, caller: Caller) -> FleetRead:
        """Raises SessionNotFound before the first report, Forbidden."""
        epoch, seq, now, processes, minutes = await self._run("fleet_read", caller, GONE_MS, MINUTES)
        return FleetRead(Position(epoch.decode(), seq), int(now), processes, minutes)

    async def spans(self, which: Span) -> list[bytes]:
        """The finished minutes or half hours, the latest last, each as JSON."""
        key = f"{keys.header(FLEET_ID)}:{which}"
        found: list[bytes] = await self._redis.call(key, "LRANGE", key, -KEPT, -1)
        return found

    async def _run(self, name: str, caller: Caller, *arguments: Argument) -> Any:
        first = (FLEET_ID, self._log_length, packed(caller))
        return await self._redis.run(load(name), keys.of_session(FLEET_ID), *first, *arguments)
