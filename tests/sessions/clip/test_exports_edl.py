"""The marker EDL against a reader of CMX3600 marker lists, and timecodes against counting (CL7)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions.clip.exports import (
    Export,
    ExportOptions,
    Format,
    Per,
    export_clips,
)
from sessions.clip.exports.timecode import (
    FrameRate,
    frame_at_ms,
    frames_per_day_of_names,
    timecode,
)
from sessions.clip.session import Tag, chronological
from sessions.clip.timeline import Breaks, vod_starts
from tests.sessions.clip.streams import (
    AT_PEAK,
    Stream,
    a_clip,
    a_segment,
    a_session,
    a_stream,
    streams,
)

NOMINAL = {"23.976": 24, "29.97": 30, "29.97df": 30, "59.94": 60, "59.94df": 60}
EXACT = {"23.976": Fraction(24000, 1001), "29.97": Fraction(30000, 1001), "59.94": Fraction(60000, 1001)}


def nominal(rate: FrameRate) -> int:
    return NOMINAL.get(rate.value) or int(rate.value)


def exact(rate: FrameRate) -> Fraction:
    return EXACT.get(rate.value.removesuffix("df")) or Fraction(int(rate.value))


@dataclass
class Marker:
    number: int
    frame_name: str
    color: str
    name: str
    note: str
    frames: int


def read_marker_edl(content: str) -> tuple[str, bool, list[Marker]]:
    """The title, whether timecodes drop frames, and the markers; every line must be one that the reader knows."""
    title, fcm, *rest = content.splitlines()
    assert title.startswith("TITLE: ")
    assert fcm in {"FCM: NON-DROP FRAME", "FCM: DROP FRAME"}
    dropping = fcm == "FCM: DROP FRAME"
    name = r"\d\d:\d\d:\d\d;\d\d" if dropping else r"\d\d:\d\d:\d\d:\d\d"
    markers: list[Marker] = []
    lines = [line for line in rest if line]
    assert len(lines) % 2 == 0
    for event, marker in zip(lines[::2], lines[1::2], strict=True):
        fields = re.fullmatch(rf"(\d{{3,}})  001      V     C        ({name}) ({name}) ({name}) ({name})", event)
        assert fields, event
        assert (fields[2], fields[3]) == (fields[4], fields[5])
        said = re.fullmatch(rf" Peak {name}(?: Note: ([^|]+))? \|C:ResolveColor(\w+) \|M:([^|]+) \|D:(\d+)", marker)
        assert said, marker
        markers.append(Marker(int(fields[1]), fields[2], said[2], said[3], said[1] or "", int(said[4])))
    return title.removeprefix("TITLE: "), dropping, markers


def seconds_named(frame_name: str, rate: FrameRate) -> Fraction:
    hours, minutes, seconds, frames = (int(part) for part in re.split("[:;]", frame_name))
    assert minutes < 60 > seconds
    assert frames < nominal(rate)
    return hours * 3600 + minutes * 60 + seconds + Fraction(frames, nominal(rate))


def names(rate: FrameRate) -> Iterator[str]:
    """Every frame's timecode in turn, from a counter that skips numbers at the start of a minute."""
    skipped = {"29.97df": 2, "59.94df": 4}.get(rate.value, 0)
    for second in range(24 * 3600):
        hours, minutes, seconds = second // 3600, second // 60 % 60, second % 60
        first = skipped if seconds == 0 and minutes % 10 else 0
        for frame in range(first, nominal(rate)):
            yield f"{hours:02}:{minutes:02}:{seconds:02}{';' if skipped else ':'}{frame:02}"


@pytest.mark.parametrize("rate", FrameRate)
def test_CL7_timecodes_are_what_a_counter_shows(rate: FrameRate) -> None:
    for frame, name in enumerate(islice(names(rate), 0, 25 * 60 * nominal(rate))):
        assert timecode(frame, rate) == name


@pytest.mark.parametrize(
    ("frame", "rate", "name"),
    [
        (1799, "29.97df", "00:00:59;29"),
        (1800, "29.97df", "00:01:00;02"),
        (17_981, "29.97df", "00:09:59;29"),
        (17_982, "29.97df", "00:10:00;00"),
        (107_892, "29.97df", "01:00:00;00"),
        (3599, "59.94df", "00:00:59;59"),
        (3600, "59.94df", "00:01:00;04"),
        (215_784, "59.94df", "01:00:00;00"),
        (107_892, "29.97", "00:59:56:12"),
        (86_400, "23.976", "01:00:00:00"),
    ],
)
def test_CL7_timecodes_at_the_published_corners(frame: int, rate: str, name: str) -> None:
    assert timecode(frame, FrameRate(rate)) == name


@pytest.mark.parametrize("rate", FrameRate)
def test_CL7_a_day_of_names_ends_with_its_last_frame(rate: FrameRate) -> None:
    last = timecode(frames_per_day_of_names(rate) - 1, rate)
    assert last == f"23:59:59{';' if 'df' in rate.value else ':'}{nominal(rate) - 1}"


@given(st.integers(0, 22 * 3600), st.sampled_from(FrameRate))
def test_CL7_drop_frame_stays_with_the_clock_and_non_drop_counts_frames(seconds: int, rate: FrameRate) -> None:
    frame = frame_at_ms(seconds * 1000, rate)
    assert frame <= seconds * exact(rate) < frame + 1
    named = seconds_named(timecode(frame, rate), rate)
    if "df" in rate.value:
        # The timecode runs ahead by up to the two (four) frames of a minute, and loses 2.6 frames in 24 hours.
        assert abs(named - seconds) * nominal(rate) <= 7
    else:
        assert named == Fraction(frame, nominal(rate))


def export(stream: Stream, rate: str = "30", breaks: Breaks = Breaks.CUT, start_hour: int = 1) -> Export:
    options = ExportOptions(per=Per.TAP, fps=FrameRate(rate), breaks=breaks, start_hour=start_hour)
    return export_clips(Format.EDL, stream.session, stream.segments, stream.clips, options, AT_PEAK)


def test_CL7_an_edl_looks_as_resolve_writes_it() -> None:
    made = export(a_stream([3000], [(1, 2535, "Geralt insulted the Baron")]))
    assert made.content == (
        "TITLE: Death March, blind\n"
        "FCM: NON-DROP FRAME\n"
        "\n"
        "001  001      V     C        01:42:15:00 01:42:15:01 01:42:15:00 01:42:15:01\n"
        " Peak 01:42:15:00 |C:ResolveColorBlue |M:Geralt insulted the Baron |D:300\n"
    )
    assert made.notes == ("Timecodes begin at 01:00:00:00: set the same for Resolve's timeline.",)


def test_CL7_an_edl_may_begin_at_zero() -> None:
    content = export(a_stream([3000], [(1, 2535, "a")]), start_hour=0).content
    assert "001  001      V     C        00:42:15:00 00:42:15:01 00:42:15:00 00:42:15:01\n Peak 00:42:15:00" in content


@pytest.mark.parametrize("note", ["😱", "😱😱 👩‍🚀", "❤️", "\U0001f1fa\U0001f1f8"])
def test_CL7_a_name_that_is_only_pictures_gives_way_to_a_word(note: str) -> None:
    _, _, (marker,) = read_marker_edl(export(a_stream([100], [(1, 5, note)])).content)
    assert (marker.name, marker.note) == ("Moment", note)


@pytest.mark.parametrize("rate", FrameRate)
def test_CL7_a_marker_stands_on_its_frame_at_every_rate(rate: FrameRate) -> None:
    made = export(a_stream([8000], [(1, 60, "a"), (1, 3600, "b"), (1, 7777, "c")]), rate.value)
    _, dropping, markers = read_marker_edl(made.content)
    assert dropping == ("df" in rate.value)
    counter = list(islice(names(rate), 0, round(3 * 3600 * exact(rate)) + 3600 * nominal(rate)))
    start = counter.index("01:00:00;00" if dropping else "01:00:00:00")
    assert [counter.index(marker.frame_name) - start for marker in markers] == [
        int(seconds * exact(rate)) for seconds in (60, 3600, 7777)
    ]


def test_CL7_words_in_other_letters_keep_their_sound_and_stand_in_the_note() -> None:
    made = export(a_stream([100], [(1, 5, "Ваня выжил 😂")]))
    _, _, (marker,) = read_marker_edl(made.content)
    assert marker.name == "Vanya vyzhil"
    assert marker.note == "Ваня выжил 😂"
    assert "Marker names are in Latin letters: Resolve reads no others in an EDL." in made.notes


def test_CL7_clips_of_one_second_share_a_marker_because_resolve_keeps_one() -> None:
    made = export(a_stream([100], [(1, 5, "a"), (1, 5, "b"), (1, 5, "a"), (1, 6, None)]))
    _, _, markers = read_marker_edl(made.content)
    named = {marker.frame_name: marker.name for marker in markers}
    assert named == {"01:00:05:00": "a / b", "01:00:06:00": "Moment"}
    assert "2 moments share their frame with another: Resolve keeps one marker a frame." in made.notes


def test_CL7_a_tag_names_a_marker_without_its_picture() -> None:
    segment = a_segment(1, 0, 100)
    made = export(Stream(a_session(), (segment,), (a_clip(segment, 5, tag=Tag.CLUTCH),)))
    assert read_marker_edl(made.content)[2][0].name == "CLUTCH"


@pytest.mark.parametrize(
    "note",
    [
        "a |D:99",
        "|C:ResolveColorRed |M:fake |D:1",
        "002  001      V     C        01:00:00:00 01:00:00:01 01:00:00:00 01:00:00:01",
        "002  001      V     C        01:00:00:00 01:00:00:01 01:00:00:00 01:00:00:01 é",
        "│ box │ drawing",
        "* FROM CLIP NAME: x",
    ],
)
def test_CL7_a_note_cannot_forge_a_field_or_an_event(note: str) -> None:
    _, _, (marker,) = read_marker_edl(export(a_stream([100], [(1, 5, note)])).content)
    assert (marker.number, marker.color, marker.frames) == (1, "Blue", 300)


def test_CL7_a_title_without_letters_gives_way_to_the_id_and_long_names_are_cut() -> None:
    segment = a_segment(1, 0, 100)
    clips = tuple(a_clip(segment, 5, f"{number} " + "界" * 90, number=number) for number in range(5))
    title, _, (marker,) = read_marker_edl(export(Stream(a_session("\u200d"), (segment,), clips)).content)
    assert title == "7f3ad1c2"
    assert len(marker.name) == 200
    assert len(read_marker_edl(export(Stream(a_session("x" * 100), (segment,), clips)).content)[0]) == 70


def test_CL7_what_lies_beyond_24_hours_is_left_out_and_that_is_said() -> None:
    made = export(a_stream([100_000], [(1, 82_789, "last"), (1, 82_790, "late"), (1, 90_000, "later")]))
    assert [marker.name for marker in read_marker_edl(made.content)[2]] == ["last"]
    assert "2 moments were left out: a timecode ends after 24 hours." in made.notes


@given(streams(), st.sampled_from(FrameRate), st.sampled_from(Breaks))
def test_CL7_any_stream_gives_one_marker_for_each_frame_with_clips(
    stream: Stream, rate: FrameRate, breaks: Breaks
) -> None:
    made = export(stream, rate.value, breaks)
    title, dropping, markers = read_marker_edl(made.content)
    assert title.isascii()
    assert dropping == ("df" in rate.value)
    starts = vod_starts(stream.segments, breaks)
    places = {starts[clip.segment_index] + clip.offset_seconds * 1000 for clip in chronological(stream.clips)}
    wanted = sorted({int(Fraction(ms, 1000) * exact(rate)) for ms in places})
    kept = [frame for frame in wanted if frame < 22 * 3600 * exact(rate)]
    assert [marker.number for marker in markers] == list(range(1, len(markers) + 1))
    assert len(kept) <= len(markers) <= len(wanted)
    named = [seconds_named(marker.frame_name, rate) - 3600 for marker in markers]
    assert named == sorted(set(named))
    for frame, shown in zip(kept, named, strict=False):
        real = Fraction(frame, nominal(rate)) if not dropping else frame / exact(rate)
        assert abs(shown - real) <= Fraction(7, nominal(rate))
    assert all(marker.name.isascii() and marker.frames >= 1 for marker in markers)
