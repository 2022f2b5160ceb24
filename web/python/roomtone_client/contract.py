"""Made from the server's contract by `make docs`. Do not edit."""

from __future__ import annotations

from typing import Any, Literal, NotRequired, TypedDict


class Account(TypedDict):
    """The user behind a token and when the token ends, Unix ms."""

    user: Person
    expires_at: int


class Activated(TypedDict):
    """The session that is active now (V16)."""

    session_id: str
    session_name: str
    is_active: bool
    url: str
    success: Literal[True]


class ActiveBrief(TypedDict):
    """The active session in short (V15); `is_active` says that it is open."""

    session_id: str
    session_name: str
    is_active: bool
    url: str


class ActiveSession(TypedDict):
    """The user's active session, or null."""

    active_session: ActiveBrief | None


class AskedJobs(TypedDict):
    """The jobs that were asked for."""

    jobs: list[str]


class ChangedJam(TypedDict):
    """What it is now."""

    id: str
    updatedAt: int
    name: str | None
    isPublic: bool


class ChunkAdded(TypedDict):
    """A chunk that has arrived."""

    recording: Recording
    recording_id: str
    chunk: int


class Clip(TypedDict):
    """One marked moment (C21). `offset_seconds` is the truth and has the reaction lead taken off;
    `raw_offset_seconds` has not. `tapped_at` is when the viewer pressed, `created_at` when the server stored it:
    they differ for a tap that waited offline."""

    id: str
    session_id: str
    segment_id: str
    segment_index: int
    offset_seconds: int
    offset_hms: str
    raw_offset_seconds: int
    note: str | None
    tag: Tag | None
    submitted_by: str | None
    clipped: bool
    created_at: str
    tapped_at: str
    note_edited: bool


class ClipAudienceSignal(TypedDict):
    """How many people watch."""

    session_id: str
    type: Literal["audience"]
    by: str | None
    data: Viewers


class ClipChange(TypedDict):
    """What the streamer changes about a moment (C18): a field that is absent stays, a null note goes."""

    clipped: NotRequired[bool | None]
    note: NotRequired[str | None]


class ClipDeletedEvent(TypedDict):
    """Nothing."""

    session_id: str
    seq: int
    type: Literal["deleted"]
    at: int
    by: str | None
    data: EmptyPayload


class ClipEditedEvent(TypedDict):
    """The moment after the change."""

    session_id: str
    seq: int
    type: Literal["clip_edited"]
    at: int
    by: str | None
    data: OneClip


class ClipMarked(TypedDict):
    """Whether a moment has been cut out."""

    clip_id: str
    clipped: bool


class ClipMarkedEvent(TypedDict):
    """Whether a moment has been cut out."""

    session_id: str
    seq: int
    type: Literal["clip_marked"]
    at: int
    by: str | None
    data: ClipMarked


class ClipMomentMarkedEvent(TypedDict):
    """Whether taps of a moment have been cut out. A crowd's moment is told of in several events, a hundred taps
    in each."""

    session_id: str
    seq: int
    type: Literal["moment_marked"]
    at: int
    by: str | None
    data: MomentMarked


class ClipMomentRemovedEvent(TypedDict):
    """Taps of a moment that are gone. A crowd's moment is told of in several events, a hundred taps in each."""

    session_id: str
    seq: int
    type: Literal["moment_removed"]
    at: int
    by: str | None
    data: MomentRemoved


class ClipRemoved(TypedDict):
    """A moment that is gone."""

    clip_id: str


class ClipRemovedEvent(TypedDict):
    """A moment that is gone."""

    session_id: str
    seq: int
    type: Literal["clip_removed"]
    at: int
    by: str | None
    data: ClipRemoved


class ClipSession(TypedDict):
    """One live stream (C21). Times are Unix ms as attributes and ISO 8601 in JSON."""

    id: str
    title: str
    game: str
    status: Status
    created_at: str
    updated_at: str
    viewer_url: str
    control_url: str
    lead_seconds: int


class ClipSessionChange(TypedDict):
    """The fields of a session to change; absent ones stay."""

    title: NotRequired[str | None]
    game: NotRequired[str | None]
    lead_seconds: NotRequired[int | None]


class ClipSessionEndedEvent(TypedDict):
    """The session is in another state; `segment` is the one that was opened or closed."""

    session_id: str
    seq: int
    type: Literal["session_ended"]
    at: int
    by: str | None
    data: SessionMoved


class ClipSessionList(TypedDict):
    """Newest first; `next_cursor` is null at the end."""

    items: list[ClipSessionRow]
    next_cursor: str | None


class ClipSessionPausedEvent(TypedDict):
    """The session is in another state; `segment` is the one that was opened or closed."""

    session_id: str
    seq: int
    type: Literal["session_paused"]
    at: int
    by: str | None
    data: SessionMoved


class ClipSessionResumedEvent(TypedDict):
    """The session is in another state; `segment` is the one that was opened or closed."""

    session_id: str
    seq: int
    type: Literal["session_resumed"]
    at: int
    by: str | None
    data: SessionMoved


class ClipSessionRow(TypedDict):
    """A session in the streamer's list: how many moments, and where on its timeline they lie."""

    id: str
    title: str
    game: str
    status: Status
    created_at: str
    updated_at: str
    viewer_url: str
    control_url: str
    lead_seconds: int
    moments: int
    heat: list[int]


class ClipSessionStartedEvent(TypedDict):
    """The session is in another state; `segment` is the one that was opened or closed."""

    session_id: str
    seq: int
    type: Literal["session_started"]
    at: int
    by: str | None
    data: SessionMoved


class ClipSessionUpdatedEvent(TypedDict):
    """The session after the change."""

    session_id: str
    seq: int
    type: Literal["session_updated"]
    at: int
    by: str | None
    data: OneSession


class ClipSessionView(TypedDict):
    """A session as one user may see it; a viewer's clips are their own. `now` is the server's clock in Unix ms.
    `next_cursor` leads to the next page of the clips, null at the end."""

    session: ClipSession
    segments: list[Segment]
    clips: list[Clip]
    role: Literal["owner", "viewer"]
    viewers: int
    now: int
    next_cursor: str | None


class ClipSubmission(TypedDict):
    """A viewer's tap (C12). `tapped_at` is Unix ms on the server's clock, for a tap that had to wait."""

    note: NotRequired[str | None]
    tag: NotRequired[Tag | None]
    submitted_by: NotRequired[str | None]
    submission_id: NotRequired[str | None]
    tapped_at: NotRequired[int | None]


class ClipSubmittedEvent(TypedDict):
    """The moment after the change."""

    session_id: str
    seq: int
    type: Literal["clip_submitted"]
    at: int
    by: str | None
    data: OneClip


class ClipSubscribed(TypedDict):
    """The answer to a subscription of a clip session."""

    role: Literal["owner", "viewer"]
    position: FeedPosition
    now: int
    snapshot: NotRequired[ClipSessionView | None]
    events: NotRequired[list[ClipEvent] | None]


class ClockReading(TypedDict):
    """The server's clock in Unix ms."""

    now: int


class ControlLink(TypedDict):
    """Makes whoever opens it first an owner too; once, for ten minutes."""

    url: str
    expires_at: int


class ControlTicket(TypedDict):
    """The ticket of a control link."""

    ticket: str


class Controlled(TypedDict):
    """The session that is now yours too."""

    session: ClipSession
    role: Literal["owner", "viewer"]


class CreatedJam(TypedDict):
    """Where the new session is."""

    id: str
    url: str
    createdAt: int


class DeletedItem(TypedDict):
    """Something in the bin. `item_id` is the session's id for a session; `title` is a material's name or text,
    `number` a recording's; at `gone_at` it is deleted for good."""

    kind: Literal["session", "recording", "material"]
    session_id: str
    item_id: str
    session_name: str
    title: str
    number: int
    deleted_at: str
    gone_at: str


class DeletedList(TypedDict):
    """What the user can bring back, the newest first; at most 500."""

    items: list[DeletedItem]


class DoneAnswer(TypedDict):
    """The session after the close, and how often it has been closed."""

    session: VoiceSession
    done_count: int


class EarlierJam(TypedDict):
    """An earlier state, to listen to."""

    id: str
    at: int
    by: str | None
    name: str | None
    state: JamState
    layout: dict[str, TrackLayout]


class EditSession(TypedDict):
    """Sets paths; null sets one to its default, and removes a track. The same `edit_id` again changes nothing."""

    session_id: str
    edit_id: str
    set: dict[str, Any]


class Edited(TypedDict):
    """Paths that were set, as `edit_session` takes them; `transport` when a new tempo moved the shared music."""

    set: dict[str, Any]
    edit_id: str
    transport: NotRequired[JamTransport | None]


class EditedSession(TypedDict):
    """`seq` of the edit's event, or of the last one when nothing counted; `dropped`: paths of tracks that are
    gone."""

    seq: int
    dropped: list[str]


class EmptyPayload(TypedDict):
    """Nothing."""


class ExportPreview(TypedDict):
    """An export as text, and in words what had to be added, merged or left out."""

    filename: str
    media_type: str
    content: str
    notes: list[str]


class ExportQuery(TypedDict):
    """Which file, and what goes into it."""

    per: NotRequired[Per]
    clipped_only: NotRequired[bool]
    breaks: NotRequired[Breaks]
    fps: NotRequired[FrameRate]
    vod_url: NotRequired[str | None]
    format: Format


class FeedPosition(TypedDict):
    """Where a feed stands. Another epoch means that older numbers say nothing any more."""

    epoch: str
    seq: int


class FinishRecording(TypedDict):
    """How many chunks the recording has in all."""

    chunks: int


FromPeer = TypedDict("FromPeer", {"from": "str"})
"""What another browser said; `from` is the connection to answer to."""


class IceServer(TypedDict):
    """Servers through which browsers find each other (RTCIceServer); STUN asks for no name."""

    urls: list[str]
    username: NotRequired[str | None]
    credential: NotRequired[str | None]


class IssuedToken(TypedDict):
    """A token; the same is set as the HttpOnly cookie `roomtone_token`."""

    user: Person
    expires_at: int
    token: str


class JamChange(TypedDict):
    """Another name; null takes it away. Whether everybody with the link may open it is its owner's to say."""

    name: NotRequired[str | None]
    isPublic: NotRequired[bool | None]


class JamDeletedEvent(TypedDict):
    """Nothing."""

    session_id: str
    seq: int
    type: Literal["deleted"]
    at: int
    by: str | None
    data: EmptyPayload


class JamEditedEvent(TypedDict):
    """Paths that were set, as `edit_session` takes them; `transport` when a new tempo moved the shared music."""

    session_id: str
    seq: int
    type: Literal["edited"]
    at: int
    by: str | None
    data: Edited


class JamHistory(TypedDict):
    """Newest first."""

    items: list[JamVersion]


class JamLimits(TypedDict):
    """What this installation allows: the most tracks, the slowest and the fastest tempo."""

    tracks: int
    tempo: tuple[int, int]


class JamPeerSignal(TypedDict):
    """What another browser said; `from` is the connection to answer to."""

    session_id: str
    type: Literal["peer"]
    by: str | None
    data: FromPeer


class JamPlaying(TypedDict):
    """The shared music: at `at` (Unix ms, the server's clock) it was at `step`."""

    playing: Literal[True]
    at: int
    step: float


class JamPresenceLeftSignal(TypedDict):
    """What a client told of itself, of any shape."""

    session_id: str
    type: Literal["presence_left"]
    by: str | None
    data: Presence


class JamPresenceSignal(TypedDict):
    """What a client told of itself, of any shape."""

    session_id: str
    type: Literal["presence"]
    by: str | None
    data: Presence


class JamRecording(TypedDict):
    """A recording that the session has. `by` made it at `at`; `isInherited`: in a session that this is a copy
    of."""

    sampleId: str
    seconds: float
    name: str | None
    size: int
    by: str | None
    at: int | None
    isInherited: bool


class JamRecordingAddedEvent(TypedDict):
    """Which recording was added or deleted."""

    session_id: str
    seq: int
    type: Literal["recording_added"]
    at: int
    by: str | None
    data: JamRecordingChanged


class JamRecordingChanged(TypedDict):
    """Which recording was added or deleted."""

    sampleId: str


class JamRecordingDeletedEvent(TypedDict):
    """Which recording was added or deleted."""

    session_id: str
    seq: int
    type: Literal["recording_deleted"]
    at: int
    by: str | None
    data: JamRecordingChanged


class JamRecordingList(TypedDict):
    """Oldest first. `own` of them were made here, of at most `most`."""

    items: list[JamRecording]
    own: int
    most: int


class JamRemixedEvent(TypedDict):
    """How many copies there are."""

    session_id: str
    seq: int
    type: Literal["remixed"]
    at: int
    by: str | None
    data: Remixed


class JamSession(TypedDict):
    """A jam (S6, K18). Times in Unix ms; `lastAccessedAt` and `orphaned` are from before this read (D6)."""

    id: str
    name: str | None
    createdAt: int
    updatedAt: int
    lastAccessedAt: int
    remixedFrom: str | None
    remixedFromName: str | None
    parentDeleted: bool
    remixCount: int
    ownerId: str | None
    isPublic: bool
    immutable: bool
    publishedFrom: str | None
    orphaned: bool
    state: JamState
    layout: dict[str, TrackLayout]
    transport: JamTransport


class JamState(TypedDict):
    """A whole state (S7)."""

    tracks: list[JamTrack]
    tempo: float
    swing: float
    version: int


class JamStopped(TypedDict):
    """Nobody plays together."""

    playing: Literal[False]


class JamSubscribed(TypedDict):
    """The answer to a subscription of a jam session."""

    role: Literal["editor", "viewer"]
    position: FeedPosition
    now: int
    snapshot: NotRequired[JamView | None]
    events: NotRequired[list[JamEvent] | None]


class JamTrack(TypedDict):
    """A track (S8); the lists are as long as `stepCount`, or longer when a later step is set."""

    id: str
    name: str
    sampleId: str
    steps: list[bool]
    parameterLocks: list[ParameterLock | None]
    volume: float
    muted: bool
    soloed: bool
    playbackMode: Literal["oneshot", "gate"]
    transpose: int
    stepCount: int


class JamTransportChangedEvent(TypedDict):
    """The shared music as it is now."""

    session_id: str
    seq: int
    type: Literal["transport_changed"]
    at: int
    by: str | None
    data: TransportSet


class JamVersion(TypedDict):
    """An earlier state: when it was last edited, and by whom."""

    id: str
    at: int
    by: str | None
    tracks: int
    tempo: float


class JamView(TypedDict):
    """A jam as a subscription begins with it; `seq` is the number of its last event."""

    session: JamSession
    seq: int
    limits: JamLimits


class JamVisibilityChangedEvent(TypedDict):
    """Whether everybody with the link may open the jam."""

    session_id: str
    seq: int
    type: Literal["visibility_changed"]
    at: int
    by: str | None
    data: VisibilityChanged


class Job(TypedDict):
    """A job as it is answered. `progress` is 0–100; `error` says in words why it failed or is tried again;
    `problem` is a code, where a page has words of its own for it."""

    job_id: str
    type: JobType
    recording_id: str | None
    material_id: str | None
    state: JobState
    progress: int
    error: str | None
    problem: Literal["budget_exhausted", "not_for_guests"] | None
    attempts: int
    updated_at: str


class JobChanged(TypedDict):
    """How a job stands; when it is done, the recording that it changed and the tasks that it found."""

    job: Job
    recording: NotRequired[Recording | None]
    tasks: NotRequired[list[Task] | None]


class KeepRecording(TypedDict):
    """That the recorder is alive, and what it does. It opens no closed session and takes nobody's place."""

    session_id: str
    status: Literal["recording", "cutting", "final_uploading"]
    recording_id: NotRequired[str | None]


class Lease(TypedDict):
    """The session after the word. Who records or sends the rest must be heard again within `lease_ms`; otherwise
    the session is `interrupted`."""

    session: VoiceSession
    lease_ms: int


class ListQuery(TypedDict):
    """Where to go on in a list."""

    cursor: NotRequired[str]


class MarkClip(TypedDict):
    """Whether a moment has been cut out."""

    session_id: str
    clip_id: str
    clipped: bool


class MarkMoment(TypedDict):
    """Whether a moment, given by its place, has been cut out."""

    clipped: bool
    segment_index: int
    first_seconds: int
    last_seconds: int
    session_id: str


class Material(TypedDict):
    """Something attached to a session. What concerns its file is null for a text; `digest` is the file's SHA-256
    in hexadecimal. A file that begins like sound is a document until a worker has read it; then it is a voice,
    with its length (`duration_ms`) and waveform (`peaks`, 0–255), or stays a document, and `problem` says why.
    `transcript` is null until there is one."""

    material_id: str
    kind: MaterialKind
    text: str | None
    filename: str | None
    media_type: str | None
    size: int | None
    file_url: str | None
    digest: str | None
    duration_ms: int | None
    peaks: list[int] | None
    transcript: str | None
    problem: str | None
    source: Literal["web", "telegram"]
    by: str
    created_at: str


class MaterialAdded(TypedDict):
    """What was attached, as it is now."""

    material: Material


class MaterialDeleted(TypedDict):
    """A material that lies in the bin now."""

    material_id: str


class MomentMark(TypedDict):
    """Whether a moment has been cut out."""

    clipped: bool


class MomentMarked(TypedDict):
    """Whether taps of a moment have been cut out. A crowd's moment is told of in several events, a hundred taps
    in each."""

    clip_ids: list[str]
    clipped: bool


class MomentRef(TypedDict):
    """A moment by its place: its segment, and the offsets of its first and its last tap, both included."""

    segment_index: int
    first_seconds: int
    last_seconds: int


class MomentRemoved(TypedDict):
    """Taps of a moment that are gone. A crowd's moment is told of in several events, a hundred taps in each."""

    clip_ids: list[str]


class NameChange(TypedDict):
    """The name that others see."""

    name: str


class NewClipSession(TypedDict):
    """What creates a session (C5)."""

    title: NotRequired[str]
    game: NotRequired[str]
    lead_seconds: NotRequired[int]


class NewFile(TypedDict):
    """What a file to attach is called, and what is said about it; both may be left out."""

    filename: NotRequired[str]
    text: NotRequired[str]


class NewGuest(TypedDict):
    """Nobody needs an account; without a name a guest gets one. `session_id` is the session whose link brought
    them: a crowd behind one address then counts against its session's allowance."""

    name: NotRequired[str | None]
    session_id: NotRequired[str | None]


class NewJam(TypedDict):
    """A new session; without a state it is empty."""

    state: NotRequired[Any]
    name: NotRequired[str | None]


class NewRecording(TypedDict):
    """What a new recording is called; may be left out."""

    name: NotRequired[str | None]


class NewText(TypedDict):
    """A text to attach; with `material_id`, a retry attaches nothing twice."""

    text: str
    material_id: NotRequired[str | None]


class NewVoiceSession(TypedDict):
    """A session to create (V17). `allowed_users` are ids of users who may read a `restricted` session (V32)."""

    session_name: NotRequired[str]
    project: NotRequired[str | None]
    access_level: NotRequired[Literal["private", "public", "restricted"]]
    allowed_users: NotRequired[list[str]]


class NextPage(TypedDict):
    """A page of a session's snapshot: `next_cursor` of the page before."""

    session_id: str
    cursor: str


class NoBody(TypedDict):
    """Nothing."""


class OneClip(TypedDict):
    """The moment after the change."""

    clip: Clip


class OneMoment(TypedDict):
    """How many taps the moment has."""

    taps: int


class OneRecording(TypedDict):
    """The recording after the change."""

    recording: Recording


class OneSession(TypedDict):
    """The session after the change."""

    session: ClipSession


class OneVoiceSession(TypedDict):
    """The session after the change."""

    session: VoiceSession


class PageQuery(TypedDict):
    """Which page of a session: `next_cursor` of the one before."""

    cursor: NotRequired[str]


class ParameterLock(TypedDict):
    """What one step does differently (S9)."""

    pitch: NotRequired[int | None]
    volume: NotRequired[float | None]


class PeerSignal(TypedDict):
    """A word of one browser to another, to set up a direct connection: `to` is the connection that a signal came
    from, without it every subscriber hears it. At most 16 KiB of JSON to one, 512 bytes to all."""

    session_id: str
    to: NotRequired[str | None]
    data: dict[str, Any]


class Person(TypedDict):
    """Who is signed in."""

    id: str
    name: str
    guest: bool
    roles: list[str]
    permissions: list[str]


class PublishedJam(TypedDict):
    """Where the copy is that nobody can change."""

    id: str
    url: str
    createdAt: int
    immutable: Literal[True]
    publishedFrom: str


class Recording(TypedDict):
    """A recording as it is answered. `chunk_count` are on the server, `total` are to come in all, null until the
    recorder has said so. From `audio_url` on, everything is null until the recording has been assembled;
    `fragments` are the pieces between cuts, `peaks` 0–255 over the whole length. `transcript` is null until there
    is one."""

    recording_id: str
    number: int
    state: RecordingState
    chunk_count: int
    total: int | None
    bytes: int
    by: str
    created_at: str
    finished_at: str | None
    audio_url: str | None
    media_type: str | None
    duration_ms: int | None
    fragments: int | None
    peaks: list[int] | None
    transcript: str | None


class RecordingChunks(TypedDict):
    """A recording and the numbers of the chunks that are there: who resumes sends the others."""

    recording_id: str
    number: int
    state: RecordingState
    chunk_count: int
    total: int | None
    bytes: int
    by: str
    created_at: str
    finished_at: str | None
    audio_url: str | None
    media_type: str | None
    duration_ms: int | None
    fragments: int | None
    peaks: list[int] | None
    transcript: str | None
    chunks: list[int]


class RecordingDeleted(TypedDict):
    """A recording that lies in the bin now; the jobs about it are over."""

    recording_id: str


class Remixed(TypedDict):
    """How many copies there are."""

    remixCount: int


class RemixedJam(TypedDict):
    """Where the copy is."""

    id: str
    url: str
    createdAt: int
    remixedFrom: str


class RemoveMoment(TypedDict):
    """A moment, given by its place."""

    segment_index: int
    first_seconds: int
    last_seconds: int
    session_id: str


class ReportRecording(TypedDict):
    """What the recorder does now; `closed` is set by closing alone. `recording_id` tells two tabs of one user
    apart. With `takes_over` false, `recording` is refused while another recorder is heard (`conflict`)."""

    session_id: str
    status: VoiceStatus
    recording_id: NotRequired[str | None]
    takes_over: NotRequired[bool]


class RestoreVersion(TypedDict):
    """`edit_id` is that of the edit which restores, as `edit_session` takes it; without one, it gets any."""

    edit_id: NotRequired[str | None]


class Resync(TypedDict):
    """Nothing more comes until the client subscribes again, without `since`: what it holds is too old
    (`log_too_short`), or who may hear the session has changed (`access_changed`), and the answer may be
    `forbidden`."""

    session_id: str
    reason: str


class Segment(TypedDict):
    """A stretch of stream between two breaks (C21); open while `end_time` is None."""

    id: str
    session_id: str
    index: int
    start_time: str
    end_time: str | None
    created_at: str


class SessionMoved(TypedDict):
    """The session is in another state; `segment` is the one that was opened or closed."""

    session: ClipSession
    segment: Segment | None


class SessionRef(TypedDict):
    """A session. Whatever else is sent with it says nothing about who sends it (V19)."""

    session_id: str


class SetTransport(TypedDict):
    """Starts or stops the music for everybody who plays together."""

    session_id: str
    playing: bool


class Since(TypedDict):
    """The last event that the client has heard."""

    epoch: str
    seq: int


class SnapshotPage(TypedDict):
    """More rows of the snapshot's lists, by the names of these; `next_cursor` is null at the end. A `role` or an
    epoch other than the snapshot's says that it has to be begun anew."""

    role: str
    position: FeedPosition
    rows: dict[str, list[Any]]
    next_cursor: str | None


class StatusChanged(TypedDict):
    """What the recorder does now."""

    session: VoiceSession
    status: VoiceStatus


class StoredChunk(TypedDict):
    """The answer to a chunk: the recording as it is now."""

    recording: Recording


class StoredSample(TypedDict):
    """What a track's `sampleId` says to use it, and how long it is."""

    sampleId: str
    seconds: float


class SubmitClip(TypedDict):
    """A viewer's tap."""

    note: NotRequired[str | None]
    tag: NotRequired[Tag | None]
    submitted_by: NotRequired[str | None]
    submission_id: NotRequired[str | None]
    tapped_at: NotRequired[int | None]
    session_id: str


class SubscribeOnSession(TypedDict):
    """Subscribes to a session; with `since`, only what is missing comes back, if it can be told."""

    session_id: str
    since: NotRequired[Since | None]


class Task(TypedDict):
    """Something to do that was said or written; `source_id` is the recording or material it was found in.
    `edited`: a person has changed its text."""

    task_id: str
    text: str
    source_id: str
    done: bool
    edited: bool


class TaskChange(TypedDict):
    """Another text, or whether it is done; what is left out stays."""

    text: NotRequired[str | None]
    done: NotRequired[bool | None]


class TaskChanged(TypedDict):
    """A task after a person changed it, or took its deletion back."""

    task: Task


class TaskDeleted(TypedDict):
    """A task that is gone."""

    task_id: str


class TokenExpired(TypedDict):
    """The token has ended; the connection closes."""


class TokenToRenew(TypedDict):
    """A newer token of the same user."""

    token: str


class TrackLayout(TypedDict):
    """A track's place among the others, as a fractional index, and its colour, 0–7."""

    order: str
    color: int


class TransportSet(TypedDict):
    """The shared music as it is now."""

    transport: JamTransport


class UpdatePresence(TypedDict):
    """What others see of this client, of any shape, at most 2 KiB of JSON."""

    session_id: str
    presence: dict[str, Any]


class UpdatedJam(TypedDict):
    """When it was changed."""

    id: str
    updatedAt: int


class Viewers(TypedDict):
    """How many people watch."""

    viewers: int


class VisibilityChanged(TypedDict):
    """Whether everybody with the link may open the jam."""

    isPublic: bool


class Visitor(TypedDict):
    """Who is signed in and until when, Unix ms; both are null for somebody who has no token."""

    user: Person | None
    expires_at: int | None


class VoiceChunkAddedEvent(TypedDict):
    """A chunk that has arrived."""

    session_id: str
    seq: int
    type: Literal["chunk_added"]
    at: int
    by: str | None
    data: ChunkAdded


class VoiceDeletedEvent(TypedDict):
    """Nothing."""

    session_id: str
    seq: int
    type: Literal["deleted"]
    at: int
    by: str | None
    data: EmptyPayload


class VoiceJobChangedEvent(TypedDict):
    """How a job stands; when it is done, the recording that it changed and the tasks that it found."""

    session_id: str
    seq: int
    type: Literal["job_changed"]
    at: int
    by: str | None
    data: JobChanged


class VoiceList(TypedDict):
    """Newest first; `next_cursor` is null at the end."""

    items: list[VoiceRow]
    next_cursor: str | None


class VoiceListQuery(TypedDict):
    """Where to go on in a list, and of which project."""

    cursor: NotRequired[str]
    project: NotRequired[str]


class VoiceMaterialAddedEvent(TypedDict):
    """What was attached, as it is now."""

    session_id: str
    seq: int
    type: Literal["material_added"]
    at: int
    by: str | None
    data: MaterialAdded


class VoiceMaterialChangedEvent(TypedDict):
    """What was attached, as it is now."""

    session_id: str
    seq: int
    type: Literal["material_changed"]
    at: int
    by: str | None
    data: MaterialAdded


class VoiceMaterialDeletedEvent(TypedDict):
    """A material that lies in the bin now."""

    session_id: str
    seq: int
    type: Literal["material_deleted"]
    at: int
    by: str | None
    data: MaterialDeleted


class VoiceMaterialRestoredEvent(TypedDict):
    """What was attached, as it is now."""

    session_id: str
    seq: int
    type: Literal["material_restored"]
    at: int
    by: str | None
    data: MaterialAdded


class VoicePageQuery(TypedDict):
    """Which page of a session: `next_cursor` of the one before."""

    cursor: NotRequired[str]


class VoicePeerSignal(TypedDict):
    """What another browser said; `from` is the connection to answer to."""

    session_id: str
    type: Literal["peer"]
    by: str | None
    data: FromPeer


class VoicePresenceLeftSignal(TypedDict):
    """What a client told of itself, of any shape."""

    session_id: str
    type: Literal["presence_left"]
    by: str | None
    data: Presence


class VoicePresenceSignal(TypedDict):
    """What a client told of itself, of any shape."""

    session_id: str
    type: Literal["presence"]
    by: str | None
    data: Presence


class VoiceRecordingDeletedEvent(TypedDict):
    """A recording that lies in the bin now; the jobs about it are over."""

    session_id: str
    seq: int
    type: Literal["recording_deleted"]
    at: int
    by: str | None
    data: RecordingDeleted


class VoiceRecordingFinishedEvent(TypedDict):
    """The recording after the change."""

    session_id: str
    seq: int
    type: Literal["recording_finished"]
    at: int
    by: str | None
    data: OneRecording


class VoiceRecordingRestoredEvent(TypedDict):
    """The recording after the change."""

    session_id: str
    seq: int
    type: Literal["recording_restored"]
    at: int
    by: str | None
    data: OneRecording


class VoiceRow(TypedDict):
    """A session in a list; `duration_ms` is the length of its assembled recordings."""

    session_id: str
    session_name: str
    status: VoiceStatus
    interrupted: bool
    interrupted_at: str | None
    recorder_name: str | None
    is_active: bool
    done_count: int
    access_level: Literal["private", "public", "restricted"]
    project: str | None
    allowed_users: list[str]
    url: str
    created_at: str
    updated_at: str
    materials: int
    recordings: int
    duration_ms: int


class VoiceSession(TypedDict):
    """A session as it is answered; `is_active` says that it is open. Times are Unix ms as attributes, ISO in
    JSON. `interrupted`: the recorder has not been heard since `interrupted_at`, and nobody has taken its place.
    `recorder_name` is the name of the user who records or recorded last; null before, and after a close."""

    session_id: str
    session_name: str
    status: VoiceStatus
    interrupted: bool
    interrupted_at: str | None
    recorder_name: str | None
    is_active: bool
    done_count: int
    access_level: Literal["private", "public", "restricted"]
    project: str | None
    allowed_users: list[str]
    url: str
    created_at: str
    updated_at: str


class VoiceSessionChange(TypedDict):
    """What is to be another; what is left out stays. An empty name becomes the name of a new session. Only the
    owner changes who may read it (V32)."""

    session_name: NotRequired[str | None]
    project: NotRequired[str | None]
    access_level: NotRequired[Literal["private", "public", "restricted"] | None]
    allowed_users: NotRequired[list[str] | None]


class VoiceSessionClosedEvent(TypedDict):
    """The session after the close, and how often it has been closed."""

    session_id: str
    seq: int
    type: Literal["session_closed"]
    at: int
    by: str | None
    data: DoneAnswer


class VoiceSessionUpdatedEvent(TypedDict):
    """The session after the change."""

    session_id: str
    seq: int
    type: Literal["session_updated"]
    at: int
    by: str | None
    data: OneVoiceSession


class VoiceStatusChangedEvent(TypedDict):
    """What the recorder does now."""

    session_id: str
    seq: int
    type: Literal["status_changed"]
    at: int
    by: str | None
    data: StatusChanged


class VoiceSubscribed(TypedDict):
    """The answer to a subscription of a voice session."""

    role: Literal["owner", "editor", "reader"]
    position: FeedPosition
    now: int
    snapshot: NotRequired[VoiceView | None]
    events: NotRequired[list[VoiceEvent] | None]


class VoiceTaskChangedEvent(TypedDict):
    """A task after a person changed it, or took its deletion back."""

    session_id: str
    seq: int
    type: Literal["task_changed"]
    at: int
    by: str | None
    data: TaskChanged


class VoiceTaskDeletedEvent(TypedDict):
    """A task that is gone."""

    session_id: str
    seq: int
    type: Literal["task_deleted"]
    at: int
    by: str | None
    data: TaskDeleted


class VoiceView(TypedDict):
    """A session with everything in it; also the snapshot of a subscription. An `editor` may record and close as
    the `owner` may, a `reader` only looks. `transcription` says whether a service for it is set. `next_cursor`
    leads to the next page of the lists, null at the end."""

    session: VoiceSession
    materials: list[Material]
    recordings: list[Recording]
    jobs: list[Job]
    tasks: list[Task]
    role: Literal["owner", "editor", "reader"]
    transcription: bool
    ice_servers: list[IceServer]
    now: int
    next_cursor: str | None


class WholeState(TypedDict):
    """What the session becomes. A body may be what GET gave: what a PUT cannot change is ignored (D21)."""

    state: Any
    name: NotRequired[str | None]
    id: NotRequired[Any]
    createdAt: NotRequired[Any]
    updatedAt: NotRequired[Any]
    lastAccessedAt: NotRequired[Any]
    remixedFrom: NotRequired[Any]
    remixedFromName: NotRequired[Any]
    parentDeleted: NotRequired[Any]
    remixCount: NotRequired[Any]
    ownerId: NotRequired[Any]
    isPublic: NotRequired[Any]
    immutable: NotRequired[Any]
    publishedFrom: NotRequired[Any]
    orphaned: NotRequired[Any]
    layout: NotRequired[Any]
    transport: NotRequired[Any]


ClipEvent = ClipSessionStartedEvent | ClipSessionPausedEvent | ClipSessionResumedEvent | ClipSessionEndedEvent | ClipSessionUpdatedEvent | ClipDeletedEvent | ClipSubmittedEvent | ClipEditedEvent | ClipMarkedEvent | ClipRemovedEvent | ClipMomentMarkedEvent | ClipMomentRemovedEvent
"""Any event of a clip session."""


JamEvent = JamEditedEvent | JamTransportChangedEvent | JamRemixedEvent | JamVisibilityChangedEvent | JamRecordingAddedEvent | JamRecordingDeletedEvent | JamDeletedEvent
"""Any event of a jam session."""


VoiceEvent = VoiceSessionUpdatedEvent | VoiceStatusChangedEvent | VoiceSessionClosedEvent | VoiceDeletedEvent | VoiceChunkAddedEvent | VoiceRecordingFinishedEvent | VoiceRecordingDeletedEvent | VoiceRecordingRestoredEvent | VoiceMaterialAddedEvent | VoiceMaterialDeletedEvent | VoiceMaterialRestoredEvent | VoiceTaskChangedEvent | VoiceTaskDeletedEvent | VoiceMaterialChangedEvent | VoiceJobChangedEvent
"""Any event of a voice session."""


AnyEvent = ClipEvent | JamEvent | VoiceEvent
"""Any event of any kind of session."""


ClipSignal = ClipAudienceSignal
"""Any signal of a clip session."""


JamSignal = JamPresenceSignal | JamPresenceLeftSignal | JamPeerSignal
"""Any signal of a jam session."""


VoiceSignal = VoicePresenceSignal | VoicePresenceLeftSignal | VoicePeerSignal
"""Any signal of a voice session."""


AnySignal = ClipSignal | JamSignal | VoiceSignal
"""Any signal of any kind of session."""


AnySubscribed = ClipSubscribed | JamSubscribed | VoiceSubscribed
"""`snapshot` or, with a `since` that could be continued, `events`. `now` is the server's clock in Unix ms. A
snapshot whose `next_cursor` is a string is the first page of a large one: the rest comes by `next_page`
(SY22)."""


Breaks = Literal["cut", "counted"]
"""Whether the recorded video contains the breaks between segments."""


Format = Literal["text", "csv", "json", "youtube", "edl", "links"]
"""The six files a review can be taken away in."""


FrameRate = Literal["23.976", "24", "25", "29.97", "29.97df", "30", "50", "59.94", "59.94df", "60"]
"""The frame rates of an editor's timeline; `df` means drop-frame."""


JamTransport = JamPlaying | JamStopped
"""The shared music."""


JobState = Literal["queued", "running", "done", "failed"]
"""JobState"""


JobType = Literal["DONE_MULTIPROMPT", "POST_PROCESS", "TRANSCRIBE", "CREATE_TASKS", "PROBE", "TRANSCRIBE_MATERIAL"]
"""DONE_MULTIPROMPT follows a close (V20), POST_PROCESS assembles a recording, TRANSCRIBE writes it down,
CREATE_TASKS looks for tasks in all texts. PROBE finds out what an attached file is, TRANSCRIBE_MATERIAL
writes down one that is a voice."""


MaterialKind = Literal["voice", "text", "photo", "document"]
"""What can be attached to a session (V7)."""


Per = Literal["moment", "tap"]
"""What gets a line, a row or a marker: each moment, as the review shows it, or every single tap (C22)."""


Presence = dict[str, Any]
"""What a client told of itself, of any shape."""


RecordingState = Literal["recording", "uploading", "whole"]
"""`recording` until the recorder says how many chunks there are, `uploading` until all are there, then
`whole`."""


Status = Literal["created", "active", "paused", "ended"]
"""The four states of C1."""


Tag = Literal["epic", "funny", "rip", "clutch", "win"]
"""The quick tags (C26)."""


VoiceStatus = Literal["ready", "recording", "cutting", "paused", "final_uploading", "closed", "error"]
"""The seven states of V13."""
