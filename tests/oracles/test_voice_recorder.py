"""The recorder's keys, valid in their states and safe in every race (V5, V11–V14)."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions.voice.session import VoiceStatus
from tests.oracles.voice_recorder import VALID_KEYS, Effect, Key, Recorder, RecorderInput, press, transition

EVENTS: list[Key | RecorderInput] = [*Key, *RecorderInput]


def run(recorder: Recorder, *events: Key | RecorderInput) -> tuple[Recorder, list[str]]:
    """The recorder after these events, and its effects on the way."""
    done: list[str] = []
    for event in events:
        recorder, effects = press(recorder, event) if isinstance(event, Key) else transition(recorder, event)
        done += [effect.value for effect in effects]
    return recorder, done


def test_V11_the_keys_have_their_order() -> None:
    assert [key.value for key in Key] == ["new", "rec", "cut", "pause", "done"]


def test_V12_each_state_has_its_valid_keys() -> None:
    initials = {s.value: "".join(key.value[0].upper() for key in Key if key in VALID_KEYS[s]) for s in VoiceStatus}
    assert initials == {
        "ready": "NRD",
        "recording": "NCPD",
        "paused": "NRD",
        "cutting": "N",
        "final_uploading": "N",
        "closed": "NRD",
        "error": "NRD",
    }


@pytest.mark.parametrize(("status", "key"), [(s, k) for s, k in product(VoiceStatus, Key) if k not in VALID_KEYS[s]])
def test_V12_a_key_that_is_not_valid_does_nothing(status: VoiceStatus, key: Key) -> None:
    assert press(Recorder(status), key) == (Recorder(status), ())


def test_V14_a_recording_from_new_to_done() -> None:
    recorder, done = run(
        Recorder(),
        Key.NEW,
        Key.CUT,
        RecorderInput.CUT_FINISHED,
        Key.PAUSE,
        Key.REC,
        Key.DONE,
        RecorderInput.UPLOADED,
        RecorderInput.CLOSE_SUCCEEDED,
    )
    assert recorder == Recorder(VoiceStatus.CLOSED)
    assert done == ["create_session", "start", "cut", "pause", "start", "finish", "close"]


def test_V14_rec_on_another_page_activates_its_session_first() -> None:
    assert press(Recorder(), Key.REC, on_other_page=True)[1] == (Effect.ACTIVATE_PAGE_SESSION, Effect.START)
    assert press(Recorder(), Key.REC)[1] == (Effect.START,)


def test_V12_starting_twice_starts_once() -> None:
    assert run(Recorder(), Key.REC, Key.REC) == (Recorder(VoiceStatus.RECORDING), ["start"])


def test_V14_new_finishes_the_old_recording_first() -> None:
    for status in (VoiceStatus.RECORDING, VoiceStatus.PAUSED):
        recorder, done = run(Recorder(status), Key.NEW, Key.NEW)
        assert (recorder.status, done) == (VoiceStatus.FINAL_UPLOADING, ["finish"])
        assert run(recorder, RecorderInput.UPLOADED) == (Recorder(VoiceStatus.RECORDING), ["create_session", "start"])


def test_V14_new_during_a_cut_waits_for_the_cut_and_the_upload() -> None:
    recorder, done = run(Recorder(VoiceStatus.CUTTING), Key.NEW, RecorderInput.CUT_FINISHED, RecorderInput.UPLOADED)
    assert (recorder, done) == (Recorder(VoiceStatus.RECORDING), ["finish", "create_session", "start"])


@pytest.mark.parametrize("closed", [RecorderInput.CLOSE_SUCCEEDED, RecorderInput.CLOSE_FAILED])
def test_V14_new_while_done_is_in_flight_waits_for_it(closed: RecorderInput) -> None:
    recorder, done = run(Recorder(VoiceStatus.RECORDING), Key.DONE, Key.NEW, RecorderInput.UPLOADED, closed)
    assert (recorder, done) == (Recorder(VoiceStatus.RECORDING), ["finish", "close", "create_session", "start"])


def test_V5_a_failed_close_leaves_the_session_open() -> None:
    assert run(Recorder(), Key.DONE, RecorderInput.UPLOADED, RecorderInput.CLOSE_FAILED)[0] == Recorder(
        VoiceStatus.READY
    )


def test_V12_done_is_repeated_on_a_closed_session() -> None:
    recorder, done = run(Recorder(VoiceStatus.CLOSED), Key.DONE, RecorderInput.UPLOADED, RecorderInput.CLOSE_SUCCEEDED)
    assert (recorder, done) == (Recorder(VoiceStatus.CLOSED), ["finish", "close"])


@pytest.mark.parametrize("status", [VoiceStatus.RECORDING, VoiceStatus.CUTTING, VoiceStatus.PAUSED])
def test_V12_a_pause_survives_a_reload_and_a_recording_becomes_one(status: VoiceStatus) -> None:
    assert transition(Recorder(status), RecorderInput.RELOADED) == (Recorder(VoiceStatus.PAUSED), ())


def test_V12_an_upload_goes_on_after_a_reload_and_still_closes() -> None:
    recorder, done = run(Recorder(VoiceStatus.RECORDING), Key.DONE, RecorderInput.RELOADED, RecorderInput.UPLOADED)
    assert (recorder.closing, done) == (True, ["finish", "close"])


@pytest.mark.parametrize("status", VoiceStatus)
def test_V13_a_failure_is_shown_from_every_state_and_rec_tries_again(status: VoiceStatus) -> None:
    failed, _ = transition(Recorder(status, new_waits=True), RecorderInput.FAILED)
    assert failed == Recorder(VoiceStatus.ERROR)
    assert press(failed, Key.REC) == (Recorder(VoiceStatus.RECORDING), (Effect.START,))


@given(st.lists(st.sampled_from(EVENTS), max_size=40))
def test_V14_no_order_of_events_loses_a_recording_or_starts_two(events: list[Key | RecorderInput]) -> None:
    recorder, running = Recorder(), False
    for event in events:
        before = recorder
        recorder, effects = press(recorder, event) if isinstance(event, Key) else transition(recorder, event)
        for effect in effects:
            if effect is Effect.START:
                assert not running
                running = True
            elif effect in {Effect.FINISH, Effect.PAUSE}:
                assert effect is not Effect.PAUSE or running
                running = False
            elif effect is Effect.CLOSE:
                assert before.closing
                assert not running
        if recorder.status in {VoiceStatus.ERROR, VoiceStatus.PAUSED}:
            running = False
        assert running == (recorder.status in {VoiceStatus.RECORDING, VoiceStatus.CUTTING})
        assert not recorder.closing or recorder.status is VoiceStatus.FINAL_UPLOADING
        assert not recorder.new_waits or recorder.status in {VoiceStatus.CUTTING, VoiceStatus.FINAL_UPLOADING}
