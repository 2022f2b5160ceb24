"""What is done with a session in the background: kinds of jobs, their states, and how often one is tried.

    queued ──► running ──► done
       ▲          │ └────► failed ──retry──► queued
       └─backoff──┘

A job's id says what it is about, so that asking twice asks once; its run counts how often it was asked anew, and what
an older run still says is not heard any more.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Final, Self

from pydantic import BaseModel, Field

from sessions.ids import EntityId
from sessions.instant import Instant

MOST_ATTEMPTS: Final = 5


class JobType(StrEnum):
    """DONE_MULTIPROMPT follows a close (V20), POST_PROCESS assembles a recording, TRANSCRIBE writes it down,
    CREATE_TASKS looks for tasks in all texts."""

    DONE_MULTIPROMPT = "DONE_MULTIPROMPT"
    POST_PROCESS = "POST_PROCESS"
    TRANSCRIBE = "TRANSCRIBE"
    CREATE_TASKS = "CREATE_TASKS"


class JobState(StrEnum):
    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class Job(BaseModel):
    """A job as it is answered. `progress` is 0–100; `error` says in words why it failed or is tried again."""

    job_id: str
    type: JobType
    recording_id: EntityId | None
    state: JobState
    progress: Annotated[int, Field(ge=0, le=100)]
    error: str | None
    attempts: int
    updated_at: Instant


@dataclass(frozen=True, slots=True)
class JobRef:
    """One run of one job."""

    session_id: str
    job_id: str
    run: int

    @property
    def name(self) -> str:
        """For the queue, which takes a name once."""
        return f"{self.session_id}|{self.job_id}|{self.run}"

    @classmethod
    def parse(cls, name: str) -> Self:
        session_id, job_id, run = name.split("|")
        return cls(session_id, job_id, int(run))


def job_id(job_type: JobType, about: str = "") -> str:
    """`post_process.<recording id>`, `done_multiprompt.<done count>`, `create_tasks`."""
    name = job_type.value.lower()
    return f"{name}.{about}" if about else name


def type_of(job: str) -> JobType:
    """The kind of the job with this id."""
    return JobType(job.partition(".")[0].upper())


def subject_of(job: str) -> str:
    """What the job with this id is about; "" when it is about the whole session."""
    return job.partition(".")[2]
