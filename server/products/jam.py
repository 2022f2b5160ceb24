"""Jams: a drum machine and synthesizer that many people play and edit together."""

from typing import Final

from handlers.api.contract import EmptyPayload
from handlers.jam.access import JAM_ACCESS
from handlers.jam.bin import JamTrash
from handlers.jam.history import JamVersions
from handlers.jam.models import Edited, JamView, Remixed, TransportSet, VersionNamed, VisibilityChanged
from handlers.jam.preview import preview
from handlers.jam.samples import JamRecordingChanged, JamSamples
from handlers.jam.sessions import Jams
from handlers.live.peers import PEER_SIGNALS
from handlers.live.subscriptions import PRESENCE_SIGNALS
from handlers.people.models import EditingLocked, MemberChanged, RequestDeclined
from handlers.people.moderation import SlowModeChanged
from server.products.product import Figure, Page, Parts, Product, Serving, WorkerParts, Working
from server.products.quotas import content_quota_of, media_quota_of
from server.settings.model import Settings
from storage.admin.take_down import Hands
from storage.deletion.deletion import Forgetting
from storage.jam.store import JamStore
from storage.redis.client import Redis


def store_of(redis: Redis, settings: Settings) -> JamStore:
    return JamStore(
        redis,
        log_length=settings.log_length,
        most_tracks=settings.jam_limits.tracks,
        content=content_quota_of(redis, settings),
        address_ms=settings.address_ms,
    )


def serve(parts: Parts) -> Serving:
    settings = parts.settings
    limits = settings.jam_limits
    store = store_of(parts.redis, settings)
    jams = Jams(store, parts.limits, limits, create_limit=settings.create_limit, clock=parts.clock)
    samples = JamSamples(jams, store.recordings, parts.media, parts.limits, media_quota_of(parts.redis, settings))
    return Serving(jams, (jams, JamVersions(store, jams), samples, JamTrash(store)))


def hands(redis: Redis, settings: Settings, public_url: str) -> Hands:
    store = store_of(redis, settings)
    return Hands(store.bin.take_down, store.bin.bring_back)


def forget(parts: WorkerParts) -> Forgetting:
    store = store_of(parts.redis, parts.settings)
    return Forgetting(store.bin.take_down, store.bin.end)


def work(parts: WorkerParts) -> Working:
    store = store_of(parts.redis, parts.settings)

    async def tidy() -> None:
        await store.recordings.sweep(parts.media)
        await store.recordings.empty_bins()
        await store.bin.empty()

    return Working(tidy=tidy)


PRODUCT: Final = Product(
    kind="jam",
    about="Tracks and steps that many people edit and play together",
    handlers=(Jams, JamVersions, JamSamples, JamTrash),
    serve=serve,
    access=JAM_ACCESS,
    roles={
        "editor": "its owner, its co-owners and editors, and everybody who has the link if that lets them edit",
        "viewer": "everybody else who may open it, and all of a jam that is published and cannot be changed",
    },
    snapshot=JamView,
    feeds={
        "main": {
            "edited": Edited,
            "transport_changed": TransportSet,
            "remixed": Remixed,
            "visibility_changed": VisibilityChanged,
            "recording_added": JamRecordingChanged,
            "recording_deleted": JamRecordingChanged,
            "recording_restored": JamRecordingChanged,
            "version_named": VersionNamed,
            "deleted": EmptyPayload,
            "member_changed": MemberChanged,
            "editing_locked": EditingLocked,
            "slow_mode_changed": SlowModeChanged,
            "people_changed": EmptyPayload,
            "request_declined": RequestDeclined,
        }
    },
    signals={**PRESENCE_SIGNALS, **PEER_SIGNALS},
    pages=(
        Page("/s", "rt-jam-new-page", "jam/opening/entry-pages"),
        Page("/s/{sessionId}", "rt-jam-page", "jam/page", app=("Jam", "Джем")),
        Page("/s/{sessionId}/remix", "rt-jam-remix-page", "jam/opening/entry-pages"),
    ),
    paths={"": "/s/{}"},
    preview=preview,
    limits={
        "sessions_a_minute": "create_limit",
        "jam_tracks": "jam_tracks",
        "jam_edit_paths": "jam_edit_paths",
        "jam_name_length": "jam_name_length",
        "jam_track_name_length": "jam_track_name_length",
    },
    counts=(
        Figure("sessions", "Jams that were made", ("POST /api/sessions", "POST /api/sessions/{uuid}/remix")),
        Figure("edits", "Edits that were saved", ("edit_session", "PUT /api/sessions/{uuid}")),
        Figure("recordings", "Recordings that were added to jams", ("POST /api/sessions/{uuid}/samples",)),
    ),
    hands=hands,
    forget=forget,
    work=work,
)
