"""How often a voice session's frequent calls wait for Redis, and what is promised all the same."""

import base64
import hashlib
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from uuid import uuid4

import pytest

from auth.user import User
from handlers.api.call import Call
from handlers.voice.recordings import VoiceRecordings
from sessions.base.errors import Forbidden, StorageFull
from sessions.voice.session import NewVoiceSession, VoiceSessionChange
from storage.bus.feeds import Feeds
from storage.jobs.jobs import JobQueue
from storage.media.store import MediaStore
from storage.quota.media import MediaQuota
from storage.voice.jobs import VoiceJobs
from storage.voice.recordings import Recordings
from storage.voice.store import VoiceStore
from tests.processes import RedisProcess
from tests.trips import CountedRedis
from tests.users import a_recorder

FIRST = b"\x1a\x45\xdf\xa3" + b"webm" * 100


@pytest.fixture
async def counted(redis_server: RedisProcess) -> AsyncIterator[CountedRedis]:
    connection = await CountedRedis.connect(redis_server.url)
    yield connection
    await connection.close()


class Body:
    def __init__(self, content: bytes) -> None:
        self._content = content
        digest = base64.b64encode(hashlib.sha256(content).digest()).decode()
        self.headers: Mapping[str, str] = {"Content-Digest": f"sha-256=:{digest}:", "Content-Type": "audio/webm"}

    async def read(self, limit: int) -> bytes:
        return self._content

    async def parts(self, limit: int) -> AsyncIterator[bytes]:
        yield self._content


class Recorder:
    """Somebody who records over HTTP, and their session."""

    def __init__(self, redis: CountedRedis, folder: Path, *, most: int = 0) -> None:
        self.redis, self.folder = redis, folder
        self.store = VoiceStore(redis, public_url="http://127.0.0.1", log_length=100)
        self.shares = MediaQuota(redis, owner_limit=most, guest_limit=0)
        recordings = Recordings(self.store, MediaStore.open(folder.as_uri()), self.shares, most_bytes=1_000_000)
        jobs = JobQueue(redis, "voice", backoff_ms=50)
        self.routes = VoiceRecordings(recordings, Feeds(redis), jobs, chunk_limit=100_000)
        self.user = a_recorder(uuid4().hex)
        self.session_id, self.recording_id = str(uuid4()), str(uuid4())

    async def begin(self) -> None:
        await self.store.create(self.session_id, self.user, NewVoiceSession(session_name="Evening"), place=1)
        await self.put(0, FIRST)

    async def put(self, number: int, content: bytes, by: User | None = None) -> int | None:
        call = Call("127.0.0.1")
        call.signed_in = by or self.user
        await self.routes.put_chunk(call, self.session_id, self.recording_id, number, Body(content))
        return call.status

    async def used(self) -> int:
        return (await self.shares.of(self.user.id)).used

    def files(self) -> list[bytes]:
        return [path.read_bytes() for path in sorted(self.folder.rglob("*")) if path.is_file()]


async def test_a_chunk_waits_for_redis_once_before_its_script(counted: CountedRedis, tmp_path: Path) -> None:
    recorder = Recorder(counted, tmp_path)
    await recorder.begin()
    for number in (1, 2):
        with counted.counted() as trips:
            assert await recorder.put(number, b"more") == 201
        assert trips.count == 2  # the share of the owner, who lives elsewhere, and the script
    assert await recorder.used() == len(FIRST) + 8


async def test_the_first_chunk_in_a_process_waits_once_more(counted: CountedRedis, tmp_path: Path) -> None:
    recorder = Recorder(counted, tmp_path)
    await recorder.begin()
    other = Recorder(counted, tmp_path)
    other.user, other.session_id, other.recording_id = recorder.user, recorder.session_id, recorder.recording_id
    with counted.counted() as trips:
        assert await other.put(1, b"more") == 201
    assert trips.count == 3


async def test_OP26_a_repeat_takes_nothing_also_when_nothing_is_left(counted: CountedRedis, tmp_path: Path) -> None:
    recorder = Recorder(counted, tmp_path, most=len(FIRST) + 4)
    await recorder.begin()
    assert [await recorder.put(1, b"more") for _ in range(3)] == [201, 200, 200]
    assert await recorder.used() == len(FIRST) + 4
    with pytest.raises(StorageFull):
        await recorder.put(2, b"even more")
    assert recorder.files() == [FIRST, b"more"]


async def test_V32_who_loses_access_between_two_chunks_is_refused_by_the_script_and_leaves_no_file(
    counted: CountedRedis, tmp_path: Path
) -> None:
    recorder, guest = Recorder(counted, tmp_path), a_recorder(uuid4().hex, projects=("Release",))
    await recorder.begin()
    recorder.recording_id = str(uuid4())
    shared = VoiceSessionChange(access_level="public", project="Release")
    await recorder.store.update(recorder.session_id, recorder.user, shared)
    assert await recorder.put(0, FIRST, guest) == 201
    private = VoiceSessionChange(access_level="private")
    await recorder.store.update(recorder.session_id, recorder.user, private)
    with counted.counted() as trips, pytest.raises(Forbidden):
        await recorder.put(1, b"more", guest)
    assert trips.count == 4  # the share, the script, a look whether the file is known, and the share again
    assert recorder.files() == [FIRST, FIRST]
    assert await recorder.used() == 2 * len(FIRST)
    with counted.counted() as trips, pytest.raises(Forbidden):
        await recorder.put(2, b"more", guest)
    assert trips.count <= 2  # its body is not read any more


async def test_the_record_of_a_job_is_read_alone(counted: CountedRedis, tmp_path: Path) -> None:
    recorder = Recorder(counted, tmp_path)
    await recorder.begin()
    closed = await recorder.store.close(recorder.session_id, recorder.user)
    assert await VoiceJobs(recorder.store).start(closed.job)
    with counted.counted() as trips:
        assert (await recorder.store.job(recorder.session_id, closed.job.job_id))["attempts"] == 1
    assert trips.count == 1
