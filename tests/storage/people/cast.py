"""Sessions of every kind, and the people in them, for tests of the stores."""

from typing import Any
from uuid import uuid4

import orjson

from auth.user import User
from sessions.base.errors import Forbidden
from sessions.clip.session import Action, NewClipSession
from sessions.voice.session import NewVoiceSession
from storage.jam.jam import Origin
from storage.jam.store import JamStore
from storage.people.store import PeopleStore
from storage.redis.client import Redis
from storage.voice.store import VoiceStore
from tests.storage.sessions import a_store
from tests.users import a_recorder, a_user

INES, THEO, WREN, STRANGER = (a_user(name) for name in ("ines", "theo", "wren", "stranger"))


async def a_jam(jams: JamStore) -> str:
    return (await jams.create({"tempo": 104}, Origin(owner=INES.id)))[0]


async def a_voice(voices: VoiceStore, **fields: Any) -> str:
    session_id = str(uuid4())
    await voices.create(session_id, a_recorder("ines"), NewVoiceSession(**fields), place=1)
    return session_id


async def a_stream(stores: Redis) -> str:
    clips = a_store(stores)
    session_id = str(orjson.loads(await clips.create(INES, NewClipSession()))["id"])
    await clips.transition(session_id, INES, Action.START)
    return session_id


async def edits(jams: JamStore, jam_id: str, user: User | None) -> bool:
    try:
        await jams.edit(jam_id, user, uuid4().hex, {"tempo": 90})
    except Forbidden:
        return False
    return True


async def roles(people: PeopleStore, session_id: str, by: User = INES) -> dict[str, str]:
    return {one.user_id: one.role for one in (await people.read(session_id, by)).members}
