"""A history as a file: CSV for spreadsheets, JSON for other players.

The JSON has the entries in ListenBrainz's form for imports (`listened_at` in Unix seconds, `track_metadata`), with our
own fields in `additional_info`.
"""

import csv
import io
from codecs import BOM_UTF8
from collections.abc import Iterable, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any, Final
from zoneinfo import ZoneInfo

import orjson

from sessions.base.text import formula_safe, without_directions
from sessions.listening.session import Entry, format_time

COLUMNS: Final = ("Started", "Ended", "Seconds", "Duration", "Title", "Artist", "Name", "Book")


class ExportFormat(StrEnum):
    """What a history can be saved as."""

    CSV = "csv"
    JSON = "json"


def csv_head() -> bytes:
    """With a byte order mark: without one, Excel reads UTF-8 as something else."""
    return BOM_UTF8 + _csv([COLUMNS])


def csv_rows(entries: Iterable[Entry], zone: ZoneInfo) -> bytes:
    """Times are local, with their offset."""
    return _csv(_cells(entry, zone) for entry in entries)


def _csv(rows: Iterable[Sequence[object]]) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out).writerows(rows)
    return out.getvalue().encode("utf-8", "replace")


def _cells(entry: Entry, zone: ZoneInfo) -> Sequence[object]:
    duration = max(0, entry.ended_at - entry.started_at)
    return (
        _local(entry.started_at, zone),
        _local(entry.ended_at, zone),
        duration // 1000,
        format_time(duration),
        _cell(entry.shown_title),
        _cell(entry.artist or ""),
        _cell(entry.book_name),
        _cell(entry.book_id),
    )


def json_rows(entries: Iterable[Entry]) -> bytes:
    """The elements of a list, without its brackets; empty without entries."""
    rows = [_listen(entry) for entry in entries]
    return orjson.dumps(rows, option=orjson.OPT_INDENT_2)[1:-2] if rows else b""


def _listen(entry: Entry) -> dict[str, Any]:
    return {
        "listened_at": entry.started_at // 1000,
        "track_metadata": {
            "artist_name": entry.artist or "",
            "track_name": entry.shown_title,
            "additional_info": {
                "media_player": "Roomtone",
                "submission_client": "Roomtone",
                "book_id": entry.book_id,
                "book_name": entry.book_name,
                "started_at": entry.started_at,
                "ended_at": entry.ended_at,
                "duration_played": max(0, entry.ended_at - entry.started_at) // 1000,
            },
        },
    }


def _local(at_ms: int, zone: ZoneInfo) -> str:
    return datetime.fromtimestamp(at_ms / 1000, zone).isoformat(timespec="seconds")


def _cell(text: str) -> str:
    return formula_safe(without_directions(text))
