"""Clip sessions on the pure rules: transitions, order, and what is sent and taken (C1, C5, C11, C14, C21, C26)."""

from itertools import groupby, product

import pytest
from hypothesis import given
from pydantic import ValidationError

from sessions.clip.session import (
    DEFAULT_TITLE,
    TAG_LABELS,
    TRANSITIONS,
    Action,
    ClipChange,
    ClipSessionChange,
    ClipSubmission,
    NewClipSession,
    Status,
    Tag,
    chronological,
)
from tests.sessions.clip.streams import (
    SESSION_ID,
    Stream,
    a_clip,
    a_segment,
    a_session,
    streams,
)


def test_C1_a_session_has_exactly_four_states() -> None:
    assert {status.value for status in Status} == {"created", "active", "paused", "ended"}


LEGAL = {
    ("created", "start"): "active",
    ("active", "pause"): "paused",
    ("paused", "resume"): "active",
    ("active", "end"): "ended",
    ("paused", "end"): "ended",
}


@pytest.mark.parametrize(("status", "action"), list(product(Status, Action)))
def test_C11_the_table_has_the_five_legal_transitions_and_no_other(status: Status, action: Action) -> None:
    legal_from, to = TRANSITIONS[action]
    assert (to.value if status in legal_from else None) == LEGAL.get((status.value, action.value))


def test_C14_clips_stand_by_segment_then_offset_then_creation() -> None:
    one, two = a_segment(1, 0, 100), a_segment(2, 200, 300)
    made = [
        a_clip(two, 5, number=1),
        a_clip(one, 90, number=2),
        a_clip(two, 3, number=3),
        a_clip(two, 5, number=4),
        a_clip(one, 0, number=5),
    ]
    assert [made.index(clip) for clip in chronological(made)] == [4, 1, 2, 0, 3]


@given(streams())
def test_C14_the_order_is_total_and_keeps_creation_among_equals(stream: Stream) -> None:
    created = {clip.id: number for number, clip in enumerate(stream.clips)}
    keys = [(c.segment_index, c.offset_seconds, created[c.id]) for c in chronological(stream.clips)]
    assert keys == sorted(keys)
    assert len(keys) == len(stream.clips)


def test_C21_a_session_in_json_has_the_contracts_fields() -> None:
    assert a_session().model_dump(mode="json") == {
        "id": SESSION_ID,
        "title": "Death March, blind",
        "game": "The Witcher 3",
        "status": "ended",
        "created_at": "2026-01-28T15:15:00.000Z",
        "updated_at": "2026-01-28T15:15:00.000Z",
        "viewer_url": f"https://example.org/c/{SESSION_ID}",
        "control_url": f"https://example.org/clips/{SESSION_ID}",
        "lead_seconds": 0,
        "slow_seconds": 0,
        "shows_heat": False,
    }


def test_C21_a_segment_and_a_clip_in_json_have_the_contracts_fields() -> None:
    segment = a_segment(2, 60, None)
    assert segment.model_dump(mode="json") == {
        "id": segment.id,
        "session_id": SESSION_ID,
        "index": 2,
        "start_time": "2026-01-28T15:16:00.000Z",
        "end_time": None,
        "created_at": "2026-01-28T15:16:00.000Z",
    }
    clip = a_clip(segment, 2535, "Geralt insulted the Baron", tag=Tag.FUNNY, by="kassandra")
    assert clip.model_dump(mode="json") == {
        "id": clip.id,
        "session_id": SESSION_ID,
        "segment_id": segment.id,
        "segment_index": 2,
        "offset_seconds": 2535,
        "offset_hms": "00:42:15",
        "raw_offset_seconds": 2535,
        "note": "Geralt insulted the Baron",
        "tag": "funny",
        "submitted_by": "kassandra",
        "person": clip.person,
        "clipped": False,
        "created_at": "2026-01-28T15:58:15.000Z",
        "tapped_at": "2026-01-28T15:58:15.000Z",
        "note_edited": False,
    }
    assert clip.model_validate_json(clip.model_dump_json()) == clip


def test_C26_the_quick_tags_have_the_documents_labels() -> None:
    assert list(TAG_LABELS.values()) == ["🔥 EPIC", "😂 FUNNY", "💀 RIP", "😲 CLUTCH", "🏆 WIN"]
    assert list(TAG_LABELS) == list(Tag)


def test_C5_a_new_session_needs_nothing_and_gets_a_title() -> None:
    assert NewClipSession().title == DEFAULT_TITLE == NewClipSession.model_validate({"title": "  "}).title
    assert NewClipSession().game == ""


def test_C12_C21_a_tap_needs_nothing() -> None:
    tap = ClipSubmission.model_validate({})
    assert (tap.note, tap.tag, tap.submitted_by, tap.submission_id, tap.tapped_at) == (
        None,
        None,
        None,
        None,
        None,
    )


@pytest.mark.parametrize(
    "payload",
    [
        {"note": "x" * 101},
        {"note": 5},
        {"tag": "boring"},
        {"tag": "EPIC"},
        {"submitted_by": "x" * 33},
        {"submission_id": ""},
        {"tapped_at": "now"},
        {"tapped_at": -1},
        {"tapped_at": 1.5},
        {"tapped_at": True},
        {"tapped_at": 10**18},
    ],
)
def test_C12_a_malformed_tap_is_refused(payload: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        ClipSubmission.model_validate(payload)


@pytest.mark.parametrize("lead", [-1, 61, 1.5, "8", True])
def test_CL1_a_lead_is_0_to_60_whole_seconds(lead: object) -> None:
    for model in (NewClipSession, ClipSessionChange):
        with pytest.raises(ValidationError):
            model.model_validate({"lead_seconds": lead})
        assert model.model_validate({"lead_seconds": 60}).lead_seconds == 60


@pytest.mark.parametrize("payload", [{}, {"clipped": "yes"}, {"clipped": 1}, {"note": "x" * 101}])
def test_C18_a_change_of_a_clip_says_what_changes(payload: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        ClipChange.model_validate(payload)


@given(streams())
def test_C17_the_moments_of_a_segment_stand_together_in_order_of_segments(stream: Stream) -> None:
    groups = [index for index, _ in groupby(chronological(stream.clips), key=lambda clip: clip.segment_index)]
    assert groups == sorted({clip.segment_index for clip in stream.clips})
