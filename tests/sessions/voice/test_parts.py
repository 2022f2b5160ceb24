"""Where a long sound is cut (VO7)."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from sessions.voice.parts import OVERLAP, SOUGHT, Span, spans


def test_VO7_a_sound_is_cut_where_it_is_quiet() -> None:
    loudness = [100] * 300
    loudness[92:97] = [0] * 5
    loudness[186:191] = [3] * 5
    found = spans(loudness, [10] * 300, 100, 10_000)
    assert [one.end for one in found] == [95, 189, 289, 300]
    assert found[0] == Span(0, 95, 0, 95)
    assert found[1] == Span(95, 189, 95, 189)
    assert found[2] == Span(189, 289, 189, 300)  # no quiet place: both hear what it goes through
    assert found[3].first == 289 - OVERLAP


def test_VO7_a_part_has_no_more_bytes_than_a_service_takes() -> None:
    assert [one.end for one in spans([100] * 10, [400] * 10, 100, 1_000)] == [2, 4, 6, 8, 10]
    assert [one.end for one in spans([100] * 3, [5_000] * 3, 100, 1_000)] == [1, 2, 3]


@given(st.lists(st.tuples(st.integers(0, 255), st.integers(0, 50)), min_size=1, max_size=300), st.integers(5, 60))
def test_VO7_parts_stand_for_all_of_it_once(steps: list[tuple[int, int]], most: int) -> None:
    found = spans([one for one, _ in steps], [size for _, size in steps], most, 10_000)
    assert (found[0].begin, found[-1].end) == (0, len(steps))
    for one, following in pairwise(found):
        assert one.end == following.begin
        assert one.end - one.begin >= most * (1 - SOUGHT) - 1
    for one in found:
        assert one.begin < one.end <= one.begin + most
        assert one.begin - OVERLAP <= one.first <= one.begin
        assert one.end <= one.last <= one.end + OVERLAP
