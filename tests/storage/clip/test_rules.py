"""The store and the rules together: any commands in any order give the same session, and its events describe it.

The store's own answers give the times, which the rules then get as arguments.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar, cast

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from roomtone_client import SessionEvent

from sessions.base.errors import Refusal
from sessions.base.ids import derived_clip_id
from sessions.clip.session import (
    Action,
    Clip,
    ClipChange,
    ClipSession,
    ClipSessionChange,
    ClipSubmission,
    MomentRef,
    NewClipSession,
    Segment,
    Tag,
)
from sessions.clip.timeline import SKEW_MS
from storage.bus.feed import Position
from storage.bus.feeds import Feeds
from storage.clip.read import ClipRead
from storage.clip.store import ClipStore
from storage.redis.client import Redis
from tests.effort import examples
from tests.oracles.clip_machine import ClipMachine
from tests.processes import RedisProcess
from tests.sessions.clip.streams import lines
from tests.storage.sessions import MAX_TAP_AGE_MS, OWNER, PUBLIC_URL, a_store, parsed
from tests.system.mirror import content, fold
from tests.users import a_user

Answer = TypeVar("Answer")

STRANGE = st.sampled_from(["", "\\/", '"quotes"', "</script>", "a\\", "é", "🏆🔥", "=1+1", "0", "null"])
texts = st.one_of(lines, STRANGE.filter(lambda text: len(text) <= 100))
notes = st.one_of(st.none(), texts.map(lambda text: text or None))
AUTHORS = ["viewer-1", "viewer-2", OWNER.id]
GAP_MS = 6  # a step of this test takes a few milliseconds: some taps of one viewer lie too close, some do not


class SideBySide(RuleBasedStateMachine):
    """`store` is real; `machine` follows the rules; `view` is the state of a subscriber who received every event."""

    url = ""

    clips = Bundle("clips")

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.redis = self.run(Redis.connect(self.url))
        self.store: ClipStore = a_store(self.redis, tap_gap_ms=GAP_MS)
        self.feeds = Feeds(self.redis)
        self.machine: ClipMachine
        self.view: dict[str, Any] = {}
        self.position = Position("", 0)
        self.read_now: ClipRead
        self.submitted = 0

    def run(self, work: Awaitable[Answer]) -> Answer:
        async def wait() -> Answer:
            return await work

        return self.runner.run(wait())

    def teardown(self) -> None:
        self.run(self.redis.close())
        self.runner.close()

    @initialize(title=texts, game=texts, lead=st.integers(0, 60))
    def create(self, title: str, game: str, lead: int) -> None:
        new = NewClipSession(title=title, game=game, lead_seconds=lead)
        made = ClipSession.model_validate_json(self.run(self.store.create(OWNER, new)))
        self.machine = ClipMachine.create(new, made.id, made.created_at, PUBLIC_URL)
        assert made == self.machine.session
        self.read_now = self.run(self.store.read(made.id, OWNER))
        self.view = parsed(self.read_now.json)
        self.position = self.read_now.position

    # --- commands ----------------------------------------------------------------------------------------------------

    @rule(action=st.sampled_from(Action))
    def act(self, action: Action) -> None:
        async def carry_out() -> bytes:
            return await self.store.transition(self.machine.session.id, OWNER, action)

        answer = self.answered(carry_out())
        if isinstance(answer, Refusal):
            self.refused_alike(answer, lambda: self.machine.act(action, self.read_now.now, "x"))
            return
        session = ClipSession.model_validate_json(answer)
        segments = [Segment.model_validate_json(one) for one in self.run(self.store.read(session.id, OWNER)).segments]
        self.machine = self.machine.act(action, session.updated_at, segments[-1].id)
        assert session == self.machine.session

    @rule(
        target=clips,
        by=st.sampled_from(AUTHORS),
        note=notes,
        tag=st.one_of(st.none(), st.sampled_from(Tag)),
        name=texts.filter(lambda text: len(text) <= 32),
        repeated=st.booleans(),
        data=st.data(),
    )
    def submit(self, by: str, note: str | None, tag: Tag | None, name: str, repeated: bool, data: st.DataObject) -> str:
        if not repeated or not self.submitted:
            self.submitted += 1
        edges = [edge for segment in self.machine.segments for edge in (segment.start_time, segment.end_time) if edge]
        tapped_at = data.draw(st.one_of(st.none(), st.sampled_from([*edges, 0])), "tapped at")
        if tapped_at is not None:
            shifts = [-1 - SKEW_MS, -SKEW_MS, -1, 0, 1, 10**9] if tapped_at else [1]
            tapped_at += data.draw(st.sampled_from(shifts), "and")
        submission = ClipSubmission(
            note=note, tag=tag, submitted_by=name, submission_id=str(self.submitted), tapped_at=tapped_at
        )
        session_id = self.machine.session.id
        clip_id = derived_clip_id(session_id, by, str(self.submitted))
        answer = self.answered(self.store.submit(session_id, a_user(by), submission))
        if isinstance(answer, Refusal):
            self.refused_alike(
                answer,
                lambda: self.machine.submit(
                    submission, clip_id, self.read_now.now, MAX_TAP_AGE_MS, by=by, gap_ms=GAP_MS
                ),
            )
            return clip_id
        clip = Clip.model_validate_json(answer)
        self.machine = self.machine.submit(submission, clip_id, clip.created_at, MAX_TAP_AGE_MS, by=by, gap_ms=GAP_MS)
        assert clip == self.machine.clip(clip_id)
        return clip_id

    @rule(clip_id=clips, clipped=st.one_of(st.none(), st.booleans()), edits=st.booleans(), note=notes)
    def change(self, clip_id: str, clipped: bool | None, edits: bool, note: str | None) -> None:
        fields: dict[str, Any] = {"clipped": clipped} | ({"note": note} if edits else {})
        change = ClipChange(**fields)
        answer = self.answered(self.store.change_clip(self.machine.session.id, OWNER, clip_id, change))
        if isinstance(answer, Refusal):
            self.refused_alike(answer, lambda: self.machine.change_clip(clip_id, change))
            return
        self.machine = self.machine.change_clip(clip_id, change)
        assert Clip.model_validate_json(answer) == self.machine.clip(clip_id)

    @rule(clip_id=clips)
    def remove(self, clip_id: str) -> None:
        answer = self.answered(self.store.remove_clip(self.machine.session.id, OWNER, clip_id))
        if isinstance(answer, Refusal):
            self.refused_alike(answer, lambda: self.machine.remove_clip(clip_id))
            return
        self.machine = self.machine.remove_clip(clip_id)

    @rule(clip_id=clips, marks=st.sampled_from([True, False, None]), before=st.integers(0, 2), after=st.integers(0, 2))
    def change_moment(self, clip_id: str, marks: bool | None, before: int, after: int) -> None:
        """Marks the moment around a tap or takes the mark back; None removes it."""
        known = next((clip for clip in self.machine.clips if clip.id == clip_id), None)
        index, second = (known.segment_index, known.offset_seconds) if known else (1, 9_999_000)
        first = max(0, second - before)
        moment = MomentRef(segment_index=index, first_seconds=first, last_seconds=second + after)
        session_id = self.machine.session.id
        answer: object
        if marks is None:
            answer = self.answered(self.store.remove_moment(session_id, OWNER, moment))
        else:
            answer = self.answered(self.store.mark_moment(session_id, OWNER, moment, marks))

        def carried_out() -> ClipMachine:
            return self.machine.remove_moment(moment) if marks is None else self.machine.mark_moment(moment, marks)

        if isinstance(answer, Refusal):
            self.refused_alike(answer, carried_out)
            return
        self.machine = carried_out()

    @rule(
        title=st.one_of(st.none(), texts),
        game=st.one_of(st.none(), texts),
        lead=st.one_of(st.none(), st.integers(0, 60)),
    )
    def rename(self, title: str | None, game: str | None, lead: int | None) -> None:
        change = ClipSessionChange(title=title, game=game, lead_seconds=lead)
        session = ClipSession.model_validate_json(self.run(self.store.update(self.machine.session.id, OWNER, change)))
        self.machine = self.machine.change_session(change, session.updated_at)
        assert session == self.machine.session

    # --- what must always hold ---------------------------------------------------------------------------------------

    @invariant()
    def all_is_well(self) -> None:
        if self.view:
            self.the_store_has_what_the_rules_say()
            self.the_events_tell_it()
            self.viewers_have_their_own_moments_in_order()

    def the_store_has_what_the_rules_say(self) -> None:
        self.read_now = read = self.run(self.store.read(self.machine.session.id, OWNER))
        session, segments, clips = read.parsed()
        assert session == self.machine.session
        assert tuple(segments) == self.machine.segments
        assert clips == self.machine.listed()

    def the_events_tell_it(self) -> None:
        recovered = self.run(self.feeds.recover(self.machine.session.id, "control", self.position))
        assert recovered.complete
        for event in recovered.events:
            told = parsed(event.json)
            assert told["seq"] == event.seq == self.position.seq + 1
            assert told["session_id"] == self.machine.session.id
            self.view = fold(self.view, cast("SessionEvent", told))
            self.position = Position(self.position.epoch, event.seq)
        assert self.position == self.read_now.position
        assert content(self.view) == content(parsed(self.read_now.json))

    def viewers_have_their_own_moments_in_order(self) -> None:
        ids = {derived_clip_id(self.machine.session.id, "viewer-1", str(n)) for n in range(self.submitted + 1)}
        own = self.run(self.store.read(self.machine.session.id, a_user("viewer-1")))
        assert own.role == "viewer"
        assert own.parsed()[2] == [clip for clip in self.machine.listed() if clip.id in ids]

    # --- how answers are compared ------------------------------------------------------------------------------------

    def answered(self, command: Awaitable[Answer]) -> Answer | Refusal:
        try:
            return self.run(command)
        except Refusal as refusal:
            return refusal

    def refused_alike(self, refusal: Refusal, rule_: Callable[[], object]) -> None:
        with pytest.raises(type(refusal)) as expected:
            rule_()
        assert refusal.text == expected.value.text
        told, meant = refusal.details, expected.value.details
        assert set(told) <= set(meant)
        assert all(told[name] == meant[name] for name in told if name != "retry_after")  # the store's clock has gone on


@pytest.mark.proof
def test_C2_C6_C7_C8_C9_C10_C11_C13_C14_C16_C18_C21_D16_SY1_SY2_SY8_the_store_does_what_the_rules_say(
    engine: RedisProcess,
) -> None:
    machine = type("SideBySide", (SideBySide,), {"url": engine.url})
    run_state_machine_as_test(machine, settings=settings(max_examples=examples(40), stateful_step_count=30))
