"""What the next stream takes over (CL21)."""

import pytest

from sessions.base.errors import Forbidden, SessionNotFound
from sessions.base.people import Link
from sessions.clip.review import Around, Cut, ReviewChange, VideoPart, VideoPoint
from sessions.clip.session import Action, ClipSessionChange, NewClipSession
from sessions.clip.timeline import Breaks
from storage.clip.store import ClipStore
from storage.people.store import PeopleStore
from tests.storage.sessions import OWNER, a_clip, a_session, parsed
from tests.users import a_user


async def test_CL21_the_next_stream_starts_with_the_settings_of_the_last_one(
    clips: ClipStore, people: PeopleStore
) -> None:
    last = await a_session(clips, Action.START)
    await a_clip(clips, last)
    await clips.update(last, OWNER, ClipSessionChange(lead_seconds=8, shows_heat=True))
    await people.set_link(last, OWNER, Link.VIEW, locked=None, slow_seconds=10)
    await people.set_role(last, OWNER, "ann", "co-owner", "Ann")
    around = Around(before_seconds=5, after_seconds=6)
    part = VideoPart(url=None, points=(VideoPoint(segment_index=1, offset_seconds=0, video_ms=9),))
    cut = Cut(segment_index=1, second=30, begins=True)
    change = ReviewChange(around=around, breaks=Breaks.COUNTED, video=(part,), cuts=(cut,))
    await clips.review(last, OWNER, change)
    made = parsed(await clips.create(OWNER, NewClipSession(title="Next", like=last)))
    assert (made["title"], made["status"], made["game"]) == ("Next", "created", "")
    assert (made["lead_seconds"], made["slow_seconds"], made["shows_heat"]) == (8, 10, True)
    read = await clips.read(made["id"], OWNER)
    review = read.parsed_review()
    assert (review.around, review.breaks, review.video, review.cuts) == (around, Breaks.COUNTED, (), ())
    assert (read.clips, read.segments) == ([], [])
    assert not (await clips.read(made["id"], a_user("viewer"))).may_mark
    with pytest.raises(Forbidden):
        await clips.update(made["id"], a_user("ann"), ClipSessionChange(title="mine"))
    own = parsed(await clips.create(OWNER, NewClipSession(lead_seconds=0, like=last)))
    assert (own["lead_seconds"], own["slow_seconds"]) == (0, 10)


async def test_CL21_only_of_a_stream_of_ones_own(clips: ClipStore) -> None:
    last = await a_session(clips)
    with pytest.raises(Forbidden):
        await clips.create(a_user("somebody"), NewClipSession(like=last))
    assert await clips.ids_of("somebody", 0, 10) == []
    await clips.delete(last, OWNER)
    with pytest.raises(SessionNotFound):
        await clips.create(OWNER, NewClipSession(like=last))
