"""`backup` and `restore` as an operator uses them."""

from pathlib import Path
from typing import Any

import pytest

from tests.processes import RedisProcess, ServerProcess
from tests.server.client import browsing
from tests.server.commands.run import run


@pytest.mark.slow
async def test_BK1_BK3_a_backup_of_a_running_server_is_restored_into_an_empty_folder(tmp_path: Path) -> None:
    here, there, place = tmp_path / "here", tmp_path / "there", tmp_path / "place"
    redis, other = RedisProcess(tmp_path / "a"), RedisProcess(tmp_path / "b")
    for folder in (redis.folder, other.folder, here):
        folder.mkdir()
    await redis.start()
    await other.start()
    server = await ServerProcess(redis.url, here).start()
    async with browsing(server) as browser:
        guest = (await browser.ask("POST", "/api/auth/guest", json={"name": "Ines"})).json
        token: dict[str, Any] = {"Authorization": f"Bearer {guest['token']}"}
        jam = (await browser.ask("POST", "/api/sessions", json={"name": "Ночь"}, **token)).json["id"]
        made = await run(here, "backup", str(place), "--keep", "3", REDIS_URL=redis.url)
        assert (made.code, made.err) == (0, "")
        assert "Backed up" in made.out
    await server.stop()
    refused = await run(here, "restore", str(place), REDIS_URL=redis.url)
    assert (refused.code, refused.err) == (
        1,
        "Not restored: This Redis has data: a backup is restored into an empty one\n",
    )
    listed = await run(there, "restore", str(place), "--list", REDIS_URL=other.url)
    assert len(listed.out.split()) == 1
    restored = await run(there, "restore", str(place), REDIS_URL=other.url)
    assert (restored.code, restored.err) == (0, "")
    again = await ServerProcess(other.url, there).start()
    async with browsing(again) as browser:
        mine = await browser.ask("GET", f"/api/sessions/{jam}", **token)
        assert (mine.status, mine.json["name"], mine.json["ownerId"]) == (200, "Ночь", guest["user"]["id"])
    await again.stop()
    await redis.stop()
    await other.stop()


async def test_a_backup_without_a_place_says_what_to_do(tmp_path: Path) -> None:
    said = await run(tmp_path, "backup")
    assert (said.code, "ROOMTONE_BACKUP_URL" in said.err) == (2, True)


async def test_a_restore_from_a_place_without_backups_says_so(tmp_path: Path) -> None:
    said = await run(tmp_path, "restore", str(tmp_path / "nothing"))
    assert (said.code, said.err) == (1, f"There is no such backup in {tmp_path / 'nothing'}\n")
