"""A jam: a flat map from path to value, of which only what differs from the default is kept (docs/jam.md).

    name                              the session's name
    tempo, swing                      beats a minute, per cent
    tracks/<id>                       true: the track exists
    tracks/<id>/<field>               name, sampleId, order, color, volume, muted, soloed, playbackMode, transpose,
                                      stepCount
    tracks/<id>/steps/<n>             true: step n is on
    tracks/<id>/parameterLocks/<n>    {pitch?, volume?}

`order` is the track's place as a fractional index (sessions/jam/order.py), `color` its number among the eight colours.
Both belong to the map and to events; the session's JSON carries them beside the state, in `layout`, so that the state
has the document's fields and no others (S8).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from sessions.jam.order import keys_between

SCHEMA_VERSION: Final = 1
UNTITLED: Final = "Untitled Session"
COLORS: Final = 8

Json = Any
Flat = dict[str, Json]

DEFAULTS: Final[Mapping[str, Json]] = {"name": None, "tempo": 120, "swing": 0}
TRACK_DEFAULTS: Final[Mapping[str, Json]] = {
    "color": 0,
    "volume": 1,
    "muted": False,
    "soloed": False,
    "playbackMode": "oneshot",
    "transpose": 0,
    "stepCount": 16,
}
REQUIRED: Final = ("name", "sampleId", "order")  # of a track: these have no default
LISTS: Final[Mapping[str, Json]] = {"steps": False, "parameterLocks": None}


LONGEST_NAME: Final = 1000  # characters; more than this no setting can allow
MOST_PATHS: Final = 2048  # of one edit; the same


@dataclass(frozen=True, slots=True)
class JamBounds:
    """What a jam may hold (D8). Ranges include both ends."""

    tracks: int = 16
    steps: int = 64
    step_counts: tuple[int, ...] = (4, 8, 16, 32, 64)
    tempo: tuple[float, float] = (60, 180)
    swing: tuple[float, float] = (0, 100)
    volume: tuple[float, float] = (0, 1)
    semitones: tuple[int, int] = (-12, 12)
    lock_volume: tuple[float, float] = (0, 2)
    name: int = 100
    track_name: int = 32
    edit_paths: int = 512  # a full track has as many; 1,500 took Redis 25 ms


LIMITS: Final = JamBounds()


def track_path(track_id: str, *rest: str | int) -> str:
    return "/".join(("tracks", track_id, *map(str, rest)))


def track_of(path: str) -> str | None:
    """The id of the track that `path` belongs to."""
    return path.split("/")[1] if path.startswith("tracks/") else None


def track_ids(flat: Mapping[str, Json]) -> list[str]:
    """The tracks in their order; tracks of equal order are sorted by id, so every reader gets the same list."""
    ids = [path.split("/")[1] for path in flat if path.count("/") == 1]
    return sorted(ids, key=lambda id_: (flat[track_path(id_, "order")], id_))


def default_of(path: str) -> Json:
    """The value at `path` when the map has none."""
    parts = path.split("/")
    if parts[0] != "tracks":
        return DEFAULTS[path]
    if len(parts) == 4:
        return LISTS[parts[2]]
    return TRACK_DEFAULTS.get(parts[2]) if len(parts) == 3 else None


def track_fields(track: Mapping[str, Json]) -> Flat:
    """A track's fields as paths relative to the track, without those that have their default."""
    flat: Flat = {}
    for field, value in track.items():
        if field in LISTS:
            flat |= {f"{field}/{n}": item for n, item in enumerate(value) if item}
        elif field in REQUIRED or (field in TRACK_DEFAULTS and value != TRACK_DEFAULTS[field]):
            flat[field] = value
    return flat


def track_at(flat: Mapping[str, Json], track_id: str) -> dict[str, Json]:
    """The whole track as edits and events carry it: the document's fields, `order` and `color`.

    Lists are as long as the step count, or longer when a later step is set: shortening a track hides its steps, and
    lengthening it shows them again.
    """
    prefix = track_path(track_id) + "/"
    own = {path[len(prefix) :]: value for path, value in flat.items() if path.startswith(prefix)}
    track: dict[str, Json] = {
        field: own.get(field, TRACK_DEFAULTS.get(field)) for field in (*REQUIRED, *TRACK_DEFAULTS)
    }
    for field, default in LISTS.items():
        items = {int(path.split("/")[1]): value for path, value in own.items() if path.startswith(f"{field}/")}
        length = max([track["stepCount"], *(n + 1 for n in items)])
        track[field] = [items.get(n, default) for n in range(length)]
    return track


def state_of(flat: Mapping[str, Json]) -> dict[str, Json]:
    """The state in the form of the document (S7, S8)."""
    tracks = []
    for id_ in track_ids(flat):
        track = track_at(flat, id_)
        del track["order"], track["color"]
        tracks.append({"id": id_, **track})
    return {
        "tracks": tracks,
        "tempo": flat.get("tempo", DEFAULTS["tempo"]),
        "swing": flat.get("swing", DEFAULTS["swing"]),
        "version": SCHEMA_VERSION,
    }


def layout_of(flat: Mapping[str, Json]) -> dict[str, dict[str, Json]]:
    """`order` and `color` of each track, which the document's state has no fields for."""
    return {
        id_: {"order": flat[track_path(id_, "order")], "color": flat.get(track_path(id_, "color"), 0)}
        for id_ in track_ids(flat)
    }


def flat_of(state: Mapping[str, Json], before: Mapping[str, Json] | None = None) -> Flat:
    """The map of a whole, valid state. Tracks that `before` has too keep their colours, and their `order` where the
    list's order allows it; its name stays.
    """
    before = before or {}
    flat: Flat = {path: state[path] for path in ("tempo", "swing") if state[path] != DEFAULTS[path]}
    if before.get("name") is not None:
        flat["name"] = before["name"]
    tracks = state["tracks"]
    orders = keys_between([before.get(track_path(track["id"], "order")) for track in tracks])
    used = [before.get(track_path(id_, "color"), 0) for id_ in track_ids(before)]
    next_color = max(used, default=-1) + 1
    for track, order in zip(tracks, orders, strict=True):
        path = track_path(track["id"])
        if path in before:
            color = before.get(f"{path}/color", 0)
        else:
            color, next_color = next_color % COLORS, next_color + 1
        flat[path] = True
        fields = track_fields({**track, "order": order, "color": color})
        flat |= {f"{path}/{field}": value for field, value in fields.items()}
    return flat
