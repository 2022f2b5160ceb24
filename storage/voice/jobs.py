"""The state and the results of job runs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import orjson

from auth.caller import Server
from sessions.base.job import MOST_ATTEMPTS, JobRef
from storage.voice.store import VoiceStore, asked


@dataclass(frozen=True, slots=True)
class Reading:
    """What was found in the text with that digest: tasks, and a summary, "" without one."""

    digest: str
    tasks: Sequence[Mapping[str, str | int]] = ()
    summary: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """The result of a run: fields of its recording (storage/voice/common.lua reads them) or of its material, what was
    read, the jobs that should follow, each (job id, type, recording id or "", material id or ""), and a name for a
    session without one."""

    recording: Mapping[str, str] | None = None
    material: Mapping[str, object] | None = None
    reading: Reading | None = None
    follow: Sequence[tuple[str, str, str, str]] = ()
    title: str = ""


class VoiceJobs:
    def __init__(self, store: VoiceStore) -> None:
        self._store = store

    async def start(self, job: JobRef) -> bool:
        """Starts a run. False for a run that is over or was requested again since."""
        return bool((await self._step(job, "start", MOST_ATTEMPTS))[0])

    async def progress(self, job: JobRef, percent: int) -> None:
        """Sets the progress; all subscribers of the session see it."""
        await self._step(job, "progress", percent)

    async def again(self, job: JobRef, reason: str) -> None:
        """The run failed and will be tried again after a pause."""
        await self._step(job, "again", reason)

    async def failed(self, job: JobRef, reason: str, problem: str | None = None) -> list[JobRef]:
        """The run failed for good; only a user can request it again. Answers the runs that follow."""
        _, *follow = await self._step(job, "failed", reason, problem=problem or "")
        return asked(job.session_id, follow)

    async def done(self, job: JobRef, outcome: Outcome) -> list[JobRef]:
        """Writes the result, once. Answers the runs that follow."""
        recording = b"" if outcome.recording is None else orjson.dumps(dict(outcome.recording))
        material = b"" if outcome.material is None else orjson.dumps(dict(outcome.material))
        reading = outcome.reading or Reading("")
        tasks = orjson.dumps([dict(task) for task in reading.tasks])
        following = orjson.dumps(list(outcome.follow))
        results = (reading.digest.encode(), reading.summary.encode(), outcome.title.encode())
        _, *follow = await self._step(job, "done", "", recording, tasks, following, material, results=results)
        return asked(job.session_id, follow)

    async def _step(
        self,
        job: JobRef,
        step: str,
        value: str | int,
        *more: bytes,
        problem: str = "",
        results: tuple[bytes, bytes, bytes] = (b"", b"", b""),
    ) -> list[int | bytes]:
        rest = [*more, *[b""] * (4 - len(more))]
        answer: list[int | bytes] = await self._store.run(
            "voice/job", job.session_id, Server.ITSELF, job.job_id, job.run, step, value, *rest, problem, *results
        )
        return answer
