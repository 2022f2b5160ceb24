"""Speech of two people in two languages: each word lands where it is said, also in subtitles (VO7, VF4)."""

import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from tests.effort import in_proof
from tests.handlers.voice.people import Person
from tests.handlers.voice.servers import Connect, MakePerson, Workers
from tests.handlers.voice.speech import Talk
from tests.handlers.voice.speech_service import SpeechService, speech_service
from tests.handlers.voice.test_jobs import hearing, start
from tests.handlers.voice.test_transcripts import near, said
from tests.handlers.voice.test_uploads import CHUNK, finish, put
from tests.handlers.voice.tones import Word
from tests.polling import until

CUE = re.compile(r"^(?:(\d\d):)?(\d\d):(\d\d)[.,](\d{3}) --> .*\n(.+(?:\n.+)*)", re.MULTILINE)


@pytest.fixture
async def service() -> AsyncIterator[SpeechService]:
    async with speech_service() as service:
        yield service


async def send(ann: Person, session_id: str, body: bytes) -> str:
    material_id = str(uuid4())
    parts = [body[at : at + CHUNK] for at in range(0, len(body), CHUNK)]
    for number, part in enumerate(parts):
        assert (await put(ann, session_id, material_id, number, part)).status == 201
    assert (await finish(ann, session_id, material_id, len(parts), filename="talk.m4a")).status == 201
    return material_id


def cues(text: str) -> list[tuple[float, str]]:
    """When each line is shown, in seconds, and its words."""
    found = []
    for hours, minutes, seconds, ms, line in CUE.findall(text):
        found.append((int(hours or 0) * 3600 + int(minutes) * 60 + int(seconds) + int(ms) / 1000, line))
    return found


@pytest.mark.parametrize("seconds", [50, in_proof(7200)])
@pytest.mark.timeout(900)
async def test_VO7_VF4_each_word_that_two_people_say_lands_within_a_third_of_a_second(
    person: MakePerson, connect: Connect, workers: Workers, service: SpeechService, tmp_path: Path, seconds: int
) -> None:
    talk = Talk.of(seconds)
    service.recognize = talk.recognized
    await workers(**hearing(service))
    ann = person(uuid4().hex)
    session_id, _, _ = await start(ann, connect)
    material_id = await send(ann, session_id, talk.m4a(tmp_path / "talk.m4a"))

    async def is_written() -> bool:
        jobs: list[dict[str, Any]] = (await ann.view(session_id))["jobs"]
        return {"done"} == {job["state"] for job in jobs if job["type"] == "TRANSCRIBE_MATERIAL"}

    await until(is_written, 600)
    view = await ann.view(session_id)
    while view["next_cursor"] is not None:
        more = (await ann.call("GET", f"/voicebot/sessions/{session_id}?cursor={view['next_cursor']}")).body
        view = {**more, "segments": view["segments"] + more["segments"]}
    assert near(said(view, material_id), talk.words)
    for form in ("srt", "vtt"):
        text = (await ann.call("GET", f"/voicebot/sessions/{session_id}/export?format={form}")).body.decode()
        shown = cues(text)
        assert " ".join(line for _, line in shown).split() == [word.text for word in talk.words]
        assert begins_near(shown, talk.words)


def begins_near(shown: list[tuple[float, str]], words: list[Word]) -> bool:
    place = 0
    for at, line in shown:
        assert abs(words[place].start - at) < 0.3, line
        place += len(line.split())
    return True
