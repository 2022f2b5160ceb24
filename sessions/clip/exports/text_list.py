"""Text for a description, one line for each moment: `Segment 1 00:42:15 – Geralt insulted the Baron (41 taps)` (D14).

A line for a single tap has no count (C22). Without a note the line has the tag's label; without either it has no words.
"""

from sessions.clip.exports.export import Export, ExportOptions, Selection
from sessions.clip.exports.filename import slug


def text_list(selection: Selection, _options: ExportOptions) -> Export:
    """The entries as lines of text."""
    lines: list[str] = []
    for entry in selection.entries:
        line = f"Segment {entry.segment_index} {entry.offset_hms}"
        if entry.words:
            line += f" – {entry.words}"
        if entry.taps > 1:
            line += f" ({entry.taps} taps)"
        lines.append(f"{line}\n")
    return Export(f"{slug(selection.session)}.txt", "text/plain; charset=utf-8", "".join(lines), selection.notes)
