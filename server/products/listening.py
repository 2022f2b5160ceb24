"""Listening: which books a user listened to, when and for how long."""

from typing import Final

from handlers.listening.access import LISTENING_ACCESS
from handlers.listening.artwork import Artwork
from handlers.listening.bookmarks import Bookmarks
from handlers.listening.books import Books
from handlers.listening.history import Histories
from handlers.listening.imports import HistoryImports
from handlers.listening.models import BookChanged, BookmarkChanged, Cleared, EntriesChanged, HistoryView
from handlers.listening.summaries import Summaries
from server.products.product import Figure, Page, Parts, Product, Serving, WorkerParts
from server.products.quotas import media_quota_of
from storage.deletion.deletion import Forgetting
from storage.listening.artwork import ListeningArtwork
from storage.listening.store import FEED, ListeningStore


def serve(parts: Parts) -> Serving:
    store = ListeningStore(parts.redis, log_length=parts.settings.log_length)
    artwork = ListeningArtwork(store, parts.media, media_quota_of(parts.redis, parts.settings))
    histories = Histories(store, artwork, parts.clock)
    summaries = Summaries(store, parts.clock)
    return Serving(
        histories, (histories, Books(store), Artwork(artwork), Bookmarks(store), summaries, HistoryImports(store))
    )


def forget(parts: WorkerParts) -> Forgetting:
    store = ListeningStore(parts.redis, log_length=parts.settings.log_length)
    artwork = ListeningArtwork(store, parts.media, media_quota_of(parts.redis, parts.settings))
    return Forgetting(person=artwork.forget)


_APP: Final = ("Listen", "Слушать")

PRODUCT: Final = Product(
    kind="listening",
    about="A user's own listening history: which book played from when to when",
    handlers=(Histories, Books, Artwork, Bookmarks, Summaries, HistoryImports),
    serve=serve,
    forget=forget,
    access=LISTENING_ACCESS,
    roles={"listener": "the user whose history it is, and nobody else"},
    snapshot=HistoryView,
    feeds={
        FEED: {
            "entries_changed": EntriesChanged,
            "book_changed": BookChanged,
            "bookmark_changed": BookmarkChanged,
            "cleared": Cleared,
        }
    },
    pages=(
        # One document, so that a book plays on while its history is read and added up.
        Page("/listen", "rt-player-page", "listen/player/page", open_media=True, app=_APP),
        Page("/listen/sessions", "rt-listen-history-page", "listen/history/page", open_media=True, app=_APP),
        Page("/listen/statistics", "rt-listen-statistics-page", "listen/statistics/page", open_media=True, app=_APP),
    ),
    counts=(
        Figure("reports", "Reports of players", ("track_playback", "POST /api/listening/playback")),
        Figure("batches", "Batches of players that were offline", ("POST /api/listening/sessions/batch",)),
        Figure("exports", "Histories that were saved as a file", ("GET /api/listening/export",)),
    ),
)
