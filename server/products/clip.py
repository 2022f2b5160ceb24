"""Clip sessions: a stream, and the moments that its viewers mark."""

from typing import Final

from handlers.api.contract import EmptyPayload
from handlers.clip.access import CLIP_ACCESS
from handlers.clip.best import BestMoments
from handlers.clip.bin import ClipTrash
from handlers.clip.models import (
    BestChanged,
    ClipMarked,
    ClipRemoved,
    ClipSessionView,
    Heat,
    MomentMarked,
    MomentRemoved,
    MomentsRestored,
    OneClip,
    OneSession,
    ReviewChanged,
    SessionMoved,
    Viewers,
)
from handlers.clip.press import Presses
from handlers.clip.preview import preview
from handlers.clip.review import ClipReview
from handlers.clip.sessions import Clips
from handlers.people.models import LinkChanged, MemberChanged, RequestDeclined
from handlers.people.moderation import SlowModeChanged
from server.products.product import Figure, Models, Page, Parts, Product, Serving, WorkerParts, Working
from server.products.quotas import content_quota_of
from server.realtime.audience import Audience
from server.settings.model import Settings
from storage.admin.take_down import Hands
from storage.bin.retention import Retention
from storage.bus.snapshot_cache import SnapshotCache
from storage.clip.store import ClipStore
from storage.deletion.deletion import Forgetting
from storage.redis.client import Redis
from storage.session.tickets import Tickets


def store_of(redis: Redis, settings: Settings, public_url: str, kept: SnapshotCache | None = None) -> ClipStore:
    return ClipStore(
        redis,
        public_url=public_url,
        log_length=settings.log_length,
        max_tap_age_ms=settings.clip_max_tap_age * 1000,
        tap_gap_ms=settings.clip_gap * 1000,
        network_moments=settings.clip_network_moments,
        content=content_quota_of(redis, settings),
        address_ms=settings.address_ms,
        kept=kept,
    )


def serve(parts: Parts) -> Serving:
    settings = parts.settings
    store = store_of(parts.redis, settings, parts.public_url, parts.hub.bus.kept)
    clips = Clips(
        store,
        parts.limits,
        Tickets(parts.redis),
        public_url=parts.public_url,
        create_limit=settings.create_limit,
        clock=parts.clock,
    )
    review = ClipReview(store)
    return Serving(
        clips,
        (
            clips,
            review,
            BestMoments(store, review),
            Presses(parts.redis, store, parts.keys, may_get=settings.press_by_get),
            ClipTrash(store),
        ),
        duties=(Audience(parts.hub, store, parts.process_id),),
        joined=store.note_joined,
    )


def hands(redis: Redis, settings: Settings, public_url: str) -> Hands:
    store = store_of(redis, settings, public_url)
    return Hands(store.bin.take_down, store.bring_back)


def forget(parts: WorkerParts) -> Forgetting:
    store = store_of(parts.redis, parts.settings, parts.settings.public_origin())
    return Forgetting(store.bin.take_down, store.bin.end)


def work(parts: WorkerParts) -> Working:
    store = store_of(parts.redis, parts.settings, parts.settings.public_origin())

    retention = Retention(parts.redis, "clip", parts.settings.retention_days, store.retire)

    async def tidy() -> None:
        await store.bin.empty()
        await retention.look()

    return Working(tidy=tidy)


PRESSES: Final = ("POST /api/hooks/moment/{key}", "POST /api/hooks/moment", "GET /api/hooks/moment/{key}")

FOR_VIEWERS: Final[Models] = {
    "session_started": SessionMoved,
    "session_paused": SessionMoved,
    "session_resumed": SessionMoved,
    "session_ended": SessionMoved,
    "session_updated": OneSession,
    "deleted": EmptyPayload,
    "member_changed": MemberChanged,
    "link_changed": LinkChanged,
    "slow_mode_changed": SlowModeChanged,
}

PRODUCT: Final = Product(
    kind="clip",
    about="A stream with its segments, and the moments that its viewers mark",
    handlers=(Clips, ClipReview, BestMoments, Presses, ClipTrash),
    serve=serve,
    access=CLIP_ACCESS,
    roles={
        "owner": "who made the session, whoever opened one of its control links, and co-owners: its moderators",
        "viewer": "everybody else who has the link",
    },
    snapshot=ClipSessionView,
    feeds={
        "public": FOR_VIEWERS,
        "control": {
            **FOR_VIEWERS,
            "clip_submitted": OneClip,
            "clip_edited": OneClip,
            "clip_marked": ClipMarked,
            "clip_removed": ClipRemoved,
            "moment_marked": MomentMarked,
            "moment_removed": MomentRemoved,
            "moments_restored": MomentsRestored,
            "review_changed": ReviewChanged,
            "best_changed": BestChanged,
            "people_changed": EmptyPayload,
            "request_declined": RequestDeclined,
        },
    },
    signals={"audience": Viewers, "heat": Heat},
    pages=(
        Page("/clips", "rt-clip-list-page", "clip/list/page"),
        Page("/clips/{sessionId}", "rt-clip-room-page", "clip/room/page"),
        Page("/c/{sessionId}", "rt-clip-viewer-page", "clip/viewer/page", app=("Clips", "Клипы")),
        Page("/c/{sessionId}/best", "rt-clip-best-page", "clip/best/page"),
    ),
    paths={"": "/clips/{}", "viewer": "/c/{}"},
    preview=preview,
    limits={
        "sessions_a_minute": "create_limit",
        "clip_gap_seconds": "clip_gap",
        "clip_max_tap_age_seconds": "clip_max_tap_age",
    },
    counts=(
        Figure("sessions", "Clip sessions that were made", ("POST /api/clip-sessions",)),
        Figure(
            "moments", "Taps that were saved", ("submit_clip", "POST /api/clip-sessions/{session_id}/clips", *PRESSES)
        ),
        Figure("exports", "Exports that were downloaded", ("GET /api/clip-sessions/{session_id}/export",)),
    ),
    hands=hands,
    forget=forget,
    work=work,
)
