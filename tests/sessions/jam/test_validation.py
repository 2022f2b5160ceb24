"""Which input is refused, and that the answer names every violation."""

import math
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions.base.errors import InvalidPayload
from sessions.jam.validation import read_edit, read_state
from tests.oracles.jam_edit import apply
from tests.sessions.jam.strategies import edits


def track(**fields: Any) -> dict[str, Any]:
    return {"id": "a", "name": "Kick", "sampleId": "synth:drum-kick", **fields}


def faults(state: Any) -> list[str]:
    with pytest.raises(InvalidPayload) as refused:
        read_state(state)
    return [violation["path"] for violation in refused.value.details["violations"]]


def edit_faults(edit: dict[str, Any]) -> list[str]:
    with pytest.raises(InvalidPayload) as refused:
        read_edit(edit)
    return [violation["path"] for violation in refused.value.details["violations"]]


@pytest.mark.parametrize(
    ("state", "path"),
    [
        ([], "/state"),
        ({"tempo": 500}, "/state/tempo"),
        ({"tempo": 59.999}, "/state/tempo"),
        ({"tempo": math.nan}, "/state/tempo"),
        ({"tempo": math.inf}, "/state/tempo"),
        ({"tempo": True}, "/state/tempo"),
        ({"tempo": "120"}, "/state/tempo"),
        ({"swing": -1}, "/state/swing"),
        ({"version": 0}, "/state/version"),
        ({"version": 2}, "/state/version"),
        ({"version": True}, "/state/version"),
        ({"version": "1"}, "/state/version"),
        ({"tracks": {}}, "/state/tracks"),
        ({"tracks": [track(id=str(n)) for n in range(17)]}, "/state/tracks"),
        ({"tracks": [None]}, "/state/tracks/0"),
        ({"tracks": [track(id="a/b")]}, "/state/tracks/0/id"),
        ({"tracks": [track(id="__proto__")]}, "/state/tracks/0/id"),
        ({"tracks": [track(id="constructor")]}, "/state/tracks/0/id"),
        ({"tracks": [track(), track()]}, "/state/tracks/1/id"),
        ({"tracks": [track(steps=[False] * 65)]}, "/state/tracks/0/steps"),
        ({"tracks": [track(steps=[1])]}, "/state/tracks/0/steps/0"),
        ({"tracks": [track(stepCount=12)]}, "/state/tracks/0/stepCount"),
        ({"tracks": [track(stepCount=True)]}, "/state/tracks/0/stepCount"),
        ({"tracks": [track(volume=1.01)]}, "/state/tracks/0/volume"),
        ({"tracks": [track(transpose=13)]}, "/state/tracks/0/transpose"),
        ({"tracks": [track(transpose=1.5)]}, "/state/tracks/0/transpose"),
        ({"tracks": [track(playbackMode="loop")]}, "/state/tracks/0/playbackMode"),
        ({"tracks": [track(playbackMode=[])]}, "/state/tracks/0/playbackMode"),
        ({"tracks": [track(muted=0)]}, "/state/tracks/0/muted"),
        ({"tracks": [track(name="x" * 33)]}, "/state/tracks/0/name"),
        ({"tracks": [track(name="a\u0000b")]}, "/state/tracks/0/name"),
        ({"tracks": [track(name="\ud800")]}, "/state/tracks/0/name"),
        ({"tracks": [track(sampleId="javascript:alert(1)")]}, "/state/tracks/0/sampleId"),
        ({"tracks": [track(sampleId="../../etc/passwd")]}, "/state/tracks/0/sampleId"),
        ({"tracks": [track(parameterLocks=[{"pitch": 13}])]}, "/state/tracks/0/parameterLocks/0"),
        ({"tracks": [track(parameterLocks=[{"volume": 2.1}])]}, "/state/tracks/0/parameterLocks/0"),
        ({"tracks": [track(parameterLocks=[{"__proto__": {}}])]}, "/state/tracks/0/parameterLocks/0"),
        ({"tracks": [{"id": "a", "sampleId": "kick"}]}, "/state/tracks/0/name"),
        ({"tracks": [track(order="V")]}, "/state/tracks/0/order"),
        ({"__proto__": {"isAdmin": True}}, "/state/__proto__"),
        ({"tracks": [track(constructor=1)]}, "/state/tracks/0/constructor"),
    ],
)
def test_D8_a_state_out_of_range_is_refused_with_its_path(state: Any, path: str) -> None:
    assert faults(state) == [path]


def test_D8_every_violation_is_listed() -> None:
    state = {"tempo": 500, "swing": 101, "extra": 1, "tracks": [track(volume=2, steps=[None, True, "x"])]}
    assert faults(state) == [
        "/state/extra",
        "/state/tempo",
        "/state/swing",
        "/state/tracks/0/volume",
        "/state/tracks/0/steps/0",
        "/state/tracks/0/steps/2",
    ]


def test_D8_the_ends_of_every_range_are_allowed() -> None:
    low = track(volume=0, transpose=-12, stepCount=4, parameterLocks=[{"pitch": -12, "volume": 0}], name="")
    high = track(id="b", volume=1, transpose=12, stepCount=64, name="я" * 32, steps=[True] * 64)
    state = read_state({"tempo": 60, "swing": 100, "tracks": [low, high]})
    assert [entry["stepCount"] for entry in state["tracks"]] == [4, 64]
    assert read_state({"tempo": 180, "swing": 0})["tempo"] == 180


def test_S21_markup_in_a_name_is_kept_as_the_text_it_is() -> None:
    name = "<b onclick=x>Kick</b>"
    assert read_state({"tracks": [track(name=name)]})["tracks"][0]["name"] == name


def test_S7_a_state_without_a_version_is_of_this_one() -> None:
    for state in ({}, {"version": 1}):
        assert read_state({**state, "tracks": [track(steps=[True] * 20)]})["tracks"][0]["stepCount"] == 16


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("tempo", 500),
        ("tempo", math.nan),
        ("__proto__", 1),
        ("tracks/__proto__", None),
        ("tracks/constructor/volume", 1),
        ("tracks/a/__proto__", 1),
        ("tracks/a/steps/64", True),
        ("tracks/a/steps/-1", True),
        ("tracks/a/steps/07", True),
        ("tracks/a/steps", [True]),
        ("tracks/a/steps/1/2", True),
        ("tracks/a/name", None),
        ("tracks/a/order", "V0"),
        ("tracks/a/order", ""),
        ("tracks/a/color", 8),
        ("tracks", None),
        ("tracks/", None),
        ("tracks/a", 5),
        ("state", {}),
        ("", 1),
        ("tracks/a/parameterLocks/0", [1]),
    ],
)
def test_D8_an_edit_out_of_range_is_refused_with_its_path(path: str, value: Any) -> None:
    assert len(edit_faults({"swing": 10, path: value})) == 1


def test_D8_a_whole_track_in_an_edit_is_checked_field_by_field() -> None:
    edit = {"tracks/a": {"name": "Kick", "sampleId": "kick", "volume": 7, "id": "a", "steps": [0]}}
    assert edit_faults(edit) == ["tracks/a/id", "tracks/a/order", "tracks/a/volume", "tracks/a/steps/0"]


def test_D8_an_edit_that_sets_nothing_is_refused() -> None:
    assert edit_faults({}) == ["set"]


@given(edits)
def test_D8_what_is_valid_passes_and_stays_as_it_is_the_second_time(edit: dict[str, Any]) -> None:
    once = read_edit(edit)
    assert read_edit(once) == once


json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
places = st.sampled_from(
    ["tempo", "name", "tracks/a", "tracks/a/volume", "tracks/a/steps/3", "tracks/a/parameterLocks/3", "tracks/a/order"]
)


@given(st.dictionaries(places | st.text(max_size=20), json, max_size=4))
def test_D8_anything_at_all_is_either_refused_or_harmless(edit: dict[str, Any]) -> None:
    try:
        valid = read_edit(edit)
    except InvalidPayload:
        return
    assert b"__proto__" not in orjson.dumps(apply({}, valid).flat)


@given(json)
def test_D8_any_json_at_all_as_a_state_is_either_refused_or_valid(value: Any) -> None:
    try:
        state = read_state({"tracks": value} if isinstance(value, list) else value)
    except InvalidPayload:
        return
    assert set(state) == {"tracks", "tempo", "swing", "version"}
