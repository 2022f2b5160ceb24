"""The models of requests and answers of clip sessions."""

from typing import Annotated

from pydantic import Field

from handlers.api.lazy_model import LazyModel
from sessions.base.ids import EntityId, SessionId
from sessions.base.instant import UnixMs
from sessions.clip.exports import ExportOptions, Format
from sessions.clip.review import Review, ReviewChange
from sessions.clip.session import (
    Clip,
    ClipRole,
    ClipSession,
    ClipSubmission,
    MomentRef,
    Segment,
)
from storage.clip.store import CURSOR


class ClipSessionView(LazyModel):
    """A session as one user may see it; `now` is the server's clock in Unix ms. A viewer sees their own clips only.
    `next_cursor` leads to the next page of the clips, null at the end. `review` is for streamers, on the first page.
    `heat` is how many people have marked a moment in the last ten seconds, 0 when the session does not show it."""

    session: ClipSession
    segments: list[Segment]
    clips: list[Clip]
    role: ClipRole
    viewers: int
    now: UnixMs
    next_cursor: str | None
    may_mark: bool
    review: Review | None
    heat: int


class ClipSessionRow(ClipSession):
    """A session in the streamer's list: how many moments it has, and where they lie on its timeline."""

    moments: int
    heat: list[int]


class ClipSessionList(LazyModel):
    """Newest first; `next_cursor` is null at the end."""

    items: list[ClipSessionRow]
    next_cursor: str | None


class ListQuery(LazyModel):
    """The page of a list to read."""

    cursor: Annotated[str, Field(pattern=r"^\d{0,16}$")] = ""


class PageQuery(LazyModel):
    """Which page of a session: `next_cursor` of the one before."""

    cursor: Annotated[str, Field(pattern=CURSOR)] = ""


class ControlLink(LazyModel):
    """Makes the first user who opens it an owner too; once, for ten minutes."""

    url: str
    expires_at: UnixMs


class ControlTicket(LazyModel):
    """The ticket of a control link."""

    ticket: Annotated[str, Field(max_length=64)]


class Controlled(LazyModel):
    """The session that the user now owns too."""

    session: ClipSession
    role: ClipRole


class SubmitClip(ClipSubmission):
    """A viewer's tap."""

    session_id: SessionId


class MarkClip(LazyModel):
    """Whether a tap has been cut out."""

    session_id: SessionId
    clip_id: EntityId
    clipped: Annotated[bool, Field(strict=True)]


class MomentMark(LazyModel):
    """Whether a moment has been cut out."""

    clipped: Annotated[bool, Field(strict=True)]


class MarkMoment(MomentRef, MomentMark):
    """Whether a moment, named by its segment and offsets, has been cut out."""

    session_id: SessionId


class MarkMoments(LazyModel):
    """Whether moments, a hundred at most, have been cut out."""

    session_id: SessionId
    moments: Annotated[list[MomentRef], Field(max_length=100, fail_fast=True)]
    clipped: Annotated[bool, Field(strict=True)]


class RemoveMoment(MomentRef):
    """A moment, named by its segment and offsets."""

    session_id: SessionId


class OneMoment(LazyModel):
    """How many taps the moment has."""

    taps: int


class RemoveClip(LazyModel):
    """The tap to remove."""

    session_id: SessionId
    clip_id: EntityId


class MomentDeleted(OneMoment):
    """How many taps were removed, and the step that undoes it."""

    step: int


class OneSession(LazyModel):
    """The session after the change."""

    session: ClipSession


class OneClip(LazyModel):
    """The tap after the change."""

    clip: Clip


class SessionMoved(LazyModel):
    """The session has changed its state; `segment` is the one that was opened or closed."""

    session: ClipSession
    segment: Segment | None


class ClipMarked(LazyModel):
    """Whether a tap has been cut out."""

    clip_id: EntityId
    clipped: bool


class MomentMarked(LazyModel):
    """Whether taps of a moment have been cut out: at most fifty. A moment with more taps has several events."""

    clip_ids: list[EntityId]
    clipped: bool


class MomentRemoved(LazyModel):
    """Taps that were removed: at most fifty of one moment, or about a hundred of removed people. More taps have several
    events."""

    clip_ids: list[EntityId]


class ClipRemoved(LazyModel):
    """A tap that was removed."""

    clip_id: EntityId


class ReviewChanged(ReviewChange):
    """What a streamer decided; null is as it was, and so is every cut and span that is not named."""


class BestChanged(LazyModel):
    """When the best moments were published; null when they were taken back."""

    published_at: UnixMs | None


class MomentsRestored(LazyModel):
    """Moments that a step took away and that are there again; at most sixteen in one event."""

    clips: list[Clip]


class Viewers(LazyModel):
    """How many people watch."""

    viewers: int


class Heat(LazyModel):
    """How many people have marked a moment in the last ten seconds."""

    people: int


class ExportQuery(ExportOptions):
    """Which file, and what goes into it."""

    format: Format


class ExportPreview(LazyModel):
    """An export as text, and sentences about what was added, merged or left out. `left_out` are the lines that found no
    room."""

    filename: str
    media_type: str
    content: str
    notes: list[str]
    left_out: list[str]
