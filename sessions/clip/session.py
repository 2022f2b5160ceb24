"""Clip sessions: a stream, its segments and the moments that viewers mark (docs/rules.md, C1–C26).

    created ──start──► active ◄──resume──┐
                         ├────pause────► paused
                         └─end─► ended ◄─end─┘

Only an active session accepts moments (C2); it has exactly one open segment then, and none otherwise (C7). Nothing
changes by itself (C4).
"""

from collections.abc import Iterable
from enum import StrEnum
from typing import Annotated, Final, Literal, NamedTuple, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from sessions.base.ids import EntityId, SessionId
from sessions.base.instant import Instant, UnixMs
from sessions.base.text import (
    DisplayName,
    Game,
    Note,
    OpaqueId,
    Title,
)

DEFAULT_TITLE: Final = "Untitled stream"
MAX_LEAD_SECONDS: Final = 60

ClipRole = Literal["owner", "viewer"]


class Status(StrEnum):
    """The four states of C1."""

    CREATED = "created"
    ACTIVE = "active"
    PAUSED = "paused"
    ENDED = "ended"


class Action(StrEnum):
    """What the streamer can do to the state (C6, C8–C10)."""

    START = "start"
    PAUSE = "pause"
    RESUME = "resume"
    END = "end"


class Transition(NamedTuple):
    """Where an action may begin and where it leads; every other start is refused (C11)."""

    legal_from: frozenset[Status]
    to: Status


TRANSITIONS: Final[dict[Action, Transition]] = {
    Action.START: Transition(frozenset({Status.CREATED}), Status.ACTIVE),
    Action.PAUSE: Transition(frozenset({Status.ACTIVE}), Status.PAUSED),
    Action.RESUME: Transition(frozenset({Status.PAUSED}), Status.ACTIVE),
    # A stream that was never started has nothing to review, so ending it from `created` is refused.
    Action.END: Transition(frozenset({Status.ACTIVE, Status.PAUSED}), Status.ENDED),
}


class Tag(StrEnum):
    """The quick tags (C26)."""

    EPIC = "epic"
    FUNNY = "funny"
    RIP = "rip"
    CLUTCH = "clutch"
    WIN = "win"


TAG_LABELS: Final[dict[Tag, str]] = {
    Tag.EPIC: "🔥 EPIC",
    Tag.FUNNY: "😂 FUNNY",
    Tag.RIP: "💀 RIP",
    Tag.CLUTCH: "😲 CLUTCH",
    Tag.WIN: "🏆 WIN",
}


def _titled(title: str) -> str:
    return title or DEFAULT_TITLE


ClipTitle = Annotated[Title, AfterValidator(_titled)]
LeadSeconds = Annotated[int, Field(strict=True, ge=0, le=MAX_LEAD_SECONDS)]
"""Whole seconds subtracted from every tap, because people press a little late."""
Seconds = Annotated[int, Field(strict=True, ge=0)]


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, json_schema_serialization_defaults_required=True)


class ClipSession(_Model):
    """One live stream (C21). Times are Unix ms as attributes and ISO 8601 in JSON."""

    id: SessionId
    title: str
    game: str
    status: Status
    created_at: Instant
    updated_at: Instant
    viewer_url: str
    control_url: str
    lead_seconds: LeadSeconds = 0
    slow_seconds: int = 0
    """Slow mode: the least seconds between two moments of one viewer, where that is more than usual (PE12)."""
    shows_heat: bool = False
    """Whether viewers see how many people mark moments right now (CL20)."""


class Segment(_Model):
    """A part of the stream between two breaks (C21); open while `end_time` is None."""

    id: EntityId
    session_id: SessionId
    index: Annotated[int, Field(strict=True, ge=1)]
    start_time: Instant
    end_time: Instant | None
    created_at: Instant


class Clip(_Model):
    """One tap (C21).

    `offset_seconds` is the value to use: the reaction lead is already subtracted. `raw_offset_seconds` is the offset
    before that. `tapped_at` is when the viewer pressed, `created_at` when the server stored it: they differ for a tap
    that waited offline.
    """

    id: EntityId
    session_id: SessionId
    segment_id: EntityId
    segment_index: Annotated[int, Field(strict=True, ge=1)]
    offset_seconds: Seconds
    offset_hms: str
    raw_offset_seconds: Seconds
    note: Note
    tag: Tag | None
    submitted_by: str | None
    person: str
    """Who tapped: the same for all taps of one identity in a session, another in every session, and never an id of
    theirs."""
    clipped: bool
    created_at: Instant
    tapped_at: Instant
    note_edited: bool = False
    """Whether the streamer edited the note; the moment is then named by it, whatever viewers wrote."""


class NewClipSession(_Model):
    """What creates a session (C5)."""

    title: ClipTitle = DEFAULT_TITLE
    game: Game = ""
    lead_seconds: LeadSeconds = 0
    like: SessionId | None = None
    """The caller's stream whose settings this one starts with (CL21)."""


class ClipSessionChange(_Model):
    """The fields of a session to change; a field that is left out stays as it is."""

    title: ClipTitle | None = None
    game: Game | None = None
    lead_seconds: LeadSeconds | None = None
    shows_heat: Annotated[bool, Field(strict=True)] | None = None


class ClipSubmission(_Model):
    """A viewer's tap (C12). `tapped_at` is Unix ms on the server's clock, for a tap that had to wait."""

    note: Note = None
    tag: Tag | None = None
    submitted_by: DisplayName = None
    submission_id: OpaqueId | None = None
    tapped_at: UnixMs | None = None


class ClipChange(_Model):
    """What is changed about a tap (C18, CL17): a field that is left out stays as it is, a null note or tag is
    removed."""

    clipped: Annotated[bool, Field(strict=True)] | None = None
    note: Note = None
    tag: Tag | None = None

    @model_validator(mode="after")
    def _something(self) -> Self:
        if not self.model_fields_set:
            raise ValueError("Give `clipped`, `note` or `tag`")
        return self


MAX_MOMENT_SECONDS: Final = 30
"""The longest time from a moment's first tap to its last: the length of a clip. Taps that never pause are split into
several moments."""
MAX_MERGED_SECONDS: Final = 120
"""The longest moment that is put together by hand: four of the longest ones. Marking and removing one takes a script a
fifty taps, so it must end."""
MomentSeconds = Annotated[int, Field(ge=0, lt=10_000_000)]
"""The store's sort order leaves a segment 115 days; this is below that. Not strict: numbers in a query string are
text."""


class MomentRef(_Model):
    """Names a moment: its segment and the offsets of its first and its last tap, both included."""

    segment_index: Annotated[int, Field(ge=1, le=1_000_000)]
    first_seconds: MomentSeconds
    last_seconds: MomentSeconds

    @model_validator(mode="after")
    def _of_a_moments_length(self) -> Self:
        if not 0 <= self.last_seconds - self.first_seconds <= MAX_MERGED_SECONDS:
            raise ValueError(f"A moment is 0 to {MAX_MERGED_SECONDS} s long")
        return self


def order_key(clip: Clip) -> tuple[int, int]:
    """The sort key of C14. Equal keys keep their order, so the list must be in the order of creation and the sort
    stable."""
    return clip.segment_index, clip.offset_seconds


def chronological(clips_as_created: Iterable[Clip]) -> list[Clip]:
    """The clips in the order of C14."""
    return sorted(clips_as_created, key=order_key)
