"""Readers take a session away: what was said as a file, everything as a zip."""

import io
import zipfile
from pathlib import Path
from urllib.parse import quote
from uuid import uuid4

import pytest

from tests.handlers.voice.people import Person
from tests.handlers.voice.servers import Connect, MakePerson
from tests.handlers.voice.sound import samples_of, speak
from tests.polling import until
from tests.processes import WorkerProcess


async def test_VF4_a_reader_takes_the_text_away_and_a_stranger_does_not(person: MakePerson) -> None:
    ann, stranger = person(uuid4().hex), person(uuid4().hex)
    session_id = (await ann.create(session_name="План: релиз"))["session_id"]
    await ann.call("POST", f"/voicebot/sessions/{session_id}/materials", {"text": "Сначала откат"})
    path = f"/voicebot/sessions/{session_id}"
    answer = await ann.call("GET", f"{path}/export?format=txt")
    assert (answer.status, answer.body.decode()) == (200, "План: релиз\n\nСначала откат\n")
    assert answer.headers["Content-Disposition"].endswith(f"filename*=UTF-8''{quote('План. релиз.txt')}")
    for wrong in ("format=exe", "format=txt&line=1", "format=txt&colour=red", ""):
        assert (await ann.call("GET", f"{path}/export?{wrong}")).status == 400
    for what in ("export?format=txt", "archive"):
        assert (await stranger.call("GET", f"{path}/{what}")).status == 403


async def test_VF5_everything_comes_as_one_zip(person: MakePerson, worker: WorkerProcess, speech: bytes) -> None:
    ann = person(uuid4().hex)
    session_id = (await ann.create(session_name="Meeting"))["session_id"]
    path = f"/voicebot/sessions/{session_id}"
    await ann.record(session_id, [speech])
    for name in ("plan.txt", "plan.txt"):
        await ann.call("PUT", f"{path}/materials/{uuid4()}/file?filename={name}", b"a file of two lines\n" * 2)

    async def is_assembled(by: Person = ann) -> bool:
        return (await by.view(session_id))["recordings"][0]["audio_url"] is not None

    await until(is_assembled)
    answer = await ann.call("GET", f"{path}/archive")
    archive = zipfile.ZipFile(io.BytesIO(answer.body))
    assert archive.testzip() is None
    forms = (f"Meeting.{form}" for form in ("docx", "json", "md", "srt", "txt", "vtt"))
    assert {*archive.namelist()} == {"001 plan.txt", "002 plan.txt", *forms, "Meeting – 1.webm"}
    assert archive.read("001 plan.txt") == b"a file of two lines\n" * 2
    sound = await ann.call("GET", (await ann.view(session_id))["recordings"][0]["audio_url"])
    assert archive.read("Meeting – 1.webm") == sound.body


async def test_VO17_the_sound_is_one_file_with_the_session_s_name(
    person: MakePerson, connect: Connect, worker: WorkerProcess, speech: bytes, tmp_path: Path
) -> None:
    ann, stranger = person(uuid4().hex), person(uuid4().hex)
    session_id = (await ann.create(session_name="План: релиз"))["session_id"]
    path = f"/voicebot/sessions/{session_id}"
    assert (await ann.call("GET", f"{path}/sound")).body["problem"] == "silent"
    assert (await ann.call("GET", f"{path}/sound/file")).status == 404
    await ann.record(session_id, [speech])
    await ann.call("PUT", f"{path}/materials/{uuid4()}/file?filename=voice.mp3", speak(tmp_path / "x", 2, [1], "mp3"))

    async def is_read() -> bool:
        told = (await ann.call("GET", f"{path}/sound")).body
        return (told["sounds"], told["problem"]) == (2, None)

    await until(is_read)
    told = (await ann.call("GET", f"{path}/sound")).body
    assert told["is_whole"] is True
    answer = await ann.call("GET", f"{path}/sound/file")
    assert (answer.status, answer.headers["Content-Type"]) == (200, "audio/webm")
    assert answer.headers["Content-Disposition"].endswith(f"filename*=UTF-8''{quote('План. релиз.webm')}")
    length = len(samples_of(answer.body, 8_000)) / 8_000
    assert length == pytest.approx(told["duration_ms"] / 1000, abs=0.2)
    for what in ("sound", "sound/file"):
        assert (await stranger.call("GET", f"{path}/{what}")).status == 403
    recorder = connect(ann)
    await recorder.command("report_recording", {"session_id": session_id, "status": "recording"})
    assert (await ann.call("GET", f"{path}/sound")).body["problem"] == "recording"
    assert (await ann.call("GET", f"{path}/sound/file")).status == 409
