"""The background jobs of voice sessions: one method for each kind.

A job may be done twice, or partly and then again: objects are named by their content, and one script writes the results
and marks the job as done.
"""

import asyncio
import hashlib
from collections.abc import Sequence
from pathlib import Path

import orjson
import structlog

from auth.caller import Server
from handlers.voice.paid_services import Findings, Hints, PaidServices, ServiceError, text_digest
from handlers.voice.sessions import Jobs
from sessions.base.errors import (
    InternalError,
    NotFound,
    Refusal,
    SessionNotFound,
)
from sessions.base.job import MOST_ATTEMPTS, JobRef
from sessions.voice.job import JobType, job_id
from sessions.voice.material import (
    container_named,
    sound_of,
    sound_type,
    task_id,
)
from sessions.voice.passages import origins, passages_of, whole_text
from sessions.voice.recording import HEADER_BYTES, Container
from sessions.voice.segment import END_OF_TIME, Piece, Window, pieces, word_times
from sessions.voice.session import MaterialKind, title_of
from storage.media.assembly import assemble, examine, parts, scratch
from storage.media.children import BrokenMediaError, Children, UnableError
from storage.media.store import MediaStore
from storage.voice.jobs import Outcome, Reading, VoiceJobs
from storage.voice.materials import Materials, StoredFile
from storage.voice.people import VoicePeople
from storage.voice.project.store import ProjectStore
from storage.voice.recordings import Chunk, Recordings, chunk_path
from storage.voice.store import VoiceStore
from storage.voice.transcript.store import Transcripts

log = structlog.get_logger("jobs")

MOST_FOUND = 200  # tasks of one reading: two hours of speech have some fifty
PART_SECONDS = 600  # a service accepts 25 MB at once; ten minutes of opus at 128 kbit/s are 9.6 MB


class VoiceWork:
    def __init__(
        self,
        store: VoiceStore,
        records: VoiceJobs,
        transcripts: Transcripts,
        recordings: Recordings,
        people: VoicePeople,
        materials: Materials,
        media: MediaStore,
        jobs: Jobs,
        children: Children,
        services: PaidServices,
        projects: ProjectStore,
    ) -> None:
        self._store = store
        self._records = records
        self._transcripts = transcripts
        self._recordings = recordings
        self._people = people
        self._materials = materials
        self._media = media
        self._jobs = jobs
        self._children = children
        self._services = services
        self._projects = projects
        self._steps = {
            job_id(JobType.DONE_MULTIPROMPT): self._after_done,
            job_id(JobType.POST_PROCESS): self._post_process,
            job_id(JobType.TRANSCRIBE): self._transcribe,
            job_id(JobType.CREATE_TASKS): self._create_tasks,
            job_id(JobType.PROBE): self._probe,
            job_id(JobType.TRANSCRIBE_MATERIAL): self._transcribe_material,
        }

    async def perform(self, job: JobRef) -> None:
        """Performs a run. Raises when it should be tried again after a pause; a final failure is stored with the
        job."""
        try:
            if not await self._records.start(job):
                return
            outcome = await self._steps[job.job](job)
            for follower in await self._records.done(job, outcome):
                await self._jobs.add(follower)
        except SessionNotFound:
            log.info("job_of_a_deleted_session", job=job.name)
        except asyncio.CancelledError:
            raise
        except Exception as error:
            if await self._give_up(job, error):
                return
            raise

    async def _give_up(self, job: JobRef, error: Exception) -> bool:
        """Stores the reason of a failure. Answers whether that was the last attempt."""
        is_final = isinstance(error, BrokenMediaError | NotFound) or (
            isinstance(error, ServiceError) and error.is_final
        )
        if isinstance(error, BrokenMediaError | UnableError | ServiceError | Refusal):
            reason = str(error)
            log.warning("job_failed", job=job.name, reason=reason, final=is_final)
        else:
            reason = InternalError.message
            log.exception("job_failed", job=job.name)
        if not is_final and await self._attempts(job) < MOST_ATTEMPTS:
            await self._records.again(job, reason)
            return False
        problem = error.problem if isinstance(error, ServiceError) else None
        for follower in await self._records.failed(job, reason, problem):
            await self._jobs.add(follower)
        return True

    async def _attempts(self, job: JobRef) -> int:
        return int((await self._store.job(job.session_id, job.job_id)).get("attempts", MOST_ATTEMPTS))

    # --- the kinds -------------------------------------------------------------------------------------------------

    async def _after_done(self, job: JobRef) -> Outcome:
        """DONE_MULTIPROMPT: the session is no longer the active one of the user who closed it (V20); its recordings are
        assembled, even one without an end."""
        performer = await self._store.performer(job.session_id, job.job_id)
        if performer is not None:
            count = int(job.subject)
            await self._people.deactivate(*performer, job.session_id, count)
        for asked in await self._store.ask(job.session_id, Server.ITSELF, "unassembled"):
            await self._jobs.add(asked)
        return Outcome()

    async def _post_process(self, job: JobRef) -> Outcome:
        """POST_PROCESS: the chunks become one file with a length, a waveform and an index for seeking."""
        recording_id = job.subject
        stored = await self._recordings.read(job.session_id, recording_id, Server.ITSELF)
        chunks = beginning(stored.chunks)
        if not chunks:
            raise BrokenMediaError("The beginning of the recording has not arrived")

        async def progress(percent: int) -> None:
            await self._records.progress(job, percent)

        with scratch() as folder:
            paths = [chunk_path(job.session_id, recording_id, one.number, one.digest) for one in chunks]
            whole = await assemble(self._media, self._children, paths, Path(folder), progress)
            content = content_of(chunks)
            # The path belongs to this run: a replaced file's path is never used again, so the file may be deleted.
            path = f"voice/{job.session_id}/{recording_id}/whole-{job.run}-{content}"
            await self._media.put(path, whole.path)
        fields = {
            "audio": path,
            "media_type": whole.media_type,
            "audio_size": str(whole.size),
            "assembled": str(len(stored.chunks)),
            "duration_ms": str(whole.duration_ms),
            "fragments": str(whole.fragments),
            "peaks": orjson.dumps(whole.peaks).decode(),
        }
        following = (job_id(JobType.TRANSCRIBE, recording_id), JobType.TRANSCRIBE, recording_id, "")
        is_new = self._services.transcribes and stored.transcribed != content
        return Outcome(recording=fields, follow=[following] if is_new else [])

    async def _transcribe(self, job: JobRef) -> Outcome:
        """TRANSCRIBE: part by part, so that an hour's recording is possible and its progress visible."""
        recording_id = job.subject
        stored = await self._recordings.read(job.session_id, recording_id, Server.ITSELF)
        if stored.audio is None:
            raise NotFound("The recording has not been assembled yet")
        content = stored.audio.rpartition("-")[2]
        if stored.transcribed == content:
            return Outcome()
        said = await self._write_down(job, content, stored.audio, stored.media_type)
        return Outcome(recording={"transcribed": content}, title=title_of(said))

    async def _probe(self, job: JobRef) -> Outcome:
        """PROBE: the type of a file that begins like sound. A file that cannot be read stays a document, with the
        reason."""
        file, container = await self._sound(job)
        try:
            with scratch() as folder:
                sound = await examine(self._media, self._children, file.path, container, Path(folder))
        except BrokenMediaError as error:
            return Outcome(material={"problem": str(error)})
        if not sound.has_sound:
            return Outcome()
        voice = {
            "kind": MaterialKind.VOICE,
            "media_type": sound_type(container),
            "duration_ms": sound.duration_ms,
            "peaks": sound.peaks,
        }
        material_id = job.subject
        next_id = job_id(JobType.TRANSCRIBE_MATERIAL, material_id)
        following = (next_id, JobType.TRANSCRIBE_MATERIAL, "", material_id)
        return Outcome(material=voice, follow=[following] if self._services.transcribes else [])

    async def _transcribe_material(self, job: JobRef) -> Outcome:
        """TRANSCRIBE_MATERIAL: the transcript of an attached voice."""
        file, container = await self._sound(job)
        return Outcome(title=title_of(await self._write_down(job, file.digest, file.path, sound_type(container))))

    async def _sound(self, job: JobRef) -> tuple[StoredFile, Container]:
        """The job's file and the container that it begins like."""
        file = await self._materials.file(job.session_id, job.subject)
        if file is None:
            raise NotFound("This material has no file")
        container = sound_of(await self._media.read(file.path, 0, min(HEADER_BYTES, file.size)))
        if container is None:
            raise BrokenMediaError("It does not begin like sound")
        return file, container

    async def _write_down(self, job: JobRef, content: str, path: str, media_type: str) -> str:
        """Writes what is said in a content that is named by its digest, part by part: each is shown when it is there,
        and a run that goes on after another finds the parts that were paid for. Answers how it begins."""
        owner = await self._store.owner(job.session_id)
        hints = Hints(*await self._projects.hints(job.session_id))
        found: list[Piece] = []
        begins = ""
        with scratch() as folder:
            all_parts = await parts(
                self._media, self._children, path, container_named(media_type), Path(folder), PART_SECONDS
            )
            for number, part in enumerate(all_parts):
                name = f"{content}.{number}"
                heard = await self._services.transcribe(owner, name, part.path, media_type, part.seconds, hints)
                is_last = number == len(all_parts) - 1
                end = END_OF_TIME / 1000 if is_last else part.end
                window = Window(part.offset, part.begin, end, word_times(found))
                found = pieces(job.subject, number, heard.utterances, window, heard.language)
                begins = begins or " ".join(one.text for one in found)
                span = (round(part.begin * 1000), round(end * 1000))
                if not await self._transcripts.put_part(job, job.subject, span, found):
                    break  # it was deleted: what comes would be paid for in vain
                await self._records.progress(job, 100 * (number + 1) // len(all_parts))
        return begins

    async def _create_tasks(self, job: JobRef) -> Outcome:
        """CREATE_TASKS: the tasks and the summary of the whole session (VO6), each task with where it comes from."""
        read = await self._store.read_whole(job.session_id, Server.ITSELF)
        sources = map(orjson.loads, (*read.materials, *read.recordings))
        passages = passages_of(sources, map(orjson.loads, read.segments), map(orjson.loads, read.speakers))
        text = whole_text(passages)
        digest = text_digest(text)
        if digest == await self._store.read_digest(job.session_id):
            return Outcome()
        owner = await self._store.owner(job.session_id)
        found = await self._services.read(owner, text) if text else Findings([])
        texts = found.tasks[:MOST_FOUND]
        places = await asyncio.to_thread(origins, texts, passages)
        tasks: list[dict[str, str | int]] = []
        for one, origin in zip(texts, places, strict=True):
            task: dict[str, str | int] = {"task_id": task_id(job.session_id, one), "text": one}
            if origin is not None:
                task["source_id"] = origin.source_id
                task |= {} if origin.at_ms is None else {"at_ms": origin.at_ms}
            tasks.append(task)
        return Outcome(reading=Reading(digest, tasks, found.summary), title=title_of(text))


def content_of(chunks: Sequence[Chunk]) -> str:
    """The id of the chunks' content, wherever they are stored."""
    return hashlib.sha256("".join(chunk.digest for chunk in chunks).encode()).hexdigest()


def beginning(chunks: Sequence[Chunk]) -> list[Chunk]:
    """The chunks from number 0 up to the first missing one."""
    first_chunks: list[Chunk] = []
    for number, chunk in enumerate(chunks):
        if chunk.number != number:
            break
        first_chunks.append(chunk)
    return first_chunks
