"""What every export shares: the options, the clips it is about, the words for a clip, and the file that comes out."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Final

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, HttpUrl, TypeAdapter
from pydantic_core import PydanticCustomError

from sessions.clip import TAG_LABELS, Clip, ClipSession, Segment, chronological
from sessions.clip_exports.timecode import FrameRate
from sessions.clip_timeline import Breaks, vod_starts

NOTHING_CAPTURED: Final = "No moments captured yet."
NOTHING_CLIPPED: Final = "No moment is marked as clipped."

_HTTP_URL: Final[TypeAdapter[HttpUrl]] = TypeAdapter(HttpUrl)


def _vod_url(value: str) -> str:
    url = _HTTP_URL.validate_python(value)
    if url.username is not None or url.password is not None:
        raise PydanticCustomError("url_credentials", "The address must not carry a name or a password")
    return str(url)


VodUrl = Annotated[str, AfterValidator(_vod_url), Field(strict=True, json_schema_extra={"format": "uri"})]
"""The recorded video's http(s) address."""


class Format(StrEnum):
    """The six files a review can be taken away in."""

    TEXT = "text"
    CSV = "csv"
    JSON = "json"
    YOUTUBE = "youtube"
    EDL = "edl"
    LINKS = "links"


class ExportOptions(BaseModel):
    """The choices of an export; a format ignores what does not concern it."""

    model_config = ConfigDict(frozen=True)

    clipped_only: bool = False
    breaks: Breaks = Breaks.CUT
    fps: FrameRate = FrameRate.F30
    vod_url: VodUrl | None = None


@dataclass(frozen=True, slots=True)
class Export:
    """A file, and in words for people what had to be added, merged or left out."""

    filename: str
    media_type: str
    content: str
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Selection:
    """The clips to export in the order of C14, and where each segment begins in the video (ms by index)."""

    session: ClipSession
    segments: tuple[Segment, ...]
    clips: tuple[Clip, ...]
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
    """What the options choose; says so when nothing is left."""
    clips = [clip for clip in clips_as_created if clip.clipped or not options.clipped_only]
    notes: tuple[str, ...] = ()
    if not clips:
        notes = (NOTHING_CLIPPED if clips_as_created else NOTHING_CAPTURED,)
    starts = vod_starts(segments, options.breaks)
    return Selection(session, tuple(segments), tuple(chronological(clips)), starts, notes)


def caption(clip: Clip) -> str:
    """What stands for a clip: its note; without one its tag's label (`😲 CLUTCH`); without either nothing."""
    if clip.note is not None:
        return clip.note
    return "" if clip.tag is None else TAG_LABELS[clip.tag]
