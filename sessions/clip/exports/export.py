"""What all exports share: the options, the entries, and the resulting file."""

from codecs import BOM_UTF8
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from sessions.base.text import without_directions
from sessions.clip.exports.timecode import FrameRate
from sessions.clip.moments import Moment, hot_moments
from sessions.clip.peaks import Peak, best, peaks
from sessions.clip.review import MOST_PARTS, Review, Video, VodUrl, in_and_out
from sessions.clip.session import (
    TAG_LABELS,
    Clip,
    ClipSession,
    Segment,
    Tag,
    chronological,
)
from sessions.clip.timeline import Breaks, vod_starts

NOTHING_CAPTURED: Final = "No moments captured yet."
NOTHING_CLIPPED: Final = "No moment is marked as clipped."
NOTHING_MATCHES: Final = "No moment matches."


class Format(StrEnum):
    """The formats of an export."""

    YOUTUBE = "youtube"
    TEXT = "text"
    CSV = "csv"
    JSON = "json"
    EDL = "edl"
    FCPXML = "fcpxml"
    PREMIERE = "premiere"
    OTIO = "otio"
    LOSSLESSCUT = "losslesscut"
    LINKS = "links"
    DISCORD = "discord"


class Per(StrEnum):
    """What gets a line, a row or a marker: each moment, as the review shows it, or each tap (C22)."""

    MOMENT = "moment"
    TAP = "tap"


class Show(StrEnum):
    """Which moments: the best by heat, all, or those marked as clipped."""

    BEST = "best"
    ALL = "all"
    CLIPPED = "clipped"


class ExportOptions(BaseModel):
    """The options of an export; a format ignores those that it has no use for. `show`, `people`, `most` and `find` are
    those of the review, so what is shown is what is exported (CL14)."""

    model_config = ConfigDict(frozen=True)

    per: Per = Per.MOMENT
    show: Show = Show.ALL
    people: Annotated[int, Field(ge=1, le=50_000)] = 1
    """Moments of at least so many people."""
    most: Annotated[int, Field(ge=1, le=1000)] = 10
    """The most of the best."""
    find: Annotated[str, Field(max_length=100)] = ""
    """Words that are in a moment's notes or its tag, in either case."""
    breaks: Breaks | None = None
    """None for what the streamer set for this stream."""
    part: Annotated[int, Field(ge=1, le=MOST_PARTS)] = 1
    """The part of the video whose times an editor gets."""
    fps: FrameRate = FrameRate.F30
    start_hour: Annotated[int, Field(ge=0, le=1)] = 1
    """The first timecode of an EDL: 01:00:00:00, as a new timeline of Resolve has it, or 00:00:00:00."""
    separator: Literal[",", ";"] = ","
    vod_url: VodUrl | None = None
    """In place of the address that the streamer set."""


@dataclass(frozen=True, slots=True)
class Export:
    """A file, and sentences for people about what was added, merged or left out. `left_out` are the lines that found no
    room."""

    filename: str
    media_type: str
    content: str
    notes: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()

    @property
    def body(self) -> bytes:
        """The file's bytes. A table begins with a byte order mark, because without one Excel reads UTF-8 as a Western
        code page and garbles Cyrillic. Text for copying has none."""
        mark = BOM_UTF8 if self.media_type.startswith("text/csv") else b""
        return mark + self.content.encode()


@dataclass(frozen=True, slots=True)
class InVideo:
    """Where a moment is in a part of the video, counted from 0: its peak, in and out in ms."""

    part: int
    peak_ms: int
    in_ms: int
    out_ms: int


@dataclass(frozen=True, slots=True)
class ExportLine:
    """One line of an export: a moment at its peak, or a single tap. `note` and `names` contain no directional
    characters. In and out are seconds of the segment; `video` is None before the video begins."""

    segment_index: int
    offset_seconds: int
    offset_hms: str
    in_seconds: int
    out_seconds: int
    video: InVideo | None
    note: str | None
    tag: Tag | None
    names: tuple[str, ...]
    clipped: bool
    people: int
    heat: float
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
    """The entries to export in the order of C14, and the video that they are in."""

    session: ClipSession
    segments: tuple[Segment, ...]
    entries: tuple[ExportLine, ...]
    breaks: Breaks
    starts: dict[int, int]
    """Where each segment begins in the stream, in ms by index."""
    video: Video
    part: int
    url: str | None
    notes: tuple[str, ...]

    def in_video(self) -> list[tuple[ExportLine, InVideo]]:
        """The entries that are in a part of the video, in its order."""
        inside = [(entry, entry.video) for entry in self.entries if entry.video]
        return sorted(inside, key=lambda one: (one[1].part, one[1].in_ms, one[1].peak_ms))

    def placed(self) -> list[tuple[ExportLine, InVideo]]:
        """Those in the part of the video that is exported."""
        return [(entry, place) for entry, place in self.in_video() if place.part == self.part]

    def notes_of_all_parts(self) -> tuple[str, ...]:
        """The notices of a format whose times are those of the video."""
        before = len(self.entries) - len(self.in_video())
        return (*self.notes, *([f"{_moments(before)} left out: the video had not begun yet."] if before else ()))

    def notes_of_placed(self) -> tuple[str, ...]:
        """The same for one part of it."""
        elsewhere = len(self.in_video()) - len(self.placed())
        said = [f"{_moments(elsewhere)} in other parts of the video."] if elsewhere else ()
        return (*self.notes_of_all_parts(), *said)

    @property
    def length_ms(self) -> int:
        """The length of that part, as far as the session knows it."""
        if not self.segments:
            return 0
        last = self.segments[-1]
        length_ms = 0 if last.end_time is None else last.end_time - last.start_time
        until: float = self.starts[last.index] + max(0, length_ms)
        if self.part + 1 < len(self.video.parts):
            until = min(until, self.video.parts[self.part + 1][1].begins_ms)
        return max(0, self.video.parts[min(self.part, len(self.video.parts) - 1)][1].video_ms(int(until)))

    def address_of(self, place: InVideo) -> str | None:
        return self.url or self.video.parts[place.part][0]


def _moments(number: int) -> str:
    return "1 moment is" if number == 1 else f"{number} moments are"


def _words(moment: Moment) -> str:
    return "\n".join([moment.tag or "", *(clip.note for clip in moment.clips if clip.note)]).lower()


def shown(found: Sequence[Peak], options: ExportOptions) -> list[Peak]:
    """The moments that the review shows with these options, in the order of C14."""
    match options.show:
        case Show.BEST:
            chosen = best(found, options.people, options.most)
        case Show.CLIPPED:
            chosen = [peak for peak in found if peak.moment.clipped and peak.people >= options.people]
        case Show.ALL:
            chosen = [peak for peak in found if peak.people >= options.people]
    wanted = options.find.lower().split()
    if wanted:
        chosen = [peak for peak in chosen if all(word in _words(peak.moment) for word in wanted)]
    ids = {id(peak) for peak in chosen}
    return [peak for peak in found if id(peak) in ids]


def select(
    session: ClipSession,
    segments: Sequence[Segment],
    clips_as_created: Sequence[Clip],
    review: Review,
    options: ExportOptions,
) -> Selection:
    """The entries that the options choose, with a notice when there is none. Directional characters are removed from
    the session's text."""
    moments = hot_moments(chronological(clips_as_created), review.cuts_by_place())
    chosen = shown(peaks(moments), options)
    notes: tuple[str, ...] = ()
    if not chosen:
        no_match = NOTHING_CLIPPED if options.show is Show.CLIPPED else NOTHING_MATCHES
        notes = (no_match if clips_as_created else NOTHING_CAPTURED,)
    breaks = options.breaks or review.breaks
    starts = vod_starts(segments, breaks)
    video = Video.of(review, starts)
    words = {"title": without_directions(session.title), "game": without_directions(session.game)}
    named = session.model_copy(update=words)
    lengths = {one.index: None if one.end_time is None else (one.end_time - one.start_time) // 1000 for one in segments}
    lines = (
        _entry(peak, moment, in_and_out(moment, review, lengths[peak.segment_index]), starts, video)
        for peak in chosen
        for moment in _of(peak, options.per)
    )
    part = options.part - 1
    return Selection(named, tuple(segments), tuple(lines), breaks, starts, video, part, options.vod_url, notes)


def _of(peak: Peak, per: Per) -> Iterable[Moment]:
    return [peak.moment] if per is Per.MOMENT else (Moment((clip,)) for clip in peak.moment.clips)


def _entry(found: Peak, moment: Moment, in_out: tuple[int, int], starts: dict[int, int], video: Video) -> ExportLine:
    peak = moment.peak
    names = (without_directions(name) for name in moment.names)
    start = starts[peak.segment_index]
    place = video.place(start + peak.offset_seconds * 1000)
    in_video = None
    if place is not None:
        line = video.parts[place[0]][1]
        in_ms, out_ms = (max(0, line.video_ms(start + second * 1000)) for second in in_out)
        in_video = InVideo(place[0], place[1], in_ms, out_ms)
    return ExportLine(
        segment_index=peak.segment_index,
        offset_seconds=peak.offset_seconds,
        offset_hms=peak.offset_hms,
        in_seconds=in_out[0],
        out_seconds=in_out[1],
        video=in_video,
        note=without_directions(moment.note or "") or None,
        tag=moment.tag,
        names=tuple(dict.fromkeys(name for name in names if name)),
        clipped=moment.clipped,
        people=found.people,
        heat=found.shown_heat,
        created_at=min(clip.created_at for clip in moment.clips),
        clips=moment.clips,
    )
