"""A reviewed stream as a file for another tool (C19, C22), one module for each format."""

from collections.abc import Callable, Sequence
from typing import Final

from sessions.base.errors import InvalidTransition
from sessions.clip.exports.csv_table import csv_table
from sessions.clip.exports.export import (
    Export,
    ExportOptions,
    Format,
    Per,
    Selection,
    select,
)
from sessions.clip.exports.json_document import json_document
from sessions.clip.exports.resolve_edl import resolve_edl
from sessions.clip.exports.text_list import text_list
from sessions.clip.exports.vod_links import vod_links
from sessions.clip.exports.youtube_chapters import youtube_chapters
from sessions.clip.session import (
    Clip,
    ClipSession,
    Segment,
    Status,
)

__all__ = ["WRITERS", "Export", "ExportOptions", "Format", "Per", "export_clips"]

WRITERS: Final[dict[Format, Callable[[Selection, ExportOptions], Export]]] = {
    Format.TEXT: text_list,
    Format.CSV: csv_table,
    Format.JSON: json_document,
    Format.YOUTUBE: youtube_chapters,
    Format.EDL: resolve_edl,
    Format.LINKS: vod_links,
}


def export_clips(
    format_: Format,
    session: ClipSession,
    segments: Sequence[Segment],
    clips_as_created: Sequence[Clip],
    options: ExportOptions,
) -> Export:
    """The file; `segments` by index. Raises InvalidTransition until the session has ended (C20, C22)."""
    if session.status is not Status.ENDED:
        raise InvalidTransition("Export opens when the session has ended.", status=session.status.value)
    return WRITERS[format_](select(session, segments, clips_as_created, options), options)
