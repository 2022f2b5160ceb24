"""Voice sessions: states, closing, routing of materials and the two notions of session (V1–V8, V13, V24–V27)."""

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, multiple, rule
from pydantic import TypeAdapter

from sessions.errors import InvalidPayload, SessionNotFound
from sessions.voice import DEFAULT_NAME, MaterialKind, SessionName, VoiceSession, VoiceState, VoiceStatus
from sessions.voice_active import (
    Attach,
    CreateAndAttach,
    SessionBrief,
    current,
    route_material,
    session_to_close,
)
from tests.sessions.streams import SESSION_ID, T0, uid

OPEN, CLOSED = SessionBrief("open", is_open=True), SessionBrief("closed", is_open=False)


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
        "allowed_users": [],
        "url": f"https://voice.example/session/{SESSION_ID}",
        "created_at": "2026-01-28T15:15:00.000Z",
        "updated_at": "2026-01-28T15:15:00.000Z",
    }


def test_V17_a_session_without_a_name_gets_one() -> None:
    name: TypeAdapter[str] = TypeAdapter(SessionName)
    assert (name.validate_python(" "), name.validate_python(" Планёрка ")) == (DEFAULT_NAME, "Планёрка")


def test_V24_every_close_counts_and_closing_again_is_allowed() -> None:
    state = VoiceState()
    for count in (1, 2, 3):
        state = state.closed()
        assert (state.status, state.is_open, state.done_count) == (VoiceStatus.CLOSED, False, count)


@pytest.mark.parametrize("status", [status for status in VoiceStatus if status is not VoiceStatus.CLOSED])
def test_V13_an_open_session_shows_what_its_recorder_reports(status: VoiceStatus) -> None:
    assert VoiceState().reported(status).status is status


def test_V13_only_closing_closes() -> None:
    with pytest.raises(InvalidPayload):
        VoiceState().reported(VoiceStatus.CLOSED)


@pytest.mark.parametrize(
    "status",
    [VoiceStatus.FINAL_UPLOADING, VoiceStatus.READY, VoiceStatus.PAUSED, VoiceStatus.CUTTING, VoiceStatus.ERROR],
)
def test_V24_a_report_that_comes_after_the_close_does_not_undo_it(status: VoiceStatus) -> None:
    closed = VoiceState().closed()
    assert closed.reported(status) == closed


def test_V12_recording_again_opens_a_closed_session_and_keeps_its_count() -> None:
    assert VoiceState().closed().reported(VoiceStatus.RECORDING) == VoiceState(VoiceStatus.RECORDING, True, 1)


def test_V7_a_material_goes_to_the_active_open_session() -> None:
    assert route_material(OPEN) == Attach("open")


@pytest.mark.parametrize("pointer", [None, CLOSED])
def test_V7_without_an_active_open_session_one_is_created(pointer: SessionBrief | None) -> None:
    assert current(pointer) is None
    assert route_material(pointer) == CreateAndAttach()


def test_V8_V26_another_open_session_is_taken_only_when_a_call_asks_for_it() -> None:
    today = [CLOSED, OPEN]
    assert route_material(None, today) == CreateAndAttach()
    assert route_material(None, today, allow_fallback=True) == Attach("open")
    assert route_material(None, [CLOSED], allow_fallback=True) == CreateAndAttach()
    assert route_material(SessionBrief("mine", is_open=True), today, allow_fallback=True) == Attach("mine")


def test_V5_done_closes_the_active_session_and_nothing_else() -> None:
    assert session_to_close(OPEN) == "open"
    for pointer in (None, CLOSED):
        with pytest.raises(SessionNotFound, match="Активная сессия не найдена"):
            session_to_close(pointer)


def test_V12_V24_a_close_that_names_a_session_closes_that_one() -> None:
    assert {session_to_close(pointer, "page") for pointer in (OPEN, CLOSED, None)} == {"page"}


class VoiceUser(RuleBasedStateMachine):
    """One user's sessions under every action of the document, with a plain ledger beside the rules."""

    ids = Bundle("ids")

    def __init__(self) -> None:
        super().__init__()
        self.sessions: dict[str, VoiceState] = {}
        self.pointer: str | None = None
        self.attached: dict[str, int] = {}
        self.closes: dict[str, int] = {}

    def brief(self) -> SessionBrief | None:
        return None if self.pointer is None else SessionBrief(self.pointer, self.sessions[self.pointer].is_open)

    def create(self) -> str:
        id_ = uid(len(self.sessions) + 1)
        self.sessions[id_] = VoiceState()
        self.pointer = id_
        return id_

    @rule(target=ids)
    def start(self) -> str:
        before = dict(self.sessions)
        id_ = self.create()
        assert {other: self.sessions[other] for other in before} == before
        return id_

    @rule(id_=ids)
    def activate(self, id_: str) -> None:
        self.pointer = id_

    @rule(id_=ids)
    def open_page(self, id_: str) -> None:
        pointer = self.pointer
        assert id_ in self.sessions
        assert self.pointer == pointer

    @rule(target=ids)
    def material(self) -> object:
        brief = self.brief()
        match route_material(brief):
            case Attach(session_id):
                assert brief is not None
                assert (session_id, brief.is_open) == (self.pointer, True)
                self.attached[session_id] = self.attached.get(session_id, 0) + 1
                return multiple()
            case CreateAndAttach():
                assert brief is None or not brief.is_open
                id_ = self.create()
                self.attached[id_] = 1
                return id_

    def close(self, id_: str) -> None:
        self.sessions[id_] = self.sessions[id_].closed()
        self.pointer = None if self.pointer == id_ else self.pointer  # storage/lua/voice_deactivate.lua
        self.closes[id_] = self.closes.get(id_, 0) + 1

    @rule()
    def done(self) -> None:
        brief = self.brief()
        if brief is None or not brief.is_open:
            with pytest.raises(SessionNotFound):
                session_to_close(brief)
            return
        self.close(session_to_close(brief))
        assert self.pointer is None

    @rule(id_=ids)
    def done_on_the_page(self, id_: str) -> None:
        before = self.pointer
        self.close(session_to_close(self.brief(), id_))
        assert self.pointer == (None if before == id_ else before)

    @rule(id_=ids, status=st.sampled_from([status for status in VoiceStatus if status is not VoiceStatus.CLOSED]))
    def report(self, id_: str, status: VoiceStatus) -> None:
        self.sessions[id_] = self.sessions[id_].reported(status)

    @invariant()
    def V24_each_close_was_counted(self) -> None:
        assert {id_: state.done_count for id_, state in self.sessions.items() if state.done_count} == self.closes

    @invariant()
    def V13_closed_is_shown_exactly_while_a_session_is_closed(self) -> None:
        assert all((state.status is VoiceStatus.CLOSED) is not state.is_open for state in self.sessions.values())


TestV1V27AnyActionsInAnyOrder = VoiceUser.TestCase
