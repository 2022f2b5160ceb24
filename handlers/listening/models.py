"""What goes in and out of listening histories: the shapes of requests and answers."""

from datetime import date
from typing import Annotated, Any, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from handlers.api.lazy_model import LazyModel
from sessions.base.ids import SessionId
from sessions.base.instant import UnixMs
from sessions.base.text import OpaqueId, at_most
from sessions.listening.export import ExportFormat
from sessions.listening.session import (
    ArtworkUrl,
    Book,
    BookId,
    BookName,
    BookText,
    DeviceName,
    Entry,
    EntryId,
    Player,
    PositionMs,
    Stretch,
)
from sessions.listening.statistics import MOST_DAYS

MOST_STRETCHES = 500  # in one request

Milliseconds = Annotated[int, Field(strict=True, ge=0)]
StretchReason = Literal[
    "ends_before_start",
    "in_the_future",
    "too_old",
    "too_long",
    "too_short",
    "history_full",
    "end_was_in_the_future",
]
"""Why a stretch was refused, or what was corrected in it."""
ZoneName = Annotated[str, StringConstraints(strict=True, pattern=r"^[A-Za-z0-9_+/-]{1,64}$")]


class Listening(LazyModel):
    """The user's own history: `id` is what to subscribe to."""

    id: SessionId
    entries: int
    books: int


class HistoryView(LazyModel):
    """The newest entries, and the players that were heard. `count` is how many entries there are."""

    entries: list[Entry]
    players: list[Player]
    count: int
    now: UnixMs


class EntriesChanged(LazyModel):
    """Entries that are new or grew, ids of those that are gone, and the player that did it, if one did."""

    entries: list[Entry]
    removed: list[EntryId]
    player: Player | None
    count: int


class BookChanged(LazyModel):
    """A book that is new or was changed."""

    book: Book


class Bookmark(LazyModel):
    """A place in a book, and when it was set."""

    id: OpaqueId
    position_ms: PositionMs
    at: UnixMs


class BookmarkChanged(LazyModel):
    """A bookmark of a book that was set; null when it was removed."""

    book_id: BookId
    id: OpaqueId
    bookmark: Bookmark | None


class BookmarkPage(LazyModel):
    """Every bookmark of a book, by their place."""

    items: list[Bookmark]


class NewBookmark(LazyModel):
    """Where in the book, and when it was set if that was earlier, on a device that was offline."""

    position_ms: PositionMs
    at: UnixMs | None = None


class Cleared(LazyModel):
    """Every entry was deleted; `books` says whether the books were, too."""

    books: bool


class Tracked(LazyModel):
    """What became of a report. `throttled`: too soon after the last one, which is no error. `dropped`: it had lasted
    less than a second. `other_owner`: only the main player counts."""

    result: Literal["tracked", "throttled", "finalized", "dropped", "unknown_book", "nothing", "other_owner"]
    entry: Entry | None


class Batch(LazyModel):
    """Stretches that waited on a device. `sent_at` is the device's clock when it sends them: when that is wrong by more
    than five seconds, all times are corrected by as much. `player_id` and `device` are kept with the
    places where books were left."""

    items: Annotated[list[Stretch], Field(min_length=1, max_length=MOST_STRETCHES, fail_fast=True)]
    sent_at: UnixMs | None = None
    player_id: OpaqueId | None = None
    device: DeviceName = ""


class BatchResult(LazyModel):
    """`known` changed nothing. `reason` says why a stretch was refused, or what was corrected in it."""

    client_id: OpaqueId
    result: Literal["stored", "known", "refused", "other_owner"]
    reason: Literal["unknown_book", StretchReason] | None
    entry_id: EntryId | None


class BatchAnswer(LazyModel):
    """A result for each stretch, in their order; `skew_ms` was added to all times."""

    skew_ms: int
    items: list[BatchResult]


Item = Annotated[dict[str, Any], Field(max_length=100)]
"""An item as another program has it: it is read later, with a result of its own."""
Items = Annotated[list[Item], Field(min_length=1, max_length=MOST_STRETCHES, fail_fast=True)]


class ListenBrainzImport(LazyModel):
    """What ListenBrainz calls a submission. Of each listen are used: `listened_at`, `track_metadata`, and what
    `additional_info` says of its length."""

    listen_type: Literal["import", "single"] = "import"
    payload: Items


class AudiobookshelfImport(LazyModel):
    """A page of listening sessions of Audiobookshelf; its figures are not used."""

    sessions: Items
    total: int | None = None
    numPages: int | None = None  # noqa: N815 (their names)
    page: int | None = None
    itemsPerPage: int | None = None  # noqa: N815


class ImportResult(LazyModel):
    """`known` was imported before. `id` is null for an item that could not be read."""

    id: OpaqueId | None
    result: Literal["stored", "known", "refused"]
    reason: Literal["invalid", "no_length", "library_full", StretchReason] | None
    entry_id: EntryId | None


class ImportAnswer(LazyModel):
    """A result for each item, in their order."""

    items: list[ImportResult]


class NewBook(LazyModel):
    """A book as a player knows it. What a book has already is kept."""

    id: BookId
    name: BookName
    title: BookText = None
    artist: BookText = None
    artwork_url: ArtworkUrl | None = None
    duration_ms: PositionMs | None = None


class BookChange(LazyModel):
    """The fields to change."""

    title: BookText = None
    artist: BookText = None
    artwork_url: ArtworkUrl | None = None
    hidden: Annotated[bool | None, Field(strict=True)] = None
    finished: Annotated[bool | None, Field(strict=True)] = None


class PictureQuery(LazyModel):
    """`v` differs for each picture, so that a browser loads a new one."""

    v: Annotated[str, Field(pattern=r"^[0-9a-f]{0,64}$")] = ""


class BookPage(LazyModel):
    """The last used first; `next_cursor` is null at the end."""

    items: list[Book]
    next_cursor: str | None


class BooksQuery(LazyModel):
    """Where to go on."""

    cursor: Annotated[str, Field(pattern=r"^(\d{1,16}\.[A-Za-z0-9._:-]{1,64})?$")] = ""


class EntryPage(LazyModel):
    """The latest first; `next_cursor` is null at the end."""

    items: list[Entry]
    next_cursor: str | None


class HistoryQuery(LazyModel):
    """Where to go on, how many, and of which books: `q` is looked for in title, artist and name."""

    cursor: Annotated[str, Field(pattern=r"^(\d{1,16}\.\d{1,16})?$")] = ""
    limit: Annotated[int, Field(ge=1, le=200)] = 100
    q: Annotated[str, StringConstraints(strip_whitespace=True, max_length=100), at_most(100)] = ""
    book_id: BookId | None = None


class Period(LazyModel):
    """From the first day to the last one, in a time zone."""

    zone: ZoneName = "UTC"
    first: date
    last: date

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if not 0 <= (self.last - self.first).days < MOST_DAYS:
            raise ValueError(f"The last day must follow the first one, within {MOST_DAYS} days")
        if self.first.year < 2000 or self.last.year > 9000:
            raise ValueError("There is no history of these days")
        return self


class Day(LazyModel):
    """A day and how long was listened on it."""

    date: date
    ms: Milliseconds


class BookTotal(LazyModel):
    """A book and how long it was listened to in the period."""

    book: Book
    ms: Milliseconds


class Statistics(LazyModel):
    """Wall-clock time in ms. Time on two devices at once counts once: `left_out_ms` is the rest. A book has all of its
    own time. `current_streak` ends today or yesterday, whatever the period is."""

    zone: str
    today: date
    listened_ms: Milliseconds
    left_out_ms: Milliseconds
    days: list[Day]
    hours: Annotated[list[Milliseconds], Field(min_length=24, max_length=24)]
    books: list[BookTotal]
    days_listened: int
    longest_streak: int
    current_streak: int
    finished: int


class HistoryExport(LazyModel):
    """Which file; the zone is that of the times in a CSV."""

    format: ExportFormat
    zone: ZoneName = "UTC"


class Deleted(LazyModel):
    """How many entries were deleted."""

    entries: int


class OneEntry(LazyModel):
    """The entry."""

    entry: Entry
