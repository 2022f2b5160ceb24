"""Edits: what setting some paths makes of a jam, and the edit that leads from one jam to another.

The server orders edits; for each path the last writer wins, and edits of different paths never meet. Removing a track
removes all its paths, and an edit of a track that is gone is dropped: deleted wins. storage/lua/jam_edit.lua carries
out the same rules where the truth is.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from sessions.errors import InvalidPayload
from sessions.jam import LIMITS, Flat, Json, Limits, default_of, track_at, track_fields, track_ids, track_of, track_path


@dataclass(frozen=True, slots=True)
class Applied:
    """The map after an edit, the part of the edit that counted, and the paths that were dropped."""

    flat: Flat
    set: dict[str, Json]
    dropped: list[str]


def is_track(path: str) -> bool:
    """Whether `path` names a whole track."""
    return path.startswith("tracks/") and path.count("/") == 1


def apply(flat: Mapping[str, Json], edit: Mapping[str, Json], limits: Limits = LIMITS) -> Applied:
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


def diff(before: Mapping[str, Json], after: Mapping[str, Json]) -> dict[str, Json]:
    """The edit that makes `after` of `before`: removals first, so that the number of tracks never passes the limit."""
    old, new = set(track_ids(before)), set(track_ids(after))
    edit: dict[str, Json] = {track_path(id_): None for id_ in sorted(old - new)}
    edit |= {track_path(id_): track_at(after, id_) for id_ in track_ids(after) if id_ not in old}
    for path in sorted(before.keys() | after.keys()):
        track_id = track_of(path)
        if track_id is not None and not (track_id in old and track_id in new):
            continue
        if before.get(path) != after.get(path):
            edit[path] = after.get(path)
    return edit
