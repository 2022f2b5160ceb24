"""Text for a description, one line for each moment:
`Segment 1 00:42:15 – Geralt insulted the Baron (41 taps, 00:41:55–00:42:25)`, with its in and out (D14).

A line for a single tap is the document's and has neither (C22). Without a note the line has the tag's label; without
either it has no words.
"""

from sessions.clip.exports.export import Export, ExportOptions, Per, Selection
from sessions.clip.exports.filename import slug
from sessions.clip.exports.timecode import hms


def text_list(selection: Selection, options: ExportOptions) -> Export:
    """The entries as lines of text."""
    lines: list[str] = []
    for entry in selection.entries:
        line = f"Segment {entry.segment_index} {entry.offset_hms}"
        if entry.words:
            line += f" – {entry.words}"
        if options.per is Per.MOMENT:
            taps = f"{entry.taps} taps, " if entry.taps > 1 else ""
            line += f" ({taps}{hms(entry.in_seconds)}–{hms(entry.out_seconds)})"
        lines.append(f"{line}\n")
    return Export(f"{slug(selection.session)}.txt", "text/plain; charset=utf-8", "".join(lines), selection.notes)
