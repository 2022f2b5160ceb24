"""A worker's word about its runs, and what came of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import orjson

from auth.caller import Server
from sessions.job import MOST_ATTEMPTS, JobRef
from storage.voice import VoiceStore, asked


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run found out: fields of its recording (storage/lua/voice_shared.lua reads them) or of its material,
    tasks, the texts that it looked through for them (source id and
    digest), and the jobs that should follow, each (job id, type, recording id or "", material id or "")."""

    recording: Mapping[str, str] | None = None
    material: Mapping[str, object] | None = None
    tasks: Sequence[Mapping[str, str]] = ()
    texts: Mapping[str, str] | None = None
    follow: Sequence[tuple[str, str, str, str]] = ()


class VoiceJobs:
    def __init__(self, store: VoiceStore) -> None:
        self._store = store

    async def start(self, job: JobRef) -> bool:
        """Whether there is something to do: not for a run that is over or has been asked anew since."""
        return bool((await self._step(job, "start", MOST_ATTEMPTS))[0])

    async def progress(self, job: JobRef, percent: int) -> None:
        """Everybody who looks at the session sees it."""
        await self._step(job, "progress", percent)

    async def again(self, job: JobRef, reason: str) -> None:
        """It will be tried again after a pause."""
        await self._step(job, "again", reason)

    async def failed(self, job: JobRef, reason: str, problem: str | None = None) -> None:
        """It will not be tried again unless somebody asks."""
        await self._step(job, "failed", reason, problem=problem or "")

    async def done(self, job: JobRef, outcome: Outcome) -> list[JobRef]:
        """Writes what came of it, once. Answers the runs that follow."""
        recording = b"" if outcome.recording is None else orjson.dumps(dict(outcome.recording))
        tasks = orjson.dumps([dict(task) for task in outcome.tasks])
        material = b"" if outcome.material is None else orjson.dumps(dict(outcome.material))
        texts = b"" if outcome.texts is None else orjson.dumps(dict(outcome.texts))
        following = orjson.dumps(list(outcome.follow))
        _, *follow = await self._step(job, "done", "", recording, tasks, following, material, texts=texts)
        return asked(job.session_id, follow)

    async def _step(
        self, job: JobRef, step: str, value: str | int, *more: bytes, problem: str = "", texts: bytes = b""
    ) -> list[int | bytes]:
        rest = [*more, *[b""] * (4 - len(more))]
        found: list[int | bytes] = await self._store.run(
            "voice_job", job.session_id, Server.ITSELF, job.job_id, job.run, step, value, *rest, problem, texts
        )
        return found
