"""A table for a spreadsheet: RFC 4180. One row for each moment, or for each tap with the five columns of C22.

A spreadsheet executes a cell that begins like a formula, and the notes are written by strangers: such a cell gets an
apostrophe in front, which a spreadsheet reads as "this is text".
"""

import csv
import io
from typing import Final

from sessions.base.instant import iso_from_ms
from sessions.base.text import ANONYMOUS, formula_safe
from sessions.clip.exports.export import (
    Export,
    ExportLine,
    ExportOptions,
    Per,
    Selection,
)
from sessions.clip.exports.filename import slug

TAP_COLUMNS: Final = ("segment_index", "offset_hms", "note", "submitted_by", "created_at")
MOMENT_COLUMNS: Final = ("segment_index", "offset_hms", "note", "taps", "submitted_by", "clipped", "created_at")
MOST_NAMES: Final = 20
"""The most names in one cell: a cell holds 32,767 characters, and nobody reads hundreds of names."""


def names(entry: ExportLine) -> str:
    """The different names of the people who tapped: `Bo, Маша`, or `Anonymous` when nobody gave one."""
    shown = ", ".join(entry.names[:MOST_NAMES]) or ANONYMOUS
    more = len(entry.names) - MOST_NAMES
    return f"{shown} and {more} more" if more > 0 else shown


def csv_table(selection: Selection, options: ExportOptions) -> Export:
    """The entries as rows; one without a note shows its tag's label."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    per_tap = options.per is Per.TAP
    writer.writerow(TAP_COLUMNS if per_tap else MOMENT_COLUMNS)
    guarded = 0
    for entry in selection.entries:
        words, who = entry.words, names(entry)
        safe_words, safe_who = formula_safe(words), formula_safe(who)
        guarded += (safe_words != words) + (safe_who != who)
        start: tuple[int | str, ...] = (entry.segment_index, entry.offset_hms, safe_words)
        created_at = iso_from_ms(entry.created_at)
        if per_tap:
            writer.writerow((*start, safe_who, created_at))
        else:
            writer.writerow((*start, entry.taps, safe_who, "true" if entry.clipped else "false", created_at))
    notes = selection.notes
    if guarded:
        cells = "1 cell begins" if guarded == 1 else f"{guarded} cells begin"
        notes += (f"{cells} like a formula and got an apostrophe in front, so that no spreadsheet runs it.",)
    return Export(f"{slug(selection.session)}.csv", "text/csv; charset=utf-8; header=present", out.getvalue(), notes)
