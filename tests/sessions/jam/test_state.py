"""The state of a jam as a map and back, and what its edits do."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions.base.errors import InvalidPayload
from sessions.jam.edit import diff
from sessions.jam.order import (
    PLACE,
    keys_between,
    place_between,
    places,
)
from sessions.jam.state import (
    DEFAULTS,
    Flat,
    default_of,
    flat_of,
    layout_of,
    state_of,
    track_at,
    track_ids,
)
from sessions.jam.validation import read_edit, read_state
from tests.oracles.jam_edit import apply
from tests.sessions.jam.strategies import (
    edits,
    orders,
    states,
    whole_tracks,
)

EMPTY = {"tracks": [], "tempo": 120, "swing": 0, "version": 1}


def normal(state: dict[str, Any]) -> dict[str, Any]:
    """A state as it is answered: lists as long as the step count, or to the last entry that is set."""
    tracks = []
    for track in state["tracks"]:
        mended = dict(track)
        for name, default in (("steps", False), ("parameterLocks", None)):
            items = list(track[name])
            while items and not items[-1]:
                items.pop()
            mended[name] = items + [default] * (track["stepCount"] - len(items))
        tracks.append(mended)
    return {**state, "tracks": tracks}


@given(states)
def test_S7_S8_a_state_survives_the_way_into_the_map_and_back(state: dict[str, Any]) -> None:
    assert state_of(flat_of(read_state(state))) == normal(state)


@given(states)
def test_S8_the_map_holds_only_what_is_not_default(state: dict[str, Any]) -> None:
    for path, value in flat_of(read_state(state)).items():
        assert value != default_of(path)


def test_S7_an_empty_jam_is_an_empty_map() -> None:
    assert flat_of(read_state({})) == {}
    assert state_of({}) == EMPTY
    assert layout_of({}) == {}


@given(states)
def test_S13_a_copy_of_the_map_is_independent_of_it(state: dict[str, Any]) -> None:
    original = flat_of(read_state(state))
    copy = dict(original)
    changed = apply(copy, {"tempo": 61, **{f"tracks/{id_}": None for id_ in track_ids(copy)}}).flat
    assert state_of(changed)["tracks"] == []
    assert state_of(original) == normal(state)


# --- edits ---------------------------------------------------------------------------------------------------------


class PlainModel:
    """Last writer wins, in the slow way: every write is kept, and reading takes the newest valid one."""

    def __init__(self) -> None:
        self.writes: list[tuple[str, Any]] = []

    def set(self, path: str, value: Any) -> None:
        self.writes.append((path, value))

    def _born(self, track: str) -> int | None:
        """The index of the write that made this track what it is now; None while it does not exist."""
        for index in range(len(self.writes) - 1, -1, -1):
            path, value = self.writes[index]
            if path == track:
                return index if value is not None else None
        return None

    def read(self, path: str) -> Any:
        parts = path.split("/")
        born = -1
        initial = default_of(path)
        if parts[0] == "tracks":
            birth = self._born("/".join(parts[:2]))
            if birth is None:
                return None
            born = birth
            initial = self.writes[born][1][parts[2]]
            if len(parts) == 4:
                items = initial
                initial = items[int(parts[3])] if int(parts[3]) < len(items) else default_of(path)
        for index in range(len(self.writes) - 1, born, -1):
            if self.writes[index][0] == path:
                value = self.writes[index][1]
                return default_of(path) if value is None else value
        return initial


@given(st.lists(edits, max_size=12))
def test_JM1_every_path_holds_what_its_last_writer_set(history: list[dict[str, Any]]) -> None:
    flat: Flat = {}
    model = PlainModel()
    for edit in history:
        valid = read_edit(edit)
        flat = apply(flat, valid).flat
        for path, value in valid.items():
            model.set(path, value)
    for path in ("tempo", "swing", "name"):
        assert flat.get(path, default_of(path)) == model.read(path)
    for number in range(6):
        track = f"tracks/t{number}"
        assert (track in flat) == (model._born(track) is not None)
        if track not in flat:
            assert not [path for path in flat if path.startswith(track + "/")]
            continue
        for name in ("name", "sampleId", "order", "color", "volume", "muted", "soloed", "transpose", "stepCount"):
            assert flat.get(f"{track}/{name}", default_of(f"{track}/{name}")) == model.read(f"{track}/{name}")
        for index in range(64):
            for name in ("steps", "parameterLocks"):
                path = f"{track}/{name}/{index}"
                assert (flat.get(path) or default_of(path)) == (model.read(path) or default_of(path))


@given(st.lists(edits, min_size=1, max_size=6))
def test_JM1_the_same_edits_in_the_same_order_make_the_same_jam_however_they_are_batched(
    history: list[dict[str, Any]],
) -> None:
    one: Flat = {}
    for edit in history:
        one = apply(one, read_edit(edit)).flat
    other: Flat = {}
    for edit in history:
        for path, value in edit.items():
            other = apply(other, read_edit({path: value})).flat
    assert one == other


@given(edits, edits)
def test_JM2_edits_of_different_paths_never_meet(first: dict[str, Any], second: dict[str, Any]) -> None:
    touched = {path.split("/")[1] for path in first if path.count("/") == 1}
    touched |= {path.split("/")[1] for path in second if path.count("/") == 1}
    second = {
        path: value
        for path, value in second.items()
        if path not in first and not (path.startswith("tracks/") and path.split("/")[1] in touched)
    }
    first = {path: value for path, value in first.items() if path.count("/") != 1}
    start = apply({}, read_edit({"tracks/t0": track(), "tracks/t1": track()})).flat
    one = apply(apply(start, first).flat, second).flat
    other = apply(apply(start, second).flat, first).flat
    assert one == other


def track(**fields: Any) -> dict[str, Any]:
    return {"name": "Kick", "sampleId": "synth:drum-kick", "order": "V", **fields}


def test_JM3_an_edit_of_a_track_that_is_gone_is_dropped() -> None:
    flat = apply({}, read_edit({"tracks/a": track()})).flat
    gone = apply(flat, read_edit({"tracks/a": None})).flat
    late = apply(gone, read_edit({"tracks/a/steps/3": True, "tempo": 90}))
    assert late.dropped == ["tracks/a/steps/3"]
    assert late.set == {"tempo": 90}
    assert late.flat == {"tempo": 90}


def test_JM3_removing_a_track_removes_everything_it_had() -> None:
    flat = apply({}, read_edit({"tracks/a": track(steps=[True] * 16), "tracks/ab": track(order="k")})).flat
    after = apply(flat, read_edit({"tracks/a": None})).flat
    assert {path.split("/")[1] for path in after} == {"ab"}


def test_JM3_a_whole_track_replaces_the_one_that_was_there() -> None:
    flat = apply({}, read_edit({"tracks/a": track(steps=[True] * 16, volume=0.5)})).flat
    after = apply(flat, read_edit({"tracks/a": track(name="Snare")})).flat
    assert track_at(after, "a")["name"] == "Snare"
    assert track_at(after, "a")["steps"] == [False] * 16
    assert track_at(after, "a")["volume"] == 1


def test_D8_a_seventeenth_track_is_refused_and_one_more_in_exchange_is_not() -> None:
    full = apply({}, read_edit({f"tracks/n{n}": track() for n in range(16)})).flat
    with pytest.raises(InvalidPayload, match="16 tracks is the limit"):
        apply(full, read_edit({"tracks/more": track()}))
    swapped = apply(full, read_edit({"tracks/more": track(), "tracks/n0": None})).flat
    assert len(track_ids(swapped)) == 16


@given(states, states)
def test_D7_putting_a_state_is_the_edit_that_makes_the_difference(one: dict[str, Any], other: dict[str, Any]) -> None:
    before = flat_of(read_state(one))
    after = flat_of(read_state(other), before)
    edit = read_edit(diff(before, after)) if before != after else {}
    assert apply(before, edit).flat == after
    assert state_of(after) == normal(other)


@given(states)
def test_D7_putting_what_is_there_already_changes_nothing(state: dict[str, Any]) -> None:
    flat = flat_of(read_state(state))
    assert diff(flat, flat_of(read_state(state), flat)) == {}


def test_D7_a_put_that_moves_one_track_touches_only_that_track() -> None:
    tracks = [{"id": id_, "name": id_, "sampleId": "kick"} for id_ in "abcde"]
    before = flat_of(read_state({"tracks": tracks}))
    moved = [tracks[4], *tracks[:4]]
    after = flat_of(read_state({"tracks": moved}), before)
    assert track_ids(after) == ["e", "a", "b", "c", "d"]
    assert list(diff(before, after)) == ["tracks/e/order"]


def test_D7_a_put_keeps_the_session_name() -> None:
    before = {"name": "Rainy Tuesday"}
    assert flat_of(read_state({}), before) == before


# --- order ---------------------------------------------------------------------------------------------------------


@given(orders, orders)
def test_JM4_there_is_a_place_between_any_two(one: str, other: str) -> None:
    low, high = sorted((one, other))
    if low != high:
        between = place_between(low, high)
        assert low < between < high
        assert PLACE.fullmatch(between)


@given(orders)
def test_JM4_there_is_a_place_below_and_above_any(place: str) -> None:
    assert "" < place_between("", place) < place < place_between(place, None)


@given(st.lists(st.none() | orders, max_size=16))
def test_JM4_a_list_gets_ascending_places_and_keeps_those_that_fit(known: list[str | None]) -> None:
    answer = keys_between(known)
    assert len(answer) == len(known)
    assert answer == sorted(set(answer))
    if None not in known and known == sorted({place for place in known if place}):
        assert answer == known


def test_JM4_sixteen_fresh_places_are_short() -> None:
    assert max(map(len, places(16))) == 1


@given(st.dictionaries(st.sampled_from("abcdef"), whole_tracks, min_size=1))
def test_JM4_tracks_with_one_place_stand_in_one_order_for_everybody(tracks: dict[str, Any]) -> None:
    forward = apply({}, {f"tracks/{id_}": value for id_, value in tracks.items()}).flat
    backward = apply({}, {f"tracks/{id_}": tracks[id_] for id_ in reversed(tracks)}).flat
    assert track_ids(forward) == track_ids(backward)


def test_S8_defaults_are_those_of_the_document() -> None:
    assert DEFAULTS["tempo"] == 120
    flat = apply({}, read_edit({"tracks/a": track()})).flat
    (only,) = state_of(flat)["tracks"]
    assert only == {
        "id": "a",
        "name": "Kick",
        "sampleId": "synth:drum-kick",
        "steps": [False] * 16,
        "parameterLocks": [None] * 16,
        "volume": 1,
        "muted": False,
        "soloed": False,
        "playbackMode": "oneshot",
        "transpose": 0,
        "stepCount": 16,
    }
