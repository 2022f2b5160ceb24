"""Brings older states to the current version, one version at a time, when they come in or are read.

A state without a version is from before versions were stored (0). A migration's input may still be wrong in every way:
it converts what it understands and leaves the rest to the validation.
"""

from collections.abc import Callable
from typing import Any, Final

State = dict[str, Any]


def _count_steps(state: State) -> State:
    """0 to 1: a track's step count was the length of its list of steps."""
    tracks = state.get("tracks")
    if not isinstance(tracks, list):
        return state
    return {**state, "tracks": [_with_step_count(track) for track in tracks]}


def _with_step_count(track: Any) -> Any:
    if not isinstance(track, dict) or "stepCount" in track or not isinstance(track.get("steps"), list):
        return track
    length = len(track["steps"])
    fitting = next((count for count in (4, 8, 16, 32, 64) if count >= length), None)
    return track if fitting is None else {**track, "stepCount": fitting}


MIGRATIONS: Final[dict[int, Callable[[State], State]]] = {0: _count_steps}


def migrate(state: State) -> State:
    """The state in the newest version that this code knows; a state of a newer version is returned as it is and refused
    later."""
    version = state.get("version", 0)
    while isinstance(version, int) and not isinstance(version, bool) and version in MIGRATIONS:
        state = {**MIGRATIONS[version](state), "version": version + 1}
        version += 1
    return {**state, "version": version}
