"""What editors import, read back by readers that are not ours: OpenTimelineIO and its adapters (CL7, CL15)."""

import csv
import io
import re
import warnings
from fractions import Fraction
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from sessions.clip.exports import ExportOptions, Format, export_clips
from sessions.clip.exports.timecode import TIMEBASES, FrameRate
from sessions.clip.review import Review, Span, VideoPart, VideoPoint
from tests.sessions.clip.streams import Stream, a_stream

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import opentimelineio as otio

RATES = [FrameRate(rate) for rate in ("23.976", "25", "29.97df", "60")]
TAPS = [(1, 60, "Griffin & <Baron>"), (1, 3599, "Ваня 😱"), (1, 7777, None)]
MARKUP = a_stream([8000], TAPS)
REVIEW = Review(
    video=(VideoPart(url=None, points=(VideoPoint(segment_index=1, offset_seconds=0, video_ms=132_000),)),),
    spans=(Span(segment_index=1, second=3599, in_seconds=3570, out_seconds=3621),),
)
SECONDS = [(172, 192, 202), (3702, 3731, 3753), (7889, 7909, 7919)]
"""In, peak and out of each moment in the video, which begins 132 s before the stream."""
WORDS = ["Griffin & <Baron>", "Ваня 😱", "Moment"]


def export(format_: Format, rate: FrameRate, review: Review = REVIEW, stream: Stream = MARKUP, **options: Any) -> str:
    chosen = ExportOptions(fps=rate, **options)
    return export_clips(format_, stream.session, stream.segments, stream.clips, chosen, review).content


def frames(rate: FrameRate) -> list[tuple[int, int, int]]:
    base = Fraction(TIMEBASES[rate].numerator, TIMEBASES[rate].denominator)
    return [(int(first * base), int(peak * base), int(end * base)) for first, peak, end in SECONDS]


def clips_of(timeline: Any) -> list[tuple[str, int, int, int]]:
    """The name, in, peak and out of each clip of a timeline, in frames of the media."""
    found = []
    for clip in timeline.find_clips():
        span, (marker,) = clip.source_range, clip.markers
        first, end = span.start_time.to_frames(), span.end_time_exclusive().to_frames()
        found.append((clip.name, first, marker.marked_range.start_time.to_frames(), end))
    return found


@pytest.mark.parametrize("rate", RATES)
def test_CL15_opentimelineio_reads_a_timeline_of_clips_with_their_peaks(rate: FrameRate) -> None:
    timeline = otio.adapters.read_from_string(export(Format.OTIO, rate), "otio_json")
    assert timeline.name == "Death March, blind"
    assert clips_of(timeline) == [(word, *place) for word, place in zip(WORDS, frames(rate), strict=True)]
    clip = timeline.find_clips()[0]
    assert isinstance(clip.media_reference, otio.schema.MissingReference)
    assert clip.source_range.start_time.rate == pytest.approx(
        TIMEBASES[rate].numerator / TIMEBASES[rate].denominator, abs=1e-9
    )
    assert clip.media_reference.available_range.duration.to_frames() >= frames(rate)[-1][2]


def test_CL15_a_timeline_has_the_address_of_the_video() -> None:
    timeline = otio.adapters.read_from_string(
        export(Format.OTIO, FrameRate.F25, vod_url="https://example.org/v"), "otio_json"
    )
    assert {clip.media_reference.target_url for clip in timeline.find_clips()} == {"https://example.org/v"}


@pytest.mark.parametrize("rate", RATES)
def test_CL15_fcpxml_has_the_same_clips_in_whole_frames(rate: FrameRate) -> None:
    root = ET.fromstring(export(Format.FCPXML, rate))
    base = Fraction(TIMEBASES[rate].numerator, TIMEBASES[rate].denominator)

    def frame(element: ET.Element, name: str) -> Fraction:
        return Fraction(element.attrib[name].removesuffix("s")) * base

    found: list[tuple[object, ...]] = []
    at = Fraction(0)
    for clip in root.iterfind(".//asset-clip"):
        (marker,) = clip.iterfind("marker")
        first, length = frame(clip, "start"), frame(clip, "duration")
        assert frame(clip, "offset") == at
        found.append((clip.attrib["name"], first, frame(marker, "start"), first + length))
        at += length
    assert found == [(word, *place) for word, place in zip(WORDS, frames(rate), strict=True)]


@pytest.mark.parametrize("rate", [FrameRate.F25, FrameRate.F60])
def test_CL15_fcpxml_is_read_as_the_same_clips(rate: FrameRate) -> None:
    """At whole rates: the reader takes 23.976 frames a second for 23."""
    events = otio.adapters.read_from_string(export(Format.FCPXML, rate), "fcpx_xml")
    spans = [clip.source_range for clip in events.find_children(descended_from_type=otio.schema.Clip)]
    found = [(span.start_time.to_frames(), span.duration.to_frames()) for span in spans]
    assert found == [(first, end - first) for first, _, end in frames(rate)]


@pytest.mark.parametrize("rate", RATES)
def test_CL15_premiere_reads_a_marker_for_each_moment(rate: FrameRate) -> None:
    timeline = otio.adapters.read_from_string(export(Format.PREMIERE, rate), "fcp_xml")
    markers = timeline.tracks.markers
    spans = [
        (one.name, one.marked_range.start_time.to_frames(), one.marked_range.duration.to_frames()) for one in markers
    ]
    assert spans == [(word, first, end - first) for word, (first, _, end) in zip(WORDS, frames(rate), strict=True)]


@pytest.mark.parametrize("rate", RATES)
def test_CL7_an_edl_is_read_at_the_same_frames(rate: FrameRate) -> None:
    base = TIMEBASES[rate]
    named = base.numerator / base.denominator if base.dropped else base.nominal
    text = export(Format.EDL, rate, start_hour=0)
    timeline = otio.adapters.read_from_string(text, "cmx_3600", rate=named)
    found = [clip.source_range.start_time.to_frames() for clip in timeline.find_clips()]
    assert found == [first for first, _, _ in frames(rate)]


def test_CL15_losslesscut_gets_seconds() -> None:
    rows = list(csv.reader(io.StringIO(export(Format.LOSSLESSCUT, FrameRate.F30))))
    assert [(float(first), float(end)) for first, end, _ in rows] == [(first, end) for first, _, end in SECONDS]
    assert rows[0][2] == "Griffin & <Baron> (peak 192.000)"


HOSTILE = "]]></fcpxml>\ufffe<a b='&c;'>\"|*_~`@everyone <@123> \\ [x](http://x)"


@pytest.mark.parametrize("format_", [Format.FCPXML, Format.PREMIERE])
def test_CL15_no_note_breaks_out_of_xml(format_: Format) -> None:
    root = ET.fromstring(export(format_, FrameRate.F25, stream=a_stream([100], [(1, 50, HOSTILE)])))
    said = {element.attrib.get("name") or element.text for element in root.iter()}
    assert HOSTILE.replace("\ufffe", "") in said


def test_CL16_discord_shows_a_note_letter_for_letter_and_calls_nobody() -> None:
    content = export(Format.DISCORD, FrameRate.F25, Review(), a_stream([100], [(1, 50, HOSTILE)]))
    title, line = content.splitlines()
    assert title == "**Death March, blind**"
    assert "@everyone" not in line
    assert not re.search(r"(?<!\\)[*~|_]|(?<!\\)<@", line.removeprefix("`0:30–1:00`"))
    assert line.endswith("· 1 person")


def test_CL16_a_message_holds_the_hottest_and_the_rest_is_listed() -> None:
    taps = [(1, 40 * number, "ы" * 100) for number in range(1, 60)]
    stream = a_stream([3000], taps)
    chosen = ExportOptions(vod_url="https://www.twitch.tv/videos/1")
    made = export_clips(Format.DISCORD, stream.session, stream.segments, stream.clips, chosen, Review())
    assert 1700 < len(made.content) <= 2000
    assert len(made.left_out) + len(made.content.splitlines()) - 1 == 59
    assert "[0:40](<https://www.twitch.tv/videos/1?t=20s>) `0:20–0:50`" in made.content
