"""Voice sessions: recordings made in a browser, materials, transcripts and tasks."""

import base64
import hmac
import time
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from itertools import cycle
from typing import TYPE_CHECKING, Final

from auth.caller import Server
from auth.user import User
from handlers.api.contract import EmptyPayload
from handlers.live.peers import PEER_SIGNALS
from handlers.live.subscriptions import PRESENCE_SIGNALS
from handlers.people.models import LinkChanged, MemberChanged, RequestDeclined
from handlers.voice.access import VOICE_ACCESS
from handlers.voice.bin import VoiceTrash
from handlers.voice.exports import VoiceExports
from handlers.voice.lifecycle import Lifecycle
from handlers.voice.materials import VoiceMaterials
from handlers.voice.models import (
    ChunkAdded,
    DoneAnswer,
    IceServer,
    JobChanged,
    MaterialAdded,
    MaterialDeleted,
    OneRecording,
    OneVoiceSession,
    RecordingDeleted,
    SegmentChanged,
    SegmentDeleted,
    SpeakerChanged,
    StatusChanged,
    TaskChanged,
    TaskDeleted,
    VoiceView,
)
from handlers.voice.preview import preview
from handlers.voice.projects import VoiceProjects
from handlers.voice.recordings import VoiceRecordings
from handlers.voice.search import VoiceSearch
from handlers.voice.sessions import Voices
from handlers.voice.sound import VoiceSound
from handlers.voice.tasks import VoiceTasks
from handlers.voice.transcript import VoiceTranscript
from handlers.voice.uploads import VoiceUploads
from server.products.product import Figure, Page, Parts, Product, Serving, WorkerParts, Working
from server.products.quotas import content_quota_of, media_quota_of
from server.settings.model import Settings
from storage.admin.take_down import Hands
from storage.bin.retention import Retention
from storage.deletion.deletion import Forgetting
from storage.redis.client import Redis
from storage.voice.bin import VoiceBin, bring_back, take_down
from storage.voice.files.uploads import Uploads
from storage.voice.materials import Materials
from storage.voice.people import VoicePeople
from storage.voice.project.store import ProjectStore
from storage.voice.recordings import Recordings
from storage.voice.search.questions import Questions
from storage.voice.store import VoiceStore
from storage.voice.tasks.store import TaskStore
from storage.voice.transcript.store import Transcripts

if TYPE_CHECKING:
    from handlers.voice.paid_services import ServiceBudgets
    from storage.media.children import Children

ABANDONED_TURNS: Final = 360  # in a worker's tidying: once an hour
REINDEX_SECONDS: Final = 30.0  # for the worker to empty its index
TURN_SECONDS: Final = 3600  # a credential's lifetime: a page that connects later reads the session again first


def store_of(redis: Redis, settings: Settings, public_url: str) -> VoiceStore:
    return VoiceStore(
        redis,
        public_url=public_url,
        log_length=settings.log_length,
        content=content_quota_of(redis, settings),
        address_ms=settings.address_ms,
    )


def serve(parts: Parts) -> Serving:
    settings, feeds = parts.settings, parts.feeds
    store = store_of(parts.redis, settings, parts.public_url)
    shares = media_quota_of(parts.redis, settings)
    recordings = Recordings(store, parts.media, shares, most_bytes=settings.recording_limit)
    materials = Materials(store, parts.media, shares)
    people = VoicePeople(parts.redis)
    sessions = Voices(
        store,
        people,
        feeds,
        parts.jobs,
        parts.limits,
        create_limit=settings.create_limit,
        lease_ms=round(settings.recorder_lease * 1000),
        can_transcribe=settings.transcription_url is not None,
        named=parts.named,
        ice_servers=ice_servers(settings),
    )
    return Serving(
        sessions,
        (
            sessions,
            VoiceRecordings(recordings, feeds, parts.jobs, chunk_limit=settings.chunk_limit),
            VoiceMaterials(materials, feeds, parts.jobs, file_limit=settings.material_limit),
            VoiceUploads(
                Uploads(store, parts.media, shares, materials, most_bytes=settings.file_limit),
                materials,
                feeds,
                parts.jobs,
                chunk_limit=settings.chunk_limit,
            ),
            VoiceExports(store, recordings, materials),
            VoiceSound(store, recordings, materials, parts.media, children(settings), most_bytes=settings.file_limit),
            VoiceTasks(TaskStore(store)),
            VoiceProjects(ProjectStore(parts.redis)),
            VoiceSearch(Questions(parts.redis), Lifecycle(store, people), people, parts.limits),
            VoiceTranscript(store, Transcripts(store), parts.jobs),
            VoiceTrash(VoiceBin(parts.redis, store, parts.media, shares), feeds, parts.jobs),
        ),
        joined=people.note_joined,
    )


def ice_servers(settings: Settings, clock: Callable[[], float] = time.time) -> Callable[[User], list[IceServer]]:
    """What a user's browser needs to know about the STUN and TURN servers."""
    relays = [url for url in settings.ice_servers if url.startswith("turn")]
    finders = [url for url in settings.ice_servers if not url.startswith("turn")]
    servers = [IceServer(urls=finders)] if finders else []
    if not relays or settings.turn_secret is None:
        return lambda user: servers
    secret = settings.turn_secret.get_secret_value().encode()

    def of(user: User) -> list[IceServer]:
        # coturn's REST scheme: the name has the expiry, and the password is its HMAC-SHA1 with the shared secret.
        name = f"{int(clock()) + TURN_SECONDS}:{user.id}"
        password = base64.b64encode(hmac.digest(secret, name.encode(), "sha1")).decode()
        return [*servers, IceServer(urls=relays, username=name, credential=password)]

    return of


def hands(redis: Redis, settings: Settings, public_url: str) -> Hands:
    store = store_of(redis, settings, public_url)

    async def retry(session_id: str, job_id: str) -> None:
        await store.ask(session_id, Server.ITSELF, "retry", job_id)

    return Hands(partial(take_down, store), partial(bring_back, store), retry)


def forget(parts: WorkerParts) -> Forgetting:
    store = store_of(parts.redis, parts.settings, parts.settings.public_origin())
    bin_ = VoiceBin(parts.redis, store, parts.media, media_quota_of(parts.redis, parts.settings))
    return Forgetting(partial(take_down, store), lambda name: bin_.erase(name, Server.ITSELF, 0))


def work(parts: WorkerParts) -> Working:
    # Imported only by workers: a serving process does not need it.
    from handlers.voice.paid_services import PaidServices
    from handlers.voice.work import VoiceWork
    from server.services.speech import Service, SpeechToText, TextReader
    from storage.media.bucket_uploads import BucketUploads
    from storage.media.upload_cleanup import LIFE_SECONDS, delete_abandoned_uploads
    from storage.quota.spending import Spending
    from storage.voice.jobs import VoiceJobs
    from storage.voice.search.worker import SearchWorker
    from storage.voice.superseded_audio import SupersededAudio

    settings, speech, tasks = parts.settings, None, None
    if settings.transcription_url is not None:
        speech = SpeechToText(
            Service(parts.http, settings.transcription_url, settings.transcription_key, settings.transcription_model)
        )
    if settings.tasks_url is not None:
        tasks = TextReader(Service(parts.http, settings.tasks_url, settings.tasks_key, settings.tasks_model))
    shares = media_quota_of(parts.redis, settings)
    store = store_of(parts.redis, settings, settings.public_origin())
    done = VoiceWork(
        store,
        VoiceJobs(store),
        Transcripts(store),
        Recordings(store, parts.media, shares, most_bytes=settings.recording_limit),
        VoicePeople(parts.redis),
        Materials(store, parts.media, shares),
        parts.media,
        parts.jobs,
        children(settings),
        PaidServices(Spending(parts.redis), budgets(settings), speech, tasks),
        ProjectStore(parts.redis),
    )

    superseded, bin_ = SupersededAudio(parts.redis, parts.media), VoiceBin(parts.redis, store, parts.media, shares)
    retention = Retention(parts.redis, "voice", settings.retention_days, bin_.retire)
    turns = cycle(range(ABANDONED_TURNS))
    uploads = BucketUploads.of(settings.media_location, timeout=settings.media_timeout)

    async def tidy() -> None:
        is_turn = next(turns) == 0
        if is_turn:
            await delete_abandoned_uploads(parts.media)
        await superseded.delete()
        await bin_.empty()
        await retention.look()
        await shares.reconcile()
        if is_turn and uploads is not None:  # last: the keys may not have this right in the bucket
            await uploads.abort(older_than=timedelta(seconds=LIFE_SECONDS))

    async def watch() -> None:
        await store.interrupted()

    search = SearchWorker(parts.redis, store, settings.data_dir / "search" / "voice.sqlite")
    return Working(done.perform, tidy, watch, search.run)


def budgets(settings: Settings) -> "ServiceBudgets":
    """The daily budgets."""
    from handlers.voice.paid_services import ServiceBudgets
    from storage.quota.spending import Budget

    minutes, total = settings.transcription_minutes, settings.transcription_minutes_total
    return ServiceBudgets(
        transcription=Budget(minutes * 60, total * 60),
        tasks=Budget(settings.task_texts, settings.task_texts_total),
        guests=settings.guest_spending,
    )


def children(settings: Settings) -> "Children":
    """The child processes that run FFmpeg."""
    from storage.media.children import Children
    from storage.media.sandbox import ResourceLimits

    limits = ResourceLimits(
        memory=settings.media_memory,
        cpu=settings.media_cpu_seconds,
        wall=settings.media_wall_seconds,
        output=settings.recording_limit * 2,
    )
    return Children(limits, seconds_most=settings.media_length)


PRODUCT: Final = Product(
    kind="voice",
    about="Recordings with materials, transcripts and tasks",
    handlers=(
        Voices,
        VoiceRecordings,
        VoiceMaterials,
        VoiceUploads,
        VoiceTasks,
        VoiceProjects,
        VoiceExports,
        VoiceSound,
        VoiceSearch,
        VoiceTranscript,
        VoiceTrash,
    ),
    serve=serve,
    access=VOICE_ACCESS,
    roles={
        "owner": "who made the session",
        "editor": "who may read it and has the permission to change sessions",
        "reader": "who may read it: by its project, its list of users, or a permission",
    },
    snapshot=VoiceView,
    feeds={
        "events": {
            "session_updated": OneVoiceSession,
            "status_changed": StatusChanged,
            "session_closed": DoneAnswer,
            "deleted": EmptyPayload,
            "member_changed": MemberChanged,
            "link_changed": LinkChanged,
            "people_changed": EmptyPayload,
            "request_declined": RequestDeclined,
            "chunk_added": ChunkAdded,
            "recording_finished": OneRecording,
            "recording_deleted": RecordingDeleted,
            "recording_restored": OneRecording,
            "material_added": MaterialAdded,
            "material_deleted": MaterialDeleted,
            "material_restored": MaterialAdded,
            "task_changed": TaskChanged,
            "task_deleted": TaskDeleted,
            "material_changed": MaterialAdded,
            "segment_changed": SegmentChanged,
            "segment_deleted": SegmentDeleted,
            "speaker_changed": SpeakerChanged,
            "job_changed": JobChanged,
        }
    },
    signals={**PRESENCE_SIGNALS, **PEER_SIGNALS},
    pages=(
        Page("/session", "rt-voice-entry-page", "voice/entry/page", app=("Voice", "Голос")),
        Page("/session/{sessionId}", "rt-voice-page", "voice/session/page", app=("Voice", "Голос")),
    ),
    paths={"": "/session/{}"},
    preview=preview,
    limits={
        "sessions_a_minute": "create_limit",
        "chunk_bytes": "chunk_limit",
        "recording_bytes": "recording_limit",
        "material_bytes": "material_limit",
        "file_bytes": "file_limit",
        "media_seconds": "media_length",
        "old_hosts": "old_hosts",
    },
    counts=(
        Figure("sessions", "Voice sessions that were made", ("POST /voicebot/create_session",)),
        Figure(
            "chunks",
            "Chunks of recordings that were stored",
            ("PUT /voicebot/sessions/{session_id}/recordings/{recording_id}/chunks/{number}",),
        ),
        Figure(
            "recordings",
            "Recordings that were finished",
            ("POST /voicebot/sessions/{session_id}/recordings/{recording_id}/finish",),
        ),
    ),
    jobs={
        "done_multiprompt": "follows each close of a session",
        "post_process": "assembles a recording from its chunks",
        "transcribe": "writes a recording down",
        "probe": "finds out what an attached file is",
        "transcribe_material": "writes an attached voice down",
        "create_tasks": "reads the session for tasks and a summary",
    },
    media_jobs=frozenset({"post_process", "probe"}),
    hands=hands,
    forget=forget,
    work=work,
    reindex=lambda redis: Questions(redis).make_anew(REINDEX_SECONDS),
)
