"""Ids: UUID v4 in canonical form, stable buckets, derived ids."""

from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from sessions.base.errors import InvalidSessionId
from sessions.base.ids import (
    BUCKETS,
    EntityId,
    SessionId,
    bucket,
    derived_clip_id,
    is_uuid,
    parse_session_id,
    person_in,
)
from tests.sessions.clip.streams import SESSION_ID


class _Payload(BaseModel):
    session_id: SessionId
    clip_id: EntityId


@given(st.uuids(version=4))
def test_S1_every_random_uuid_is_accepted_in_either_case(value: UUID) -> None:
    assert parse_session_id(str(value)) == str(value)
    assert parse_session_id(str(value).upper()) == str(value)


@pytest.mark.parametrize(
    "value",
    [
        None,
        7,
        b"7f3ad1c2-9b0e-4c1d-8a2b-3c4d5e6f7081",
        "",
        "7f3ad1c29b0e4c1d8a2b3c4d5e6f7081",  # no hyphens
        "{7f3ad1c2-9b0e-4c1d-8a2b-3c4d5e6f7081}",
        "7f3ad1c2-9b0e-1c1d-8a2b-3c4d5e6f7081",  # version 1
        "7f3ad1c2-9b0e-8c1d-8a2b-3c4d5e6f7081",  # derived, so not a session's
        "7f3ad1c2-9b0e-4c1d-0a2b-3c4d5e6f7081",  # another variant
        "7f3ad1c2-9b0e-4c1d-8a2b-3c4d5e6f7081\n",
        " 7f3ad1c2-9b0e-4c1d-8a2b-3c4d5e6f7081",
        "7f3ad1c2-9b0e-4c1d-8a2b-3c4d5e6f708１",  # a full-width digit
        "507f1f77bcf86cd799439011",
        "00000000-0000-0000-0000-000000000000",
    ],
)
def test_S1_everything_else_is_refused(value: object) -> None:
    with pytest.raises(InvalidSessionId):
        parse_session_id(value)


def test_S1_a_payload_says_which_code_its_bad_session_id_has() -> None:
    with pytest.raises(ValidationError) as caught:
        _Payload.model_validate({"session_id": "nope", "clip_id": "nope"})
    assert {error["loc"]: error["type"] for error in caught.value.errors()} == {
        ("session_id",): "invalid_session_id",
        ("clip_id",): "invalid_id",
    }
    payload = _Payload.model_validate({"session_id": SESSION_ID.upper(), "clip_id": str(uuid4()).upper()})
    assert payload.session_id == SESSION_ID
    assert payload.clip_id == payload.clip_id.lower()


def test_SY14_buckets_never_move_because_stored_keys_carry_them() -> None:
    assert bucket("123456789") == 0x26  # the check value of CRC-32 is CBF43926
    assert len({bucket(str(UUID(int=number))) for number in range(10_000)}) == BUCKETS


_texts = st.text(max_size=80)
_opaque = st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E), min_size=1, max_size=64)


@given(_texts, _opaque)
def test_SY12_a_retried_submission_has_the_same_clip_id(user: str, submission: str) -> None:
    id_ = derived_clip_id(SESSION_ID, user, submission)
    assert id_ == derived_clip_id(SESSION_ID, user, submission)
    assert is_uuid(id_, "8")
    assert UUID(id_).version == 8


@given(_texts, _opaque, _texts, _opaque)
def test_SY12_different_submissions_and_users_never_share_a_clip_id(a: str, x: str, b: str, y: str) -> None:
    same = derived_clip_id(SESSION_ID, a, x) == derived_clip_id(SESSION_ID, b, y)
    assert same == ((a, x) == (b, y))
    assert derived_clip_id(SESSION_ID, a, x) != derived_clip_id(str(UUID(int=4 << 76 | 2 << 62)), a, x)


def test_S1_a_binary_socket_payload_is_not_taken_for_text() -> None:
    with pytest.raises(ValidationError):
        _Payload.model_validate({"session_id": SESSION_ID.encode(), "clip_id": str(uuid4())})


def test_CL11_a_person_is_another_in_every_session_and_never_the_id() -> None:
    own, elsewhere = person_in(SESSION_ID, "lena"), person_in(str(UUID(int=4 << 76 | 2 << 62)), "lena")
    assert own != elsewhere
    assert len(own) == 8
    assert len({person_in(SESSION_ID, f"guest_{number}") for number in range(2000)}) > 1995
