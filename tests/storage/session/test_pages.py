"""Snapshots in pages: the content of each page, and that all pages and the events give the session's state (SY22)."""

import asyncio
import random
from typing import Any
from uuid import uuid4

import orjson
import pytest

from auth.user import User
from sessions.base.errors import Conflict
from sessions.clip.session import Action, ClipChange
from sessions.voice.session import NewVoiceSession
from storage.bus.feeds import Feeds
from storage.clip.read import ClipRead
from storage.clip.store import ClipStore
from storage.redis import keys
from storage.redis.client import Redis
from storage.voice.store import VoiceStore
from tests.effort import examples
from tests.storage.sessions import OWNER, PUBLIC_URL, a_clip, a_session, a_text, an_id
from tests.system.mirror import content, fold
from tests.users import a_recorder, a_user

RECORDER = a_recorder("recorder-1")
MOST_BYTES = 600_000  # of an answer: a page's rows and the head


async def taps(clips: ClipStore, session_id: str, count: int, viewers: int = 10) -> None:
    for first in range(0, count, 200):
        batch = range(first, min(first + 200, count))
        await asyncio.gather(
            *(a_clip(clips, session_id, f"viewer-{n % viewers}", note=f"момент {n} " + "🔥" * (n % 60)) for n in batch)
        )


async def pages_of(clips: ClipStore, session_id: str, by: User) -> list[ClipRead]:
    pages = [await clips.read(session_id, by)]
    while pages[-1].next_cursor is not None:
        pages.append(await clips.read(session_id, by, pages[-1].next_cursor))
    return pages


def order(clip: dict[str, Any]) -> tuple[int, int]:
    return clip["segment_index"], clip["offset_seconds"]


async def test_SY22_C14_the_pages_of_a_session_are_all_of_it_in_its_order_and_each_is_bounded(clips: ClipStore) -> None:
    session_id = await a_session(clips, Action.START)
    await taps(clips, session_id, 1500)
    await clips.transition(session_id, OWNER, Action.PAUSE)
    await clips.transition(session_id, OWNER, Action.RESUME)
    await taps(clips, session_id, 1000)
    for by, count in ((OWNER, 2500), (a_user("viewer-3"), 250)):
        pages = await pages_of(clips, session_id, by)
        rows = [orjson.loads(clip) for page in pages for clip in page.clips]
        assert len({row["id"] for row in rows}) == len(rows) == count
        assert [order(row) for row in rows] == sorted(order(row) for row in rows)
        assert max(len(page.json) for page in pages) < MOST_BYTES
        assert all(page.clips for page in pages)
    assert len(pages) == 1
    assert len(await pages_of(clips, session_id, OWNER)) > 2


async def test_SY22_a_viewer_with_thousands_of_moments_gets_pages_too(clips: ClipStore) -> None:
    session_id = await a_session(clips, Action.START)
    await taps(clips, session_id, 2300, viewers=1)
    pages = await pages_of(clips, session_id, a_user("viewer-0"))
    rows = [orjson.loads(clip) for page in pages for clip in page.clips]
    assert len(pages) > 2
    assert len({row["id"] for row in rows}) == len(rows) == 2300
    assert [order(row) for row in rows] == sorted(order(row) for row in rows)


async def test_a_small_session_is_one_answer(clips: ClipStore) -> None:
    small = await a_session(clips, Action.START)
    await taps(clips, small, 900)
    assert (await clips.read(small, OWNER)).next_cursor is None


@pytest.mark.proof
@pytest.mark.parametrize("seed", range(examples(2)))
async def test_SY8_SY22_pages_with_the_events_after_the_first_are_a_fresh_read(
    seed: int, clips: ClipStore, feeds: Feeds
) -> None:
    """Between any two pages moments are made, marked, edited and removed, those at the cursor among them."""
    chance = random.Random(seed)
    session_id = await a_session(clips, Action.START)
    await taps(clips, session_id, 3500)
    page = await clips.read(session_id, OWNER)
    start, view, known = page.position, orjson.loads(page.json), [orjson.loads(clip)["id"] for clip in page.clips]
    pages = 1
    while page.next_cursor is not None:
        last = page.next_cursor.rpartition(":")[2]
        for clip_id in {*chance.sample(known, 8), last}:
            if chance.random() < 0.5:
                await clips.change_clip(session_id, OWNER, clip_id, ClipChange(clipped=True, note="other"))
            else:
                await clips.remove_clip(session_id, OWNER, clip_id)
                known.remove(clip_id)
        await taps(clips, session_id, 5)
        if pages == 2:
            await clips.transition(session_id, OWNER, Action.PAUSE)
            await clips.transition(session_id, OWNER, Action.RESUME)
        page = await clips.read(session_id, OWNER, page.next_cursor)
        rows = [orjson.loads(clip) for clip in page.clips]
        view["clips"] += rows
        known += [row["id"] for row in rows]
        pages += 1
    assert pages > 3
    missed = await feeds.missed(session_id, "control", start)
    assert missed is not None
    for event in missed:
        view = fold(view, orjson.loads(event.json))
    assert content(view) == content(orjson.loads((await clips.read_whole(session_id, OWNER)).json))


async def a_large_voice_session(voice: VoiceStore, materials: int, size: int) -> str:
    session_id = str(uuid4())
    await voice.create(session_id, RECORDER, NewVoiceSession(session_name="Large"), place=1)
    for first in range(0, materials, 100):
        batch = range(first, min(first + 100, materials))
        await asyncio.gather(*(attach(voice, session_id, number, size) for number in batch))
    return session_id


async def attach(voice: VoiceStore, session_id: str, number: int, size: int) -> None:
    material_id = an_id(number)
    await voice.attach(session_id, RECORDER, material_id, a_text(material_id, "x" * size, RECORDER.id))


async def discard(voice: VoiceStore, session_id: str, material_id: str) -> None:
    await voice.run("voice/discard", session_id, RECORDER, "material", material_id)


async def test_SY22_a_voice_session_of_twelve_megabytes_comes_in_bounded_pages_while_it_changes(redis: Redis) -> None:
    voice = VoiceStore(redis, public_url=PUBLIC_URL, log_length=10)
    session_id = await a_large_voice_session(voice, 1000, 12_000)
    page, sizes, found = await voice.read(session_id, RECORDER), [], []
    while True:
        found += [orjson.loads(material)["material_id"] for material in page.materials]
        sizes.append(len(page.rows))
        if page.next_cursor is None:
            break
        await discard(voice, session_id, found[len(sizes)])  # what was sent, so the list moves under the cursor
        await attach(voice, session_id, 5000 + len(sizes), 10)
        page = await voice.read(session_id, RECORDER, page.next_cursor)
    assert max(sizes) < MOST_BYTES
    assert len(found) == len(set(found)) == 1000 + len(sizes) - 1
    assert len((await voice.read_whole(session_id, RECORDER)).materials) == 1000


async def test_SY22_a_material_deleted_at_the_cursor_starts_again(redis: Redis) -> None:
    voice = VoiceStore(redis, public_url=PUBLIC_URL, log_length=10)
    session_id = await a_large_voice_session(voice, 100, 12_000)
    page = await voice.read(session_id, RECORDER)
    assert page.next_cursor is not None
    await discard(voice, session_id, orjson.loads(page.materials[-1])["material_id"])
    with pytest.raises(Conflict):
        await voice.read(session_id, RECORDER, page.next_cursor)
    assert len((await voice.read_whole(session_id, RECORDER)).materials) == 99


async def test_SY22_recordings_jobs_and_tasks_have_pages(redis: Redis) -> None:
    voice = VoiceStore(redis, public_url=PUBLIC_URL, log_length=10)
    session_id = await a_large_voice_session(voice, 3, 10)
    for number in range(1200):
        chunk = (an_id(5000 + number), 0, "a" * 64, 10, RECORDER.id, 1 << 30, 5000)
        await voice.run("voice/chunk", session_id, RECORDER, *chunk)
        if number % 2 == 0:
            await voice.run("voice/finish", session_id, RECORDER, an_id(5000 + number), 1)
    await voice.ask(session_id, RECORDER, "create_tasks")
    ids = [an_id(number) for number in range(2000)]
    tasks: list[dict[str, Any]] = [
        {"task_id": id_, "text": "x" * 300, "source_id": an_id(0), "done": False, "edited": False, "position": place}
        for place, id_ in enumerate(ids)
    ]
    key = f"{keys.header(session_id)}:tasks"
    await redis.call(key, "HSET", key, *(part for task in tasks for part in (task["task_id"], orjson.dumps(task))))
    page, pages = await voice.read(session_id, RECORDER), 1
    counts = [0, 0, 0, 0]
    while True:
        for place, rows in enumerate((page.materials, page.recordings, page.jobs, page.tasks)):
            counts[place] += len(rows)
        if page.next_cursor is None:
            break
        page, pages = await voice.read(session_id, RECORDER, page.next_cursor), pages + 1
    assert counts == [3, 1200, 601, 2000]
    assert pages > 2
    whole = await voice.read_whole(session_id, RECORDER)
    assert len({*whole.recordings}) == 1200
    assert len({*whole.jobs}) == 601
    assert [orjson.loads(task)["task_id"] for task in whole.tasks] == ids
