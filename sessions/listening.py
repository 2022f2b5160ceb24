"""Listening sessions: when somebody listened to which book, and for how long (docs/rules.md, I1–I19).

A session is a period of real time, not of the audio. While the main player plays, the end of its session is moved to
now at most every five seconds; when it stops, the end is set exactly, or the session is deleted if it was too short.
Playing the same book again within five minutes continues the same session.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, Field

from sessions.instant import UnixMs

MAIN_PLAYER: Final = "main"
"""The `owner_id` of the one player that counts (I2)."""
PLAYING: Final = "playing"
WINDOW_MS: Final = 5 * 60 * 1000
MIN_SESSION_MS: Final = 1000
THROTTLE_MS: Final = 5000
UNKNOWN_BOOK: Final = "Unknown book"


class Book(BaseModel):
    """A book; a hidden one is removed from the library but stays in the history (I18)."""

    model_config = ConfigDict(frozen=True)

    id: str
    name: str
    title: str | None = None
    artist: str | None = None
    artwork_url: str | None = None
    duration_ms: Annotated[int, Field(strict=True, ge=0)] | None = None
    hidden: bool = False


class ListeningSession(BaseModel):
    """One entry of the history (I1). Times are Unix ms."""

    model_config = ConfigDict(frozen=True)

    id: str
    book_id: str
    started_at: UnixMs
    ended_at: UnixMs

    @property
    def duration_ms(self) -> int:
        return max(0, self.ended_at - self.started_at)


History = tuple[ListeningSession, ...]
"""A user's entries in the order in which they began to be stored."""


def current_session(history: Iterable[ListeningSession], book_id: str, now_ms: int) -> ListeningSession | None:
    """The book's session that can still be continued: it ended no more than five minutes ago; exactly five minutes are
    too long (I5, I6).

    Of several, the one that started last.
    """
    open_ = [entry for entry in history if entry.book_id == book_id and entry.ended_at > now_ms - WINDOW_MS]
    return max(open_, key=lambda entry: entry.started_at, default=None)


def _with(history: History, old: ListeningSession, ended_at: int) -> History:
    # A clock that went backwards must not shorten what was stored.
    new = old.model_copy(update={"ended_at": max(old.ended_at, ended_at)})
    return tuple(new if entry is old else entry for entry in history)


def track(history: History, book_id: str, now_ms: int, new_id: str, *, book_exists: bool = True) -> History:
    """The book is playing: its current session ends now, or a new one begins (I5, I7, I13).

    A book that does not exist changes nothing unless it has a session to continue (I14).
    """
    session = current_session(history, book_id, now_ms)
    if session is not None:
        return _with(history, session, now_ms)
    if not book_exists:
        return history
    return (*history, ListeningSession(id=new_id, book_id=book_id, started_at=now_ms, ended_at=now_ms))


def finalize(history: History, book_id: str, now_ms: int) -> History:
    """The book stopped: its session ends now, or is deleted if it lasted less than a second (I8).

    Without a current session nothing happens (I14).
    """
    session = current_session(history, book_id, now_ms)
    if session is None:
        return history
    if max(now_ms, session.ended_at) - session.started_at < MIN_SESSION_MS:
        return tuple(entry for entry in history if entry is not session)
    return _with(history, session, now_ms)


@dataclass(frozen=True, slots=True)
class Player:
    """The state of one device's player: the book it plays, and when that was last stored."""

    book_id: str | None = None
    tracked_at_ms: int | None = None


def on_status(
    player: Player,
    history: History,
    *,
    owner_id: str,
    status: str,
    book_id: str,
    now_ms: int,
    new_id: str,
    book_exists: bool = True,
) -> tuple[Player, History]:
    """Applies a status of an audio player (I4, I9, I10, I12); players other than the main one are ignored (I2).

    A playing status within five seconds of the last stored one for the same book is ignored; a stop never is. Another
    book ends the session of the previous one even without a stop.
    """
    if owner_id != MAIN_PLAYER:
        return player, history
    if player.book_id is not None and (status != PLAYING or player.book_id != book_id):
        history = finalize(history, player.book_id, now_ms)
        player = Player()
    if status != PLAYING:
        return player, history
    if player.tracked_at_ms is not None and now_ms - player.tracked_at_ms < THROTTLE_MS:
        return replace(player, book_id=book_id), history
    return Player(book_id, now_ms), track(history, book_id, now_ms, new_id, book_exists=book_exists)


def newest_first(history: Iterable[ListeningSession]) -> list[ListeningSession]:
    """The history as people see it (I16)."""
    return sorted(history, key=lambda entry: entry.started_at, reverse=True)


def shown_title(book: Book | None) -> str:
    """The title; without one the file's name; a fixed text for a book that is no longer known (I16, I18)."""
    return (book and (book.title or book.name)) or UNKNOWN_BOOK


def format_time(duration_ms: int) -> str:
    """`m:ss`, from an hour on `h:mm:ss`; a negative duration is `0:00` (I17)."""
    seconds = max(0, duration_ms) // 1000
    hours, minutes, rest = seconds // 3600, seconds // 60 % 60, seconds % 60
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
