"""The reference model of a clip session, driven by examples and by Hypothesis' state machine (C2–C18)."""

from collections.abc import Callable

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, invariant, multiple, rule

from sessions.base.errors import InvalidTransition, NotFound, SessionNotActive
from sessions.clip.session import (
    Action,
    ClipChange,
    ClipSessionChange,
    ClipSubmission,
    NewClipSession,
    Status,
    chronological,
)
from sessions.clip.timeline import SKEW_MS
from tests.oracles.clip_machine import ClipMachine, clip_links
from tests.oracles.clip_tap import offset_hms
from tests.sessions.clip.streams import (
    SESSION_ID,
    T0,
    lines,
    uid,
)

HOUR = 3_600_000
TAP = ClipSubmission()


def created(lead: int = 0) -> ClipMachine:
    return ClipMachine.create(NewClipSession(title="Blind run", lead_seconds=lead), SESSION_ID, T0, "https://x.org/")


def after(*actions: str, lead: int = 0) -> ClipMachine:
    """A session after these actions, one a minute."""
    machine = created(lead)
    for number, action in enumerate(actions, 1):
        machine = machine.act(Action(action), T0 + number * 60_000, uid(number))
    return machine


def test_C5_a_created_session_has_a_viewer_link_and_accepts_nothing() -> None:
    machine = created()
    assert machine.session.status is Status.CREATED
    assert machine.session.viewer_url == f"https://x.org/c/{SESSION_ID}"
    assert machine.session.control_url == f"https://x.org/clips/{SESSION_ID}"
    assert clip_links("https://x.org", SESSION_ID) == clip_links("https://x.org/", SESSION_ID)
    with pytest.raises(SessionNotActive):
        machine.submit(TAP, uid(9, 8), T0, HOUR)


def test_C6_start_opens_segment_1_and_records_its_start() -> None:
    machine = after("start")
    (segment,) = machine.segments
    assert machine.session.status is Status.ACTIVE
    assert (segment.index, segment.start_time, segment.end_time) == (1, T0 + 60_000, None)


def test_C8_pause_closes_the_segment_and_refuses_taps() -> None:
    machine = after("start", "pause")
    assert machine.session.status is Status.PAUSED
    assert machine.segments[0].end_time == T0 + 120_000
    assert machine.open_segment() is None
    with pytest.raises(SessionNotActive):
        machine.submit(TAP, uid(9, 8), T0 + 120_000, HOUR)


def test_C9_resume_opens_the_next_segment_and_offsets_begin_again() -> None:
    machine = after("start", "pause", "resume").submit(TAP, uid(9, 8), T0 + 185_000, HOUR)
    assert [segment.index for segment in machine.segments] == [1, 2]
    clip = machine.clips[0]
    assert (clip.segment_id, clip.segment_index, clip.offset_seconds) == (machine.segments[1].id, 2, 5)


def test_C10_end_closes_the_open_segment() -> None:
    machine = after("start", "end")
    assert machine.session.status is Status.ENDED
    assert machine.segments[0].end_time == T0 + 120_000


def test_C10_ending_a_paused_session_leaves_the_closed_segments_end_alone() -> None:
    assert after("start", "pause", "end").segments == after("start", "pause").segments


@pytest.mark.parametrize(
    ("actions", "refused"),
    [
        ((), "pause"),
        ((), "resume"),
        ((), "end"),
        (("start",), "start"),
        (("start",), "resume"),
        (("start", "pause"), "pause"),
        (("start", "pause"), "start"),
        (("start", "end"), "start"),
        (("start", "end"), "pause"),
        (("start", "end"), "resume"),
        (("start", "end"), "end"),
        (("start", "pause", "end"), "resume"),
    ],
)
def test_C11_every_other_transition_is_a_conflict(actions: tuple[str, ...], refused: str) -> None:
    machine = after(*actions)
    with pytest.raises(InvalidTransition) as conflict:
        machine.act(Action(refused), T0 + HOUR, uid(99))
    assert conflict.value.details == {"status": machine.session.status.value, "action": refused}


@pytest.mark.parametrize(
    ("actions", "open_index"),
    [
        ((), None),
        (("start",), 1),
        (("start", "pause"), None),
        (("start", "pause", "resume"), 2),
        (("start", "end"), None),
    ],
)
def test_C7_one_segment_is_open_while_active_and_none_otherwise(
    actions: tuple[str, ...], open_index: int | None
) -> None:
    segment = after(*actions).open_segment()
    assert (segment and segment.index) == open_index


def test_C4_a_stream_left_alone_for_a_year_is_still_what_it_was() -> None:
    year = 365 * 24 * HOUR
    machine = after("start").submit(TAP, uid(9, 8), T0 + year, HOUR)
    assert machine.session.status is Status.ACTIVE
    assert machine.clips[0].offset_seconds == (year - 60_000) // 1000


@pytest.mark.parametrize("actions", [(), ("start", "pause"), ("start", "end"), ("start", "pause", "end")])
def test_C2_taps_outside_an_active_session_are_refused(actions: tuple[str, ...]) -> None:
    with pytest.raises(SessionNotActive):
        after(*actions).submit(TAP, uid(9, 8), T0 + HOUR, HOUR)


def test_CL1_the_lead_moves_the_offset_and_keeps_the_raw_one() -> None:
    machine = after("start", lead=8)
    machine = machine.submit(TAP, uid(1, 8), T0 + 60_000 + 30_999, HOUR).submit(TAP, uid(2, 8), T0 + 63_000, HOUR)
    assert [(c.offset_seconds, c.raw_offset_seconds, c.offset_hms) for c in machine.clips] == [
        (22, 30, "00:00:22"),
        (0, 3, "00:00:00"),
    ]


def test_CL1_a_new_lead_counts_for_taps_from_then_on() -> None:
    machine = after("start").submit(TAP, uid(1, 8), T0 + 90_000, HOUR)
    machine = machine.change_session(ClipSessionChange(lead_seconds=10), T0 + 91_000)
    machine = machine.submit(TAP, uid(2, 8), T0 + 92_000, HOUR)
    assert [clip.offset_seconds for clip in machine.clips] == [30, 22]


def test_CL2_C14_a_late_offline_tap_takes_its_place_in_time() -> None:
    machine = after("start", "pause", "resume")
    machine = machine.submit(TAP, uid(1, 8), T0 + 185_000, HOUR)
    late = ClipSubmission(tapped_at=T0 + 70_000, note="late")
    machine = machine.submit(late, uid(2, 8), T0 + 190_000, HOUR)
    first = machine.listed()[0]
    assert (first.note, first.segment_index, first.offset_seconds) == ("late", 1, 10)
    assert (first.tapped_at, first.created_at) == (T0 + 70_000, T0 + 190_000)


def test_SY12_a_retried_tap_changes_nothing_even_after_the_end() -> None:
    machine = after("start").submit(TAP, uid(1, 8), T0 + 61_000, HOUR)
    assert machine.submit(TAP, uid(1, 8), T0 + 62_000, HOUR) is machine
    ended = machine.act(Action.END, T0 + 63_000, uid(9))
    assert ended.submit(TAP, uid(1, 8), T0 + 64_000, HOUR) is ended


def test_C18_marking_and_editing_change_only_what_is_named() -> None:
    machine = after("start").submit(ClipSubmission(note="a"), uid(1, 8), T0 + 61_000, HOUR)
    old = machine.clips[0]
    marked = machine.change_clip(old.id, ClipChange(clipped=True)).clips[0]
    assert marked == old.model_copy(update={"clipped": True})
    assert machine.change_clip(old.id, ClipChange.model_validate({"note": None})).clips[0].note is None
    same = machine.change_clip(old.id, ClipChange.model_validate({"clipped": None}))
    assert same.clips[0] == old


def test_C26_a_moment_can_be_removed_once() -> None:
    machine = after("start").submit(TAP, uid(1, 8), T0 + 61_000, HOUR)
    assert machine.remove_clip(uid(1, 8)).clips == ()
    commands: list[Callable[[], ClipMachine]] = [
        lambda: machine.remove_clip(uid(2, 8)),
        lambda: machine.change_clip(uid(2, 8), ClipChange(clipped=True)),
    ]
    for command in commands:
        with pytest.raises(NotFound):
            command()


def test_C21_renaming_touches_the_session_alone() -> None:
    machine = after("start")
    renamed = machine.change_session(ClipSessionChange(title="New", game="Gwent"), T0 + HOUR)
    assert renamed.segments == machine.segments
    assert renamed.session == machine.session.model_copy(
        update={"title": "New", "game": "Gwent", "updated_at": T0 + HOUR}
    )


class ClipStream(RuleBasedStateMachine):
    """Any commands in any order at any time; a separate log of them says what must be true."""

    clip_ids = Bundle("clip_ids")

    def __init__(self) -> None:
        super().__init__()
        self.now = T0
        self.number = 0
        self.machine = created()
        self.diary: list[tuple[str, int]] = []
        self.accepted: dict[str, int] = {}

    def _new_id(self, version: int) -> str:
        self.number += 1
        return uid(self.number, version)

    @rule(ms=st.integers(0, 7_200_000))
    def time_passes(self, ms: int) -> None:
        self.now += ms

    @rule(action=st.sampled_from(Action))
    def act(self, action: Action) -> None:
        before, status = self.machine, self.machine.session.status
        legal = (status.value, action.value) in {
            ("created", "start"),
            ("active", "pause"),
            ("paused", "resume"),
            ("active", "end"),
            ("paused", "end"),
        }
        try:
            self.machine = before.act(action, self.now, self._new_id(4))
        except InvalidTransition:
            assert not legal
            assert self.machine is before
        else:
            assert legal
            self.diary.append((action.value, self.now))

    @rule(target=clip_ids, note=lines, age=st.one_of(st.none(), st.integers(-5000, 8 * HOUR)))
    def tap(self, note: str, age: int | None) -> object:
        clip_id, before = self._new_id(8), self.machine
        submission = ClipSubmission(note=note, tapped_at=None if age is None else max(0, self.now - age))
        try:
            self.machine = before.submit(submission, clip_id, self.now, 6 * HOUR)
        except SessionNotActive:
            assert self.machine is before
            assert age is not None or before.session.status is not Status.ACTIVE
            return multiple()
        assert before.session.status is Status.ACTIVE
        assert age is None or age <= 6 * HOUR
        meant = self.now if age is None else min(self.now, self.now - age)
        assert meant >= before.segments[0].start_time - SKEW_MS
        self.accepted[clip_id] = max(meant, before.segments[0].start_time)
        return clip_id

    @rule(clip_id=clip_ids)
    def retry(self, clip_id: str) -> None:
        before = self.machine
        self.machine = before.submit(TAP, clip_id, self.now, 6 * HOUR)
        assert self.machine is before

    @rule(clip_id=clip_ids, clipped=st.booleans())
    def mark(self, clip_id: str, clipped: bool) -> None:
        self.machine = self.machine.change_clip(clip_id, ClipChange(clipped=clipped))
        assert self.machine.clip(clip_id).clipped is clipped

    @rule(clip_id=consumes(clip_ids))
    def remove(self, clip_id: str) -> None:
        self.machine = self.machine.remove_clip(clip_id)
        del self.accepted[clip_id]

    @rule(clip_id=st.uuids(version=4))
    def touch_a_stranger(self, clip_id: object) -> None:
        before = self.machine
        for command in (before.remove_clip, before.clip):
            with pytest.raises(NotFound):
                command(str(clip_id))

    @rule(lead=st.integers(0, 60))
    def set_lead(self, lead: int) -> None:
        self.machine = self.machine.change_session(ClipSessionChange(lead_seconds=lead), self.now)

    @invariant()
    def C7_one_segment_is_open_while_active_and_none_otherwise(self) -> None:
        open_ = [segment for segment in self.machine.segments if segment.end_time is None]
        assert len(open_) == (self.machine.session.status is Status.ACTIVE)
        assert self.machine.open_segment() == (open_[0] if open_ else None)

    @invariant()
    def C6_C8_C9_C10_the_segments_are_what_the_diary_says(self) -> None:
        starts = [at for action, at in self.diary if action in {"start", "resume"}]
        ends: list[int | None] = []
        for action, at in self.diary:
            if action in {"start", "resume"}:
                ends.append(None)
            elif ends[-1] is None:
                ends[-1] = at
        assert [(s.index, s.start_time, s.end_time) for s in self.machine.segments] == [
            (number, start, end) for number, (start, end) in enumerate(zip(starts, ends, strict=True), 1)
        ]

    @invariant()
    def C13_C14_every_accepted_tap_is_stored_once_in_order_and_in_its_segment(self) -> None:
        assert [clip.id for clip in self.machine.clips] == list(self.accepted)
        for clip in self.machine.clips:
            segment = self.machine.segments[clip.segment_index - 1]
            assert clip.segment_id == segment.id
            assert clip.tapped_at == self.accepted[clip.id]
            assert segment.start_time <= clip.tapped_at <= (segment.end_time or self.now)
            assert clip.raw_offset_seconds == (clip.tapped_at - segment.start_time) // 1000
            assert 0 <= clip.offset_seconds <= clip.raw_offset_seconds
            assert clip.offset_hms == offset_hms(clip.offset_seconds)
        assert self.machine.listed() == chronological(self.machine.clips)


TestC2C18AnyCommandsInAnyOrder = ClipStream.TestCase
TestC2C18AnyCommandsInAnyOrder.settings = settings(max_examples=80, stateful_step_count=40)
