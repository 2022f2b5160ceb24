"""Listening: which book somebody listened to, when and for how long (docs/rules.md, I1–I19).

An entry is a stretch of the wall clock, not of the audio. While the main player plays, the end of its entry is moved to
now about every five seconds; when it stops, the end is set exactly, or the entry is deleted if it was a slip of the
finger. Playing the same book again within five minutes continues the entry.

The scripts of storage/listening/ carry this out; here are the models, and the figures that the scripts are
given.
"""

import re
from typing import Annotated, Final, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints
from pydantic_core import PydanticCustomError

from sessions.base.instant import UnixMs
from sessions.base.text import OpaqueId, at_most, clean_line

MAIN_PLAYER: Final = "main"
"""The `owner_id` of the one player that counts (I2)."""
WINDOW_MS: Final = 5 * 60 * 1000
MIN_SESSION_MS: Final = 1000
THROTTLE_MS: Final = 4500
"""Clients send every 5,000 ms; what jitter brings a little early still counts, or every second one would be lost."""
SKEW_MS: Final = 5000
"""A clock that differs by more than this is wrong, and not only read through a slow network."""
LONGEST_STRETCH_MS: Final = 24 * 60 * 60 * 1000
EARLIEST_MS: Final = 946_684_800_000  # the year 2000: what is older was a clock that nobody had set
UNKNOWN_BOOK: Final = "Unknown book"

TEXT_LIMIT: Final = 200
DEVICE_LIMIT: Final = 60
URL_LIMIT: Final = 500
LONGEST_BOOK_MS: Final = 1000 * 60 * 60 * 1000

_ARTWORK: Final = re.compile(r"https://[\x21-\x7e]+|/api/[\x21-\x7e]+", re.ASCII)


def _none_if_empty(text: str | None) -> str | None:
    return text or None


def _artwork(url: str) -> str:
    if _ARTWORK.fullmatch(url) is None:
        raise PydanticCustomError("invalid_url", "An artwork's address begins with https://")
    return url


_Line = Annotated[
    str,
    StringConstraints(strict=True, strip_whitespace=True, max_length=TEXT_LIMIT),
    AfterValidator(clean_line),
    at_most(TEXT_LIMIT),
]
BookText = Annotated[_Line | None, AfterValidator(_none_if_empty)]
"""A title or an artist; an empty one is None."""
BookName = Annotated[_Line, Field(min_length=1)]
"""The name of the file, which is always there."""
BookId = Annotated[
    str,
    StringConstraints(strict=True, pattern=r"^[A-Za-z0-9._:-]{1,64}$"),
    Field(description="Chosen by the player, the same on every device: a fingerprint of the file, or a catalogue's id"),
]
EntryId = Annotated[str, StringConstraints(strict=True, pattern=r"^[1-9][0-9]{0,15}$")]
DeviceName = Annotated[
    str,
    StringConstraints(strict=True, strip_whitespace=True, max_length=DEVICE_LIMIT),
    AfterValidator(clean_line),
    at_most(DEVICE_LIMIT),
]
"""What the user knows a device by; may be empty."""
ArtworkUrl = Annotated[str, StringConstraints(strict=True, max_length=URL_LIMIT), AfterValidator(_artwork)]
PositionMs = Annotated[int, Field(strict=True, ge=0, le=LONGEST_BOOK_MS, description="Where in the audio, in ms")]


PLAYING: Final = "playing"
PlayerStatus = Annotated[str, StringConstraints(strict=True, pattern=r"^[a-z_]{1,32}$")]
"""What an audio player says of itself; everything but `playing` is a stop (I9)."""


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True)


class Place(_Model):
    """Where a book was left, by which player, and when."""

    position_ms: PositionMs
    at: UnixMs
    player_id: OpaqueId
    device: DeviceName


class Book(_Model):
    """A book. A hidden one is gone from the library and stays in the history (I18)."""

    id: BookId
    name: BookName
    title: BookText
    artist: BookText
    artwork_url: ArtworkUrl | None
    duration_ms: PositionMs | None
    hidden: bool
    finished_at: UnixMs | None
    added_at: UnixMs
    place: Place | None

    @property
    def searched(self) -> str:
        """What a search looks in."""
        return " ".join(filter(None, (self.title, self.artist, self.name))).casefold()


class Entry(_Model):
    """A row of the history (I1): when, for how long, and what of the book is shown with it."""

    id: EntryId
    book_id: BookId
    book_name: BookName
    book_title: BookText
    artist: BookText
    artwork_url: ArtworkUrl | None
    hidden: bool
    started_at: UnixMs
    ended_at: UnixMs

    @property
    def shown_title(self) -> str:
        return self.book_title or self.book_name or UNKNOWN_BOOK


class Player(_Model):
    """The last that was heard of a player. One that plays and was not heard for 15 s is gone."""

    id: OpaqueId
    device: DeviceName
    book_id: str
    status: Literal["playing", "stopped"]
    position_ms: PositionMs | None
    at: UnixMs


class PlayerReport(_Model):
    """A status of a player. `ago_ms` is how long ago it was, by the player's own clock; a heartbeat is sent every five
    seconds while it plays."""

    book_id: BookId
    status: PlayerStatus
    player_id: OpaqueId
    owner_id: OpaqueId = MAIN_PLAYER
    device: DeviceName = ""
    position_ms: PositionMs | None = None
    ago_ms: Annotated[int, Field(strict=True, ge=0, le=WINDOW_MS)] = 0


class Stretch(_Model):
    """A stretch of listening that a player kept while it was offline. The same `client_id` counts once. `position_ms`
    is where it ended; a book that was played somewhere else since then stays there."""

    client_id: OpaqueId
    book_id: BookId
    started_at: UnixMs
    ended_at: UnixMs
    owner_id: OpaqueId = MAIN_PLAYER
    position_ms: PositionMs | None = None


def format_time(duration_ms: int) -> str:
    """`m:ss`, from an hour on `h:mm:ss`; less than nothing is nothing (I17)."""
    seconds = max(0, duration_ms) // 1000
    hours, minutes, rest = seconds // 3600, seconds // 60 % 60, seconds % 60
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
