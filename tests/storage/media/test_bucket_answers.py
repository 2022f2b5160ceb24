"""Which uploads are ended when a bucket lists them in pages, answers nonsense, or does not answer."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4
from xml.sax.saxutils import escape

import pytest
from aiohttp import web

from sessions.base.errors import Unavailable
from storage.media.bucket_uploads import MOST_PAGES, BucketUploads
from tests.handlers.voice.people import SECRET
from tests.polling import PATIENCE
from tests.processes import RedisProcess, WorkerProcess

DAY = timedelta(days=1)
OLD, YOUNG = "2010-11-10T20:48:33.000Z", (datetime.now(UTC) - timedelta(hours=1)).isoformat()
LIST = "ListMultipartUploadsResult"


def upload(path: str, began: str | None = OLD) -> str:
    initiated = "" if began is None else f"<Initiated>{began}</Initiated>"
    return f"<Upload><Key>{escape(path)}</Key><UploadId>{uuid4().hex}</UploadId>{initiated}</Upload>"


class Answers:
    """A bucket server that says what a test wants: `pages` of uploads, the last one repeated if `endless`."""

    def __init__(self) -> None:
        self.pages = [""]
        self.is_endless = False
        self.instead: web.Response | None = None
        self.stalls = False
        self.asked = asyncio.Event()
        self.markers: list[str | None] = []
        self.ended: list[str] = []
        self.url = ""

    async def answer(self, request: web.Request) -> web.StreamResponse:
        if request.method == "DELETE":
            self.ended.append(request.path.removeprefix("/bucket/"))
            return web.Response(status=204)
        if "uploads" not in request.query:  # objects
            return web.Response(text="<ListBucketResult/>", content_type="application/xml")
        self.asked.set()
        if self.stalls:
            await asyncio.Event().wait()
        if self.instead is not None:
            return self.instead
        self.markers.append(request.query.get("key-marker"))
        place = len(self.markers)
        more = self.is_endless or place < len(self.pages)
        after = (
            f"<NextKeyMarker>{place}</NextKeyMarker><NextUploadIdMarker>{place}</NextUploadIdMarker>" if more else ""
        )
        text = self.pages[min(place, len(self.pages)) - 1]
        page = f"<{LIST}><IsTruncated>{str(more).lower()}</IsTruncated>{after}{text}</{LIST}>"
        return web.Response(text=page, content_type="application/xml")

    def uploads(self, **changed: str) -> BucketUploads:
        found = BucketUploads.of("s3://bucket/rooms", timeout=8, environment={"AWS_ENDPOINT_URL": self.url, **changed})
        assert found is not None
        return found


@asynccontextmanager
async def answering() -> AsyncIterator[Answers]:
    answers, app = Answers(), web.Application()
    app.router.add_route("*", "/{path:.*}", answers.answer)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    answers.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield answers
    finally:
        await runner.cleanup()


@pytest.fixture
async def s3(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Answers]:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "a-key")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "a-secret")
    async with answering() as answers:
        yield answers


async def test_OP22_every_page_is_read_and_young_uploads_and_those_without_a_time_stay(s3: Answers) -> None:
    s3.pages = [
        upload("rooms/a") + upload("rooms/young", YOUNG),
        "",
        upload("rooms/timeless", None) + upload("rooms2/b") + upload("rooms/c & <d>"),
    ]
    assert await s3.uploads().abort(older_than=DAY) == 2
    assert s3.ended == ["rooms/a", "rooms/c & <d>"]
    assert s3.markers == [None, "1", "2"]


async def test_OP22_a_list_without_an_end_is_left_after_the_most_pages(s3: Answers) -> None:
    s3.is_endless = True
    assert await s3.uploads().abort(older_than=DAY) == 0
    assert len(s3.markers) == MOST_PAGES


@pytest.mark.parametrize(
    "instead",
    [
        {"text": "<html><p>Welcome", "content_type": "text/html"},
        {"text": f"<{LIST}>{upload('rooms/a', 'yesterday')}</{LIST}>", "content_type": "application/xml"},
        {"status": 301, "headers": {"Location": "http://127.0.0.1:9/"}},
        {"status": 503, "text": "busy"},
    ],
)
async def test_OP22_an_answer_that_makes_no_sense_is_unavailable(s3: Answers, instead: dict[str, object]) -> None:
    """Any other error would end the checks of a worker for good."""
    s3.instead = web.Response(**instead)  # type: ignore[arg-type]
    with pytest.raises(Unavailable):
        await s3.uploads().abort(older_than=DAY)


@pytest.mark.parametrize("address", ["s3.example", "http://", "http://[::1"])
async def test_OP22_an_address_that_is_none_is_unavailable(s3: Answers, address: str) -> None:
    with pytest.raises(Unavailable):
        await s3.uploads(AWS_ENDPOINT_URL=address).abort(older_than=DAY)


async def test_OP22_the_address_that_files_are_sent_to_is_asked(s3: Answers) -> None:
    """obstore prefers the first of these."""
    nobody = "http://127.0.0.1:9"
    await s3.uploads(AWS_ENDPOINT_URL_S3=s3.url, AWS_ENDPOINT_URL=nobody).abort(older_than=DAY)
    assert s3.markers == [None]


async def test_OP22_a_worker_ends_although_the_bucket_does_not_answer(
    s3: Answers, redis_server: RedisProcess, tmp_path: Path
) -> None:
    s3.stalls = True
    settings = {"ROOMTONE_SECRET": SECRET, "ROOMTONE_MEDIA_URL": "s3://bucket/rooms", "ROOMTONE_MEDIA_TIMEOUT": "200"}
    worker = WorkerProcess(redis_server.url, tmp_path, **settings, AWS_ENDPOINT_URL=s3.url, AWS_ALLOW_HTTP="true")
    await worker.start()
    try:
        async with asyncio.timeout(PATIENCE):
            await s3.asked.wait()
        assert await worker.stop() == 0
    finally:
        await worker.kill()
