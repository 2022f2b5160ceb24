"""Voice sessions: the fields and names of a session, its states, and the kinds of materials."""

from pydantic import TypeAdapter

from sessions.voice.session import (
    DEFAULT_NAME,
    MaterialKind,
    SessionName,
    VoiceSession,
    VoiceStatus,
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
        "url": f"https://voice.example/session/{SESSION_ID}",
        "created_at": "2026-01-28T15:15:00.000Z",
        "updated_at": "2026-01-28T15:15:00.000Z",
    }


def test_V17_a_session_without_a_name_gets_one() -> None:
    name: TypeAdapter[str] = TypeAdapter(SessionName)
    assert (name.validate_python(" "), name.validate_python(" Планёрка ")) == (DEFAULT_NAME, "Планёрка")
