"""The browser's recorder follows the rules: every key and event in every state, written down for its own tests."""

import json
from itertools import product
from pathlib import Path
from typing import Any

from sessions.voice.session import VoiceStatus
from tests.oracles.voice_recorder import Key, Recorder, RecorderInput, Step, press, transition

CASES = Path(__file__).parents[3] / "web/src/voice/recorder/machine.cases.json"


def state_of(recorder: Recorder) -> dict[str, Any]:
    return {"status": recorder.status, "newWaits": recorder.new_waits, "closing": recorder.closing}


def case(before: Recorder, step: Step, **given: object) -> dict[str, Any]:
    after, effects = step
    return {"before": state_of(before), **given, "after": state_of(after), "effects": list(effects)}


def cases() -> list[dict[str, Any]]:
    found = []
    for status, new_waits, closing in product(VoiceStatus, (False, True), (False, True)):
        recorder = Recorder(status, new_waits=new_waits, closing=closing)
        for key, on_other_page in product(Key, (False, True)):
            step = press(recorder, key, on_other_page=on_other_page)
            found.append(case(recorder, step, key=key, onOtherPage=on_other_page))
        found += [case(recorder, transition(recorder, given), input=given) for given in RecorderInput]
    return found


def test_V12_V13_V14_the_cases_of_the_browsers_recorder_are_those_of_the_rules() -> None:
    assert json.loads(CASES.read_text()) == json.loads(json.dumps(cases()))
