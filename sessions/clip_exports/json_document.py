"""Everything, for a program: the session, its segments and its clips, each with its place in the video."""

import json

from sessions.clip_exports.export import Export, ExportOptions, Selection
from sessions.clip_exports.filename import slug
from sessions.clip_timeline import vod_seconds


def json_document(selection: Selection, options: ExportOptions) -> Export:
    """`{session, segments, clips, breaks}`; a clip also has `vod_seconds`, counted as `breaks` says."""
    document = {
        "session": selection.session.model_dump(mode="json"),
        "segments": [segment.model_dump(mode="json") for segment in selection.segments],
        "clips": [
            {**clip.model_dump(mode="json"), "vod_seconds": vod_seconds(clip, selection.starts)}
            for clip in selection.clips
        ],
        "breaks": options.breaks.value,
    }
    content = json.dumps(document, ensure_ascii=False, indent=2) + "\n"
    return Export(f"{slug(selection.session)}.json", "application/json", content, selection.notes)
