"""Background work on a voice session: the kinds of jobs, their states, and how often one is tried.

    queued ──► running ──► done
       ▲          │ └────► failed ──retry──► queued
       └─backoff──┘

A job's id contains its subject, so requesting it twice creates one job (sessions/base/job.py).
"""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from sessions.base.ids import EntityId
from sessions.base.instant import Instant


class JobType(StrEnum):
    """DONE_MULTIPROMPT follows a close (V20), POST_PROCESS assembles a recording, TRANSCRIBE writes it down,
    CREATE_TASKS reads all texts for tasks and a summary. PROBE finds out what an attached file is, TRANSCRIBE_MATERIAL
    writes down one that is a voice."""

    DONE_MULTIPROMPT = "DONE_MULTIPROMPT"
    POST_PROCESS = "POST_PROCESS"
    TRANSCRIBE = "TRANSCRIBE"
    CREATE_TASKS = "CREATE_TASKS"
    PROBE = "PROBE"
    TRANSCRIBE_MATERIAL = "TRANSCRIBE_MATERIAL"


class JobState(StrEnum):
    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


Problem = Literal["budget_exhausted", "not_for_guests"]


class Job(BaseModel):
    """A job in answers. `progress` is 0–100; `error` is a text that says why it failed or is tried again; `problem` is
    a code when the page has its own text for the reason."""

    job_id: str
    type: JobType
    recording_id: EntityId | None
    material_id: EntityId | None
    state: JobState
    progress: Annotated[int, Field(ge=0, le=100)]
    error: str | None
    problem: Problem | None
    attempts: int
    updated_at: Instant


def job_id(job_type: JobType, about: str = "") -> str:
    """`post_process.<recording id>`, `done_multiprompt.<done count>`, `create_tasks`."""
    name = job_type.value.lower()
    return f"{name}.{about}" if about else name
