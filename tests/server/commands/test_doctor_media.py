"""The doctor on the media store: one object is written, read and deleted."""

from pathlib import Path

import pytest

from server.checks.media import check_media
from server.settings.model import Settings
from tests.bucket import bucket


async def test_OP12_a_folder_takes_an_object_and_is_empty_afterwards(tmp_path: Path) -> None:
    found = await check_media(Settings(data_dir=tmp_path))
    assert found.level == "ok"
    assert [path for path in (tmp_path / "media").rglob("*") if path.is_file()] == []


async def test_OP12_a_media_folder_that_is_a_file_is_found(tmp_path: Path) -> None:
    (tmp_path / "media").write_text("")
    found = await check_media(Settings(data_dir=tmp_path))
    assert (found.level, found.subject, bool(found.advice)) == ("fail", "Media", True)


async def test_OP12_a_bucket_is_tried_and_a_missing_one_found(monkeypatch: pytest.MonkeyPatch) -> None:
    async with bucket() as store:
        for name, value in store.settings.items():
            monkeypatch.setenv(name, value)
        assert (await check_media(Settings())).level == "ok"
        assert await store.objects() == []
        monkeypatch.setenv("ROOMTONE_MEDIA_URL", "s3://missing/rooms")
        found = await check_media(Settings())
        assert found.level == "fail"
        assert found.text.startswith("nothing can be written in s3://missing/rooms: ")
        assert "NoSuchBucket" in found.text
