"""The session's states without any transport: every event in every state, with a fake clock."""

from math import inf

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from server.engine.session import Reason, Session, State, Step, Timing
from tests.effort import examples

TIMING = Timing(ping_interval=25, ping_timeout=20, probe_timeout=10, connect_timeout=10, close_timeout=5)


def polling(timing: Timing = TIMING) -> Session:
    session = Session(timing)
    session.start(0.0, websocket=False)
    session.settle()
    return session


def websocket(timing: Timing = TIMING) -> Session:
    session = Session(timing)
    session.start(0.0, websocket=True)
    session.settle()
    return session


def probing() -> Session:
    session = polling()
    assert session.probe(0.0) == ()
    return session


# -- heartbeat


def test_EN6_a_ping_is_due_after_the_interval_and_its_pong_within_the_timeout() -> None:
    session = websocket()
    assert session.due == 25
    assert session.tick(24.9) == ()
    assert session.tick(25.0) == (Step.SEND_PING,)
    assert session.due == 45
    assert session.tick(44.9) == ()
    assert session.tick(45.0) == (Step.FAREWELL,)
    assert session.reason == Reason.PING_TIMEOUT


def test_EN6_a_pong_starts_the_next_interval() -> None:
    session = websocket()
    session.tick(25.0)
    assert session.packet("3", 26.0) == ()
    assert session.due == 51
    assert session.tick(50.9) == ()
    assert session.tick(51.0) == (Step.SEND_PING,)


def test_EN6_a_late_wheel_does_not_lengthen_the_wait() -> None:
    session = websocket()
    session.tick(25.2)
    assert session.due == 45


def test_EN6_a_pause_of_the_process_does_not_shorten_the_wait() -> None:
    session = websocket()
    assert session.tick(100.0) == (Step.SEND_PING,)
    assert session.due == 120


def test_EN6_a_silent_poller_ends_at_once() -> None:
    session = polling()
    session.tick(25.0)
    assert session.tick(45.0) == (Step.FAREWELL, Step.ABORT)
    assert session.state is State.CLOSED


# -- polls


def test_EN5_a_poll_is_held_until_there_is_something() -> None:
    session = polling()
    assert session.poll(0.0, queued=False) == (Step.HOLD_POLL,)
    session.poll_answered()
    assert session.poll(0.0, queued=True) == (Step.ANSWER_POLL,)


def test_EN5_a_second_poll_ends_the_session() -> None:
    session = polling()
    session.poll(0.0, queued=False)
    assert session.poll(0.0, queued=False) == (Step.REFUSE, Step.FAREWELL, Step.ABORT)
    assert session.reason == Reason.TRANSPORT_ERROR


def test_EN5_a_lost_poll_ends_the_session() -> None:
    session = polling()
    session.poll(0.0, queued=False)
    assert session.poll_lost(1.0) == (Step.FAREWELL, Step.ABORT)


def test_EN9_polls_of_a_websocket_session_are_refused() -> None:
    assert websocket().poll(0.0, queued=True) == (Step.REFUSE,)


# -- upgrade


def test_EN8_probe_answer_release_and_move() -> None:
    session = polling()
    session.poll(0.0, queued=False)
    assert session.probe(0.0) == ()
    assert session.probe_packet("2probe") == (Step.SEND_PROBE_ANSWER, Step.RELEASE_POLL)
    assert session.probe_packet("5") == (Step.RELEASE_POLL, Step.MOVE)
    assert session.state is State.WEBSOCKET
    assert session.due == 25


def test_EN8_polls_beside_a_probe_are_answered_at_once() -> None:
    assert probing().poll(0.0, queued=False) == (Step.ANSWER_POLL,)


def test_EN9_a_second_probe_is_refused() -> None:
    assert probing().probe(0.0) == (Step.REFUSE,)
    assert websocket().probe(0.0) == (Step.REFUSE,)


@pytest.mark.parametrize("packet", ["2", "3probe", "4x", "5x", "", b"x"])
def test_EN10_a_wrong_packet_drops_the_probe(packet: str | bytes) -> None:
    session = probing()
    assert session.probe_packet(packet) == (Step.DROP_PROBE,)
    assert session.state is State.POLLING
    assert session.due == 25


def test_EN10_a_probe_that_takes_too_long_is_dropped() -> None:
    session = probing()
    assert session.due == 10
    assert session.tick(10.0) == (Step.DROP_PROBE,)
    assert session.state is State.POLLING


def test_EN10_a_probe_that_speaks_after_its_session_is_dropped() -> None:
    session = probing()
    session.close(Reason.CLIENT, 1.0)
    assert session.probe_packet("5") == (Step.DROP_PROBE,)


# -- the connect timeout


def test_EN16_without_a_namespace_the_session_ends() -> None:
    session = Session(TIMING)
    session.start(0.0, websocket=True)
    assert session.due == 10
    session.tick(10.0)
    assert session.reason == Reason.NO_CONNECT


def test_EN16_a_namespace_in_time_settles_it() -> None:
    session = Session(TIMING)
    session.start(0.0, websocket=True)
    session.settle()
    assert session.due == 25


# -- closing


@pytest.mark.parametrize("reason", [Reason.SERVER, Reason.GOING_AWAY, "a reason of the application's"])
def test_EN7_a_poller_between_polls_receives_the_goodbye_after_what_is_queued(reason: str) -> None:
    session = polling()
    assert session.close(reason, 1.0) == (Step.FAREWELL,)
    assert session.due == 6
    assert session.poll(2.0, queued=True) == (Step.ANSWER_POLL,)
    assert session.poll(2.0, queued=False) == (Step.ANSWER_POLL, Step.ABORT)
    assert session.state is State.CLOSED


def test_EN7_a_poller_that_never_comes_back_is_reaped() -> None:
    session = polling()
    session.close(Reason.SERVER, 1.0)
    assert session.tick(5.9) == ()
    assert session.tick(6.0) == (Step.ABORT,)
    assert session.due == inf


def test_EN7_a_websocket_that_does_not_answer_the_close_is_reaped() -> None:
    session = websocket()
    assert session.close(Reason.SERVER, 1.0) == (Step.FAREWELL,)
    assert session.tick(6.0) == (Step.ABORT,)


def test_EN7_a_lost_transport_ends_everything_at_once() -> None:
    session = websocket()
    assert session.transport_lost(1.0) == (Step.FAREWELL, Step.ABORT)
    assert session.transport_lost(1.0) == ()


def test_EN7_a_client_that_is_about_to_move_is_told_of_the_end_when_it_has() -> None:
    session = probing()
    session.probe_packet("2probe")
    assert session.close(Reason.SERVER, 1.0) == (Step.FAREWELL,)
    assert session.probe_packet("5") == (Step.SEND_QUEUED, Step.DROP_PROBE, Step.ABORT)


def test_EN7_a_client_that_polls_once_more_is_told_of_the_end_there() -> None:
    session = probing()
    session.probe_packet("2probe")
    session.close(Reason.SERVER, 1.0)
    assert session.poll(2.0, queued=False) == (Step.ANSWER_POLL, Step.ABORT)


def test_EN7_closing_drops_the_probe() -> None:
    assert probing().close(Reason.CLIENT, 1.0) == (Step.DROP_PROBE, Step.FAREWELL, Step.ABORT)


class AnySession(RuleBasedStateMachine):
    """Any events in any order."""

    def __init__(self) -> None:
        super().__init__()
        self.now = 0.0
        self.session = Session(TIMING)
        self.farewells = 0
        self.aborts = 0
        self.moves = 0
        self.pings = 0

    def _take(self, steps: tuple[Step, ...]) -> None:
        self.farewells += steps.count(Step.FAREWELL)
        self.aborts += steps.count(Step.ABORT)
        self.moves += steps.count(Step.MOVE)
        self.pings += steps.count(Step.SEND_PING)
        if Step.RELEASE_POLL in steps or (Step.FAREWELL in steps and self.session.polled):
            self.session.poll_answered()
        if Step.ABORT in steps:
            assert steps[-1] is Step.ABORT

    @precondition(lambda self: self.session.state is State.OPENING)
    @rule(websocket=st.booleans())
    def start(self, websocket: bool) -> None:
        self.session.start(self.now, websocket=websocket)

    @precondition(lambda self: self.session.state is not State.OPENING)
    @rule(seconds=st.floats(0, 60))
    def time_passes(self, seconds: float) -> None:
        self.now += seconds
        for _ in range(3):
            self._take(self.session.tick(self.now))

    @precondition(lambda self: self.session.state is not State.OPENING)
    @rule(queued=st.booleans())
    def poll(self, queued: bool) -> None:
        steps = self.session.poll(self.now, queued=queued)
        assert steps
        assert steps[0] in (Step.REFUSE, Step.HOLD_POLL, Step.ANSWER_POLL)
        self._take(steps)

    @precondition(lambda self: self.session.polled)
    @rule()
    def poll_is_lost(self) -> None:
        self._take(self.session.poll_lost(self.now))

    @precondition(lambda self: self.session.state is not State.OPENING)
    @rule(packet=st.sampled_from(["0", "1", "2", "2probe", "3", "4x", "5", "6", "9", "", b"x"]))
    def packet(self, packet: str | bytes) -> None:
        steps = self.session.packet(packet, self.now)
        if Step.DELIVER in steps:
            assert self.session.open
        self._take(steps)

    @precondition(lambda self: self.session.state is not State.OPENING)
    @rule()
    def probe(self) -> None:
        if not self.session.probe(self.now):
            assert self.session.state is State.PROBING

    @precondition(lambda self: self.session.state is not State.OPENING)
    @rule(packet=st.sampled_from(["2probe", "5", "4x", b""]))
    def probe_packet(self, packet: str | bytes) -> None:
        self._take(self.session.probe_packet(packet))

    @rule()
    def probe_is_lost(self) -> None:
        self._take(self.session.probe_lost())

    @precondition(lambda self: self.session.state is not State.OPENING)
    @rule()
    def transport_is_lost(self) -> None:
        self._take(self.session.transport_lost(self.now))
        assert self.session.state is State.CLOSED

    @precondition(lambda self: self.session.state is not State.OPENING)
    @rule(reason=st.sampled_from([Reason.SERVER, Reason.SLOW, Reason.TOO_BIG]), queued=st.booleans())
    def close(self, reason: str, queued: bool) -> None:
        self._take(self.session.close(reason, self.now, queued=queued))
        assert not self.session.open

    @rule()
    def settle(self) -> None:
        if self.session.open:
            self.session.settle()

    @invariant()
    def it_ends_once_and_in_order(self) -> None:
        state = self.session.state
        assert self.farewells == (state in (State.CLOSING, State.CLOSED))
        assert self.aborts == (state is State.CLOSED)
        assert self.moves <= 1
        assert (self.session.reason is None) == (self.farewells == 0)

    @invariant()
    def an_open_session_always_has_something_due(self) -> None:
        state = self.session.state
        assert (self.session.due == inf) == (state in (State.OPENING, State.CLOSED))


AnySession.TestCase.settings = settings(max_examples=examples(100), stateful_step_count=40)
TestEN7AnySession = AnySession.TestCase
