"""Streams to test with: ids, segments and clips made by hand, and Hypothesis strategies for arbitrary ones."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from hypothesis import strategies as st

from sessions.base.ids import person_in
from sessions.clip.review import Around, Review
from sessions.clip.session import (
    Clip,
    ClipSession,
    Segment,
    Status,
    Tag,
)
from tests.oracles.clip_tap import clip_offset, offset_hms

AT_PEAK = Review(around=Around(before_seconds=0, after_seconds=10))
"""Clips begin at the peak: what a test writes down is the second of a tap."""
T0 = 1_769_613_300_000  # 2026-01-28T15:15:00Z
SESSION_ID = "7f3ad1c2-9b0e-4c1d-8a2b-3c4d5e6f7081"


def uid(number: int, version: int = 4) -> str:
    """A UUID of the wanted version that is different for every number."""
    return str(UUID(int=number << 80 | version << 76 | 0b10 << 62 | number & 0xFFFFFFFF))


@dataclass(frozen=True)
class Stream:
    """An ended stream: its session, segments and clips in order of creation."""

    session: ClipSession
    segments: tuple[Segment, ...]
    clips: tuple[Clip, ...]


def a_session(title: str = "Death March, blind", status: Status = Status.ENDED) -> ClipSession:
    return ClipSession(
        id=SESSION_ID,
        title=title,
        game="The Witcher 3",
        status=status,
        created_at=T0,
        updated_at=T0,
        viewer_url=f"https://example.org/c/{SESSION_ID}",
        control_url=f"https://example.org/clips/{SESSION_ID}",
    )


def a_segment(index: int, start_s: float, end_s: float | None) -> Segment:
    """A segment that runs from `start_s` to `end_s` seconds after T0."""
    return Segment(
        id=uid(index),
        session_id=SESSION_ID,
        index=index,
        start_time=T0 + round(start_s * 1000),
        end_time=None if end_s is None else T0 + round(end_s * 1000),
        created_at=T0 + round(start_s * 1000),
    )


def a_clip(
    segment: Segment,
    offset_s: int,
    note: str | None = None,
    *,
    number: int | None = None,
    tag: Tag | None = None,
    clipped: bool = False,
    by: str = "lena",
    person: str | None = None,
) -> Clip:
    """A clip `offset_s` seconds into the segment."""
    at = segment.start_time + offset_s * 1000
    offset = clip_offset(at, segment.start_time, 0)
    return Clip(
        id=uid(1000 * segment.index + offset_s if number is None else number, 8),
        session_id=SESSION_ID,
        segment_id=segment.id,
        segment_index=segment.index,
        offset_seconds=offset.seconds,
        offset_hms=offset_hms(offset.seconds),
        raw_offset_seconds=offset.raw_seconds,
        note=note,
        tag=tag,
        submitted_by=by,
        person=person_in(SESSION_ID, by) if person is None else person,
        clipped=clipped,
        created_at=at,
        tapped_at=at,
    )


def a_stream(lengths_s: Sequence[int], clips: Iterable[tuple[int, int, str | None]], *, break_s: int = 480) -> Stream:
    """Segments of these lengths with breaks between them; clips as (segment index, offset in seconds, note)."""
    segments: list[Segment] = []
    start = 0
    for index, length in enumerate(lengths_s, 1):
        segments.append(a_segment(index, start, start + length))
        start += length + break_s
    made = tuple(
        a_clip(segments[index - 1], offset, note, number=number)
        for number, (index, offset, note) in enumerate(clips, 1)
    )
    return Stream(a_session(), tuple(segments), made)


lines = st.text(st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp")), max_size=100).map(str.strip)
"""Any text of a title or a note."""


@st.composite
def streams(draw: st.DrawFn, max_clips: int = 24, longest_s: int = 30_000) -> Stream:
    """Arbitrary ended streams; the clips come in any order of offset, many in the same second."""
    segments: list[Segment] = []
    start_ms = T0
    for index in range(1, draw(st.integers(1, 5)) + 1):
        end_ms = start_ms + draw(st.integers(0, longest_s * 1000))
        segments.append(
            Segment(
                id=uid(index),
                session_id=SESSION_ID,
                index=index,
                start_time=start_ms,
                end_time=end_ms,
                created_at=start_ms,
            )
        )
        start_ms = end_ms + draw(st.integers(0, 600_000))
    clips: list[Clip] = []
    for number in range(draw(st.integers(0, max_clips))):
        segment = draw(st.sampled_from(segments))
        assert segment.end_time is not None
        length_s = (segment.end_time - segment.start_time) // 1000
        near = st.integers(0, min(length_s, 20))
        clip = a_clip(
            segment,
            draw(st.one_of(near, st.integers(0, length_s))),
            draw(st.one_of(st.none(), lines.filter(bool))),
            number=number + 100,
            tag=draw(st.one_of(st.none(), st.sampled_from(Tag))),
            clipped=draw(st.booleans()),
            by=draw(lines) or "Anonymous",
        )
        clips.append(clip)
    session = a_session(draw(lines) or "Untitled stream")
    return Stream(session, tuple(segments), tuple(clips))
