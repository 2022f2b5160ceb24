"""The effect of an edit on a jam, as a plain function: `jam/edit.lua` is compared with it."""

from collections.abc import Mapping
from dataclasses import dataclass

from sessions.base.errors import InvalidPayload
from sessions.jam.edit import is_track
from sessions.jam.state import (
    LIMITS,
    Flat,
    JamBounds,
    Json,
    default_of,
    track_fields,
    track_ids,
    track_of,
    track_path,
)


@dataclass(frozen=True, slots=True)
class Applied:
    """The map after an edit, the part of the edit that changed something, and the dropped paths."""

    flat: Flat
    set: dict[str, Json]
    dropped: list[str]


def apply(flat: Mapping[str, Json], edit: Mapping[str, Json], limits: JamBounds = LIMITS) -> Applied:
    """Sets the paths of a valid edit, in its order. Raises InvalidPayload when it leaves more tracks than allowed."""
    after = dict(flat)
    done: dict[str, Json] = {}
    dropped: list[str] = []
    for path, value in edit.items():
        track_id = track_of(path)
        if is_track(path):
            if value is None and path not in after:
                dropped.append(path)
                continue
            for old in [old for old in after if old == path or old.startswith(path + "/")]:
                del after[old]
            if value is not None:
                after[path] = True
                after |= {f"{path}/{field}": item for field, item in track_fields(value).items()}
        elif track_id is not None and track_path(track_id) not in after:
            dropped.append(path)
            continue
        elif value is None or value == default_of(path):
            after.pop(path, None)
        else:
            after[path] = value
        done[path] = value
    if len(track_ids(after)) > limits.tracks:
        raise InvalidPayload(f"{limits.tracks} tracks is the limit")
    return Applied(after, done, dropped)
