"""A voice session with one recording, in a real Redis."""

from pathlib import Path
from uuid import uuid4

import orjson

from auth.access import READ_ALL, UPDATE
from auth.caller import Server
from auth.user import User
from sessions.base.job import JobRef
from sessions.voice.segment import END_OF_TIME, Piece, SegmentChange
from storage.media.store import MediaStore
from storage.quota.media import MediaQuota
from storage.redis.client import Redis
from storage.voice.bin import VoiceBin
from storage.voice.jobs import VoiceJobs
from storage.voice.store import VoiceStore
from storage.voice.transcript.store import Transcripts
from tests.users import a_user

ALL = (0, END_OF_TIME)


class Room:
    """A session with one recording, and a run that writes it down."""

    def __init__(self, redis: Redis, session_id: str, recording_id: str, owner: User) -> None:
        self.redis, self.id, self.source, self.owner = redis, session_id, recording_id, owner
        self.store = VoiceStore(redis, public_url="http://127.0.0.1", log_length=1000)
        self.transcripts = Transcripts(self.store)

    async def run(self) -> JobRef:
        (job,) = await self.store.ask(self.id, Server.ITSELF, "transcribe")
        assert await VoiceJobs(self.store).start(job)
        return job

    async def hear(self, job: JobRef, *said: tuple[int, int, str], span: tuple[int, int] = ALL) -> bool:
        words = [Piece(self.source, start, end, text, "r.0.A", "ru") for start, end, text in said]
        return await self.transcripts.put_part(job, self.source, span, words)

    async def segments(self, by: User | Server = Server.ITSELF) -> list[dict[str, object]]:
        return [orjson.loads(one) for one in (await self.store.read_whole(self.id, by)).segments]

    async def texts(self) -> list[object]:
        return [one["text"] for one in await self.segments()]

    def at(self, ms: int) -> str:
        return f"{self.source}.{ms:09d}"

    async def edit(self, by: User, ms: int, text: str, revision: int) -> None:
        await self.transcripts.change(self.id, by, self.at(ms), SegmentChange(revision=revision, text=text))


def a_bin(room: Room, folder: Path) -> VoiceBin:
    shares = MediaQuota(room.redis, owner_limit=0, guest_limit=0)
    return VoiceBin(room.redis, room.store, MediaStore.open(folder.as_uri()), shares)


def an_editor() -> User:
    return a_user(uuid4().hex, permissions=(READ_ALL, UPDATE))
