"""The rows of the streamer's list: counted as the pages count, read when something has changed, and bounded."""

from typing import Any

import pytest

from sessions.clip.moments import hot_moments
from sessions.clip.review import Cut, ReviewChange
from sessions.clip.session import Action
from storage.clip.rows import ENTRY_BYTES, ClipRows
from storage.clip.store import ClipStore
from storage.redis.client import Redis
from storage.redis.scripts import Script
from tests.storage.sessions import OWNER, a_clip, a_session, fill

TAPS = 4_500  # three parts
CROWD = 30  # taps of one second: it ends one part and begins the next


async def a_stream(clips: ClipStore, redis: Redis, taps: int = TAPS) -> str:
    session_id = await a_session(clips, Action.START)
    await a_clip(clips, session_id)
    await fill(redis, session_id, taps, gap=1 / CROWD)
    return session_id


def runs(redis: Redis, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The scripts that are run from now on."""
    run, names = redis.run, list[str]()

    async def noted(script: Script, *arguments: Any) -> Any:
        names.append(script.name)
        return await run(script, *arguments)

    monkeypatch.setattr(redis, "run", noted)
    return names


async def test_CL3_a_row_counts_what_the_pages_show(clips: ClipStore, stores: Redis) -> None:
    session_id = await a_stream(clips, stores)
    row = await clips.row(session_id, OWNER)
    _, _, shown = (await clips.read_whole(session_id, OWNER)).parsed()
    assert len(shown) == TAPS + 1
    assert row.moments == len(hot_moments(shown))
    assert (len(row.heat), sum(row.heat)) == (24, TAPS + 1)


async def test_CL3_CL12_a_row_counts_what_was_split_and_put_together(clips: ClipStore, stores: Redis) -> None:
    session_id = await a_stream(clips, stores)
    before = (await clips.row(session_id, OWNER)).moments
    cuts = tuple(Cut(segment_index=1, second=second, begins=True) for second in (3, 6))
    await clips.review(session_id, OWNER, ReviewChange(cuts=cuts))
    row = await clips.row(session_id, OWNER)
    read = await clips.read_whole(session_id, OWNER)
    _, _, shown = read.parsed()
    assert row.moments == len(hot_moments(shown, read.parsed_review().cuts_by_place())) == before + 2


async def test_CL3_OP21_a_stream_that_has_not_changed_is_not_read_again(
    clips: ClipStore, stores: Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    session_id = await a_stream(clips, stores)
    asked = runs(stores, monkeypatch)
    first = await clips.row(session_id, OWNER)
    assert asked.count("clip/summary") == 3
    asked.clear()
    again = await clips.row(session_id, OWNER)
    assert asked == ["clip/summary"]
    assert (again.moments, sum(again.heat)) == (first.moments, sum(first.heat))
    clip = await a_clip(clips, session_id, "late")
    assert sum((await clips.row(session_id, OWNER)).heat) == TAPS + 2
    await clips.remove_clip(session_id, OWNER, clip["id"])
    assert sum((await clips.row(session_id, OWNER)).heat) == TAPS + 1


async def test_OP21_what_is_kept_of_rows_is_bounded_and_the_oldest_goes_first(
    clips: ClipStore, stores: Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = [await a_session(clips) for _ in range(5)]
    rows = ClipRows(clips._rows._run, kept_bytes=3 * ENTRY_BYTES)
    for session_id in ids:
        await rows.row(session_id, OWNER)
    assert rows.bytes == 3 * ENTRY_BYTES
    assert list(rows._kept) == ids[2:]
    await rows.row(ids[2], OWNER)
    await rows.row(ids[0], OWNER)
    assert list(rows._kept) == [ids[4], ids[2], ids[0]]
