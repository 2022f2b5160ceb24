"""For a program: the session, its segments, and its moments or its taps, each with its place in the video."""

import json
from dataclasses import asdict
from typing import Any

from sessions.base.instant import iso_from_ms
from sessions.base.text import without_directions
from sessions.clip.exports.export import (
    Export,
    ExportLine,
    ExportOptions,
    Per,
    Selection,
)
from sessions.clip.exports.filename import slug
from sessions.clip.session import Clip


def json_document(selection: Selection, options: ExportOptions) -> Export:
    """`{session, segments, breaks, video}` and `moments`, or `clips` for every tap. `breaks` says whether `vod_seconds`
    counts them; it is null before the video begins. `video` has the address of each part and the ms of the stream at
    which it begins."""
    document: dict[str, Any] = {
        "session": selection.session.model_dump(mode="json"),
        "segments": [segment.model_dump(mode="json") for segment in selection.segments],
        "breaks": selection.breaks.value,
        "video": [{"url": url, "begins_ms": round(line.begins_ms)} for url, line in selection.video.parts],
    }
    if options.per is Per.TAP:
        taps = ((clip, entry) for entry in selection.entries for clip in entry.clips)
        document["clips"] = [_clip(clip) | {"vod_seconds": _vod_seconds(entry)} for clip, entry in taps]
    else:
        document["moments"] = [_moment(entry) for entry in selection.entries]
    content = json.dumps(document, ensure_ascii=False, indent=2) + "\n"
    return Export(f"{slug(selection.session)}.json", "application/json", content, selection.notes)


def _clip(clip: Clip) -> dict[str, Any]:
    words = {"note": clip.note, "submitted_by": clip.submitted_by}
    plain = {name: without_directions(text or "") or None for name, text in words.items()}
    return clip.model_dump(mode="json") | plain


def _vod_seconds(entry: ExportLine) -> int | None:
    return None if entry.video is None else entry.video.peak_ms // 1000


def _moment(entry: ExportLine) -> dict[str, Any]:
    return {
        "segment_index": entry.segment_index,
        "offset_seconds": entry.offset_seconds,
        "offset_hms": entry.offset_hms,
        "in_seconds": entry.in_seconds,
        "out_seconds": entry.out_seconds,
        "vod_seconds": _vod_seconds(entry),
        "video": None if entry.video is None else {**asdict(entry.video), "part": entry.video.part + 1},
        "people": entry.people,
        "heat": entry.heat,
        "first_offset_seconds": entry.clips[0].offset_seconds,
        "last_offset_seconds": entry.clips[-1].offset_seconds,
        "note": entry.note,
        "tag": entry.tag,
        "taps": entry.taps,
        "names": entry.names,
        "clipped": entry.clipped,
        "created_at": iso_from_ms(entry.created_at),
    }
