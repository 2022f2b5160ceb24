"""Parts that a killed process left in a bucket: which uploads are ended."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any
from urllib.parse import quote

import aiohttp
import pytest

from sessions.base.errors import Unavailable
from storage.media.bucket_uploads import BucketUploads
from tests.bucket import BUCKET, Bucket, bucket

DAY = timedelta(days=1)


@pytest.fixture
async def s3(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Bucket]:
    """What an operator sets is in the environment, as for a worker."""
    async with bucket() as one:
        for name, value in one.settings.items():
            monkeypatch.setenv(name, value)
        yield one


async def begin(s3: Bucket, *paths: str) -> None:
    async with aiohttp.ClientSession() as http:
        for path in paths:
            async with http.post(f"{s3.url}/{BUCKET}/{quote(path)}?uploads") as answer:
                assert answer.status == 200


def uploads_of(s3: Bucket, **changed: str) -> BucketUploads:
    settings: dict[str, Any] = {**s3.settings, **changed}
    found = BucketUploads.of(settings["ROOMTONE_MEDIA_URL"], timeout=2, environment=settings)
    assert found is not None
    return found


async def test_OP22_parts_that_were_left_in_a_bucket_are_deleted_and_other_programs_keep_theirs(s3: Bucket) -> None:
    """The tests' bucket server says of every upload that it began in 2010."""
    await begin(s3, "rooms/incoming/a", "rooms/incoming/ä & <b>%20?", "rooms/voice/c", "elsewhere/d", "rooms2/e")
    uploads = uploads_of(s3)
    assert await uploads.abort(older_than=timedelta(days=12_000)) == 0
    assert len(await s3.parts()) == 5
    assert await uploads.abort(older_than=DAY) == 3
    assert sorted(await s3.parts()) == ["elsewhere/d", "rooms2/e"]
    assert await uploads.abort(older_than=DAY) == 0


async def test_OP22_two_workers_end_the_same_uploads(s3: Bucket) -> None:
    await begin(s3, *(f"rooms/incoming/{place}" for place in range(20)))
    ended = await asyncio.gather(*(uploads_of(s3).abort(older_than=DAY) for _ in range(2)))
    assert sum(ended) == 20  # what another worker was faster with is no error
    assert await s3.parts() == []


@pytest.mark.parametrize(
    "change", [{"ROOMTONE_MEDIA_URL": "s3://nobody/rooms"}, {"AWS_ENDPOINT_URL": "http://127.0.0.1:9"}]
)
async def test_OP22_a_bucket_that_refuses_or_is_away_is_unavailable(s3: Bucket, change: dict[str, str]) -> None:
    with pytest.raises(Unavailable):
        await uploads_of(s3, **change).abort(older_than=DAY)


async def test_OP22_a_bucket_that_does_not_answer_is_unavailable_in_time(s3: Bucket) -> None:
    s3.stall()
    try:
        async with asyncio.timeout(30):  # two tries of two seconds
            with pytest.raises(Unavailable):
                await uploads_of(s3).abort(older_than=DAY)
    finally:
        s3.resume()


async def test_OP22_without_credentials_it_is_unavailable_and_no_secret_is_told(
    s3: Bucket, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", "/dev/null")
    with pytest.raises(Unavailable, match="NoCredentialsError"):
        await uploads_of(s3).abort(older_than=DAY)


def test_OP22_files_in_a_folder_have_no_such_uploads() -> None:
    assert BucketUploads.of("file:///media", timeout=2, environment={}) is None
