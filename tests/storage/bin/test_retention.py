"""Retention: what nobody uses goes to its owner's bin, after people were told."""

from pathlib import Path
from uuid import uuid4

import pytest

from sessions.base.errors import Conflict, SessionNotFound
from sessions.base.instant import DAY_MS
from sessions.clip.session import NewClipSession
from sessions.voice.session import NewVoiceSession
from storage.bin.retention import TOLD_MS, Retention
from storage.clip.store import ClipStore
from storage.media.store import MediaStore
from storage.quota.media import MediaQuota
from storage.redis import keys
from storage.redis.client import Redis
from storage.voice.bin import VoiceBin
from storage.voice.store import VoiceStore
from tests.storage.sessions import parsed
from tests.users import a_recorder, a_user

DAYS = 40


async def unused_for(stores: Redis, session_id: str, days: int) -> None:
    header, index = keys.header(session_id), keys.index(session_id, "clip", "accessed")
    seconds, _ = await stores.call(header, "TIME")
    at = int(seconds) * 1000 - days * DAY_MS
    await stores.call(header, "HSET", header, "accessed_at", at, "updated_at", at, "created_at", at)
    await stores.call(index, "ZADD", index, at, session_id)


async def told_long_ago(stores: Redis) -> None:
    key = keys.retention("clip")
    days, since = (await stores.call(key, "GET", key)).split()
    await stores.call(key, "SET", key, f"{int(days)} {int(since) - TOLD_MS}")


async def test_D42_what_nobody_uses_goes_to_its_owners_bin_after_two_weeks_of_notice_and_comes_back(
    stores: Redis, clips: ClipStore
) -> None:
    owner = a_user(f"ann-{uuid4()}")
    old, used = [parsed(await clips.create(owner, NewClipSession(title="Evening")))["id"] for _ in range(2)]
    await unused_for(stores, old, DAYS + 1)
    await unused_for(stores, used, DAYS - 1)
    await stores.call(keys.retention("clip"), "DEL", keys.retention("clip"))
    assert await Retention(stores, "clip", 0, clips.retire).look() == 0  # off
    retention = Retention(stores, "clip", DAYS, clips.retire)
    assert await retention.look() == 0  # just set: nobody was told yet
    await told_long_ago(stores)
    assert await Retention(stores, "clip", DAYS + 5, clips.retire).look() == 0  # another one is told again
    assert await retention.look() == 0
    await told_long_ago(stores)
    assert await retention.look() == 1
    with pytest.raises(SessionNotFound):
        await clips.read(old, owner)
    await clips.read(used, owner)
    assert [one.session_id for one in await clips.bin.of(owner)] == [old]
    await clips.restore(old, owner)
    assert await retention.look() == 0  # coming back is a use


async def test_D42_D18_who_opens_a_session_at_the_last_moment_keeps_it(stores: Redis, clips: ClipStore) -> None:
    owner = a_user(f"ann-{uuid4()}")
    session_id = parsed(await clips.create(owner, NewClipSession(title="Evening")))["id"]
    await unused_for(stores, session_id, DAYS + 1)

    async def opened_meanwhile(one: str, latest: int) -> None:
        if one == session_id:
            header = keys.header(one)
            await stores.call(header, "HSET", header, "accessed_at", latest + DAY_MS)
        await clips.retire(one, latest)

    retention = Retention(stores, "clip", DAYS, opened_meanwhile)
    await retention.look()
    await told_long_ago(stores)
    assert await retention.look() == 0
    await clips.read(session_id, owner)
    assert await clips.bin.of(owner) == []


async def test_D42_a_voice_session_that_nobody_uses_goes_to_its_owners_bin(
    stores: Redis, voices: VoiceStore, tmp_path: Path
) -> None:
    owner, session_id = a_recorder(f"ann-{uuid4()}"), str(uuid4())
    seconds, _ = await stores.call(keys.run(session_id), "TIME")
    await voices.create(session_id, owner, NewVoiceSession(), place=int(seconds) * 1000)
    shares = MediaQuota(stores, owner_limit=0, guest_limit=0)
    bin_ = VoiceBin(stores, voices, MediaStore.open(tmp_path.as_uri()), shares)
    with pytest.raises(Conflict):
        await bin_.retire(session_id, int(seconds) * 1000 - DAY_MS)
    assert await bin_.of(owner) == []
    await bin_.retire(session_id, int(seconds) * 1000 + DAY_MS)
    (entry,) = await bin_.of(owner)
    await bin_.restore_session(entry.thing.session_id, owner)
    await voices.read(session_id, owner)
