"""Jams: a drum machine and synthesizer that many people play and edit together."""

from typing import Final

from handlers.contract import EmptyPayload
from handlers.jam.models import Edited, JamView, Remixed, TransportSet, VisibilityChanged
from handlers.jam.samples import JamSamples
from handlers.jam.sessions import Jams
from handlers.peers import PEER_SIGNALS
from handlers.subscriptions import PRESENCE_SIGNALS
from server.products.product import Page, Parts, Product, Serving
from storage.jam import JamStore


def serve(parts: Parts) -> Serving:
    settings = parts.settings
    limits = settings.jam_limits
    store = JamStore(parts.redis, log_length=settings.log_length, most_tracks=limits.tracks)
    jams = Jams(store, parts.limits, limits, create_limit=settings.create_limit, clock=parts.clock)
    return Serving(jams, (jams, JamSamples(jams, store, parts.media, parts.limits)))


JAMS: Final = Product(
    kind="jam",
    about="Tracks and steps that many people edit and play together",
    handlers=(Jams, JamSamples),
    serve=serve,
    roles={
        "editor": "everybody who has the link, or of a private jam its owner",
        "viewer": "the same people, of a jam that is published and cannot be changed",
    },
    snapshot=JamView,
    feeds={
        "main": {
            "edited": Edited,
            "transport_changed": TransportSet,
            "remixed": Remixed,
            "visibility_changed": VisibilityChanged,
            "deleted": EmptyPayload,
        }
    },
    signals={**PRESENCE_SIGNALS, **PEER_SIGNALS},
    pages=(
        Page("/s", "rt-jam-new-page", "jam/opening/entry-pages"),
        Page("/s/{sessionId}", "rt-jam-page", "jam/page"),
        Page("/s/{sessionId}/remix", "rt-jam-remix-page", "jam/opening/entry-pages"),
    ),
    limits=(
        "create_limit",
        "jam_tracks",
        "jam_tempo_min",
        "jam_tempo_max",
        "jam_name_length",
        "jam_track_name_length",
    ),
)
