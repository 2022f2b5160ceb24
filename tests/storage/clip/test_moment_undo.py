"""A moment that was deleted comes back by the step of its deletion."""

from typing import Any

import pytest

from sessions.base.errors import Conflict, Forbidden, NotFound
from sessions.clip.session import Action, MomentRef
from storage.clip.store import ClipStore
from storage.people.moderation import ModerationStore
from storage.people.store import PeopleStore
from storage.redis import keys
from storage.redis.client import Redis
from tests.storage.moments import mark, shown, told
from tests.storage.sessions import OWNER, a_session, parsed
from tests.system.mirror import content
from tests.users import a_user

BO, PLOVER, WREN = (a_user(name) for name in ("bo", "plover", "wren"))
WHOLE = MomentRef(segment_index=1, first_seconds=0, last_seconds=30)


async def test_PE13_SY8_a_deleted_moment_comes_back_as_it_was_by_the_step_of_its_deletion(
    clips: ClipStore, moderation: ModerationStore, people: PeopleStore, stores: Redis
) -> None:
    session_id = await a_session(clips, Action.START)
    await people.set_role(session_id, OWNER, BO.id, "co-owner", None)
    for number in range(60):  # more than a run of the script takes
        await mark(clips, session_id, a_user(f"viewer-{number}"), 1, note="now", tag="epic", submitted_by="v")
    first = await clips.read_whole(session_id, OWNER)
    before = parsed(first.json)

    taps, step = await clips.remove_moment(session_id, BO, WHOLE)
    assert taps == 60
    second = await clips.read_whole(session_id, OWNER)
    assert second.clips == []
    assert content(await told(stores, session_id, first.position, before)) == content(parsed(second.json))
    (found, _) = (await people.read(session_id, OWNER)).steps
    assert (found["id"], found["type"], found["by"], found["moments"]) == (step, "moment", BO.id, 60)
    assert found["offset_hms"] == before["clips"][0]["offset_hms"]

    assert await moderation.undo(session_id, OWNER, step) == 60
    third = await clips.read_whole(session_id, OWNER)
    assert content(parsed(third.json)) == content(before)
    view = await told(stores, session_id, second.position, parsed(second.json))
    assert {clip["id"]: clip for clip in view["clips"]} == {clip["id"]: clip for clip in before["clips"]}
    with pytest.raises(Conflict):
        await moderation.undo(session_id, OWNER, step)
    with pytest.raises(Forbidden):
        await clips.remove_moment(session_id, WREN, WHOLE)

    one = before["clips"][7]["id"]
    step = await clips.remove_clip(session_id, OWNER, one)
    assert one not in await shown(clips, session_id)
    assert await moderation.undo(session_id, BO, step) == 1
    assert content(parsed((await clips.read_whole(session_id, OWNER)).json)) == content(before)


async def test_PE13_C13_a_deleted_moment_that_its_viewer_sent_again_comes_back_once(
    clips: ClipStore, moderation: ModerationStore, stores: Redis
) -> None:
    session_id = await a_session(clips, Action.START)
    (one,) = await mark(clips, session_id, WREN, submission_id="submission-1")
    step = await clips.remove_clip(session_id, OWNER, one)
    assert await mark(clips, session_id, WREN, submission_id="submission-1") == [one]
    assert await moderation.undo(session_id, OWNER, step) == 0
    assert await shown(clips, session_id) == [one]
    header = keys.header(session_id)
    assert await stores.call(header, "ZCARD", f"{header}:order") == 1
    assert [sender.moments for sender in (await moderation.senders(session_id, OWNER))[0]] == [1]


async def test_PE13_a_deletion_that_is_undone_while_it_goes_on_ends(
    clips: ClipStore, moderation: ModerationStore, stores: Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    session_id = await a_session(clips, Action.START)
    for number in range(120):
        await mark(clips, session_id, a_user(f"viewer-{number}"))
    run, runs = stores.run, 0

    async def disturbed(*arguments: Any) -> Any:
        nonlocal runs
        runs += 1
        if runs == 2:  # fifty taps are gone
            monkeypatch.setattr(stores, "run", run)
            assert await moderation.undo(session_id, OWNER, 1) == 50
        return await run(*arguments)

    monkeypatch.setattr(stores, "run", disturbed)
    assert await clips.remove_moment(session_id, OWNER, WHOLE) == (50, 1)
    assert len(await shown(clips, session_id)) == 120


async def test_PE13_deleted_moments_leave_half_of_the_list_to_other_steps(
    clips: ClipStore, moderation: ModerationStore, people: PeopleStore, stores: Redis
) -> None:
    session_id = await a_session(clips, Action.START)
    await moderation.remove(session_id, OWNER, PLOVER.id, "Plover", content=True)
    ids = await mark(clips, session_id, WREN, 30)
    removed = [await clips.remove_clip(session_id, OWNER, one) for one in ids]
    steps = (await people.read(session_id, OWNER)).steps
    assert [one["id"] for one in steps] == [*reversed(removed[5:]), 1]
    header = keys.header(session_id)
    kept = [await stores.call(header, "EXISTS", f"{header}:removed:{step}") for step in removed]
    assert kept == [0] * 5 + [1] * 25
    with pytest.raises(NotFound):
        await moderation.undo(session_id, OWNER, removed[0])
    assert await moderation.undo(session_id, OWNER, removed[-1]) == 1
    assert await shown(clips, session_id) == [ids[-1]]
