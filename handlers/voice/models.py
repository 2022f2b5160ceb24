"""What voice sessions take and answer over HTTP and sockets."""

from typing import Annotated, Literal

from pydantic import BaseModel, Field

from sessions.ids import EntityId, SessionId
from sessions.instant import UnixMs
from sessions.voice import VoiceSession, VoiceStatus
from sessions.voice_job import Job
from sessions.voice_material import Material, Task
from sessions.voice_recording import Recording
from storage.voice import CURSOR

VoiceRole = Literal["owner", "editor", "reader"]


class IceServer(BaseModel):
    """Servers through which browsers find each other (RTCIceServer); STUN asks for no name."""

    urls: list[str]
    username: str | None = None
    credential: str | None = None


class VoiceView(BaseModel):
    """A session with everything in it; also the snapshot of a subscription. An `editor` may record and close as the
    `owner` may, a `reader` only looks. `transcription` says whether a service for it is set. `next_cursor` leads to the
    next page of the lists, null at the end."""

    session: VoiceSession
    materials: list[Material]
    recordings: list[Recording]
    jobs: list[Job]
    tasks: list[Task]
    role: VoiceRole
    transcription: bool
    ice_servers: list[IceServer]
    now: UnixMs
    next_cursor: str | None


class VoiceRow(VoiceSession):
    """A session in a list; `duration_ms` is the length of its assembled recordings."""

    materials: int
    recordings: int
    duration_ms: int


class VoiceList(BaseModel):
    """Newest first; `next_cursor` is null at the end."""

    items: list[VoiceRow]
    next_cursor: str | None


class VoiceListQuery(BaseModel):
    """Where to go on in a list, and of which project."""

    cursor: Annotated[str, Field(pattern=r"^(\d{1,16}\.[0-9a-f-]{36})?$")] = ""
    project: str = ""


class VoicePageQuery(BaseModel):
    """Which page of a session: `next_cursor` of the one before."""

    cursor: Annotated[str, Field(pattern=CURSOR)] = ""


class NoBody(BaseModel):
    """Nothing."""


class ActiveBrief(BaseModel):
    """The active session in short (V15); `is_active` says that it is open."""

    session_id: SessionId
    session_name: str
    is_active: bool
    url: str


class ActiveSession(BaseModel):
    """The user's active session, or null."""

    active_session: ActiveBrief | None


class Activated(ActiveBrief):
    """The session that is active now (V16)."""

    success: Literal[True]


class ReportRecording(BaseModel):
    """What the recorder does now; `closed` is set by closing alone. `recording_id` tells two tabs of one user apart.
    With `takes_over` false, `recording` is refused while another recorder is heard (`conflict`)."""

    session_id: SessionId
    status: VoiceStatus
    recording_id: EntityId | None = None
    takes_over: Annotated[bool, Field(strict=True)] = True


class KeepRecording(BaseModel):
    """That the recorder is alive, and what it does. It opens no closed session and takes nobody's place."""

    session_id: SessionId
    status: Literal["recording", "cutting", "final_uploading"]
    recording_id: EntityId | None = None


class Lease(BaseModel):
    """The session after the word. Who records or sends the rest must be heard again within `lease_ms`; otherwise the
    session is `interrupted`."""

    session: VoiceSession
    lease_ms: int


class DoneAnswer(BaseModel):
    """The session after the close, and how often it has been closed."""

    session: VoiceSession
    done_count: int


class OneVoiceSession(BaseModel):
    """The session after the change."""

    session: VoiceSession


class StatusChanged(OneVoiceSession):
    """What the recorder does now."""

    status: VoiceStatus


class OneRecording(BaseModel):
    """The recording after the change."""

    recording: Recording


class ChunkAdded(OneRecording):
    """A chunk that has arrived."""

    recording_id: EntityId
    chunk: int


class MaterialAdded(BaseModel):
    """What was attached, as it is now."""

    material: Material


class RecordingDeleted(BaseModel):
    """A recording that lies in the bin now; the jobs about it are over."""

    recording_id: EntityId


class MaterialDeleted(BaseModel):
    """A material that lies in the bin now."""

    material_id: EntityId


class TaskChanged(BaseModel):
    """A task after a person changed it, or took its deletion back."""

    task: Task


class TaskDeleted(BaseModel):
    """A task that is gone."""

    task_id: EntityId


class JobChanged(BaseModel):
    """How a job stands; when it is done, the recording that it changed and the tasks that it found."""

    job: Job
    recording: Recording | None = None
    tasks: list[Task] | None = None


class AskedJobs(BaseModel):
    """The jobs that were asked for."""

    jobs: list[str]
