"""YouTube chapters against a checker of YouTube's own rules, written here (CL6)."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions.clip.exports import (
    Export,
    ExportOptions,
    Format,
    Per,
    Show,
    export_clips,
)
from sessions.clip.moments import hot_moments
from sessions.clip.session import Tag, chronological
from sessions.clip.timeline import Breaks, vod_seconds, vod_starts
from tests.sessions.clip.streams import (
    AT_PEAK,
    Stream,
    a_clip,
    a_segment,
    a_session,
    a_stream,
    streams,
)

INTRO_ADDED = "0:00 Intro was added: YouTube needs a first chapter at zero."


def export(stream: Stream, *, clipped_only: bool = False, breaks: Breaks = Breaks.CUT) -> Export:
    show = Show.CLIPPED if clipped_only else Show.ALL
    options = ExportOptions(per=Per.TAP, show=show, breaks=breaks)
    return export_clips(Format.YOUTUBE, stream.session, stream.segments, stream.clips, options, AT_PEAK)


def read_chapters(description: str) -> list[tuple[int, str]]:
    """The chapters as YouTube reads them from a description: a time at the line's start, then a title."""
    found: list[tuple[int, str]] = []
    for line in description.splitlines():
        match = re.fullmatch(r"(?:(\d+):)?(\d{1,2}):(\d\d) (\S.*)", line)
        assert match, line
        hours, minutes, seconds = (int(part or 0) for part in match.groups()[:3])
        assert minutes < 60 > seconds
        found.append((hours * 3600 + minutes * 60 + seconds, match[4]))
    return found


def shown_by_youtube(chapters: list[tuple[int, str]], video_seconds: int) -> bool:
    times = [seconds for seconds, _ in chapters]
    lengths = [after - before for before, after in zip(times, [*times[1:], video_seconds], strict=True)]
    return len(times) >= 3 and times[0] == 0 and all(length >= 10 for length in lengths)


def test_CL6_chapters_look_as_in_a_description() -> None:
    stream = a_stream([3850, 3228], [(1, 764, "Wrong Nekker"), (1, 3771, "One more quest"), (2, 1751, "Ваня 😂")])
    made = export(stream)
    assert made.content == "0:00 Intro\n12:44 Wrong Nekker\n1:02:51 One more quest\n1:33:21 Ваня 😂\n"
    assert made.notes == (INTRO_ADDED,)
    assert read_chapters(export(stream, breaks=Breaks.COUNTED).content)[-1] == (3850 + 480 + 1751, "Ваня 😂")


def test_CL6_chapters_closer_than_10_seconds_are_merged_and_that_is_said() -> None:
    stream = a_stream([100], [(1, 20, None), (1, 25, "parry"), (1, 29, "wow"), (1, 30, "next")])
    made = export(stream)
    assert made.content == "0:00 Intro\n0:20 parry\n0:30 next\n"
    assert "2 chapters were merged: they were closer than 10 s." in made.notes


def test_CL6_one_merged_chapter_is_said_in_the_singular() -> None:
    made = export(a_stream([100], [(1, 20, "a"), (1, 29, "b"), (1, 40, "c")]))
    assert "1 chapter was merged: it was closer than 10 s." in made.notes


@pytest.mark.parametrize(
    ("offsets", "missing"), [([], "two"), ([20], "one"), ([20, 25], "one"), ([0], "two"), ([20, 40], None)]
)
def test_CL6_too_few_chapters_are_said(offsets: list[int], missing: str | None) -> None:
    made = export(a_stream([100], [(1, offset, "x") for offset in offsets]))
    said = [note for note in made.notes if "at least three" in note]
    assert said == ([f"YouTube needs at least three chapters. Show {missing} more."] if missing else [])


def test_CL6_a_first_clip_within_10_seconds_becomes_the_chapter_at_zero() -> None:
    made = export(a_stream([100], [(1, 4, "hello"), (1, 20, "a"), (1, 40, "b")]))
    assert made.content.startswith("0:00 hello\n0:20 a\n")
    assert made.notes == ("0:04 was moved to 0:00: YouTube needs a first chapter at zero.",)


def test_CL6_a_clip_at_zero_needs_no_intro() -> None:
    made = export(a_stream([100], [(1, 0, "hello"), (1, 20, "a"), (1, 40, "b")]))
    assert made.content == "0:00 hello\n0:20 a\n0:40 b\n"
    assert made.notes == ()


def test_CL6_a_last_chapter_of_less_than_10_seconds_is_merged() -> None:
    made = export(a_stream([100], [(1, 20, "a"), (1, 40, "b"), (1, 91, "bye")]))
    assert made.content == "0:00 Intro\n0:20 a\n0:40 b\n"
    assert "The last chapter was merged: it was shorter than 10 s." in made.notes
    assert "1:30 bye" in export(a_stream([100], [(1, 20, "a"), (1, 40, "b"), (1, 90, "bye")])).content


def test_CL6_a_chapter_without_a_note_is_called_by_its_tag() -> None:
    segment = a_segment(1, 0, 100)
    clips = (a_clip(segment, 20, tag=Tag.RIP), a_clip(segment, 40))
    assert export(Stream(a_session(), (segment,), clips)).content == "0:00 Intro\n0:20 💀 RIP\n0:40 Moment\n"


def test_CL6_angle_brackets_which_youtube_refuses_are_replaced() -> None:
    made = export(a_stream([100], [(1, 20, "<b>3 > 2</b>")]))
    assert "0:20 ‹b›3 › 2‹/b›" in made.content
    assert "Angle brackets became ‹ and ›: YouTube does not allow them." in made.notes


def test_CL6_a_description_holds_the_hottest_moments_and_the_rest_is_listed() -> None:
    segment = a_segment(1, 0, 3000)
    clips = [
        a_clip(segment, 40 * number, "ы" * 100, number=100 * number + person, by=f"v{person}")
        for number in range(1, 60)
        for person in range(2 if number % 2 else 1)
    ]
    made = export_clips(Format.YOUTUBE, a_session(), (segment,), clips, ExportOptions(), AT_PEAK)
    shown = [seconds for seconds, _ in read_chapters(made.content)[1:]]
    assert 4700 < len(made.content.encode()) <= 5000
    assert all(seconds // 40 % 2 for seconds in shown)  # those of two people
    assert len(made.left_out) == 59 - len(shown)
    assert f"Left out, too long for YouTube: {len(made.left_out)} smaller moments." in made.notes
    assert "1:20 " + "ы" * 100 in made.left_out


@given(streams(), st.booleans(), st.sampled_from(Breaks))
def test_CL6_any_stream_gives_chapters_that_youtube_shows_or_says_what_is_missing(
    stream: Stream, clipped_only: bool, breaks: Breaks
) -> None:
    made = export(stream, clipped_only=clipped_only, breaks=breaks)
    chapters = read_chapters(made.content)
    starts = vod_starts(stream.segments, breaks)
    last = stream.segments[-1]
    video_seconds = (starts[last.index] + (last.end_time or 0) - last.start_time) // 1000
    too_few = any("at least three" in note for note in made.notes)
    assert shown_by_youtube(chapters, video_seconds) is not too_few
    assert "<" not in made.content
    assert ">" not in made.content
    moments = hot_moments(chronological(stream.clips))
    chosen = [clip for one in moments for clip in one.clips if one.clipped or not clipped_only]
    placed = [vod_seconds(clip, starts) for clip in chosen]
    assert {seconds for seconds, _ in chapters} <= {0, *placed}
    assert (INTRO_ADDED in made.notes) == (min(placed, default=10) >= 10)
