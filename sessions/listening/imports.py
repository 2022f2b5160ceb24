"""Histories of other programs as stretches of ours: listens of ListenBrainz, sessions of Audiobookshelf.

Their ids follow from what is imported, so an item that is imported twice counts once. An item that cannot be read is
refused with a reason; fields that are not needed are ignored.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from pydantic import TypeAdapter

from sessions.listening.session import (
    TEXT_LIMIT,
    BookId,
    BookName,
    BookText,
    PositionMs,
    Stretch,
)

_BOOK_ID: Final = TypeAdapter(BookId)
_NAME: Final = TypeAdapter(BookName)
_TEXT: Final[TypeAdapter[str | None]] = TypeAdapter(BookText)
_LENGTH: Final = TypeAdapter(PositionMs)


@dataclass(frozen=True, slots=True)
class ImportedStretch:
    """A stretch, and the book that it is of as a player would add it."""

    stretch: Stretch
    book: dict[str, Any]


class UnreadableError(Exception):
    """The item cannot be imported; its argument is the reason."""


def from_listenbrainz(item: Mapping[str, Any]) -> ImportedStretch:
    """A listen. It has a start and, in `additional_info`, what was played of it or the length of the track.
    Raises UnreadableError: invalid, no_length."""
    try:
        track = item["track_metadata"]
        info = track.get("additional_info") or {}
        title, artist = _text(track["track_name"]), _text(track["artist_name"])
        started_at = _whole(item["listened_at"]) * 1000
        if _whole(info.get("started_at", 0)) // 1000 * 1000 == started_at:
            started_at = info["started_at"]  # of our own exports: to the millisecond
        length = _length_of(info)
        book_id = info["book_id"] if "book_id" in info else _digest("lb", f"{artist}\n{title}")
        book = _book(info.get("book_name") or title, title, artist, None)
        id_ = _digest("lb", f"{started_at}\n{book_id}")
        stretch = Stretch(
            client_id=id_,
            book_id=_BOOK_ID.validate_python(book_id),
            started_at=started_at,
            ended_at=started_at + length,
        )
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise UnreadableError("invalid") from error
    return ImportedStretch(stretch, book)


def from_audiobookshelf(item: Mapping[str, Any]) -> ImportedStretch:
    """A listening session. Its `updatedAt` is not its end: that also moves when it is synchronized later.
    Raises UnreadableError: invalid."""
    try:
        started_at, listened = _whole(item["startedAt"]), _ms(item["timeListening"] or 0)
        id_, media = item["id"], item["libraryItemId"] or item["bookId"]
        if not isinstance(id_, str) or not isinstance(media, str):
            raise TypeError(id_, media)
        episode = item.get("episodeId")
        book_id = f"abs-{media}" if not episode else _digest("abs", f"{media}\n{episode}")
        title, artist = _text(item.get("displayTitle")), _text(item.get("displayAuthor"))
        stretch = Stretch(
            client_id=f"abs-{id_}",
            book_id=_BOOK_ID.validate_python(book_id),
            started_at=started_at,
            ended_at=started_at + listened,
            position_ms=_ms(item.get("currentTime") or 0),
        )
        book = _book(title or book_id, title, artist, _ms(item.get("duration") or 0) or None)
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise UnreadableError("invalid") from error
    return ImportedStretch(stretch, book)


def _book(name: Any, title: str | None, artist: str | None, duration_ms: int | None) -> dict[str, Any]:
    return {
        "name": _NAME.validate_python(name[:TEXT_LIMIT]),
        "title": title,
        "artist": artist,
        "artwork_url": None,
        "duration_ms": None if duration_ms is None else _LENGTH.validate_python(duration_ms),
    }


def _length_of(info: Mapping[str, Any]) -> int:
    """In ms. Listens of our own exports have their exact end."""
    if "started_at" in info and "ended_at" in info:
        return _whole(info["ended_at"]) - _whole(info["started_at"])
    for name, unit in (("duration_played", 1000), ("duration_ms", 1), ("duration", 1000)):
        if info.get(name):
            return int(_whole(info[name]) * unit)
    raise UnreadableError("no_length")


def _text(text: Any) -> str | None:
    if text is not None and not isinstance(text, str):
        raise TypeError(text)
    return _TEXT.validate_python(text[:TEXT_LIMIT] if text else None)


def _whole(number: Any) -> int:
    if isinstance(number, bool) or not isinstance(number, int):
        raise TypeError(number)
    return number


def _ms(seconds: Any) -> int:
    """Audiobookshelf counts in seconds, with fractions."""
    if isinstance(seconds, bool) or not isinstance(seconds, int | float) or not 0 <= seconds < 1e9:
        raise ValueError(seconds)
    return round(seconds * 1000)


def _digest(kind: str, text: str) -> str:
    return f"{kind}-{hashlib.sha256(text.encode()).hexdigest()[:40]}"
