"""The words of a project over HTTP, and in what a service for transcription gets."""

from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import quote
from uuid import uuid4

import pytest

from auth.access import READ_OWN
from tests.handlers.voice.servers import Connect, MakePerson, Workers
from tests.handlers.voice.sound import chunks_of
from tests.handlers.voice.speech_service import SpeechService, speech_service
from tests.handlers.voice.test_jobs import hearing, reached, start
from tests.handlers.voice.test_transcripts import attached
from tests.handlers.voice.tones import script, spoken


@pytest.fixture
async def service() -> AsyncIterator[SpeechService]:
    async with speech_service() as service:
        yield service


async def test_VO19_members_of_a_project_set_its_words_and_nobody_else(person: MakePerson) -> None:
    project = f"Студия / 1 {uuid4().hex}"
    path = f"/voicebot/projects/{quote(project, safe='')}"
    ann, bo = (person(uuid4().hex, projects=[project]) for _ in range(2))
    words = {"vocabulary": "Lyosha, Strato", "language": "ru"}
    assert (await ann.call("GET", path)).body == {"vocabulary": "", "language": ""}
    assert (await ann.call("PATCH", path, words)).body == words
    assert (await bo.call("GET", path)).body == words
    assert (await bo.call("PATCH", path, {"language": "en"})).body == words | {"language": "en"}
    reader = person(uuid4().hex, projects=[project], permissions=[READ_OWN])
    assert (await reader.call("GET", path)).status == 200
    stranger = person(uuid4().hex, projects=["Another"])
    for who, verb in ((reader, "PATCH"), (stranger, "PATCH"), (stranger, "GET")):
        refused = await who.call(verb, path, words if verb == "PATCH" else None)
        assert (refused.status, refused.body["code"]) == (403, "forbidden")
    for bad in ({}, {"vocabulary": "x" * 601}, {"language": "rus"}, {"vocabulary": "x", "project": "Another"}):
        assert (await ann.call("PATCH", path, bad)).body["code"] == "invalid_payload"
    for nowhere in ("%00", "a%09b", "x" * 129):
        assert (await ann.call("GET", f"/voicebot/projects/{nowhere}")).body["code"] == "invalid_payload"
    assert (await ann.call("GET", path)).body == words | {"language": "en"}


async def test_VO19_what_is_recorded_and_attached_is_heard_with_the_words_of_the_project(
    person: MakePerson, connect: Connect, workers: Workers, service: SpeechService, tmp_path: Path
) -> None:
    await workers(**hearing(service))
    project = uuid4().hex
    ann, words = person(uuid4().hex, projects=[project]), script(3)
    of_project = {"vocabulary": "Коллеги, Strato", "language": "ru"}
    assert (await ann.call("PATCH", f"/voicebot/projects/{project}", of_project)).status == 200
    session_id, _, watching = await start(ann, connect, project=project)
    path = f"/voicebot/sessions/{session_id}"
    assert (await ann.call("PATCH", path, {"vocabulary": "Lyosha"})).status == 200
    recording_id = await ann.record(session_id, chunks_of(spoken(tmp_path / "a", 3, words), 3))
    await reached(watching, f"transcribe.{recording_id}", "done")
    assert (await ann.call("PATCH", path, {"vocabulary": "", "language": "en"})).status == 200
    body = spoken(tmp_path / "b", 3, words, "mp4")
    first = await attached(ann, session_id, body)
    await reached(watching, f"transcribe_material.{first}", "done")
    # The same sound is paid for again when other words go with it, and not when they are the same.
    assert (await ann.call("PATCH", f"/voicebot/projects/{project}", {"vocabulary": "Strato"})).status == 200
    for _ in range(2):
        again = await attached(ann, session_id, body)
        await reached(watching, f"transcribe_material.{again}", "done")
    assert [(one["prompt"], one["language"]) for one in service.requests] == [
        ("Коллеги, Strato, Lyosha", "ru"),
        ("Коллеги, Strato", "en"),
        ("Strato", "en"),
    ]
