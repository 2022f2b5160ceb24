"""Parts that a killed process left in a bucket: which uploads are ended, and how the requests are signed."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp
import pytest

from sessions.errors import Unavailable
from storage.media.bucket_uploads import BucketUploads, Keys, UploadPage, query_text, signed
from tests.bucket import BUCKET, Bucket, bucket

DAY = timedelta(days=1)


@pytest.fixture(scope="module")
async def s3() -> AsyncIterator[Bucket]:
    async with bucket() as one:
        yield one


async def begin(http: aiohttp.ClientSession, s3: Bucket, path: str) -> None:
    async with http.post(f"{s3.url}/{BUCKET}/{path}?uploads") as answer:
        assert answer.status == 200


async def test_OP22_parts_that_were_left_in_a_bucket_are_deleted_and_other_programs_keep_theirs(s3: Bucket) -> None:
    """The tests' bucket server says of every upload that it began in 2010."""
    async with aiohttp.ClientSession() as http:
        for path in ("rooms/incoming/a", "rooms/incoming/a%20%26b", "rooms/voice/c", "elsewhere/d", "rooms2/e"):
            await begin(http, s3, path)
        uploads = BucketUploads.of(s3.settings["ROOMTONE_MEDIA_URL"], http, s3.settings)
        assert uploads is not None
        assert await uploads.abort(older_than=timedelta(days=12_000)) == 0
        assert len(await s3.parts()) == 5
        assert await uploads.abort(older_than=DAY) == 3
        assert sorted(await s3.parts()) == ["elsewhere/d", "rooms2/e"]
        assert await uploads.abort(older_than=DAY) == 0


async def test_OP22_a_bucket_that_refuses_or_is_away_is_unavailable(s3: Bucket) -> None:
    async with aiohttp.ClientSession() as http:
        for change in ({"ROOMTONE_MEDIA_URL": "s3://nobody/rooms"}, {"AWS_ENDPOINT_URL": "http://127.0.0.1:9"}):
            settings: dict[str, Any] = {**s3.settings, **change}
            uploads = BucketUploads.of(settings["ROOMTONE_MEDIA_URL"], http, settings)
            assert uploads is not None
            with pytest.raises(Unavailable):
                await uploads.abort(older_than=DAY)


async def test_OP22_a_folder_and_keys_that_only_the_machine_has_are_left_alone() -> None:
    async with aiohttp.ClientSession() as http:
        assert BucketUploads.of("file:///media", http, {"AWS_ACCESS_KEY_ID": "a", "AWS_SECRET_ACCESS_KEY": "b"}) is None
        assert BucketUploads.of("s3://bucket/rooms", http, {}) is None


def test_OP22_a_list_of_uploads_has_pages() -> None:
    head = "<ListMultipartUploadsResult><IsTruncated>true</IsTruncated><NextKeyMarker>a&amp;b</NextKeyMarker>"
    one = "<Upload><Key>a&amp;b</Key><UploadId>u/1</UploadId><Initiated>2026-01-02T03:04:05.000Z</Initiated></Upload>"
    page = UploadPage.of(f"{head}<NextUploadIdMarker>u/1</NextUploadIdMarker>{one}{one}</ListMultipartUploadsResult>")
    assert [(one.path, one.id, one.at) for one in page.uploads] == [
        ("a&b", "u/1", datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC))
    ] * 2
    assert page.after == {"key-marker": "a&b", "upload-id-marker": "u/1"}
    assert UploadPage.of("<ListMultipartUploadsResult></ListMultipartUploadsResult>").after == {}
    for xml in ("", "<Error/>", "<ListMultipartUploadsResult><Upload></Upload></ListMultipartUploadsResult>"):
        with pytest.raises(ValueError, match=r"."):
            UploadPage.of(xml)


@pytest.mark.parametrize(
    ("query", "signature"),
    [
        ({"lifecycle": ""}, "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543"),
        ({"prefix": "J", "max-keys": "2"}, "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7"),
    ],
)
def test_OP22_requests_are_signed_as_in_the_examples_of_amazon_s_documentation(
    query: dict[str, str], signature: str
) -> None:
    keys = Keys("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "us-east-1")
    address = f"https://examplebucket.s3.amazonaws.com/?{query_text(query)}"
    headers = signed("GET", address, keys, datetime(2013, 5, 24, tzinfo=UTC))
    assert headers["Authorization"].endswith(f"Signature={signature}")
