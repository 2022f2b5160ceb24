"""The page of a stream's best moments (CL22)."""

import pytest

from sessions.base.errors import InvalidTransition
from sessions.clip.best import MOST_BYTES, MOST_MOMENTS, BestChoice, BestPage, best_page
from sessions.clip.exports.export import Show
from sessions.clip.review import Around, Review, VideoPart, VideoPoint
from sessions.clip.session import Clip, Status, Tag
from tests.sessions.clip.streams import a_clip, a_segment, a_session

SEGMENT = a_segment(1, 0, 36_000)
NOTED = a_clip(SEGMENT, 120, "Ann fell off", number=1, tag=Tag.FUNNY, by="Ann")
BARE = a_clip(SEGMENT, 600, "by a viewer", number=2, by="Bo")


def video(url: str | None = "https://youtu.be/x", begins_ms: int = 0) -> Review:
    point = VideoPoint(segment_index=1, offset_seconds=0, video_ms=begins_ms)
    return Review(around=Around(before_seconds=20, after_seconds=10), video=(VideoPart(url=url, points=(point,)),))


def page(*clips: Clip, review: Review, **choice: object) -> BestPage:
    chosen = BestChoice.model_validate({"show": Show.ALL} | choice)
    return best_page(a_session(), (SEGMENT,), clips, review, chosen)


def test_CL22_D36_a_moment_has_its_place_in_the_video_and_a_link_to_it() -> None:
    first, second = page(NOTED, BARE, review=video(begins_ms=60_000)).moments
    assert (first.part, first.video_seconds, first.length_seconds) == (1, 160, 30)
    assert (first.url, second.url) == ("https://youtu.be/x?t=2m40s", "https://youtu.be/x?t=10m40s")
    late = page(NOTED, BARE, review=video(None, begins_ms=-300_000))  # the first is before the video
    assert [(one.video_seconds, one.url) for one in late.moments] == [(280, None)]


def test_CL22_viewers_notes_are_left_out_unless_they_are_chosen_and_names_always() -> None:
    own = BARE.model_copy(update={"note": "My title", "note_edited": True})
    assert [one.note for one in page(NOTED, own, review=video()).moments] == [None, "My title"]
    whole = page(NOTED, own, review=video(), notes=True)
    assert [(one.note, one.tag) for one in whole.moments] == [("Ann fell off", Tag.FUNNY), ("My title", None)]
    assert "Bo" not in whole.model_dump_json()


def test_CL22_what_the_review_shows_is_published() -> None:
    assert [one.tag for one in page(NOTED, BARE, review=video(), find="funny").moments] == [Tag.FUNNY]
    for refused in ({"find": "nothing like that"}, {"show": Show.CLIPPED}):
        with pytest.raises(InvalidTransition):
            page(NOTED, BARE, review=video(), **refused)
    with pytest.raises(InvalidTransition):
        best_page(a_session(status=Status.PAUSED), (SEGMENT,), (NOTED,), video(), BestChoice())


@pytest.mark.parametrize("address", ["https://youtu.be/x", f"https://example.org/{'v' * 2000}"])
def test_CL22_the_page_is_bounded_and_the_hottest_moments_come_first(address: str) -> None:
    crowd = [a_clip(SEGMENT, 30_000, number=10_000 + n, person=f"p{n}") for n in range(20)]
    clips = [a_clip(SEGMENT, 60 * n + 60, "🔥" * 50, number=n) for n in range(100)]
    made = page(*clips, *crowd, review=video(address), notes=True)
    assert len(made.model_dump_json().encode()) <= MOST_BYTES
    assert 0 < len(made.moments) <= MOST_MOMENTS
    assert len(made.moments) + made.left_out == 101
    assert 29_980 in [one.video_seconds for one in made.moments]
    assert [one.video_seconds for one in made.moments] == sorted(one.video_seconds for one in made.moments)
