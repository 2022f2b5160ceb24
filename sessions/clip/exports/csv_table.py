"""A table for a spreadsheet: RFC 4180, or with semicolons, which spreadsheets expect where a comma is the decimal
point. One row for each moment, or for each tap with the five columns of C22.

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
    InVideo,
    Per,
    Selection,
)
from sessions.clip.exports.filename import slug
from sessions.clip.exports.timecode import clock, hms

TAP_COLUMNS: Final = ("segment_index", "offset_hms", "note", "submitted_by", "created_at")
MOMENT_COLUMNS: Final = (
    *("segment_index", "offset_hms", "note", "taps", "submitted_by", "clipped", "created_at"),
    *("people", "heat", "in_hms", "out_hms", "video_part", "video_time", "video_in", "video_out"),
)
"""Those of the video are `1:35:50`, and empty before it begins."""
MOST_NAMES: Final = 20
"""The most names in one cell: a cell holds 32,767 characters, and nobody reads hundreds of names."""


def names(entry: ExportLine) -> str:
    """The different names of the people who tapped: `Bo, Маша`, or `Anonymous` when nobody gave one."""
    shown = ", ".join(entry.names[:MOST_NAMES]) or ANONYMOUS
    more = len(entry.names) - MOST_NAMES
    return f"{shown} and {more} more" if more > 0 else shown


def _in_video(place: InVideo | None) -> tuple[int | str, ...]:
    if place is None:
        return "", "", "", ""
    return place.part + 1, *(clock(ms // 1000) for ms in (place.peak_ms, place.in_ms, place.out_ms))


def csv_table(selection: Selection, options: ExportOptions) -> Export:
    """The entries as rows; one without a note shows its tag's label."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=options.separator)
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
            clipped = "true" if entry.clipped else "false"
            place = (hms(entry.in_seconds), hms(entry.out_seconds), *_in_video(entry.video))
            writer.writerow((*start, entry.taps, safe_who, clipped, created_at, entry.people, entry.heat, *place))
    notes = selection.notes
    if guarded:
        cells = "1 cell begins" if guarded == 1 else f"{guarded} cells begin"
        notes += (f"{cells} like a formula and got an apostrophe in front, so that no spreadsheet runs it.",)
    return Export(f"{slug(selection.session)}.csv", "text/csv; charset=utf-8; header=present", out.getvalue(), notes)
