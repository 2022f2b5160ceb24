"""Files of a self-hosted Bot API server that runs with `--local`: they are read in its folder, and nowhere else."""

from pathlib import Path

import pytest

from sessions.base.errors import FileTooLarge, NotFound
from tests.handlers.telegram.bot_api import TOKEN, BotApi


async def read(api: BotApi, folder: Path, path: Path, limit: int = 1_000_000) -> bytes:
    from server.telegram.api import TelegramApi  # aiogram: 4 s of CPU

    telegram = TelegramApi(TOKEN, api.url, folder)
    try:
        return b"".join([part async for part in telegram.parts(api.local_file(path), limit)])
    finally:
        await telegram.close()


async def test_V7_a_local_file_is_read_from_the_folder_of_the_bot_api_server(own_api: BotApi, tmp_path: Path) -> None:
    folder = tmp_path / "bots"
    film = folder / "documents" / "film.mp4"
    film.parent.mkdir(parents=True)
    film.write_bytes(b"film" * 100_000)
    assert await read(own_api, folder, film) == b"film" * 100_000
    with pytest.raises(FileTooLarge):
        await read(own_api, folder, film, limit=399_999)


@pytest.mark.parametrize("way", ["secret", "bots/../secret", "bots/link", "bots-too/secret", "bots/gone"])
async def test_V7_a_local_file_outside_of_that_folder_is_not_there(own_api: BotApi, tmp_path: Path, way: str) -> None:
    folder, neighbour = tmp_path / "bots", tmp_path / "bots-too"
    folder.mkdir()
    neighbour.mkdir()
    for secret in (tmp_path / "secret", neighbour / "secret"):
        secret.write_text("token")
    (folder / "link").symlink_to(tmp_path / "secret")
    with pytest.raises(NotFound):
        await read(own_api, folder, tmp_path / way)
