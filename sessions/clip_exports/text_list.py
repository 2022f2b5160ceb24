"""Text for a description, one line a moment: `Segment 1 00:42:15 – Geralt insulted the Baron (41 taps)` (D14).

One line a tap ends after the words, as C22 has it. Without a note the tag's label stands in its place; without either
the words are left out.
"""

from sessions.clip_exports.export import Export, ExportOptions, Selection
from sessions.clip_exports.filename import slug


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
