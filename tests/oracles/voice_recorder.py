"""The recorder behind the keys New, Rec, Cut, Pause, Done: one state, and what each event makes of it (V11–V14).

    ready ──New, Rec──► recording ⇄ paused        Cut: recording ► cutting ► recording
      any of them ──Done──► final_uploading ──uploaded──► closed
                                    └──────New──────► recording, in the new session

An upload in flight is never cut off: New pressed meanwhile waits (once, however often it is pressed) until the old
recording is complete on the server. A close that fails leaves the session open and active (V5).
"""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from sessions.voice.session import VoiceStatus


class Key(StrEnum):
    """The five keys, in their one order (V11)."""

    NEW = "new"
    REC = "rec"
    CUT = "cut"
    PAUSE = "pause"
    DONE = "done"


class RecorderInput(StrEnum):
    """Events from outside."""

    CUT_FINISHED = "cut_finished"
    UPLOADED = "uploaded"
    CLOSE_SUCCEEDED = "close_succeeded"
    CLOSE_FAILED = "close_failed"
    FAILED = "failed"
    RELOADED = "reloaded"


class Effect(StrEnum):
    """The recorder's effects."""

    CREATE_SESSION = "create_session"
    ACTIVATE_PAGE_SESSION = "activate_page_session"
    START = "start"
    CUT = "cut"
    PAUSE = "pause"
    FINISH = "finish"
    CLOSE = "close"


_AT_REST: Final = frozenset({VoiceStatus.READY, VoiceStatus.CLOSED, VoiceStatus.ERROR})
_BUSY: Final = frozenset({VoiceStatus.CUTTING, VoiceStatus.FINAL_UPLOADING})

VALID_KEYS: Final[dict[VoiceStatus, frozenset[Key]]] = {
    VoiceStatus.READY: frozenset({Key.NEW, Key.REC, Key.DONE}),
    VoiceStatus.RECORDING: frozenset({Key.NEW, Key.CUT, Key.PAUSE, Key.DONE}),
    VoiceStatus.PAUSED: frozenset({Key.NEW, Key.REC, Key.DONE}),
    VoiceStatus.CUTTING: frozenset({Key.NEW}),
    VoiceStatus.FINAL_UPLOADING: frozenset({Key.NEW}),
    VoiceStatus.CLOSED: frozenset({Key.NEW, Key.REC, Key.DONE}),
    VoiceStatus.ERROR: frozenset({Key.NEW, Key.REC, Key.DONE}),
}


@dataclass(frozen=True, slots=True)
class Recorder:
    """`new_waits`: New was pressed and waits for the upload. `closing`: after the upload the session is closed."""

    status: VoiceStatus = VoiceStatus.READY
    new_waits: bool = False
    closing: bool = False


Step = tuple[Recorder, tuple[Effect, ...]]

_NEW_RECORDING: Final = (Effect.CREATE_SESSION, Effect.START)


def press(recorder: Recorder, key: Key, *, on_other_page: bool = False) -> Step:
    """The effect of a key; an invalid one does nothing. `on_other_page`: the page shows another session than the active
    one, so Rec makes it active first (V12, V14).
    """
    if key not in VALID_KEYS[recorder.status]:
        return recorder, ()
    if key is Key.NEW:
        return _new(recorder)
    if key is Key.REC:
        activate = (Effect.ACTIVATE_PAGE_SESSION,) if on_other_page else ()
        return replace(recorder, status=VoiceStatus.RECORDING), (*activate, Effect.START)
    if key is Key.CUT:
        return replace(recorder, status=VoiceStatus.CUTTING), (Effect.CUT,)
    if key is Key.PAUSE:
        return replace(recorder, status=VoiceStatus.PAUSED), (Effect.PAUSE,)
    return replace(recorder, status=VoiceStatus.FINAL_UPLOADING, closing=True), (Effect.FINISH,)


def _new(recorder: Recorder) -> Step:
    if recorder.status in _AT_REST:
        return Recorder(VoiceStatus.RECORDING), _NEW_RECORDING
    if recorder.status in _BUSY:
        return replace(recorder, new_waits=True), ()
    return replace(recorder, status=VoiceStatus.FINAL_UPLOADING, new_waits=True), (Effect.FINISH,)


def transition(recorder: Recorder, given: RecorderInput) -> Step:
    """The effect of an event from outside; one that does not fit the state does nothing."""
    if given is RecorderInput.FAILED:
        return Recorder(VoiceStatus.ERROR), ()
    if given is RecorderInput.RELOADED:
        return _reloaded(recorder)
    if given is RecorderInput.CUT_FINISHED:
        return _cut_finished(recorder)
    if recorder.status is not VoiceStatus.FINAL_UPLOADING:
        return recorder, ()
    if given is RecorderInput.UPLOADED:
        return (recorder, (Effect.CLOSE,)) if recorder.closing else _uploaded(recorder, VoiceStatus.READY)
    if not recorder.closing:
        return recorder, ()
    return _uploaded(recorder, VoiceStatus.CLOSED if given is RecorderInput.CLOSE_SUCCEEDED else VoiceStatus.READY)


def _uploaded(recorder: Recorder, otherwise: VoiceStatus) -> Step:
    return (Recorder(VoiceStatus.RECORDING), _NEW_RECORDING) if recorder.new_waits else (Recorder(otherwise), ())


def _cut_finished(recorder: Recorder) -> Step:
    if recorder.status is not VoiceStatus.CUTTING:
        return recorder, ()
    if recorder.new_waits:
        return replace(recorder, status=VoiceStatus.FINAL_UPLOADING), (Effect.FINISH,)
    return replace(recorder, status=VoiceStatus.RECORDING), ()


def _reloaded(recorder: Recorder) -> Step:
    # A reload ends the microphone but not the recording, which can be continued. An upload in progress continues; a New
    # that was waiting is dropped.
    if recorder.status in {VoiceStatus.RECORDING, VoiceStatus.CUTTING, VoiceStatus.PAUSED}:
        return Recorder(VoiceStatus.PAUSED), ()
    return replace(recorder, new_waits=False), ()
