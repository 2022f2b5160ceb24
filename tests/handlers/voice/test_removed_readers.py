"""Who may no longer read a session receives nothing more, also of a file that is on its way to them."""

from collections.abc import AsyncIterator
from pathlib import Path
from uuid import uuid4

import pytest

from auth.user import User
from handlers.api.archive import PART
from handlers.api.call import Call
from handlers.voice.exports import ArchiveQuery, VoiceExports
from handlers.voice.materials import VoiceMaterials
from handlers.voice.recordings import VoiceRecordings
from sessions.base.errors import Forbidden
from sessions.voice.material import NewFile
from sessions.voice.session import NewVoiceSession, VoiceSessionChange
from storage.bus.feeds import Feeds
from storage.jobs.jobs import JobQueue
from storage.media.store import MediaStore
from storage.quota.media import MediaQuota
from storage.redis import keys
from storage.redis.client import Redis
from storage.voice.materials import Materials
from storage.voice.recordings import Recordings
from storage.voice.store import VoiceStore
from tests.users import a_recorder

SIZE = 2 * PART + 5
SOUND = "sound of the session"


class Room:
    """A session with a recording and a file of three parts each, and somebody who may read it."""

    def __init__(self, redis: Redis, folder: Path) -> None:
        self.redis, self.media = redis, MediaStore.open(folder.as_uri())
        self.store = VoiceStore(redis, public_url="http://127.0.0.1", log_length=100)
        shares = MediaQuota(redis, owner_limit=0, guest_limit=0)
        recordings = Recordings(self.store, self.media, shares, most_bytes=10**9)
        self.materials = Materials(self.store, self.media, shares)
        feeds, jobs = Feeds(redis), JobQueue(redis, "voice", backoff_ms=50)
        self.recordings = VoiceRecordings(recordings, feeds, jobs, chunk_limit=100_000)
        self.files = VoiceMaterials(self.materials, feeds, jobs, file_limit=100_000)
        self.exports = VoiceExports(self.store, recordings, self.materials)
        self.owner, self.reader = a_recorder(uuid4().hex), a_recorder(uuid4().hex)
        self.id, self.recording_id, self.file_id = str(uuid4()), str(uuid4()), str(uuid4())
        self.call = Call("127.0.0.1")
        self.call.signed_in = self.reader

    async def begin(self) -> None:
        new = NewVoiceSession(access_level="restricted", allowed_users=(self.reader.id,))
        await self.store.create(self.id, self.owner, new, place=1)
        told = (self.recording_id, 0, "ab", 5, self.owner.id, 10**9, 10)
        await self.store.run("voice/chunk", self.id, self.owner, *told)
        await self.media.put(SOUND, b"s" * SIZE)
        key = keys.header(self.id)
        about = ("audio", SOUND, "audio_size", SIZE, "media_type", "audio/webm", "duration_ms", 5)
        await self.redis.call(key, "HSET", f"{key}:recording:{self.recording_id}", *about)

        async def body() -> AsyncIterator[bytes]:
            yield b"f" * SIZE

        await self.materials.attach_file(self.id, self.owner, self.file_id, NewFile(), body(), "web")

    async def remove(self, user: User) -> None:
        assert user is self.reader
        await self.store.update(self.id, self.owner, VoiceSessionChange(allowed_users=()))


@pytest.mark.parametrize("what", ["recording", "file"])
async def test_VO5_who_is_removed_while_they_play_or_save_a_file_gets_no_more_of_it(
    redis: Redis, tmp_path: Path, what: str
) -> None:
    room = Room(redis, tmp_path)
    await room.begin()
    if what == "recording":
        media = await room.recordings.audio(room.call, room.id, room.recording_id)
    else:
        media = await room.files.file(room.call, room.id, room.file_id)
    assert len(await media.read(0, PART)) == PART
    await room.remove(room.reader)
    with pytest.raises(Forbidden):
        await media.read(PART, 2 * PART)


@pytest.mark.parametrize("letter", [b"s", b"f"])
async def test_VO5_VF5_who_is_removed_while_they_save_a_zip_gets_no_more_of_the_file_in_it(
    redis: Redis, tmp_path: Path, letter: bytes
) -> None:
    room = Room(redis, tmp_path)
    await room.begin()
    answer = await room.exports.archive(room.call, room.id, ArchiveQuery())
    got = bytearray()

    async def take() -> None:
        async for part in answer.parts:
            got.extend(part)
            if letter * 1000 in part:
                await room.remove(room.reader)

    with pytest.raises(Forbidden):
        await take()
    assert got.count(letter) < SIZE
