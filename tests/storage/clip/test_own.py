"""What the author of a tap may change about it (CL17)."""

import pytest

from sessions.base.errors import Forbidden
from sessions.clip.session import Action, ClipChange
from storage.clip.store import ClipStore
from storage.redis import keys
from storage.redis.client import Redis
from tests.storage.sessions import OWNER, a_clip, a_session, a_store, parsed
from tests.users import a_user

VIEWER = a_user("viewer")


@pytest.fixture
def clips(stores: Redis) -> ClipStore:
    return a_store(stores)


async def test_CL17_the_author_tags_and_notes_their_tap_and_nobody_else_does(clips: ClipStore) -> None:
    session_id = await a_session(clips, Action.START)
    tap = await a_clip(clips, session_id)
    tagged = parsed(await clips.change_clip(session_id, VIEWER, tap["id"], ClipChange(tag="clutch", note="parry")))
    assert tagged == {**tap, "tag": "clutch", "note": "parry"}
    before = await clips.read(session_id, OWNER)
    assert [parsed(one) for one in before.clips] == [tagged]
    await clips.change_clip(session_id, VIEWER, tap["id"], ClipChange(tag="clutch"))  # a repeat
    for by, change in ((a_user("other"), {"tag": "rip"}), (VIEWER, {"clipped": True, "tag": "rip"})):
        with pytest.raises(Forbidden):
            await clips.change_clip(session_id, by, tap["id"], ClipChange.model_validate(change))
    with pytest.raises(Forbidden):
        await clips.remove_clip(session_id, a_user("other"), tap["id"])
    assert (await clips.read(session_id, OWNER)).position == before.position
    off = parsed(await clips.change_clip(session_id, VIEWER, tap["id"], ClipChange(tag=None)))
    assert (off["tag"], off["note"]) == (None, "parry")


async def test_CL17_the_author_takes_their_tap_back_and_no_step_keeps_it(clips: ClipStore) -> None:
    session_id = await a_session(clips, Action.START)
    tap = await a_clip(clips, session_id)
    await clips.transition(session_id, OWNER, Action.END)
    assert await clips.remove_clip(session_id, VIEWER, tap["id"]) == 0
    assert (await clips.read(session_id, OWNER)).clips == []
    with pytest.raises(Forbidden):
        await clips.remove_clip(session_id, VIEWER, tap["id"])


async def test_CL17_what_the_streamer_has_decided_stays(clips: ClipStore) -> None:
    session_id = await a_session(clips, Action.START)
    tap = await a_clip(clips, session_id)
    await clips.change_clip(session_id, OWNER, tap["id"], ClipChange(note="theirs"))
    with pytest.raises(Forbidden):
        await clips.change_clip(session_id, VIEWER, tap["id"], ClipChange(note="mine"))
    await clips.change_clip(session_id, VIEWER, tap["id"], ClipChange(tag="win"))
    await clips.change_clip(session_id, OWNER, tap["id"], ClipChange(clipped=True))
    with pytest.raises(Forbidden):
        await clips.change_clip(session_id, VIEWER, tap["id"], ClipChange(tag="rip"))
    with pytest.raises(Forbidden):
        await clips.remove_clip(session_id, VIEWER, tap["id"])


async def test_CL17_after_two_minutes_a_tap_is_too_old(clips: ClipStore, stores: Redis) -> None:
    session_id = await a_session(clips, Action.START)
    tap = await a_clip(clips, session_id)
    held = f"{keys.header(session_id)}:clips"
    json = await stores.call(held, "HGET", held, tap["id"])
    old = json.decode().replace(tap["created_at"], "2020-01-01T00:00:00.000Z")
    await stores.call(held, "HSET", held, tap["id"], old)
    with pytest.raises(Forbidden, match="too old"):
        await clips.change_clip(session_id, VIEWER, tap["id"], ClipChange(tag="rip"))
    with pytest.raises(Forbidden, match="too old"):
        await clips.remove_clip(session_id, VIEWER, tap["id"])
