"""The edit that turns one jam into another.

The server orders edits: for each path the last writer wins. Removing a track removes all its paths, and an edit of a
removed track is dropped. `storage/jam/edit.lua` applies them.
"""

from collections.abc import Mapping

from sessions.jam.state import (
    Json,
    track_at,
    track_ids,
    track_of,
    track_path,
)


def is_track(path: str) -> bool:
    """Whether `path` names a whole track."""
    return path.startswith("tracks/") and path.count("/") == 1


def diff(before: Mapping[str, Json], after: Mapping[str, Json]) -> dict[str, Json]:
    """The edit that turns `before` into `after`: removals first, so that the number of tracks never exceeds the
    limit."""
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
