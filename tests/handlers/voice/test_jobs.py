"""Background work: assembling, waveforms, transcripts, tasks; workers that die, services that fail (V20, V21, D5)."""

import asyncio
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import orjson
import pytest
from roomtone_client import RoomtoneClient, RoomtoneError, Subscription

from auth.access import READ_ALL, UPDATE
from sessions.voice.recording import PEAKS
from storage.jobs.jobs import JobQueue
from storage.redis.client import Redis
from storage.voice.people import Pointer, VoicePeople
from storage.voice.store import VoiceStore
from tests.handlers.voice.people import Person
from tests.handlers.voice.servers import Connect, MakePerson, Workers
from tests.handlers.voice.sound import chunks_of, decoded, speak
from tests.handlers.voice.speech_service import KEY, SpeechService, speech_service
from tests.polling import PATIENCE, until
from tests.processes import RedisProcess, WorkerProcess
from tests.users import a_user


@pytest.fixture
async def service() -> AsyncIterator[SpeechService]:
    async with speech_service() as service:
        yield service


SOON_MISSED = {"ROOMTONE_JOB_STALL": "2"}
"""Seconds after which another worker gets the job of a killed one. Where none is killed it is longer: on a busy machine
a slow worker would lose its job, and the services would be called twice."""


def hearing(service: SpeechService) -> dict[str, str]:
    return {"ROOMTONE_TRANSCRIPTION_URL": service.url, "ROOMTONE_TRANSCRIPTION_KEY": KEY}


def with_service(service: SpeechService) -> dict[str, str]:
    return {**hearing(service), "ROOMTONE_TASKS_URL": service.url, "ROOMTONE_TASKS_KEY": KEY}


def states(subscription: Subscription, job_id: str) -> list[str]:
    changes = [event["data"]["job"] for event in subscription.events if event["type"] == "job_changed"]
    return [job["state"] for job in changes if job["job_id"] == job_id]


async def reached(subscription: Subscription, job_id: str, state: str, seconds: float = PATIENCE) -> None:
    await subscription.wait_for(lambda one: state in states(one, job_id), timeout=seconds)


async def times(subscription: Subscription, job_id: str, state: str, count: int) -> None:
    await subscription.wait_for(lambda one: states(one, job_id).count(state) >= count, timeout=PATIENCE)


async def start(person: Person, connect: Connect, **body: Any) -> tuple[str, RoomtoneClient, Subscription]:
    session_id = (await person.create(**body))["session_id"]
    client = connect(person)
    return session_id, client, await client.subscribe(session_id)


@pytest.mark.parametrize("container", ["webm", "ogg", "mp4"])
async def test_a_recording_is_assembled_strictly_by_index_with_its_length_and_waveform(
    person: MakePerson, connect: Connect, worker: WorkerProcess, tmp_path: Path, container: str
) -> None:
    ann = person(uuid4().hex)
    session_id, _, watching = await start(ann, connect)
    # Two fragments, as Cut makes them: each has its own header; the chunks arrive in the wrong order.
    first = speak(tmp_path / "1", 2.0, [0.5], container)
    second = speak(tmp_path / "2", 1.5, [1.0], container)
    chunks = [*chunks_of(first, 12), *chunks_of(second, 5)]
    recording_id = str(uuid4())
    for number in reversed(range(len(chunks))):
        await ann.put(session_id, recording_id, number, chunks[number])
    await ann.finish(session_id, recording_id, len(chunks))
    await reached(watching, f"post_process.{recording_id}", "done")
    jobs = [event["data"]["job"] for event in watching.events if event["type"] == "job_changed"]
    progress = [job["progress"] for job in jobs if job["job_id"] == f"post_process.{recording_id}"]
    assert progress == sorted(progress)
    assert {0, 40, 60, 90, 100} <= set(progress)  # downloaded, put together, measured
    (recording,) = (await ann.view(session_id))["recordings"]
    assert recording["fragments"] == 2
    assert abs(recording["duration_ms"] - 3_500) < 100
    assert len(recording["peaks"]) in range(PEAKS - 2, PEAKS + 1)
    loud = [place / len(recording["peaks"]) * 3.5 for place, peak in enumerate(recording["peaks"]) if peak > 40]
    assert all(0.4 < at < 0.75 or 2.9 < at < 3.25 for at in loud)
    assert {at < 1 for at in loud} == {True, False}
    audio = await ann.call("GET", recording["audio_url"])
    assert audio.headers["Content-Type"] == recording["media_type"]
    (tmp_path / "whole").write_bytes(audio.body)
    length, beeps = decoded(tmp_path / "whole")
    assert abs(length - 3.5) < 0.1
    assert [round(at, 1) for at in beeps] == [0.5, 3.0]


async def test_audio_is_streamed_in_ranges(
    person: MakePerson, connect: Connect, worker: WorkerProcess, speech: bytes
) -> None:
    ann = person(uuid4().hex)
    session_id, _, watching = await start(ann, connect)
    recording_id = await ann.record(session_id, chunks_of(speech, 4))
    await reached(watching, f"post_process.{recording_id}", "done")
    path = f"/voicebot/sessions/{session_id}/recordings/{recording_id}/audio"
    whole = await ann.call("GET", path)
    size = len(whole.body)
    assert (whole.status, whole.headers["Accept-Ranges"]) == (200, "bytes")
    assert whole.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    for asked, part, said in [
        ("bytes=0-", whole.body, f"bytes 0-{size - 1}/{size}"),
        ("bytes=0-99", whole.body[:100], f"bytes 0-99/{size}"),
        ("bytes=100-", whole.body[100:], f"bytes 100-{size - 1}/{size}"),
        ("bytes=-10", whole.body[-10:], f"bytes {size - 10}-{size - 1}/{size}"),
        (f"bytes=5-{size * 2}", whole.body[5:], f"bytes 5-{size - 1}/{size}"),
    ]:
        found = await ann.call("GET", path, Range=asked)
        assert (found.status, found.body, found.headers["Content-Range"]) == (206, part, said)
    behind = await ann.call("GET", path, Range=f"bytes={size}-")
    assert (behind.status, behind.headers["Content-Range"]) == (416, f"bytes */{size}")
    for ignored in ("bytes=a-b", "lines=1-2", "bytes=0-1,5-6", "bytes=-"):
        found = await ann.call("GET", path, Range=ignored)
        assert (found.status, found.body) == (200, whole.body)
    assert (await ann.call("GET", path, If_None_Match=whole.headers["ETag"])).status == 304
    other = await ann.call("GET", path, Range="bytes=0-9", If_Range='"other"')
    assert (other.status, other.body) == (200, whole.body)
    assert (await person(uuid4().hex).call("GET", path)).status == 403


async def test_V20_D20_the_job_of_a_close_clears_the_performers_active_session(
    person: MakePerson, worker: WorkerProcess, redis: Redis, connect: Connect
) -> None:
    telegram, owner = uuid4().int % 10**12 + 1, uuid4().hex
    performer = a_user(uuid4().hex, telegram_user_id=telegram, permissions=[READ_ALL, UPDATE])
    session_id = (await person(owner).create())["session_id"]
    watching = await connect(person(owner)).subscribe(session_id)
    people, store = VoicePeople(redis), VoiceStore(redis, public_url="http://127.0.0.1", log_length=1000)
    await people.activate(performer, session_id, 0)
    closed = await store.close(session_id, performer)  # and the process that was asked dies before it does the rest
    assert await store.performer(session_id, closed.job.job_id) == (performer.id, telegram)
    jobs = JobQueue(redis, "voice", backoff_ms=100)
    await jobs.add(closed.job)
    await reached(watching, closed.job.job_id, "done")
    await jobs.close()
    assert await people.pointer(performer) is None
    assert b"performer" not in orjson.dumps(watching.events)


async def test_V20_V27_the_job_of_an_old_close_leaves_a_newer_choice_alone(redis: Redis) -> None:
    people, ann, session_id = VoicePeople(redis), a_user(uuid4().hex), str(uuid4())
    await people.activate(ann, session_id, 1)
    await people.deactivate(ann.id, None, session_id, 1)
    assert await people.pointer(ann) == Pointer(session_id, 1)
    await people.deactivate(ann.id, None, session_id, 2)
    assert await people.pointer(ann) is None


async def test_D5_V20_after_done_even_a_recording_without_an_end_can_be_heard(
    person: MakePerson, connect: Connect, worker: WorkerProcess, speech: bytes
) -> None:
    ann = person(uuid4().hex)
    session_id, client, watching = await start(ann, connect)
    chunks = chunks_of(speech, 6)
    recording_id = str(uuid4())
    for number in (0, 1, 2, 4):
        await ann.put(session_id, recording_id, number, chunks[number])
    await client.command("session_done", {"session_id": session_id})
    await reached(watching, "done_multiprompt.1", "done")
    await reached(watching, f"post_process.{recording_id}", "done")
    (recording,) = (await ann.view(session_id))["recordings"]
    assert 500 < recording["duration_ms"] < 2_500
    for number in (3, 5):  # the rest comes late, and the recording becomes whole
        await ann.put(session_id, recording_id, number, chunks[number])
    await ann.finish(session_id, recording_id, 6)
    job_id = f"post_process.{recording_id}"
    await times(watching, job_id, "done", 2)
    (recording,) = (await ann.view(session_id))["recordings"]
    assert abs(recording["duration_ms"] - 3_000) < 100


async def test_V21_tasks_come_from_marks_when_no_service_is_set(
    person: MakePerson, connect: Connect, worker: WorkerProcess
) -> None:
    ann = person(uuid4().hex)
    session_id, client, watching = await start(ann, connect)
    text = "Обсудили релиз\nЗадача: проверить откат\nTODO: say when\n- [ ] third\n- [x] done before\nне задача: нет"
    material = (await ann.call("POST", f"/voicebot/sessions/{session_id}/materials", {"text": text})).body
    for count in (1, 2):  # looking again finds the same tasks
        await client.command("create_tasks_from_chunks", {"session_id": session_id})
        await times(watching, "create_tasks", "done", count)
    tasks = (await ann.view(session_id))["tasks"]
    assert {task["text"] for task in tasks} == {"проверить откат", "say when", "third"}
    assert len(tasks) == 3
    assert {task["source_id"] for task in tasks} == {material["material_id"]}


async def test_V21_VO6_transcripts_tasks_and_summaries_come_from_the_services(
    person: MakePerson, connect: Connect, workers: Workers, speech: bytes,
    service: SpeechService,
) -> None:  # fmt: skip
    service.summary = f"  Обсудили\nрелиз. {'о' * 1100}"
    service.tasks = ["Сказать ещё за 3 с"]
    worker = await workers(**with_service(service))
    ann = person(uuid4().hex)
    session_id, client, watching = await start(ann, connect)
    recording_id = await ann.record(session_id, chunks_of(speech, 3))
    await ann.call("POST", f"/voicebot/sessions/{session_id}/materials", {"text": "А это написано."})
    await reached(watching, f"transcribe.{recording_id}", "done")
    await client.command("session_done", {"session_id": session_id})
    await reached(watching, "create_tasks", "done")
    await worker.stop()
    view = await ann.view(session_id)
    assert [(one["source_id"], one["text"]) for one in view["segments"]] == [(recording_id, "Сказано за 3 с.")]
    (task,) = view["tasks"]
    assert (task["text"], task["source_id"], task["at_ms"]) == ("Сказать ещё за 3 с", recording_id, 0)
    assert view["session"]["summary"] == f"Обсудили релиз. {'о' * 1100}"[:1000]
    spoken, chat = service.requests
    assert (spoken["model"], spoken["format"], round(spoken["seconds"])) == ("whisper-1", "verbose_json", 3)
    assert chat["messages"][1] == {"role": "user", "content": "Сказано за 3 с.\n\nА это написано."}
    assert KEY not in worker.log.read_text()


async def test_a_service_that_fails_is_asked_again_and_one_that_refuses_is_shown(
    person: MakePerson, connect: Connect, workers: Workers, speech: bytes,
    service: SpeechService,
) -> None:  # fmt: skip
    service.refuse = [503, 429]
    worker = await workers(**hearing(service))
    ann = person(uuid4().hex)
    session_id, _, watching = await start(ann, connect)
    job_id = f"transcribe.{await ann.record(session_id, chunks_of(speech, 3))}"
    await reached(watching, job_id, "done")
    assert states(watching, job_id).count("running") >= 3

    service.refuse = [401]
    job_id = f"transcribe.{await ann.record(session_id, chunks_of(speech, 4))}"
    await reached(watching, job_id, "failed")
    (job,) = [job for job in (await ann.view(session_id))["jobs"] if job["job_id"] == job_id]
    assert (job["state"], job["error"], job["attempts"]) == ("failed", "The service answered 401", 1)
    retry = f"/voicebot/sessions/{session_id}/jobs/{job_id}/retry"
    assert (await ann.call("POST", retry)).body["state"] in {"queued", "running"}  # the worker may be quick
    await reached(watching, job_id, "done")
    again = await ann.call("POST", retry)
    assert (again.status, again.body["code"]) == (409, "invalid_transition")
    await worker.stop()


async def test_a_service_that_keeps_failing_ends_in_a_visible_error(
    person: MakePerson, connect: Connect, workers: Workers, speech: bytes,
    service: SpeechService,
) -> None:  # fmt: skip
    service.refuse = [500] * 5
    worker = await workers(**hearing(service))
    ann = person(uuid4().hex)
    session_id, _, watching = await start(ann, connect)
    job_id = f"transcribe.{await ann.record(session_id, chunks_of(speech, 3))}"
    await reached(watching, job_id, "failed")
    await worker.stop()
    assert states(watching, job_id).count("running") >= 5
    (job,) = [job for job in (await ann.view(session_id))["jobs"] if job["job_id"] == job_id]
    assert (job["error"], job["attempts"]) == ("The service answered 500", 5)


async def test_what_is_no_audio_inside_fails_once_and_says_so(
    person: MakePerson, connect: Connect, worker: WorkerProcess
) -> None:
    ann = person(uuid4().hex)
    session_id, _, watching = await start(ann, connect)
    header = b"\x1a\x45\xdf\xa3"
    job_id = f"post_process.{await ann.record(session_id, [header + bytes(500)])}"
    await reached(watching, job_id, "failed")
    (job,) = (await ann.view(session_id))["jobs"]
    assert job["error"].startswith("It is no sound that can be played")
    assert job["attempts"] == 1


@pytest.mark.parametrize("kind", ["transcribe", "transcribe_material", "create_tasks"])
async def test_VO8_a_worker_killed_in_the_middle_of_a_job_hands_it_to_the_next_and_each_part_is_there_once(
    person: MakePerson, connect: Connect, workers: Workers, speech: bytes,
    service: SpeechService, kind: str,
) -> None:  # fmt: skip
    ann = person(uuid4().hex)
    session_id, client, watching = await start(ann, connect)
    settings = with_service(service) | SOON_MISSED
    service.free.clear()
    first = await workers(**settings)
    if kind == "transcribe_material":
        path = f"/voicebot/sessions/{session_id}/materials/{(material_id := uuid4())}/file"
        assert (await ann.call("PUT", path, speech)).status == 201
        job_id = f"transcribe_material.{material_id}"
    elif kind == "transcribe":
        job_id = f"transcribe.{await ann.record(session_id, chunks_of(speech, 3))}"
    else:
        await ann.call("POST", f"/voicebot/sessions/{session_id}/materials", {"text": "x"})
        await client.command("create_tasks_from_chunks", {"session_id": session_id})
        job_id = "create_tasks"
    async with asyncio.timeout(PATIENCE):
        await service.waiting.wait()  # the worker is in the middle of it
    await first.kill()
    service.free.set()
    second = await workers(**settings)
    await reached(watching, job_id, "done")
    await second.stop()
    assert states(watching, job_id).count("done") == 1
    said = [event for event in watching.events if event["type"] == "segment_changed"]
    assert len(said) == len((await ann.view(session_id))["segments"]) == (0 if kind == "create_tasks" else 1)


@pytest.mark.parametrize("kind", ["post_process", "done_multiprompt"])
async def test_a_worker_killed_as_soon_as_it_begins_hands_the_job_to_the_next(
    person: MakePerson, connect: Connect, workers: Workers, tmp_path: Path, kind: str
) -> None:
    ann = person(uuid4().hex)
    session_id, client, watching = await start(ann, connect)
    first = await workers(**SOON_MISSED)
    long = speak(tmp_path / "long", 120, [1, 119])  # long enough that the kill comes before the end
    recording_id = await ann.record(session_id, chunks_of(long, 40))
    job_id = f"post_process.{recording_id}"
    if kind == "done_multiprompt":
        await reached(watching, job_id, "done")
        await client.command("session_done", {"session_id": session_id})
        job_id = "done_multiprompt.1"
    await reached(watching, job_id, "running")
    await first.kill()
    second = await workers(**SOON_MISSED)
    await reached(watching, job_id, "done")
    await second.stop()
    assert states(watching, job_id).count("done") == 1
    (recording,) = (await ann.view(session_id))["recordings"]
    assert abs(recording["duration_ms"] - 120_000) < 100


async def test_a_retry_of_what_is_not_there_is_not_found(person: MakePerson) -> None:
    ann = person(uuid4().hex)
    session_id = (await ann.create())["session_id"]
    answer = await ann.call("POST", f"/voicebot/sessions/{session_id}/jobs/nonsense/retry")
    assert (answer.status, answer.body["code"]) == (404, "not_found")


async def test_AC11_post_processing_needs_the_permission(person: MakePerson, connect: Connect) -> None:
    ann = person(uuid4().hex)
    session_id = (await ann.create())["session_id"]
    with pytest.raises(RoomtoneError) as refused:
        await connect(person(uuid4().hex)).command("post_process_session", {"session_id": session_id})
    assert refused.value.code == "forbidden"


@pytest.mark.parametrize("lost", [RedisProcess.kill, RedisProcess.stall], ids=["gone", "stalled"])
async def test_OP4_a_worker_ends_when_it_is_told_to_though_its_redis_is_lost(
    tmp_path: Path, lost: Callable[[RedisProcess], Awaitable[None] | None]
) -> None:
    with tempfile.TemporaryDirectory(prefix="rt") as folder:
        redis = RedisProcess(Path(folder))
        await redis.start()
        worker = await WorkerProcess(redis.url, tmp_path, ROOMTONE_DRAIN_SECONDS="0.5").start()

        async def works() -> bool:
            return "working" in worker.log.read_text()

        try:
            await until(works)
            if (losing := lost(redis)) is not None:
                await losing
            assert await worker.stop() == 0
        finally:
            await redis.kill()
