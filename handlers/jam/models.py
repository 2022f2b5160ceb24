"""The models of a jam's routes and events (S6–S14).

A state is checked by sessions/jam/validation.py, which names every violation with its path; here it is any JSON.
"""

from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field, RootModel

from handlers.api.lazy_model import LazyModel
from sessions.base.ids import SessionId
from sessions.base.instant import UnixMs
from sessions.base.people import Link
from sessions.base.text import Note, OpaqueId
from sessions.jam.state import LONGEST_NAME, MOST_PATHS


class Strict(LazyModel):
    model_config = ConfigDict(extra="forbid")


class ParameterLock(LazyModel):
    """How one step differs from its track (S9)."""

    pitch: int | None = None
    volume: float | None = None


class JamTrack(LazyModel):
    """A track (S8); the lists are as long as `stepCount`, or longer when a later step is set."""

    id: str
    name: str
    sampleId: str  # noqa: N815 - the document's names
    steps: list[bool]
    parameterLocks: list[ParameterLock | None]  # noqa: N815
    volume: float
    muted: bool
    soloed: bool
    playbackMode: Literal["oneshot", "gate"]  # noqa: N815
    transpose: int
    stepCount: int  # noqa: N815


class JamState(LazyModel):
    """A whole state (S7)."""

    tracks: list[JamTrack]
    tempo: float
    swing: float
    version: int


class TrackLayout(LazyModel):
    """A track's `order`, a fractional index, and its colour, 0–7."""

    order: str
    color: int


class JamStopped(LazyModel):
    """The shared transport is stopped."""

    playing: Literal[False]


class JamPlaying(LazyModel):
    """The shared transport plays: at `at` (Unix ms, the server's clock) it was at `step`."""

    playing: Literal[True]
    at: UnixMs
    step: float


class JamTransport(RootModel[JamPlaying | JamStopped]):
    """The shared transport."""


class JamSession(LazyModel):
    """A jam (S6, K18). Times in Unix ms; `lastAccessedAt` and `orphaned` are from before this read (D6)."""

    id: str
    name: str | None
    createdAt: UnixMs  # noqa: N815
    updatedAt: UnixMs  # noqa: N815
    lastAccessedAt: UnixMs  # noqa: N815
    remixedFrom: str | None  # noqa: N815
    remixedFromName: str | None  # noqa: N815
    parentDeleted: bool  # noqa: N815
    remixCount: int  # noqa: N815
    ownerId: str | None  # noqa: N815
    isPublic: bool  # noqa: N815
    immutable: bool
    publishedFrom: str | None  # noqa: N815
    orphaned: bool
    state: JamState
    layout: dict[str, TrackLayout]
    transport: JamTransport


RequestedName = Annotated[str, Field(max_length=LONGEST_NAME)]
"""The setting `jam_name_length` has the limit that a violation names."""


class NewJam(Strict):
    """A new session; without a state it is empty."""

    state: Any = None
    name: RequestedName | None = None


Ignored = Annotated[Any, Field(description="As GET gives it; ignored")]


class WholeState(Strict):
    """The new content of the session. A body may be the answer of GET: fields that a PUT cannot change are ignored
    (D21)."""

    state: Any
    name: RequestedName | None = None
    id: Ignored = None
    createdAt: Ignored = None  # noqa: N815
    updatedAt: Ignored = None  # noqa: N815
    lastAccessedAt: Ignored = None  # noqa: N815
    remixedFrom: Ignored = None  # noqa: N815
    remixedFromName: Ignored = None  # noqa: N815
    parentDeleted: Ignored = None  # noqa: N815
    remixCount: Ignored = None  # noqa: N815
    ownerId: Ignored = None  # noqa: N815
    isPublic: Ignored = None  # noqa: N815
    immutable: Ignored = None
    publishedFrom: Ignored = None  # noqa: N815
    orphaned: Ignored = None
    layout: Ignored = None
    transport: Ignored = None


class RestoreVersion(Strict):
    """`edit_id` identifies the edit that restores, as in `edit_session`; without one, it gets a random one."""

    edit_id: OpaqueId | None = None


class JamChange(Strict):
    """A new name; null removes it. Only the owner decides whether everybody with the link may open the session."""

    name: RequestedName | None = None
    isPublic: Annotated[bool | None, Field(strict=True)] = None  # noqa: N815


class CreatedJam(LazyModel):
    """The new session."""

    id: str
    url: str
    createdAt: UnixMs  # noqa: N815


class RemixedJam(CreatedJam):
    """The copy."""

    remixedFrom: str  # noqa: N815


class PublishedJam(CreatedJam):
    """The published copy, which nobody can change."""

    model_config = ConfigDict(json_schema_serialization_defaults_required=True)

    immutable: Literal[True] = True
    publishedFrom: str  # noqa: N815


class UpdatedJam(LazyModel):
    """When it was changed."""

    id: str
    updatedAt: UnixMs  # noqa: N815


class ChangedJam(UpdatedJam):
    """The new name and access."""

    name: str | None
    isPublic: bool  # noqa: N815


class NameVersion(Strict):
    """The name of a version; null takes it away."""

    name: Note


class NamedVersion(LazyModel):
    """The version and its name now."""

    id: str
    name: str | None


class VersionNamed(LazyModel):
    """The name that a version has now; null for none. A version may be new, or gone with its name."""

    version: str
    name: str | None


class JamVersion(LazyModel):
    """A state that is kept: when it was last edited, by whom, and its name if it has one."""

    id: str
    at: UnixMs
    by: str | None
    name: str | None
    tracks: int
    tempo: float


class JamHistory(LazyModel):
    """Newest first."""

    items: list[JamVersion]


class EarlierJam(LazyModel):
    """An earlier state, to listen to."""

    id: str
    at: UnixMs
    by: str | None
    name: str | None
    state: JamState
    layout: dict[str, TrackLayout]


class EditSession(LazyModel):
    """Sets paths; null sets a path to its default, and removes a track. The same `edit_id` again changes nothing."""

    session_id: SessionId
    edit_id: OpaqueId
    set: Annotated[dict[str, Any], Field(max_length=MOST_PATHS)]


class EditedSession(LazyModel):
    """`seq` of the edit's event, or of the last event when nothing changed; `dropped`: paths of tracks that do not
    exist any more."""

    seq: int
    dropped: list[str]


class SetTransport(LazyModel):
    """Starts or stops the shared transport."""

    session_id: SessionId
    playing: Annotated[bool, Field(strict=True)]


class TransportSet(LazyModel):
    """The shared transport now."""

    transport: JamTransport


class JamLimits(LazyModel):
    """The limits of this installation: the most tracks, the slowest and the fastest tempo."""

    tracks: int
    tempo: tuple[int, int]


class JamView(LazyModel):
    """A jam at the start of a subscription; `seq` is the number of its last event, `link` what the link lets
    everybody do, `locked` whether only owners may edit for now."""

    session: JamSession
    seq: int
    link: Link
    locked: bool
    limits: JamLimits


class Edited(LazyModel):
    """The changed paths, in the form of `edit_session`. While the shared transport plays, a new tempo or swing begins
    at the step of `transport`, which is still to come."""

    set: dict[str, Any]
    edit_id: str
    transport: JamTransport | None = None


class Remixed(LazyModel):
    """How many remixes there are."""

    remixCount: int  # noqa: N815


class VisibilityChanged(LazyModel):
    """Whether everybody with the link may open the jam, and what it lets them do."""

    isPublic: bool  # noqa: N815
    link: Link | None = None


class ClockReading(LazyModel):
    """The server's clock in Unix ms."""

    now: UnixMs
