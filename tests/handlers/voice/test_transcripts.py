"""What was said, from the sound to the session: times, speakers, services that know less, workers that die."""

import base64
import struct
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from tests.handlers.voice.people import Person
from tests.handlers.voice.servers import Connect, MakePerson, Workers
from tests.handlers.voice.sound import chunks_of
from tests.handlers.voice.speech_service import SpeechService, speech_service
from tests.handlers.voice.test_jobs import hearing, reached, start, times
from tests.handlers.voice.tones import Word, script, spoken
from tests.processes import WorkerProcess


@pytest.fixture
async def service() -> AsyncIterator[SpeechService]:
    async with speech_service() as service:
        yield service


def said(view: dict[str, Any], source: str) -> list[tuple[str, float]]:
    """The words of a source, and when each begins, in seconds."""
    found: list[tuple[str, float]] = []
    for one in view["segments"]:
        if one["source_id"] == source:
            raw = base64.b64decode(one["words"])
            starts = struct.unpack(f"<{len(raw) // 2}H", raw)
            found += zip(one["text"].split(), (one["start_ms"] / 1000 + at / 100 for at in starts), strict=True)
    return found


def near(found: list[tuple[str, float]], words: list[Word]) -> bool:
    assert [word for word, _ in found] == [word.text for word in words]
    return max(abs(at - word.start) for (_, at), word in zip(found, words, strict=True)) < 0.3


async def attached(ann: Person, session_id: str, body: bytes) -> str:
    material_id = str(uuid4())
    path = f"/voicebot/sessions/{session_id}/materials/{material_id}/file?filename=talk.m4a"
    assert (await ann.call("PUT", path, body)).status == 201
    return material_id


async def test_VO7_a_recording_and_an_attached_m4a_become_segments_with_times_and_edits_stay(
    person: MakePerson, connect: Connect, workers: Workers, service: SpeechService, tmp_path: Path
) -> None:
    await workers(**hearing(service))
    ann, words = person(uuid4().hex), script(6)
    session_id, _, watching = await start(ann, connect)
    hints = {"vocabulary": "Коллеги, миграция, Lyosha", "language": "ru"}
    assert (await ann.call("PATCH", f"/voicebot/sessions/{session_id}", hints)).body["vocabulary"] == hints[
        "vocabulary"
    ]
    recording_id = await ann.record(session_id, chunks_of(spoken(tmp_path / "a", 6, words), 5))
    material_id = await attached(ann, session_id, spoken(tmp_path / "b", 6, words, "mp4"))
    await reached(watching, f"transcribe.{recording_id}", "done")
    await reached(watching, f"transcribe_material.{material_id}", "done")
    view = await ann.view(session_id)
    assert near(said(view, recording_id), words)
    assert near(said(view, material_id), words)
    assert {one["language"] for one in view["segments"]} == {"russian"}
    assert {(one["prompt"], one["language"]) for one in service.requests} == {(hints["vocabulary"], "ru")}
    assert [one["segment_id"] for one in view["segments"]] == sorted(one["segment_id"] for one in view["segments"])
    events = [one["data"]["segment"] for one in watching.events if one["type"] == "segment_changed"]
    assert sorted(events, key=lambda one: one["segment_id"]) == view["segments"]  # and each came once

    first = view["segments"][0]
    path = f"/voicebot/sessions/{session_id}/segments/{first['segment_id']}"
    changed = (await ann.call("PATCH", path, {"revision": 1, "text": "Друзья,  по релизу"})).body
    assert (changed["text"], changed["edited"], changed["revision"]) == ("Друзья, по релизу", True, 2)
    refused = await ann.call("PATCH", path, {"revision": 1, "text": "x"})
    assert (refused.status, refused.body["code"], refused.body["reason"]) == (409, "conflict", "changed")
    (before,) = (await ann.call("GET", f"{path}/history")).body["items"]
    assert before["text"] == first["text"]
    split = (await ann.call("POST", f"{path}/split", {"revision": 2, "word": 1})).body
    assert split["text"] == "Друзья,"
    assert (await ann.call("POST", f"/voicebot/sessions/{session_id}/undo")).status == 204
    assert (await ann.view(session_id))["segments"][0]["text"] == "Друзья, по релизу"
    assert (await ann.call("DELETE", path)).status == 204
    assert (await ann.view(session_id))["segments"][0]["segment_id"] != first["segment_id"]
    for bad in ({"revision": 1}, {"revision": 1, "text": " "}, {"revision": 1, "text": "x" * 20_001}, {"text": "x"}):
        assert (await ann.call("PATCH", path, bad)).body["code"] == "invalid_payload"


@pytest.mark.parametrize(
    ("model", "formats", "voices"),
    [
        ("whisper-1", ["verbose_json"], 1),
        ("gpt-4o-transcribe", ["verbose_json", "json"], 1),
        ("gpt-4o-transcribe-diarize", ["diarized_json"], 2),
    ],
)
async def test_VO7_a_service_is_asked_for_as_much_as_it_knows(
    person: MakePerson, connect: Connect, workers: Workers, service: SpeechService, tmp_path: Path,
    model: str, formats: list[str], voices: int,
) -> None:  # fmt: skip
    service.formats, service.has_words = {"json", formats[-1]}, False
    await workers(**hearing(service), ROOMTONE_TRANSCRIPTION_MODEL=model)
    ann = person(uuid4().hex)
    session_id, _, watching = await start(ann, connect)
    words = [Word("Коллеги,", 0.3, 0.54), Word("по", 0.7, 0.94), Word("So", 1.0, 1.24), Word("the", 1.4, 1.64)]
    for number in (3, 4):  # what a model refuses is remembered
        recording_id = await ann.record(session_id, chunks_of(spoken(tmp_path / "a", 3, words), number))
        await reached(watching, f"transcribe.{recording_id}", "done")
    assert [one["format"] for one in service.requests] == [*formats, formats[-1]]
    segments = [one for one in (await ann.view(session_id))["segments"] if one["source_id"] == recording_id]
    assert " ".join(one["text"] for one in segments) == "Коллеги, по So the"
    assert len({one["speaker"] for one in segments}) == voices
    assert {one["words"] for one in segments} == {None}


@pytest.mark.parametrize(
    ("made", "named"),
    [
        ({}, "Релиз в четверг, откат сначала"),
        ({"session_name": "Sunday 07:44", "is_stand_in": True}, "Релиз в четверг, откат сначала"),
        ({"session_name": "Sunday 07:44"}, "Sunday 07:44"),
    ],
)
async def test_VO11_a_session_without_a_name_gets_one_from_what_was_said_and_a_given_one_stays(
    person: MakePerson, connect: Connect, worker: WorkerProcess, made: dict[str, Any], named: str
) -> None:
    ann = person(uuid4().hex)
    session_id, client, watching = await start(ann, connect, **made)
    path = f"/voicebot/sessions/{session_id}"
    await ann.call("POST", f"{path}/materials", {"text": "Релиз в четверг, откат сначала. Потом остальное."})
    await client.command("create_tasks_from_chunks", {"session_id": session_id})
    await times(watching, "create_tasks", "done", 1)
    assert (await ann.view(session_id))["session"]["session_name"] == named
    assert (await ann.call("GET", "/voicebot/sessions")).body["items"][0]["session_name"] == named
    await ann.call("PATCH", path, {"session_name": "Ours"})
    await ann.call("POST", f"{path}/materials", {"text": "Something else"})
    await client.command("create_tasks_from_chunks", {"session_id": session_id})
    await times(watching, "create_tasks", "done", 2)
    assert (await ann.view(session_id))["session"]["session_name"] == "Ours"
