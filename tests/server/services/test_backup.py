"""The schedule of backups."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from server.services.backup import BackupSchedule, back_up, place_of
from server.settings.model import Settings
from sessions.base.errors import Conflict
from storage.backup.backup import Backups
from storage.backup.last import HOUR_MS, last
from storage.redis import keys
from storage.redis.client import Redis
from tests.processes import RedisProcess


@pytest.fixture
async def redis(tmp_path: Path) -> AsyncIterator[Redis]:
    process = RedisProcess(tmp_path)
    await process.start()
    made = await Redis.connect(process.url)
    yield made
    await made.close()
    await process.stop()


async def test_BK4_a_backup_is_made_when_the_last_one_is_old_enough(redis: Redis, tmp_path: Path) -> None:
    there = str(tmp_path / "there")
    settings = Settings(data_dir=tmp_path / "data", backup_url=there, backup_hours=6, backup_keep=1)
    backups, schedule = Backups(place_of(settings, there)), BackupSchedule(settings, redis)
    await schedule.look()
    (first,) = await backups.stamps()
    await schedule.look()
    assert await backups.stamps() == [first]
    made = await last(redis)
    assert made is not None
    key, old = keys.backup("last"), made.model_copy(update={"ended_at": made.ended_at - 6 * HOUR_MS})
    await redis.call(key, "SET", key, old.model_dump_json())
    await schedule.look()
    again = await last(redis)
    assert again is not None
    assert again.ended_at >= made.ended_at
    assert len(await backups.stamps()) == 1


@pytest.mark.parametrize("settings", [{}, {"backup_url": "there", "backup_hours": 0}])
async def test_BK4_without_a_place_or_hours_no_worker_makes_one(
    redis: Redis, tmp_path: Path, settings: dict[str, object], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    await BackupSchedule(Settings.model_validate({"data_dir": tmp_path / "data", **settings}), redis).look()
    assert await last(redis) is None
    assert not (tmp_path / "there").exists()


async def test_BK1_a_backup_never_goes_into_the_media_that_it_copies(redis: Redis, tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path / "data")
    for place in ("media", "media/backups", "media/../media/x"):
        with pytest.raises(Conflict, match="contain itself"):
            await back_up(settings, redis, str(tmp_path / "data" / place), keep=None)
    assert await last(redis) is None
