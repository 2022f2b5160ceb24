"""The last backup, for admins."""

from collections.abc import Callable

from handlers.api.call import Call
from handlers.api.contract import Access, route
from handlers.api.lazy_model import LazyModel
from storage.backup.last import HOUR_MS, LastBackup, last
from storage.redis.client import Redis


class BackupState(LazyModel):
    """`every_hours` is null where no worker makes backups. A backup is late when it is twice as old as that, or a week
    without a schedule."""

    last: LastBackup | None
    every_hours: int | None
    is_late: bool


class AdminBackups:
    def __init__(self, redis: Redis, every_hours: int | None, clock: Callable[[], int]) -> None:
        self._redis = redis
        self._every_hours = every_hours
        self._clock = clock

    @route("GET", "/admin/backup", access=Access.ADMIN)
    async def backup(self, call: Call) -> BackupState:
        """When the last backup was made, and how large it is (BK4)."""
        made = await last(self._redis)
        at_most = 2 * self._every_hours if self._every_hours is not None else 7 * 24
        is_late = made is None or self._clock() - made.ended_at > at_most * HOUR_MS
        return BackupState(last=made, every_hours=self._every_hours, is_late=is_late)
