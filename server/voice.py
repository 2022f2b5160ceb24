"""Voice put together: its stores, its handlers, and its queue."""

from handlers.materials import VoiceMaterials
from handlers.recordings import VoiceRecordings
from handlers.voice import Voices
from server.settings import Settings
from storage.feeds import Feeds
from storage.jobs import Jobs
from storage.limits import Limits
from storage.materials import Materials
from storage.media import MediaStore
from storage.recordings import Recordings
from storage.redis import Redis
from storage.voice import VoiceStore
from storage.voice_people import VoicePeople


class Voice:
    """The handlers of voice sessions; `close` it last."""

    def __init__(self, settings: Settings, redis: Redis, feeds: Feeds, limits: Limits, public_url: str) -> None:
        self._jobs = Jobs(redis, backoff_ms=round(settings.job_backoff * 1000))
        media = MediaStore.open(settings.media_location)
        store = VoiceStore(redis, public_url=public_url, log_length=settings.log_length)
        recordings = Recordings(store, media, most_bytes=settings.recording_limit)
        self.sessions = Voices(
            store,
            VoicePeople(redis),
            feeds,
            self._jobs,
            limits,
            create_limit=settings.create_limit,
            can_transcribe=settings.transcription_url is not None,
        )
        self.handlers: list[object] = [
            self.sessions,
            VoiceRecordings(recordings, feeds, self._jobs, chunk_limit=settings.chunk_limit),
            VoiceMaterials(Materials(store, media), feeds, file_limit=settings.material_limit),
        ]

    async def close(self) -> None:
        await self._jobs.close()
