"""A reviewed stream as a file for another tool (C19, C22), one module for each format."""

from collections.abc import Callable, Sequence
from typing import Final

from sessions.base.errors import InvalidTransition
from sessions.clip.exports.csv_table import csv_table
from sessions.clip.exports.discord_text import discord_text
from sessions.clip.exports.export import (
    Export,
    ExportOptions,
    Format,
    Per,
    Selection,
    Show,
    select,
)
from sessions.clip.exports.fcpxml import fcpxml
from sessions.clip.exports.json_document import json_document
from sessions.clip.exports.lossless_cut import lossless_cut
from sessions.clip.exports.premiere_xml import premiere_xml
from sessions.clip.exports.resolve_edl import resolve_edl
from sessions.clip.exports.text_list import text_list
from sessions.clip.exports.timeline_io import open_timeline
from sessions.clip.exports.vod_links import vod_links
from sessions.clip.exports.youtube_chapters import youtube_chapters
from sessions.clip.review import UNREVIEWED, Review
from sessions.clip.session import (
    Clip,
    ClipSession,
    Segment,
    Status,
)

__all__ = ["WRITERS", "Export", "ExportOptions", "Format", "Per", "Show", "export_clips"]

WRITERS: Final[dict[Format, Callable[[Selection, ExportOptions], Export]]] = {
    Format.YOUTUBE: youtube_chapters,
    Format.TEXT: text_list,
    Format.CSV: csv_table,
    Format.JSON: json_document,
    Format.EDL: resolve_edl,
    Format.FCPXML: fcpxml,
    Format.PREMIERE: premiere_xml,
    Format.OTIO: open_timeline,
    Format.LOSSLESSCUT: lossless_cut,
    Format.LINKS: vod_links,
    Format.DISCORD: discord_text,
}


def export_clips(
    format_: Format,
    session: ClipSession,
    segments: Sequence[Segment],
    clips_as_created: Sequence[Clip],
    options: ExportOptions,
    review: Review = UNREVIEWED,
) -> Export:
    """The file; `segments` by index. Raises InvalidTransition until the session has ended (C20, C22)."""
    if session.status is not Status.ENDED:
        raise InvalidTransition("Export opens when the session has ended.", status=session.status.value)
    return WRITERS[format_](select(session, segments, clips_as_created, review, options), options)
