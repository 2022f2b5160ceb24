"""A clip session as one subscriber knows it: the last snapshot with every later event applied."""

from typing import Any, cast

from roomtone_client import SessionEvent, Subscription


def fold(view: dict[str, Any], event: SessionEvent) -> dict[str, Any]:
    """The view after an event. Raises KeyError for an unknown type of event."""
    return _FOLDS[event["type"]](view, cast("dict[str, Any]", event["data"]))


def content(view: dict[str, Any]) -> dict[str, Any]:
    """The part of a snapshot that only events change: not the time, not the signals."""
    return {name: view[name] for name in ("session", "segments", "clips", "role")}


class Mirror:
    """Subscribes to a session and checks that no event comes twice, late or after a missing one (SY3)."""

    def __init__(self) -> None:
        self.view: dict[str, Any] = {}
        self.seqs: list[int] = []
        self.starts = 0
        self.subscription: Subscription | None = None

    def on_snapshot(self, snapshot: dict[str, Any], _role: str) -> None:
        self.view = snapshot
        self.starts += 1
        self.seqs = []

    def on_event(self, event: SessionEvent) -> None:
        if self.seqs and event["seq"] != self.seqs[-1] + 1:
            raise AssertionError(f"event {event['seq']} came after {self.seqs[-1]}")
        self.seqs.append(event["seq"])
        self.view = fold(self.view, event)

    def clip_ids(self) -> list[str]:
        return [clip["id"] for clip in self.view["clips"]]


def _session(view: dict[str, Any], data: dict[str, Any]) -> dict[str, Any]:
    segments = view["segments"]
    changed = data.get("segment")
    if changed is not None:
        segments = [*(one for one in segments if one["id"] != changed["id"]), changed]
    return view | {"session": data["session"], "segments": sorted(segments, key=lambda one: one["index"])}


def _added(view: dict[str, Any], data: dict[str, Any]) -> dict[str, Any]:
    # C14; the sort is stable, so ties stay in the order of creation, which is the order of the events
    clips = sorted([*view["clips"], data["clip"]], key=lambda clip: (clip["segment_index"], clip["offset_seconds"]))
    return view | {"clips": clips}


def _marked(view: dict[str, Any], data: dict[str, Any]) -> dict[str, Any]:
    clips = [clip | {"clipped": data["clipped"]} if clip["id"] == data["clip_id"] else clip for clip in view["clips"]]
    return view | {"clips": clips}


def _edited(view: dict[str, Any], data: dict[str, Any]) -> dict[str, Any]:
    return view | {"clips": [data["clip"] if clip["id"] == data["clip"]["id"] else clip for clip in view["clips"]]}


def _removed(view: dict[str, Any], data: dict[str, Any]) -> dict[str, Any]:
    return view | {"clips": [clip for clip in view["clips"] if clip["id"] != data["clip_id"]]}


def _moment_marked(view: dict[str, Any], data: dict[str, Any]) -> dict[str, Any]:
    ids, marked = set(data["clip_ids"]), {"clipped": data["clipped"]}
    return view | {"clips": [clip | marked if clip["id"] in ids else clip for clip in view["clips"]]}


def _moment_removed(view: dict[str, Any], data: dict[str, Any]) -> dict[str, Any]:
    ids = set(data["clip_ids"])
    return view | {"clips": [clip for clip in view["clips"] if clip["id"] not in ids]}


def _restored(view: dict[str, Any], data: dict[str, Any]) -> dict[str, Any]:
    places = [*view["clips"], *data["clips"]]
    order = ("segment_index", "offset_seconds", "created_at")
    return view | {"clips": sorted(places, key=lambda clip: tuple(clip[name] for name in order))}


def _slowed(view: dict[str, Any], data: dict[str, Any]) -> dict[str, Any]:
    return view | {"session": view["session"] | {"slow_seconds": data["seconds"]}}


def _same(view: dict[str, Any], _data: dict[str, Any]) -> dict[str, Any]:
    return view


_FOLDS = {
    "session_started": _session,
    "session_paused": _session,
    "session_resumed": _session,
    "session_ended": _session,
    "session_updated": _session,
    "clip_submitted": _added,
    "clip_marked": _marked,
    "clip_edited": _edited,
    "clip_removed": _removed,
    "moment_marked": _moment_marked,
    "moment_removed": _moment_removed,
    "moments_restored": _restored,
    "slow_mode_changed": _slowed,
    "member_changed": _same,
    "people_changed": _same,
}
