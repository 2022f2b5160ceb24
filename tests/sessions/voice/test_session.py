"""Voice sessions: the fields and names of a session, its states, and the kinds of materials."""

from pydantic import TypeAdapter

from sessions.voice.session import (
    DEFAULT_NAME,
    MaterialKind,
    SessionName,
    VoiceSession,
    VoiceStatus,
    title_of,
)
from tests.sessions.clip.streams import SESSION_ID, T0


def test_V13_a_session_shows_one_of_seven_states() -> None:
    assert {status.value for status in VoiceStatus} == {
        "recording",
        "cutting",
        "paused",
        "final_uploading",
        "closed",
        "ready",
        "error",
    }


def test_V7_materials_are_of_four_kinds() -> None:
    assert {kind.value for kind in MaterialKind} == {"voice", "text", "photo", "document"}


def test_V15_a_session_in_json_has_the_contracts_fields() -> None:
    session = VoiceSession(
        session_id=SESSION_ID,
        session_name="Планёрка",
        status=VoiceStatus.READY,
        is_active=True,
        done_count=0,
        url=f"https://voice.example/session/{SESSION_ID}",
        created_at=T0,
        updated_at=T0,
    )
    assert session.model_dump(mode="json") == {
        "session_id": SESSION_ID,
        "session_name": "Планёрка",
        "status": "ready",
        "interrupted": False,
        "interrupted_at": None,
        "recorder_name": None,
        "is_active": True,
        "done_count": 0,
        "access_level": "private",
        "project": None,
        "vocabulary": "",
        "language": "",
        "summary": None,
        "summary_edited": False,
        "live_listening": True,
        "url": f"https://voice.example/session/{SESSION_ID}",
        "created_at": "2026-01-28T15:15:00.000Z",
        "updated_at": "2026-01-28T15:15:00.000Z",
    }


def test_V17_a_session_without_a_name_gets_one() -> None:
    name: TypeAdapter[str] = TypeAdapter(SessionName)
    assert (name.validate_python(" "), name.validate_python(" Планёрка ")) == (DEFAULT_NAME, "Планёрка")


def test_VO11_a_name_is_the_first_words_that_were_said() -> None:
    said = "Релиз в четверг, откат сначала. Марина скажет стоп."
    assert title_of(said) == "Релиз в четверг, откат сначала"
    assert title_of("Да. Хорошо. Тогда начнём с миграции и посмотрим, что она делает на копии") == (
        "Да. Хорошо. Тогда начнём с миграции и посмотрим, что она"
    )
    assert title_of("x" * 300) == "x" * 60
    assert title_of(" \n ") == ""
    assert title_of("TODO\tcall\u2028Bob") == "TODO call Bob"
