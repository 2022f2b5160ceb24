"""What a streamer decides about a stream's moments, beside the taps: cuts, in and out, where the video begins (CL12,
CL13, D36). Nothing of it changes a tap."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Final, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, HttpUrl, TypeAdapter, model_validator
from pydantic_core import PydanticCustomError

from sessions.base.instant import UnixMs
from sessions.clip.moments import Moment, Place
from sessions.clip.session import MomentSeconds
from sessions.clip.timeline import Breaks

MOST_BY_HAND: Final = 1000
"""Cuts and spans of a session. A thousand are ten an hour for a hundred hours, and 90 KB."""
MOST_AT_ONCE: Final = 100
"""Cuts or spans in one change: its event is below the 16 KB that the log keeps of one (D24)."""
MOST_PARTS: Final = 24
AROUND_SECONDS: Final = 60
MAX_SPAN_SECONDS: Final = 600
"""From in to out: a clip of ten minutes is no moment any more."""
MAX_DRIFT: Final = 0.05
"""How much faster or slower than the stream's clock a video may run. Recorders drift by less than a second an hour;
film shown at 25 instead of 24 frames a second is off by 0.042. More is a point at the wrong moment."""
MIN_APART_MS: Final = 60_000
"""Two points must be this far apart: their seconds are rounded, so at less the drift would be made of rounding."""

_HTTP_URL: Final[TypeAdapter[HttpUrl]] = TypeAdapter(HttpUrl)


def _vod_url(value: str) -> str:
    url = _HTTP_URL.validate_python(value)
    if url.username is not None or url.password is not None:
        raise PydanticCustomError("url_credentials", "The address must not carry a name or a password")
    return str(url)


VodUrl = Annotated[
    str, AfterValidator(_vod_url), Field(strict=True, max_length=2083, json_schema_extra={"format": "uri"})
]
"""The address (http or https) of the recorded video."""

SegmentIndex = Annotated[int, Field(strict=True, ge=1, le=1_000_000)]


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", json_schema_serialization_defaults_required=True)


class VideoPoint(_Model):
    """A place of the stream, and where it is in the video, in ms; before the video's beginning it is negative."""

    segment_index: SegmentIndex
    offset_seconds: Annotated[int, Field(strict=True, ge=0, lt=10_000_000)]
    video_ms: Annotated[int, Field(strict=True, ge=-864_000_000, le=864_000_000)]


class VideoPart(_Model):
    """A recorded video, or one part of it: one point says where it begins, a second one how fast it runs (D36)."""

    url: VodUrl | None
    points: Annotated[tuple[VideoPoint, ...], Field(min_length=1, max_length=2, fail_fast=True)]


class Cut(_Model):
    """Whether a moment begins at a second: the first tap from there on begins one, or what would begin there belongs to
    the moment before. Null takes the decision back."""

    segment_index: SegmentIndex
    second: MomentSeconds
    begins: bool | None


class Span(_Model):
    """In and out of the moment that contains a second, both in seconds of its segment. Null takes them back."""

    segment_index: SegmentIndex
    second: MomentSeconds
    in_seconds: MomentSeconds | None
    out_seconds: MomentSeconds | None

    @model_validator(mode="after")
    def _forward(self) -> Self:
        if (self.in_seconds is None) != (self.out_seconds is None):
            raise ValueError("Give both in and out, or neither")
        length = (self.out_seconds or 0) - (self.in_seconds or 0)
        if self.in_seconds is not None and not 0 < length <= MAX_SPAN_SECONDS:
            raise ValueError(f"Out comes after in, at most {MAX_SPAN_SECONDS} s later")
        return self


AroundSeconds = Annotated[int, Field(strict=True, ge=0, le=AROUND_SECONDS)]


class Around(_Model):
    """How much of the stream belongs to a moment before and after its peak, where nobody set in and out."""

    before_seconds: AroundSeconds
    after_seconds: AroundSeconds

    @model_validator(mode="after")
    def _something(self) -> Self:
        if self.before_seconds + self.after_seconds == 0:
            raise ValueError("A clip of no length is none")
        return self


AROUND: Final = Around(before_seconds=20, after_seconds=10)
"""People press after they have laughed: most of a moment lies before its peak."""


class ReviewChange(_Model):
    """What to change; a field that is left out stays as it is, and so does every cut and span that is not named."""

    video: Annotated[tuple[VideoPart, ...], Field(max_length=MOST_PARTS, fail_fast=True)] | None = None
    around: Around | None = None
    breaks: Breaks | None = None
    cuts: Annotated[tuple[Cut, ...], Field(max_length=MOST_AT_ONCE, fail_fast=True)] = ()
    spans: Annotated[tuple[Span, ...], Field(max_length=MOST_AT_ONCE, fail_fast=True)] = ()


class Review(_Model):
    """All that was decided about a stream's moments."""

    video: tuple[VideoPart, ...] = ()
    around: Around = AROUND
    breaks: Breaks = Breaks.CUT
    cuts: tuple[Cut, ...] = ()
    spans: tuple[Span, ...] = ()
    published_at: UnixMs | None = None
    """When its best moments were published, None when they are not (CL22)."""

    def cuts_by_place(self) -> dict[Place, bool]:
        return {(cut.segment_index, cut.second): cut.begins for cut in self.cuts if cut.begins is not None}


UNREVIEWED: Final = Review()


def in_and_out(moment: Moment, review: Review, length_seconds: int | None) -> tuple[int, int]:
    """Where a moment begins and ends, in seconds of its segment, which is so long: as set by hand for a second of it
    (the earliest of several), otherwise around its peak (CL13)."""
    index, first, last = moment.peak.segment_index, moment.first.offset_seconds, moment.last.offset_seconds
    ends = length_seconds if length_seconds is not None else MAX_SPAN_SECONDS + last
    for span in sorted(review.spans, key=lambda span: span.second):
        own = span.segment_index == index and first <= span.second <= last
        if own and span.in_seconds is not None and span.out_seconds is not None:
            return min(span.in_seconds, max(0, ends - 1)), min(span.out_seconds, max(1, ends))
    peak, around = moment.peak.offset_seconds, review.around
    start = max(0, peak - around.before_seconds)
    return start, max(start + 1, min(peak + around.after_seconds, max(1, ends)))


@dataclass(frozen=True, slots=True)
class VideoLine:
    """Where the stream is in a video: `video_ms = at_ms + (stream_ms - from_ms) * rate`."""

    from_ms: int
    at_ms: int
    rate: float = 1.0

    @property
    def begins_ms(self) -> float:
        """Where in the stream the video begins."""
        return self.from_ms - self.at_ms / self.rate

    def video_ms(self, stream_ms: int) -> int:
        return self.at_ms + round((stream_ms - self.from_ms) * self.rate)


def video_line(points: Sequence[VideoPoint], starts: Mapping[int, int]) -> VideoLine | None:
    """The line through a part's points; `starts` says where in the stream each segment begins, in ms. None when a point
    is in a segment that the stream does not have. A second point that is too close to the first, or says that the
    video runs too fast or too slowly, is ignored."""
    if any(point.segment_index not in starts for point in points):
        return None
    places = [(starts[point.segment_index] + point.offset_seconds * 1000, point.video_ms) for point in points]
    (from_ms, at_ms), (to_ms, until_ms) = places[0], places[-1]
    if abs(to_ms - from_ms) < MIN_APART_MS:
        return VideoLine(from_ms, at_ms)
    rate = (until_ms - at_ms) / (to_ms - from_ms)
    return VideoLine(from_ms, at_ms, rate if abs(rate - 1) <= MAX_DRIFT else 1.0)


@dataclass(frozen=True, slots=True)
class Video:
    """The parts of a stream's video in order, each with its address and its line (D36). Without one, the video begins
    with the stream."""

    parts: tuple[tuple[str | None, VideoLine], ...]

    @classmethod
    def of(cls, review: Review, starts: Mapping[int, int]) -> Self:
        lines = ((part.url, video_line(part.points, starts)) for part in review.video)
        known = [(url, line) for url, line in lines if line is not None]
        return cls(tuple(sorted(known, key=lambda part: part[1].begins_ms)) or ((None, VideoLine(0, 0)),))

    def place(self, stream_ms: int) -> tuple[int, int] | None:
        """The number of the part that shows a place of the stream, from 0, and the ms in it: the last one that has
        begun. None when none has begun yet."""
        for number in range(len(self.parts) - 1, -1, -1):
            at = self.parts[number][1].video_ms(stream_ms)
            if at >= 0:
                return number, at
        return None
