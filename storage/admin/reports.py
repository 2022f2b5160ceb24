"""What users have reported to admins (AB7, AB8)."""

from typing import Any, Final, Literal

import orjson

from auth.caller import Server
from auth.user import User
from sessions.base.ids import derived_id
from sessions.base.instant import DAY_MS
from storage.admin.desk import DESK_ID, Desk
from storage.redis import keys
from storage.redis.client import Redis

MOST_REPORTS: Final = 2000
"""At a kilobyte each this is 2 MB; closed ones go first, then the oldest."""

LONGEST_TEXT: Final = 4000
"""Bytes of all that one user writes about one session: two texts of 500 characters always fit."""

Outcome = Literal["acted", "dismissed"]


class Reports:
    def __init__(self, redis: Redis, desk: Desk, *, keep_days: int) -> None:
        self._redis = redis
        self._desk = desk
        self._keep_ms = keep_days * DAY_MS

    async def add(self, by: User, session_id: str, kind: str, reason: str, text: str) -> None:
        """One open report for each user and session; a newer one adds its text. Raises Unavailable."""
        id_ = derived_id(f"report\n{session_id}\n{by.id}")
        report = {
            "id": id_, "session_id": session_id, "kind": kind, "reason": reason, "text": text, "by": by.id,
            "by_name": by.name,
        }  # fmt: skip
        await self._desk.open()
        kept = (MOST_REPORTS, self._keep_ms, LONGEST_TEXT)
        await self._desk.run("admin/report", Server.ITSELF, id_, orjson.dumps(report), *kept)

    async def close(self, by: User, id_: str, outcome: Outcome) -> bytes:
        """Raises Forbidden, NotFound, Conflict."""
        await self._desk.open()
        line = self._desk.line(by, "close_report", {"report": id_, "outcome": outcome})
        report: bytes = await self._desk.run("admin/report_close", by, id_, outcome, *line)
        return report

    async def newest(self) -> list[dict[str, Any]]:
        """All that are kept, the newest first. Raises Unavailable."""
        home = keys.header(DESK_ID)
        ids = await self._redis.call(home, "ZRANGE", f"{home}:report_ids", 0, -1, "REV")
        if not ids:
            return []
        rows = await self._redis.call(home, "HMGET", f"{home}:reports", *ids)
        return [orjson.loads(row) for row in rows if row is not None]
