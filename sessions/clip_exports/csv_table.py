"""A table for a spreadsheet: RFC 4180, with the five columns of C22.

A spreadsheet runs a cell that begins like a formula, and the notes are strangers' words: such a cell gets an
apostrophe in front, which the spreadsheet takes as "this is text".
"""

import csv
import io
from typing import Final

from sessions.clip_exports.export import Export, ExportOptions, Selection, caption
from sessions.clip_exports.filename import slug
from sessions.instant import iso_from_ms

COLUMNS: Final = ("segment_index", "offset_hms", "note", "submitted_by", "created_at")
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


def formula_safe(text: str) -> str:
    """The text as a cell that no spreadsheet runs."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def csv_table(selection: Selection, _options: ExportOptions) -> Export:
    """The clips as rows; a clip without a note shows its tag's label."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    guarded = 0
    for clip in selection.clips:
        words, name = caption(clip), clip.submitted_by or ""
        safe_words, safe_name = formula_safe(words), formula_safe(name)
        guarded += (safe_words != words) + (safe_name != name)
        writer.writerow((clip.segment_index, clip.offset_hms, safe_words, safe_name, iso_from_ms(clip.created_at)))
    notes = selection.notes
    if guarded:
        cells = "1 cell begins" if guarded == 1 else f"{guarded} cells begin"
        notes += (f"{cells} like a formula and got an apostrophe in front, so that no spreadsheet runs it.",)
    return Export(f"{slug(selection.session)}.csv", "text/csv; charset=utf-8; header=present", out.getvalue(), notes)
