"""Exports of moments, which are the default (D14): one line for what the review shows as one row."""

import csv
import io
import json
from itertools import pairwise

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
from sessions.clip.exports.csv_table import MOMENT_COLUMNS
from sessions.clip.exports.timecode import FrameRate, frame_at_ms
from sessions.clip.moments import hot_moments
from sessions.clip.session import Tag, chronological
from tests.sessions.clip.streams import (
    AT_PEAK,
    Stream,
    a_clip,
    a_segment,
    a_session,
    streams,
)

VOD = "https://www.twitch.tv/videos/123"


def export(stream: Stream, format_: Format, **options: object) -> Export:
    chosen = ExportOptions.model_validate(options)
    return export_clips(format_, stream.session, stream.segments, stream.clips, chosen, AT_PEAK)


def griffin() -> Stream:
    """One moment of twelve taps, one of a single tap, and one that nobody has put into words."""
    segment = a_segment(1, 0, 3600)
    crowd = [
        a_clip(segment, 1900 + n // 3, "Griffin one-shot", number=n + 1, by=("Маша", "Bo")[n % 2], clipped=n == 0)
        for n in range(12)
    ]
    alone = a_clip(segment, 2535, "Geralt insulted the Baron", number=50)
    tagged = [a_clip(segment, 3000 + n, tag=Tag.CLUTCH, number=60 + n) for n in range(9)]
    return Stream(a_session(), (segment,), (*crowd, alone, *tagged))


def test_D14_text_has_one_line_a_moment_with_its_count_and_its_in_and_out() -> None:
    assert export(griffin(), Format.TEXT).content == (
        "Segment 1 00:31:40 – Griffin one-shot (12 taps, 00:31:40–00:31:50)\n"
        "Segment 1 00:42:15 – Geralt insulted the Baron (00:42:15–00:42:25)\n"
        "Segment 1 00:50:00 – 😲 CLUTCH (9 taps, 00:50:00–00:50:10)\n"
    )


def test_D14_C22_every_tap_is_the_choice_that_keeps_the_documents_formats() -> None:
    lines = export(griffin(), Format.TEXT, per="tap").content.splitlines()
    assert len(lines) == 22
    assert lines[0] == "Segment 1 00:31:40 – Griffin one-shot"
    header = export(griffin(), Format.CSV, per="tap").content.splitlines()[0]
    assert header == "segment_index,offset_hms,note,submitted_by,created_at"


def test_D14_csv_has_one_row_a_moment_with_count_different_names_and_clipped() -> None:
    rows = list(csv.DictReader(io.StringIO(export(griffin(), Format.CSV).content)))
    shown = [(row["offset_hms"], row["note"], row["taps"], row["submitted_by"], row["clipped"]) for row in rows]
    assert shown == [
        ("00:31:40", "Griffin one-shot", "12", "Маша, Bo", "true"),
        ("00:42:15", "Geralt insulted the Baron", "1", "lena", "false"),
        ("00:50:00", "😲 CLUTCH", "9", "lena", "false"),
    ]


def test_D14_a_crowds_names_do_not_fill_a_cell() -> None:
    segment = a_segment(1, 0, 60)
    clips = tuple(a_clip(segment, 5, number=n + 1, by=f"viewer {n}" + "x" * 20) for n in range(2000))
    (row,) = csv.DictReader(io.StringIO(export(Stream(a_session(), (segment,), clips), Format.CSV).content))
    assert row["submitted_by"].endswith(" and 1980 more")
    assert len(row["submitted_by"]) < 1000


def test_C21_who_gave_no_name_is_anonymous_in_a_table_and_null_for_a_program() -> None:
    segment = a_segment(1, 0, 60)
    clip = a_clip(segment, 5).model_copy(update={"submitted_by": None})
    stream = Stream(a_session(), (segment,), (clip,))
    for per in Per:
        (row,) = csv.DictReader(io.StringIO(export(stream, Format.CSV, per=per).content))
        assert row["submitted_by"] == "Anonymous"
    assert json.loads(export(stream, Format.JSON, per="tap").content)["clips"][0]["submitted_by"] is None
    assert json.loads(export(stream, Format.JSON).content)["moments"][0]["names"] == []


def test_D14_an_edited_note_is_its_moments_line_in_every_format() -> None:
    stream = griffin()
    last = stream.clips[11].model_copy(update={"note": "One bolt, one griffin", "note_edited": True})
    edited = Stream(stream.session, stream.segments, (*stream.clips[:11], last, *stream.clips[12:]))
    for format_ in Format:
        content = export(edited, format_, vod_url=VOD).content
        times = 2 if format_ in {Format.FCPXML, Format.OTIO} else 1  # of a clip, and of its marker
        assert content.count("One bolt, one griffin") == times
        assert "Griffin one-shot" not in content


def test_D14_only_clipped_moments_are_whole_moments() -> None:
    """The mark of a moment counts for taps that arrived in it later."""
    assert export(griffin(), Format.TEXT, show="clipped").content == (
        "Segment 1 00:31:40 – Griffin one-shot (12 taps, 00:31:40–00:31:50)\n"
    )


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({"show": "best", "most": 1}, ["00:31:40"]),
        ({"show": "best", "most": 2, "people": 2}, ["00:31:40"]),
        ({"show": "all", "people": 2}, ["00:31:40"]),
        ({"show": "best"}, ["00:31:40", "00:42:15", "00:50:00"]),
        ({"show": "all", "find": "GERALT"}, ["00:42:15"]),
        ({"show": "all", "find": "Clutch"}, ["00:50:00"]),
        ({"show": "best", "most": 1, "find": "geralt"}, []),
        ({"show": "clipped", "find": " griffin "}, ["00:31:40"]),
    ],
    ids=[
        "the best one",
        "of two people",
        "all of two",
        "best",
        "found",
        "by tag",
        "not among the best",
        "clipped and found",
    ],
)
def test_CL14_what_the_review_shows_is_exported_in_every_format(
    filters: dict[str, object], expected: list[str]
) -> None:
    lines = export(griffin(), Format.TEXT, **filters).content.splitlines()
    assert [line.split(" ")[2] for line in lines] == expected
    document = json.loads(export(griffin(), Format.JSON, **filters).content)
    assert [moment["offset_hms"] for moment in document["moments"]] == expected
    for format_, count in ((Format.OTIO, '"Clip.2"'), (Format.EDL, "|C:"), (Format.PREMIERE, "<marker>")):
        assert export(griffin(), format_, **filters).content.count(count) == len(expected)


def test_D14_chapters_of_moments_need_no_merging() -> None:
    made = export(griffin(), Format.YOUTUBE)
    assert made.content == "0:00 Intro\n31:40 Griffin one-shot\n42:15 Geralt insulted the Baron\n50:00 😲 CLUTCH\n"
    assert made.notes == ("0:00 Intro was added: YouTube needs a first chapter at zero.",)


@given(streams(max_clips=60), st.booleans())
def test_D14_every_format_has_one_entry_for_each_moment_of_the_review(stream: Stream, clipped_only: bool) -> None:
    moments = [m for m in hot_moments(chronological(stream.clips)) if m.clipped or not clipped_only]
    chosen = {"show": "clipped" if clipped_only else "all", "vod_url": VOD}
    times = [(moment.peak.segment_index, moment.peak.offset_hms) for moment in moments]
    lines = export(stream, Format.TEXT, **chosen).content.splitlines()
    assert [tuple(line.split(" ", 3)[1:3]) for line in lines] == [(str(index), hms) for index, hms in times]
    rows = list(csv.reader(io.StringIO(export(stream, Format.CSV, **chosen).content, newline="")))
    assert tuple(rows[0]) == MOMENT_COLUMNS
    assert [(int(row[0]), row[1], int(row[3])) for row in rows[1:]] == [
        (*time, moment.count) for time, moment in zip(times, moments, strict=True)
    ]
    document = json.loads(export(stream, Format.JSON, **chosen).content)
    assert [(one["segment_index"], one["offset_hms"]) for one in document["moments"]] == times
    assert sum(one["taps"] for one in document["moments"]) == sum(moment.count for moment in moments)
    assert len(export(stream, Format.LINKS, **chosen).content.splitlines()) == len(moments)
    markers = export(stream, Format.EDL, **chosen).content.count("|C:ResolveColorBlue")
    assert markers == len({frame_at_ms(one["video"]["in_ms"], FrameRate.F30) for one in document["moments"]})
    seconds = [one["vod_seconds"] for one in document["moments"]]
    assert all(left <= right for left, right in pairwise(seconds))


def test_CL9_a_table_opens_in_excel_as_it_was_written() -> None:
    """Excel reads a file without a byte order mark in a Western code page and garbles Cyrillic."""
    stream = griffin()
    for per in Per:
        made = export(stream, Format.CSV, per=per)
        assert made.body.startswith(b"\xef\xbb\xbfsegment_index,")
        assert not made.content.startswith("\ufeff")  # what is copied as text has none
        assert made.body.decode("utf-8-sig") == made.content
    for format_ in set(Format) - {Format.CSV}:
        assert export(stream, format_).body == export(stream, format_).content.encode()


DIRECTIONS = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"


@pytest.mark.parametrize("per", Per)
@pytest.mark.parametrize("format_", Format)
def test_CL9_no_export_holds_a_character_that_turns_the_text_around(format_: Format, per: Per) -> None:
    segment = a_segment(1, 0, 100)
    clip = a_clip(segment, 50, f"{DIRECTIONS}parry{DIRECTIONS} 👩‍🚀", by=f"Bo{DIRECTIONS}")
    stream = Stream(a_session(f"Night{DIRECTIONS} run"), (segment,), (clip,))
    content = export(stream, format_, per=per, vod_url=VOD).content
    assert not set(content) & set(DIRECTIONS)
    if format_ is not Format.EDL:
        assert "parry 👩‍🚀" in content  # what joins an emoji is no direction
