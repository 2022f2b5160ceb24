"""Turns a client's input into a state or an edit, or into a list of everything that is wrong with it (D8).

Nothing is clamped or ignored: an unknown field is a violation too. So no name that JavaScript treats specially
(`__proto__`) is ever stored.
"""

import math
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from sessions.base.errors import InvalidPayload, TooLarge
from sessions.base.text import clean_line
from sessions.jam.order import PLACE
from sessions.jam.state import (
    LIMITS,
    REQUIRED,
    SCHEMA_VERSION,
    TRACK_DEFAULTS,
    JamBounds,
    Json,
)

TRACK_ID: Final = re.compile(r"[A-Za-z0-9_-]{1,64}")
SAMPLE_ID: Final = re.compile(r"(synth:)?[A-Za-z0-9][A-Za-z0-9_-]{0,63}")  # recording-<uuid> has this form too (S8)
INDEX: Final = re.compile(r"0|[1-9][0-9]?")
FORBIDDEN: Final = frozenset({"__proto__", "constructor", "prototype"})
SHOWN: Final = 100  # validation stops after so many violations: enough to fix a request, and cheap to find

Read = Callable[[Json, JamBounds], Json]


@dataclass(slots=True)
class Violations:
    """What is wrong with a request, up to SHOWN violations: JSON pointers (RFC 6901) for a state, paths for an edit."""

    found: list[dict[str, str]] = field(default_factory=list)

    def add(self, path: str, message: str) -> None:
        """Adds a violation. Raises InvalidPayload when the limit is reached."""
        self.found.append({"path": path, "message": message})
        if len(self.found) == SHOWN:
            self.refuse_if_any()

    def read(self, path: str, value: Json, read: Read, limits: JamBounds) -> Json:
        try:
            return read(value, limits)
        except ValueError as error:
            self.add(path, str(error))
            return None

    def refuse_if_any(self) -> None:
        """Raises InvalidPayload with the violations in `violations` and their number in `violation_count`."""
        if self.found:
            first = self.found[0]
            message = f"{first['path']} {first['message']}"
            raise InvalidPayload(message, violations=self.found, violation_count=len(self.found))


def _number(value: Json, low: float, high: float, *, whole: bool = False) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise ValueError("must be a number")
    if not low <= value <= high:
        raise ValueError(f"must be {low} to {high}")
    if value == int(value):
        return int(value)  # 5.0 and 5 are the same value: the stored value equals the sent one
    if whole:
        raise ValueError("must be a whole number")
    return value


def _flag(value: Json, _limits: JamBounds) -> bool:
    if not isinstance(value, bool):
        raise ValueError("must be true or false")
    return value


def _line(value: Json, length: int) -> str:
    if not isinstance(value, str):
        raise ValueError("must be text")
    text = clean_line(value.strip())
    if len(text) > length:
        raise ValueError(f"must have at most {length} characters")
    return text


def _matching(pattern: re.Pattern[str], what: str) -> Read:
    def read(value: Json, _limits: JamBounds) -> str:
        if not isinstance(value, str) or not pattern.fullmatch(value) or value in FORBIDDEN:
            raise ValueError(f"must be {what}")
        return value

    return read


def _one_of(choices: Callable[[JamBounds], tuple[Any, ...]]) -> Read:
    def read(value: Json, limits: JamBounds) -> Json:
        known = choices(limits)
        if isinstance(value, bool) or value not in known:
            raise ValueError(f"must be one of {', '.join(map(str, known))}")
        return known[known.index(value)]

    return read


def _lock(value: Json, limits: JamBounds) -> Json:
    """A parameter lock (S9); one without values is the same as none."""
    if value is None:
        return None
    if not isinstance(value, dict):
        raise ValueError("must be an object or null")
    if unknown := set(value) - {"pitch", "volume"}:
        raise ValueError(f"has the unknown field {min(unknown)[:32]}")
    lock: dict[str, Json] = {}
    if value.get("pitch") is not None:
        lock["pitch"] = _number(value["pitch"], *limits.semitones, whole=True)
    if value.get("volume") is not None:
        lock["volume"] = _number(value["volume"], *limits.lock_volume)
    return lock or None


def _session_name(value: Json, limits: JamBounds) -> str | None:
    return _line(value, limits.name) or None


def _order(value: Json, limits: JamBounds) -> Json:
    return _matching(PLACE, "a fractional index")(value, limits)


TRACK_ID_READ: Final = _matching(TRACK_ID, "1 to 64 letters, digits, hyphens or underscores")
SESSION_FIELDS: Final[Mapping[str, Read]] = {
    "name": _session_name,
    "tempo": lambda value, limits: _number(value, *limits.tempo),
    "swing": lambda value, limits: _number(value, *limits.swing),
}
TRACK_FIELDS: Final[Mapping[str, Read]] = {
    "name": lambda value, limits: _line(value, limits.track_name),
    "sampleId": _matching(SAMPLE_ID, "a sample's name, synth:{preset} or recording-{uuid}"),
    "order": _order,
    "color": lambda value, _limits: _number(value, 0, 7, whole=True),
    "volume": lambda value, limits: _number(value, *limits.volume),
    "muted": _flag,
    "soloed": _flag,
    "playbackMode": _one_of(lambda _limits: ("oneshot", "gate")),
    "transpose": lambda value, limits: _number(value, *limits.semitones, whole=True),
    "stepCount": _one_of(lambda limits: limits.step_counts),
}
LIST_FIELDS: Final[Mapping[str, Read]] = {"steps": _flag, "parameterLocks": _lock}


def read_state(value: Json, limits: JamBounds = LIMITS) -> dict[str, Json]:
    """A whole state from an HTTP body, complete and of the current version.

    Raises InvalidPayload with every violation.
    """
    wrong = Violations()
    if not isinstance(value, dict):
        wrong.add("/state", "must be an object")
        wrong.refuse_if_any()
    for unknown in value.keys() - {"tracks", "tempo", "swing", "version"}:
        wrong.add(f"/state/{_token(unknown)}", "is not a field of a state")
    version = value.get("version", SCHEMA_VERSION)
    if type(version) is not int or version != SCHEMA_VERSION:
        wrong.add("/state/version", f"must be {SCHEMA_VERSION}")
    answer: dict[str, Json] = {"tracks": [], "version": SCHEMA_VERSION}
    for name, default in (("tempo", 120), ("swing", 0)):
        answer[name] = wrong.read(f"/state/{name}", value.get(name, default), SESSION_FIELDS[name], limits)
    tracks = value.get("tracks", [])
    if not isinstance(tracks, list):
        wrong.add("/state/tracks", "must be a list")
    elif len(tracks) > limits.tracks:
        wrong.add("/state/tracks", f"must have at most {limits.tracks} tracks")
    else:
        answer["tracks"] = list(_read_tracks(tracks, wrong, limits))
    wrong.refuse_if_any()
    return answer


def _read_tracks(tracks: list[Json], wrong: Violations, limits: JamBounds) -> Iterator[dict[str, Json]]:
    seen: set[str] = set()
    for index, track in enumerate(tracks):
        path = f"/state/tracks/{index}"
        if not isinstance(track, dict):
            wrong.add(path, "must be an object")
            continue
        id_ = wrong.read(f"{path}/id", track.get("id"), TRACK_ID_READ, limits)
        if id_ in seen:
            wrong.add(f"{path}/id", "is used by another track")
        seen.add(id_)
        rest = {name: value for name, value in track.items() if name != "id"}
        yield {"id": id_, **_read_track(rest, path, wrong, limits, placed=False)}


def _read_track(
    track: Mapping[str, Json], path: str, wrong: Violations, limits: JamBounds, *, placed: bool
) -> dict[str, Json]:
    """A track's fields without its lists. `placed`: with `order` and `color`, as edits carry them."""
    known = {name for name in TRACK_FIELDS if placed or name not in {"order", "color"}} | set(LIST_FIELDS)
    for unknown in track.keys() - known:
        wrong.add(f"{path}/{_token(unknown)}", "is not a field of a track")
    answer: dict[str, Json] = {}
    for name in TRACK_FIELDS:
        if name not in known:
            continue
        if name in track:
            answer[name] = wrong.read(f"{path}/{name}", track[name], TRACK_FIELDS[name], limits)
        elif name in REQUIRED:
            wrong.add(f"{path}/{name}", "is missing")
        else:
            answer[name] = TRACK_DEFAULTS[name]
    for name, read in LIST_FIELDS.items():
        answer[name] = _read_list(track.get(name, []), f"{path}/{name}", read, wrong, limits)
    return answer


def _read_list(items: Json, path: str, read: Read, wrong: Violations, limits: JamBounds) -> list[Json]:
    if not isinstance(items, list):
        wrong.add(path, "must be a list")
        return []
    if len(items) > limits.steps:
        wrong.add(path, f"must have at most {limits.steps} entries")
        return []
    return [wrong.read(f"{path}/{n}", item, read, limits) for n, item in enumerate(items)]


def read_edit(edit: Mapping[str, Json], limits: JamBounds = LIMITS) -> dict[str, Json]:
    """The paths of an edit with their values in the one stored form. null sets a path to its default; for a track it
    removes it. Raises InvalidPayload with every violation, TooLarge.
    """
    wrong = Violations()
    if not edit:
        wrong.add("set", "must set at least one path")
    if len(edit) > limits.edit_paths:
        raise TooLarge(
            f"An edit sets at most {limits.edit_paths} paths: send this one in parts", limit=limits.edit_paths
        )
    answer = {path: _read_path(path, value, wrong, limits) for path, value in edit.items()}
    wrong.refuse_if_any()
    return answer


def _read_path(path: str, value: Json, wrong: Violations, limits: JamBounds) -> Json:
    parts = path.split("/")
    read: Read | None = None
    if len(parts) == 1:
        read = SESSION_FIELDS.get(path)
    elif parts[0] == "tracks" and TRACK_ID.fullmatch(parts[1]) and parts[1] not in FORBIDDEN:
        if len(parts) == 2:
            return _read_whole_track(path, value, wrong, limits)
        if len(parts) == 3:
            read = TRACK_FIELDS.get(parts[2])
        elif len(parts) == 4 and INDEX.fullmatch(parts[3]) and int(parts[3]) < limits.steps:
            read = LIST_FIELDS.get(parts[2])
    if read is None:
        wrong.add(_token(path), "is not a path of a jam")
        return None
    if value is None and parts[-1] in REQUIRED and len(parts) == 3:
        wrong.add(path, "cannot be removed")
        return None
    return None if value is None else wrong.read(path, value, read, limits)


def _read_whole_track(path: str, value: Json, wrong: Violations, limits: JamBounds) -> Json:
    if value is None:
        return None
    if not isinstance(value, dict):
        wrong.add(path, "must be an object or null")
        return None
    return _read_track(value, path, wrong, limits, placed=True)


def _token(name: str) -> str:
    """A client's name for use in an answer: shortened, and escaped as JSON pointers demand."""
    return name[:64].replace("~", "~0").replace("/", "~1") if "/" not in name else name[:128]
