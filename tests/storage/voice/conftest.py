"""A session to correct and to delete."""

from uuid import uuid4

import pytest

from sessions.voice.session import NewVoiceSession
from storage.redis import keys
from storage.redis.client import Redis
from tests.storage.voice.room import Room
from tests.users import a_recorder


@pytest.fixture
async def room(stores: Redis) -> Room:
    owner, session_id, recording_id = a_recorder(uuid4().hex), str(uuid4()), str(uuid4())
    room = Room(stores, session_id, recording_id, owner)
    await room.store.create(session_id, owner, NewVoiceSession(), place=1)
    await room.store.run("voice/chunk", session_id, owner, recording_id, 0, "ab", 5, owner.id, 10**9, 10)
    key = keys.header(session_id)
    await stores.call(key, "HSET", f"{key}:recording:{recording_id}", "audio", "x", "media_type", "audio/webm")
    return room
