"""Voice put together: its stores, its handlers, and its queue."""

from handlers.voice.materials import VoiceMaterials
from handlers.voice.models import IceServer
from handlers.voice.recordings import VoiceRecordings
from handlers.voice.sessions import Voices
from server.settings.model import Settings
from storage.bus.feeds import Feeds
from storage.jobs.jobs import Jobs
from storage.limits import Limits
from storage.materials import Materials
from storage.media.store import MediaStore
from storage.recordings import Recordings
from storage.redis.client import Redis
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
            ice_servers=ice_servers(settings),
        )
        self.handlers: list[object] = [
            self.sessions,
            VoiceRecordings(recordings, feeds, self._jobs, chunk_limit=settings.chunk_limit),
            VoiceMaterials(Materials(store, media), feeds, file_limit=settings.material_limit),
        ]

    async def close(self) -> None:
        await self._jobs.close()


def ice_servers(settings: Settings) -> list[IceServer]:
    """What a browser is told of the STUN and TURN servers."""
    relays = [url for url in settings.ice_servers if url.startswith("turn")]
    finders = [url for url in settings.ice_servers if not url.startswith("turn")]
    found = [IceServer(urls=finders)] if finders else []
    if relays and settings.turn_credential is not None:
        secret = settings.turn_credential.get_secret_value()
        found.append(IceServer(urls=relays, username=settings.turn_username, credential=secret))
    return found
