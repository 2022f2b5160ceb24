"""A session as a file: each word where it was heard, and nobody's text breaks the format."""

import io
import json
from typing import Any

import pytest
from docx import Document as WordDocument

from sessions.voice.exports.document import Document, document
from sessions.voice.exports.export import ExportOptions, TextFormat, exported
from sessions.voice.exports.subtitles import LINES
from sessions.voice.segment import Piece

FIRST, SECOND = (f"{n}0000000-0000-4000-8000-000000000000" for n in (1, 2))
SAID = "Откат делается одной командой, я проверил на копии: откат занимает сорок секунд"


def a_task(text: str, position: int, *, done: bool) -> dict[str, Any]:
    return {
        "task_id": f"task-{position}",
        "text": text,
        "done": done,
        "position": position,
        "assignee_name": None,
        "due": None,
    }


def segment(
    source: str, start: int, end: int, text: str, speaker: str | None, words: list[int] | None
) -> dict[str, Any]:
    packed = Piece(source, start, end, text, words=None if words is None else tuple(words)).packed or None
    return {"source_id": source, "start_ms": start, "end_ms": end, "text": text, "speaker": speaker, "language": "ru",
            "words": packed}  # fmt: skip


def a_document(name: str = "План: релиз", said: str = SAID, **more: Any) -> Document:
    """Two sounds of 20 and 5 s; Лёша speaks, then a voice without a name."""
    sources = [
        {"material_id": SECOND, "created_at": "2026-11-22T08:00:00.000Z", "duration_ms": 5000, "text": "a note\nof two",
         },
        {"recording_id": FIRST, "created_at": "2026-11-22T07:00:00.000Z", "duration_ms": 20000},
    ]  # fmt: skip
    segments = [
        segment(SECOND, 1000, 2000, "Good.", "2.0.B", None),
        segment(FIRST, 4000, 12000, said, "1.0.A", [600 * i for i in range(len(said.split()))]),
    ]
    session = {"session_name": name, "url": "http://x/session/1", "created_at": "2026-11-22T07:00:00.000Z"}
    session |= {"summary": "Short."}
    speakers = [{"speaker_id": "1.0.A", "name": more.get("who", "Лёша")}]
    tasks = [a_task("Проверить", 1, done=True), a_task("call", 2, done=False)]
    return document(session, sources, segments, speakers, tasks, "en")


def text_of(form: TextFormat, session: Document | None = None, **options: Any) -> str:
    return exported(session or a_document(), form, ExportOptions(**options)).decode()


def test_VF4_a_vtt_has_short_cues_that_begin_with_their_first_word() -> None:
    cues = text_of(TextFormat.VTT).split("\n\n")
    assert cues[0] == "WEBVTT"
    assert cues[1].split("\n")[:2] == ["00:00:04.000 --> 00:00:10.000", "<v Лёша>Откат делается одной командой, я"]
    assert cues[2].startswith("00:00:10.000 --> 00:00:12.000\n<v Лёша>сорок")  # the tenth word, after 6 s
    assert cues[3] == "00:00:21.000 --> 00:00:22.000\n<v Voice 1>Good.\n"  # in the second sound
    assert "<v" not in text_of(TextFormat.VTT, speakers=False)


def test_VF4_an_srt_names_a_voice_where_it_begins() -> None:
    first, second, third = text_of(TextFormat.SRT).strip().split("\n\n")
    assert first.split("\n")[:3] == ["1", "00:00:04,000 --> 00:00:10,000", "Лёша: Откат делается одной командой,"]
    assert second.split("\n")[:2] == ["2", "00:00:10,000 --> 00:00:12,000"]
    assert third.endswith("Voice 1: Good.")
    for line in (20, 37, 80):
        for cue in text_of(TextFormat.SRT, line=line).strip().split("\n\n"):
            assert len(cue.split("\n")) <= 2 + LINES
            assert all(len(one) <= line for one in cue.split("\n")[2:])


def test_VF4_texts_have_times_and_voices_or_not() -> None:
    whole = text_of(TextFormat.TXT)
    assert f"[0:04] Лёша: {SAID}" in whole
    assert "[0:21] Voice 1: Good.\n\n[x] Проверить\n[ ] call\n\na note\nof two\n" in whole
    bare = text_of(TextFormat.TXT, times=False, speakers=False)
    assert bare == f"План: релиз\n\nIn short:\nShort.\n\n{SAID}\n\nGood.\n\n[x] Проверить\n[ ] call\n\na note\nof two\n"
    marked = text_of(TextFormat.MARKDOWN)
    assert (
        "## In short\n\nShort.\n\n## Tasks\n\n- [x] Проверить\n- [ ] call\n\n## What was said\n\n**Лёша** · 0:04  \n"
        in marked
    )
    assert "[0:21]" not in text_of(TextFormat.TXT, find="откатить")


def test_VF4_json_has_every_word_and_docx_opens() -> None:
    body = json.loads(text_of(TextFormat.JSON))
    first = body["segments"][0]
    assert (first["speaker"], first["start_ms"], first["words"][:3]) == ("Лёша", 4000, [4000, 4600, 5200])
    assert body["segments"][1]["words"] is None
    paragraphs = [
        one.text
        for one in WordDocument(io.BytesIO(exported(a_document(), TextFormat.DOCX, ExportOptions()))).paragraphs
    ]
    assert "Лёша 0:04 " + SAID in paragraphs
    assert "☑ Проверить" in paragraphs


@pytest.mark.parametrize("form", TextFormat)
def test_VF4_no_text_breaks_a_format(form: TextFormat) -> None:
    hostile = "--> </v> <script> & \u202e# - [ ] *x* ]]> \x07\x1b 1\n\n2 " + "w" * 300
    session = a_document(name=hostile, said=" ".join(hostile.split()), who="> </v>\x00 --> &")
    content = exported(session, form, ExportOptions())
    assert b"\xe2\x80\xae" not in content
    if form is TextFormat.DOCX:
        assert len(WordDocument(io.BytesIO(content)).paragraphs) > 5
        return
    text = content.decode()
    assert "\x07" not in text
    assert "\x00" not in text
    if form is TextFormat.VTT:
        assert text.count("-->") == sum(" --> " in line and line[0] == "0" for line in text.split("\n"))
        assert "<script>" not in text
    if form is TextFormat.MARKDOWN:
        assert "<script>" not in text
