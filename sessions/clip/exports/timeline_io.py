"""OpenTimelineIO: a timeline of clips, one for each moment from its in to its out, with a marker at its peak.

Kdenlive, Resolve, Hiero and others read it. Without a video's address the media is missing, and the editor asks for it.
"""

import json
from typing import Any

from sessions.clip.exports.clip_frames import clip_frames, video_frames
from sessions.clip.exports.export import Export, ExportOptions, Selection
from sessions.clip.exports.filename import slug
from sessions.clip.exports.timecode import TIMEBASES


def open_timeline(selection: Selection, options: ExportOptions) -> Export:
    base = TIMEBASES[options.fps]
    rate = base.numerator / base.denominator

    def time(frames: int) -> dict[str, Any]:
        return {"OTIO_SCHEMA": "RationalTime.1", "rate": rate, "value": float(frames)}

    def span(first: int, length: int) -> dict[str, Any]:
        return {"OTIO_SCHEMA": "TimeRange.1", "start_time": time(first), "duration": time(length)}

    clips = list(clip_frames(selection, options.fps))
    title = selection.session.title
    address = selection.url or selection.video.parts[min(selection.part, len(selection.video.parts) - 1)][0]
    media: dict[str, Any] = {
        "OTIO_SCHEMA": "ExternalReference.1" if address else "MissingReference.1",
        "name": title,
        "available_range": span(0, video_frames(selection, options.fps, clips)),
        "metadata": {},
    }
    if address:
        media["target_url"] = address
    children = [
        {
            "OTIO_SCHEMA": "Clip.2",
            "name": clip.name,
            "source_range": span(clip.first, clip.length),
            "media_references": {"DEFAULT_MEDIA": media},
            "active_media_reference_key": "DEFAULT_MEDIA",
            "effects": [],
            "enabled": True,
            "metadata": {},
            "markers": [
                {
                    "OTIO_SCHEMA": "Marker.2",
                    "name": clip.name,
                    "color": "RED",
                    "comment": clip.about,
                    "marked_range": span(clip.peak, 1),
                    "metadata": {},
                }
            ],
        }
        for clip in clips
    ]
    track = {"OTIO_SCHEMA": "Track.1", "name": "Moments", "kind": "Video", "children": children, "metadata": {}}
    stack = {"OTIO_SCHEMA": "Stack.1", "name": "tracks", "children": [track], "metadata": {}}
    timeline = {
        "OTIO_SCHEMA": "Timeline.1",
        "name": title,
        "global_start_time": None,
        "tracks": stack,
        "metadata": {"roomtone": {"session_id": selection.session.id}},
    }
    content = json.dumps(timeline, ensure_ascii=False, indent=1) + "\n"
    return Export(f"{slug(selection.session)}.otio", "application/json", content, selection.notes_of_placed())
