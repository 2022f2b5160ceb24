"""Segments for LosslessCut: its CSV of start, end and label, in seconds of the video, without a head."""

import csv
import io

from sessions.clip.exports.export import Export, ExportOptions, Selection
from sessions.clip.exports.filename import slug


def lossless_cut(selection: Selection, _options: ExportOptions) -> Export:
    """One segment for each moment; the label has the second of the peak, because a segment has no place for it."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    for entry, place in selection.placed():
        label = f"{entry.words or 'Moment'} (peak {place.peak_ms / 1000:.3f})"
        writer.writerow((f"{place.in_ms / 1000:.3f}", f"{place.out_ms / 1000:.3f}", label))
    notes = selection.notes_of_placed()
    # No table for a spreadsheet: LosslessCut takes a byte order mark for a part of the first number.
    return Export(f"{slug(selection.session)}-losslesscut.csv", "text/plain; charset=utf-8", out.getvalue(), notes)
