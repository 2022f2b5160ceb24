"""Assembled files whose place another one has taken."""

from pathlib import Path
from uuid import uuid4

import pytest

from auth.caller import Server
from sessions.base.errors import NotFound
from storage.media.store import MediaStore
from storage.redis.client import Redis
from storage.voice.jobs import Outcome, VoiceJobs
from storage.voice.store import VoiceStore
from storage.voice.superseded_audio import SupersededAudio
from tests.handlers.voice.servers import Connect, MakePerson
from tests.handlers.voice.sound import chunks_of
from tests.handlers.voice.test_jobs import reached, start, times
from tests.processes import WorkerProcess


async def test_an_assembled_file_goes_some_time_after_a_newer_one_has_taken_its_place(
    person: MakePerson, connect: Connect, worker: WorkerProcess, voice_data: Path, redis: Redis, speech: bytes
) -> None:
    ann = person(uuid4().hex)
    session_id, client, watching = await start(ann, connect)
    recording_id = await ann.record(session_id, chunks_of(speech, 4))
    job_id = f"post_process.{recording_id}"
    await reached(watching, job_id, "done")
    folder = voice_data / "media/voice" / session_id / recording_id
    (first,) = folder.glob("whole-*")
    await client.command("post_process_session", {"session_id": session_id})
    await times(watching, job_id, "done", 2)
    (second,) = set(folder.glob("whole-*")) - {first}
    media = MediaStore.open(f"file://{voice_data}/media")
    await SupersededAudio(redis, media).delete()
    assert first.exists()  # somebody may be playing it
    await SupersededAudio(redis, media).delete(grace_ms=0)
    assert not first.exists()
    await SupersededAudio(redis, media).delete(grace_ms=-60_000)
    assert list(folder.glob("whole-*")) == [second]
    audio = await ann.call("GET", f"/voicebot/sessions/{session_id}/recordings/{recording_id}/audio")
    assert (audio.status, audio.body) == (200, second.read_bytes())
    assert len(list(folder.iterdir())) == 5


async def test_an_assembled_file_that_comes_too_late_is_deleted_too(
    person: MakePerson, voice_data: Path, redis: Redis, speech: bytes
) -> None:
    ann = person(uuid4().hex)
    session_id = (await ann.create())["session_id"]
    recording_id = await ann.record(session_id, [speech])
    store = VoiceStore(redis, public_url="http://127.0.0.1", log_length=1000)
    records = VoiceJobs(store)
    media = MediaStore.open(f"file://{voice_data}/media")
    paths = [f"voice/{session_id}/{recording_id}/whole-{name}" for name in ("late", "good")]
    late, good = [Outcome(recording={"audio": path, "assembled": "1"}) for path in paths]
    (older,) = await store.ask(session_id, Server.ITSELF, "post_process")
    assert await records.start(older)
    (newer,) = await store.ask(session_id, Server.ITSELF, "post_process")
    assert await records.start(newer)
    for path in paths:
        await media.put(path, b"sound")
    await records.done(newer, good)
    await records.done(older, late)
    await records.done(newer, good)  # another worker that did the same run: what is in use stays
    await SupersededAudio(redis, media).delete(grace_ms=-60_000)
    with pytest.raises(NotFound):
        await media.read(paths[0])
    assert await media.read(paths[1]) == b"sound"
