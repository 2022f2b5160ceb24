"""What streamers decide beside the taps (CL12, CL13, D36)."""

import orjson
import pytest

from auth.user import User
from sessions.base.errors import Forbidden, TooLarge
from sessions.clip.review import (
    MOST_AT_ONCE,
    MOST_BY_HAND,
    UNREVIEWED,
    Around,
    Cut,
    ReviewChange,
    Span,
    VideoPart,
    VideoPoint,
)
from sessions.clip.session import Action
from sessions.clip.timeline import Breaks
from storage.bus.feeds import Feeds
from storage.clip.store import ClipStore
from tests.storage.sessions import OWNER, a_clip, a_session, parsed
from tests.users import a_user

CUT = Cut(segment_index=1, second=30, begins=True)
SPAN = Span(segment_index=1, second=30, in_seconds=20, out_seconds=45)


def a_point(segment_index: int = 1, offset_seconds: int = 0, *, video_ms: int) -> VideoPoint:
    return VideoPoint(segment_index=segment_index, offset_seconds=offset_seconds, video_ms=video_ms)


async def test_CL12_CL13_D36_what_is_decided_is_kept_and_told_to_every_streamer(clips: ClipStore, feeds: Feeds) -> None:
    session_id = await a_session(clips, Action.START)
    taps = await a_clip(clips, session_id)
    video = (VideoPart(url="https://example.org/v", points=(a_point(video_ms=132_000),)),)
    change = ReviewChange(
        video=video,
        around=Around(before_seconds=5, after_seconds=10),
        breaks=Breaks.COUNTED,
        cuts=(CUT,),
        spans=(SPAN,),
    )
    answer = await clips.review(session_id, OWNER, change)
    read = await clips.read(session_id, OWNER)
    review = read.parsed_review()
    assert orjson.loads(answer) == orjson.loads(read.review)
    assert (review.video, review.around, review.breaks) == (change.video, change.around, change.breaks)
    assert (review.cuts, review.spans) == ((CUT,), (SPAN,))
    assert parsed(read.clips[0]) == taps  # no tap changes
    last = (await feeds.recover(session_id, "control", None)).events[-1]
    assert parsed(last.json)["type"] == "review_changed"
    assert ReviewChange.model_validate(parsed(last.json)["data"]) == change


async def test_CL12_a_decision_is_taken_back_and_nothing_is_told_when_nothing_changes(
    clips: ClipStore, feeds: Feeds
) -> None:
    session_id = await a_session(clips)
    await clips.review(session_id, OWNER, ReviewChange(cuts=(CUT,), spans=(SPAN,)))
    told = (await clips.read(session_id, OWNER)).position
    await clips.review(session_id, OWNER, ReviewChange(cuts=(CUT,)))
    assert (await clips.read(session_id, OWNER)).position == told
    back = ReviewChange(
        cuts=(Cut(segment_index=1, second=30, begins=None),),
        spans=(Span(segment_index=1, second=30, in_seconds=None, out_seconds=None),),
    )
    await clips.review(session_id, OWNER, back)
    assert (await clips.read(session_id, OWNER)).parsed_review() == UNREVIEWED


@pytest.mark.parametrize("by", [a_user("viewer"), a_user("stranger")], ids=["viewer", "stranger"])
async def test_C3_a_viewer_neither_changes_nor_sees_it(clips: ClipStore, feeds: Feeds, by: User) -> None:
    session_id = await a_session(clips, Action.START)
    await a_clip(clips, session_id, "viewer")
    with pytest.raises(Forbidden):
        await clips.review(session_id, by, ReviewChange(cuts=(CUT,)))
    await clips.review(session_id, OWNER, ReviewChange(cuts=(CUT,)))
    assert (await clips.read(session_id, by)).review == b"null"
    public = (await feeds.recover(session_id, "public", None)).events
    assert [parsed(event.json)["type"] for event in public] == ["session_started"]


async def test_CL12_so_many_decisions_are_the_limit_and_others_can_still_be_changed(clips: ClipStore) -> None:
    session_id = await a_session(clips)

    async def cut(first: int, begins: bool | None = True, count: int = MOST_AT_ONCE) -> None:
        cuts = tuple(Cut(segment_index=1, second=first + n, begins=begins) for n in range(count))
        await clips.review(session_id, OWNER, ReviewChange(cuts=cuts))

    for first in range(0, MOST_BY_HAND, MOST_AT_ONCE):
        await cut(first)
    with pytest.raises(TooLarge):
        await cut(MOST_BY_HAND, count=1)
    await cut(0, begins=False)
    await cut(0, begins=None, count=1)
    await cut(MOST_BY_HAND, count=1)
    assert len((await clips.read(session_id, OWNER)).review) < 90_000
