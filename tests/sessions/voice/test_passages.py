"""A session as one text, and where in it a task comes from (VO6)."""

from typing import Any

from sessions.voice.passages import Passage, origins, passages_of, whole_text

SOURCES: list[dict[str, Any]] = [
    {"material_id": "note", "created_at": "2026-11-25T10:02:00Z", "text": "TODO: say when"},
    {"recording_id": "sound", "created_at": "2026-11-25T10:01:00Z"},
    {"material_id": "photo", "created_at": "2026-11-25T10:00:00Z", "text": None},
]
SEGMENTS = [
    {"source_id": "sound", "start_ms": 0, "speaker": "0.A", "text": "Обсудили релиз."},
    {"source_id": "sound", "start_ms": 2000, "speaker": "0.A", "text": "Готово."},
    {"source_id": "sound", "start_ms": 4000, "speaker": None, "text": "Ольга проверит откат до пятницы."},
    {"source_id": "gone", "start_ms": 0, "speaker": None, "text": "of a deleted recording"},
]
SPEAKERS = [{"speaker_id": "0.A", "name": "Лёша"}]


def test_VO6_a_session_is_read_in_its_order_each_sound_text_and_named_voice_by_itself() -> None:
    assert whole_text(passages_of(SOURCES, SEGMENTS, SPEAKERS)) == (
        "Лёша: Обсудили релиз. Готово.\n\nОльга проверит откат до пятницы.\n\nTODO: say when"
    )


def test_VO15_a_task_leads_to_the_passage_with_most_of_its_words_whatever_their_endings() -> None:
    passages = passages_of(SOURCES, SEGMENTS, SPEAKERS)
    found = origins(
        ["Проверить откат до пятницы", "say when", "Купить молоко", "Обсудить молоко и хлеб", "…"], passages
    )
    assert [one and (one.source_id, one.at_ms) for one in found] == [("sound", 4000), ("note", None), None, None, None]
    assert origins(["anything"], []) == [None]


def test_VO15_of_equal_passages_the_first_is_taken() -> None:
    twice = [Passage("a", 0, "проверим откат"), Passage("b", 0, "проверим откат")]
    assert origins(["Проверить откат"], twice) == [twice[0]]
