"""The models of voice sessions over HTTP and sockets."""

from typing import Annotated, Literal

from pydantic import Field

from handlers.api.lazy_model import LazyModel
from sessions.base.ids import EntityId, SessionId
from sessions.base.instant import UnixMs
from sessions.voice.job import Job
from sessions.voice.material import Material, Task
from sessions.voice.recording import Recording
from sessions.voice.segment import SegmentId, Speaker, SpeechSegment
from sessions.voice.session import VoiceSession, VoiceStatus
from storage.voice.store import CURSOR

VoiceRole = Literal["owner", "editor", "reader"]


class IceServer(LazyModel):
    """ICE servers of browsers (RTCIceServer); STUN needs no name."""

    urls: list[str]
    username: str | None = None
    credential: str | None = None


class VoiceView(LazyModel):
    """A session with everything in it; also the snapshot of a subscription. The segments of a recording or an attached
    voice stand together, in the order in which they are heard. An `editor` may record and close like the
    `owner`, a `reader` may only read. `transcription` says whether a transcription service is set. `next_cursor` leads
    to the next page of the lists, null at the end."""

    session: VoiceSession
    materials: list[Material]
    recordings: list[Recording]
    jobs: list[Job]
    tasks: list[Task]
    segments: list[SpeechSegment]
    speakers: list[Speaker]
    role: VoiceRole
    transcription: bool
    ice_servers: list[IceServer]
    now: UnixMs
    next_cursor: str | None


class VoiceRow(VoiceSession):
    """A session in a list; `duration_ms` is the length of its recordings and attached voices, `open_tasks` how many are
    not done, `speakers` the first three names that people gave to voices."""

    materials: int
    recordings: int
    duration_ms: int
    open_tasks: int
    speakers: list[str]


class VoiceList(LazyModel):
    """Newest first; `next_cursor` is null at the end."""

    items: list[VoiceRow]
    next_cursor: str | None


class VoiceListQuery(LazyModel):
    """The page of a list to read, and the project."""

    cursor: Annotated[str, Field(pattern=r"^(\d{1,16}\.[0-9a-f-]{36})?$")] = ""
    project: Annotated[str, Field(max_length=128)] = ""


class VoicePageQuery(LazyModel):
    """Which page of a session: `next_cursor` of the one before."""

    cursor: Annotated[str, Field(pattern=CURSOR)] = ""


class NoBody(LazyModel):
    """An empty object."""


class ActiveBrief(LazyModel):
    """A summary of the active session (V15); `is_active` says that it is open."""

    session_id: SessionId
    session_name: str
    is_active: bool
    url: str


class ActiveSession(LazyModel):
    """The user's active session, or null."""

    active_session: ActiveBrief | None


class Activated(ActiveBrief):
    """The session that is active now (V16)."""

    success: Literal[True]


class ReportRecording(LazyModel):
    """The recorder's status; `closed` is set only by closing. `recording_id` tells two tabs of one user apart. With
    `takes_over` false, `recording` is refused while another recorder is alive (`conflict`)."""

    session_id: SessionId
    status: VoiceStatus
    recording_id: EntityId | None = None
    takes_over: Annotated[bool, Field(strict=True)] = True


class KeepRecording(LazyModel):
    """A sign of life of the recorder, with its status. It does not open a closed session and does not take over."""

    session_id: SessionId
    status: Literal["recording", "cutting", "final_uploading"]
    recording_id: EntityId | None = None


class Lease(LazyModel):
    """The session after the report. A recorder that records or uploads must report again within `lease_ms`; otherwise
    the session is `interrupted`."""

    session: VoiceSession
    lease_ms: int


class DoneAnswer(LazyModel):
    """The session after the close, and how often it has been closed."""

    session: VoiceSession
    done_count: int


class OneVoiceSession(LazyModel):
    """The session after the change."""

    session: VoiceSession


class StatusChanged(OneVoiceSession):
    """The recorder's status."""

    status: VoiceStatus


class OneRecording(LazyModel):
    """The recording after the change."""

    recording: Recording


class ChunkAdded(OneRecording):
    """A chunk that has arrived."""

    recording_id: EntityId
    chunk: int


class MaterialAdded(LazyModel):
    """The attached item as it is now."""

    material: Material


class RecordingDeleted(LazyModel):
    """A recording moved to the bin; its jobs are over."""

    recording_id: EntityId


class MaterialDeleted(LazyModel):
    """A material moved to the bin."""

    material_id: EntityId


class TaskChanged(LazyModel):
    """A task after a person changed or restored it."""

    task: Task


class TaskDeleted(LazyModel):
    """A deleted task."""

    task_id: EntityId


class SegmentChanged(LazyModel):
    """A segment that is new, or other than before."""

    segment: SpeechSegment


class SegmentDeleted(LazyModel):
    """A segment that is gone: deleted, joined with another, or heard differently."""

    segment_id: SegmentId


class SpeakerChanged(LazyModel):
    """Who a speaker is; with an empty name nobody knows."""

    speaker: Speaker


class JobChanged(LazyModel):
    """A job's state; when it is done, the recording that it changed and the tasks that it found. A job that has changed
    several recordings has one event for each."""

    job: Job
    recording: Recording | None = None
    tasks: list[Task] | None = None


class AskedJobs(LazyModel):
    """The requested jobs."""

    jobs: list[str]
