"""What all exports share (C19, C20, C22), and those that are lists: text, CSV, JSON and links."""

import csv
import io
import json
import re
from datetime import datetime
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from sessions.base.errors import InvalidTransition
from sessions.base.text import without_directions
from sessions.clip.exports import (
    WRITERS,
    Export,
    ExportOptions,
    Format,
    Per,
    Show,
    export_clips,
)
from sessions.clip.exports.vod_links import link, link_time
from sessions.clip.moments import hot_moments
from sessions.clip.session import (
    TAG_LABELS,
    Clip,
    Status,
    Tag,
    chronological,
)
from sessions.clip.timeline import Breaks
from tests.sessions.clip.streams import (
    AT_PEAK,
    Stream,
    a_clip,
    a_segment,
    a_session,
    a_stream,
    lines,
    streams,
)

VOD = "https://www.twitch.tv/videos/123"
options = st.builds(
    ExportOptions,
    per=st.just(Per.TAP),
    show=st.sampled_from([Show.ALL, Show.CLIPPED]),
    breaks=st.sampled_from([None, *Breaks]),
    vod_url=st.sampled_from([None, VOD]),
)


def export(stream: Stream, format_: Format, chosen: ExportOptions | None = None) -> Export:
    return export_clips(format_, stream.session, stream.segments, stream.clips, chosen or ExportOptions(), AT_PEAK)


EVERY_TAP = ExportOptions(per=Per.TAP)


def expected(stream: Stream, chosen: ExportOptions) -> list[Clip]:
    """Every tap of the moments that are shown."""
    moments = hot_moments(chronological(stream.clips))
    return [clip for one in moments for clip in one.clips if one.clipped or chosen.show is Show.ALL]


def test_C19_every_format_has_a_writer() -> None:
    assert set(WRITERS) == set(Format)


@pytest.mark.parametrize("status", [Status.CREATED, Status.ACTIVE, Status.PAUSED])
@pytest.mark.parametrize("format_", Format)
def test_C20_nothing_is_exported_before_the_end(status: Status, format_: Format) -> None:
    with pytest.raises(InvalidTransition, match="Export opens when the session has ended"):
        export_clips(format_, a_session(status=status), (), (), ExportOptions())


@pytest.mark.parametrize("format_", Format)
def test_C24_an_export_of_nothing_says_so(format_: Format) -> None:
    assert "No moments captured yet." in export(a_stream([60], []), format_).notes
    unclipped = a_stream([60], [(1, 5, "a")])
    assert "No moment is marked as clipped." in export(unclipped, format_, ExportOptions(show=Show.CLIPPED)).notes


ENDS = (
    *(".txt", ".csv", ".json", ".edl", ".fcpxml", ".xml", ".otio"),
    *("-chapters.txt", "-links.txt", "-discord.txt", "-losslesscut.csv"),
)


@pytest.mark.parametrize("format_", Format)
@pytest.mark.parametrize(
    ("title", "stem"),
    [
        ("Death March, blind", "death-march-blind"),
        ("  --Don't PANIC!--", "dont-panic"),
        ("Марш смерти", "marsh-smerti"),
        ("\u200d", "7f3ad1c2"),
        ("!!!", "7f3ad1c2"),
        ("../../etc/passwd", "etc-passwd"),
        ('a"b\\c;d', "a-b-c-d"),
        ("CON", "con-7f3ad1c2"),
        ("x" * 100, "x" * 60),
    ],
)
def test_CL5_a_file_is_named_after_the_title(format_: Format, title: str, stem: str) -> None:
    filename = export_clips(format_, a_session(title), (), (), ExportOptions()).filename
    assert filename in {f"{stem}{end}" for end in ENDS}


@given(lines)
def test_CL5_a_files_name_is_safe_on_every_system(title: str) -> None:
    name = export_clips(Format.CSV, a_session(title or "x"), (), (), ExportOptions()).filename
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*\.csv", name)
    assert len(name) < 80


def test_C22_the_text_line_is_the_documents() -> None:
    stream = a_stream([3000], [(1, 2535, "Geralt insulted the Baron")])
    assert export(stream, Format.TEXT, EVERY_TAP).content == "Segment 1 00:42:15 – Geralt insulted the Baron\n"


def test_CL5_without_a_note_the_tag_stands_there_and_without_a_tag_nothing() -> None:
    segment = a_segment(1, 0, 100)
    clips = (a_clip(segment, 1, tag=Tag.CLUTCH), a_clip(segment, 2), a_clip(segment, 3, "note", tag=Tag.WIN))
    stream = Stream(a_session(), (segment,), clips)
    assert export(stream, Format.TEXT, EVERY_TAP).content == (
        "Segment 1 00:00:01 – 😲 CLUTCH\nSegment 1 00:00:02\nSegment 1 00:00:03 – note\n"
    )
    assert [row["note"] for row in csv.DictReader(io.StringIO(export(stream, Format.CSV, EVERY_TAP).content))] == [
        "😲 CLUTCH",
        "",
        "note",
    ]


def words(clip: Clip) -> str:
    return without_directions(clip.note or "") or (TAG_LABELS[clip.tag] if clip.tag else "")


@given(streams(), options)
def test_C22_text_has_a_line_for_each_clip_in_order(stream: Stream, chosen: ExportOptions) -> None:
    read = [
        re.fullmatch(r"Segment (\d+) (\d{2,}:\d\d:\d\d)(?: – (.+))?", line)
        for line in export(stream, Format.TEXT, chosen).content.splitlines()
    ]
    assert [(int(m[1]), m[2], m[3] or "") for m in read if m] == [
        (clip.segment_index, clip.offset_hms, words(clip)) for clip in expected(stream, chosen)
    ]
    assert all(read)


FORMULAS = [
    "\ufeff=1+1",
    "\u200b\ufeff@A1",
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    '=HYPERLINK("http://x.org")',
    "=cmd|' /C calc'!A0",
    "＝1+1",
    "＋1",
    "－1",
    "＠SUM(A1)",
]


@pytest.mark.parametrize("formula", FORMULAS)
def test_CL5_a_note_or_name_that_looks_like_a_formula_is_disarmed(formula: str) -> None:
    segment = a_segment(1, 0, 100)
    stream = Stream(a_session(), (segment,), (a_clip(segment, 1, formula, by=formula[:32]),))
    made = export(stream, Format.CSV)
    (row,) = csv.DictReader(io.StringIO(made.content))
    assert row["note"] == f"'{formula}"
    assert row["submitted_by"] == f"'{formula[:32]}"
    assert any(note.startswith("2 cells begin like a formula") for note in made.notes)


@given(streams(), options)
def test_C22_CL5_csv_reads_back_row_by_row_and_no_cell_is_a_formula(stream: Stream, chosen: ExportOptions) -> None:
    content = export(stream, Format.CSV, chosen).content
    assert content.count("\r\n") == content.count("\n")  # RFC 4180 lines end with CRLF
    reader = csv.DictReader(io.StringIO(content, newline=""), strict=True)
    rows = list(reader)
    assert reader.fieldnames == ["segment_index", "offset_hms", "note", "submitted_by", "created_at"]
    clips = expected(stream, chosen)
    assert len(rows) == len(clips)
    for row, clip in zip(rows, clips, strict=True):
        assert (row["segment_index"], row["offset_hms"]) == (str(clip.segment_index), clip.offset_hms)
        assert row["note"].removeprefix("'") == words(clip).removeprefix("'")
        assert round(datetime.fromisoformat(row["created_at"]).timestamp() * 1000) == clip.created_at
        assert not any(cell.startswith(tuple("=+-@＝＋－＠\t\r")) for cell in row.values())


@given(streams(), options)
def test_C19_json_holds_everything_and_reads_back(stream: Stream, chosen: ExportOptions) -> None:
    document = json.loads(export(stream, Format.JSON, chosen).content)
    plain = {"title": without_directions(stream.session.title)}
    assert document["session"] == stream.session.model_dump(mode="json") | plain
    assert [Clip.model_validate(clip) for clip in document["clips"]] == [
        clip.model_copy(
            update={
                "note": without_directions(clip.note or "") or None,
                "submitted_by": without_directions(clip.submitted_by or "") or None,
            }
        )
        for clip in expected(stream, chosen)
    ]
    assert [segment["index"] for segment in document["segments"]] == [segment.index for segment in stream.segments]
    assert document["breaks"] == (chosen.breaks or Breaks.CUT).value
    for row in document["clips"]:
        assert row["vod_seconds"] >= row["offset_seconds"]


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0, "0s"), (5, "5s"), (60, "1m0s"), (2535, "42m15s"), (3600, "1h0m0s"), (3723, "1h2m3s"), (90_000, "25h0m0s")],
)
def test_CL8_a_links_time_has_hours_minutes_and_seconds(seconds: int, text: str) -> None:
    assert link_time(seconds) == text


@given(st.integers(0, 400_000))
def test_CL8_a_links_time_reads_back(seconds: int) -> None:
    url = link("https://vod.example/v?id=7&t=1s&empty=#chat", seconds)
    query = parse_qs(urlsplit(url).query, keep_blank_values=True)
    assert (query["id"], query["empty"], urlsplit(url).fragment) == (["7"], [""], "chat")
    (time,) = query.get("t", ["0s"])
    parts = re.fullmatch(r"(?:(\d+)h)?(?:(\d+)m)?(\d+)s", time)
    assert parts
    assert sum(int(part or 0) * unit for part, unit in zip(parts.groups(), (3600, 60, 1), strict=True)) == seconds


@given(streams(), st.sampled_from(Breaks))
def test_CL8_links_have_a_line_for_each_clip(stream: Stream, breaks: Breaks) -> None:
    made = export(stream, Format.LINKS, ExportOptions(per=Per.TAP, breaks=breaks, vod_url=VOD))
    read = [line.split(" ", 1) for line in made.content.splitlines()]
    assert [line[1] if len(line) > 1 else "" for line in read] == [words(c) for c in chronological(stream.clips)]
    assert all(line[0] == VOD or re.match(re.escape(VOD) + r"\?t=(?!0s)", line[0]) for line in read)


def test_CL8_links_without_an_address_say_what_is_missing() -> None:
    """Half a link leads nowhere: the time itself stands there."""
    made = export(a_stream([100], [(1, 0, "hi"), (1, 63, "parry")]), Format.LINKS)
    assert made.content == "0:00 hi\n1:03 parry\n"
    assert made.notes == ("Give the video's address, and every time becomes a link.",)


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "ftp://x.org/v",
        "//x.org/v",
        "x.org/v",
        "",
        "https://",
        "https://user:secret@x.org/v",
        "https://x.org/" + "v" * 3000,
        b"https://x.org",
        7,
    ],
)
def test_CL8_only_an_http_address_is_a_videos_address(url: object) -> None:
    with pytest.raises(ValidationError):
        ExportOptions.model_validate({"vod_url": url})


def test_C19_options_are_read_as_a_query_string_gives_them() -> None:
    chosen = ExportOptions.model_validate({"show": "best", "people": "3", "breaks": "counted", "fps": "29.97df"})
    assert (chosen.show, chosen.people, chosen.breaks, chosen.fps.value) == (Show.BEST, 3, Breaks.COUNTED, "29.97df")
    for bad in (
        {"breaks": "kept"},
        {"fps": "31"},
        {"show": "hot"},
        {"people": "0"},
        {"most": "1001"},
        {"separator": "|"},
        {"start_hour": "2"},
    ):
        with pytest.raises(ValidationError):
            ExportOptions.model_validate(bad)
