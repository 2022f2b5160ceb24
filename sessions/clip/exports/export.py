"""What all exports share: the options, the entries, and the resulting file."""

from codecs import BOM_UTF8
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from pydantic import BaseModel, ConfigDict

from sessions.base.text import without_directions
from sessions.clip.exports.timecode import FrameRate
from sessions.clip.moments import Moment, hot_moments
from sessions.clip.review import VodUrl
from sessions.clip.session import (
    TAG_LABELS,
    Clip,
    ClipSession,
    Segment,
    Tag,
    chronological,
)
from sessions.clip.timeline import Breaks, vod_seconds, vod_starts

NOTHING_CAPTURED: Final = "No moments captured yet."
NOTHING_CLIPPED: Final = "No moment is marked as clipped."


class Format(StrEnum):
    """The six formats of an export."""

    TEXT = "text"
    CSV = "csv"
    JSON = "json"
    YOUTUBE = "youtube"
    EDL = "edl"
    LINKS = "links"


class Per(StrEnum):
    """What gets a line, a row or a marker: each moment, as the review shows it, or each tap (C22)."""

    MOMENT = "moment"
    TAP = "tap"


class ExportOptions(BaseModel):
    """The options of an export; a format ignores those that it has no use for."""

    model_config = ConfigDict(frozen=True)

    per: Per = Per.MOMENT
    clipped_only: bool = False
    breaks: Breaks = Breaks.CUT
    fps: FrameRate = FrameRate.F30
    vod_url: VodUrl | None = None


@dataclass(frozen=True, slots=True)
class Export:
    """A file, and sentences for people about what was added, merged or left out."""

    filename: str
    media_type: str
    content: str
    notes: tuple[str, ...] = ()

    @property
    def body(self) -> bytes:
        """The file's bytes. A table begins with a byte order mark, because without one Excel reads UTF-8 as a Western
        code page and garbles Cyrillic. Text for copying has none."""
        mark = BOM_UTF8 if self.media_type.startswith("text/csv") else b""
        return mark + self.content.encode()


@dataclass(frozen=True, slots=True)
class ExportLine:
    """One line of an export: a moment at its peak, or a single tap. `note` and `names` contain no directional
    characters."""

    segment_index: int
    offset_seconds: int
    offset_hms: str
    vod_seconds: int
    note: str | None
    tag: Tag | None
    names: tuple[str, ...]
    clipped: bool
    created_at: int
    """When the server stored the tap, or the moment's first tap; Unix ms."""
    clips: tuple[Clip, ...]

    @property
    def taps(self) -> int:
        return len(self.clips)

    @property
    def words(self) -> str:
        """Its title: the note; without a note the tag's label (`😲 CLUTCH`); without either nothing."""
        if self.note is not None:
            return self.note
        return "" if self.tag is None else TAG_LABELS[self.tag]


@dataclass(frozen=True, slots=True)
class Selection:
    """The entries to export in the order of C14, and where each segment begins in the video (ms by index)."""

    session: ClipSession
    segments: tuple[Segment, ...]
    entries: tuple[ExportLine, ...]
    starts: dict[int, int]
    notes: tuple[str, ...]

    @property
    def length_seconds(self) -> int:
        """The video's length as far as the session knows it."""
        if not self.segments:
            return 0
        last = self.segments[-1]
        length_ms = 0 if last.end_time is None else last.end_time - last.start_time
        return (self.starts[last.index] + max(0, length_ms)) // 1000


def select(
    session: ClipSession, segments: Sequence[Segment], clips_as_created: Sequence[Clip], options: ExportOptions
) -> Selection:
    """The entries that the options choose, with a notice when there is none. Directional characters are removed from
    the session's text."""
    clips = chronological(clips_as_created)
    moments = hot_moments(clips) if options.per is Per.MOMENT else [Moment((clip,)) for clip in clips]
    chosen = [moment for moment in moments if moment.clipped or not options.clipped_only]
    notes: tuple[str, ...] = ()
    if not chosen:
        notes = (NOTHING_CLIPPED if clips_as_created else NOTHING_CAPTURED,)
    starts = vod_starts(segments, options.breaks)
    words = {"title": without_directions(session.title), "game": without_directions(session.game)}
    named = session.model_copy(update=words)
    return Selection(named, tuple(segments), tuple(_entry(moment, starts) for moment in chosen), starts, notes)


def _entry(moment: Moment, starts: dict[int, int]) -> ExportLine:
    peak = moment.peak
    names = (without_directions(name) for name in moment.names)
    return ExportLine(
        segment_index=peak.segment_index,
        offset_seconds=peak.offset_seconds,
        offset_hms=peak.offset_hms,
        vod_seconds=vod_seconds(peak, starts),
        note=without_directions(moment.note or "") or None,
        tag=moment.tag,
        names=tuple(dict.fromkeys(name for name in names if name)),
        clipped=moment.clipped,
        created_at=min(clip.created_at for clip in moment.clips),
        clips=moment.clips,
    )
