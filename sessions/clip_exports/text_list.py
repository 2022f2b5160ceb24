"""Text for a description, one line a clip: `Segment 1 00:42:15 – Geralt insulted the Baron` (C22).

A clip without a note shows its tag's label in the note's place; without either, the line ends after the time.
"""

from sessions.clip_exports.export import Export, ExportOptions, Selection, caption
from sessions.clip_exports.filename import slug


def text_list(selection: Selection, _options: ExportOptions) -> Export:
    """The clips as lines of text."""
    lines: list[str] = []
    for clip in selection.clips:
        words = caption(clip)
        line = f"Segment {clip.segment_index} {clip.offset_hms}"
        lines.append(f"{line} – {words}\n" if words else f"{line}\n")
    return Export(f"{slug(selection.session)}.txt", "text/plain; charset=utf-8", "".join(lines), selection.notes)
