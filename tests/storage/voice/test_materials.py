"""Materials as Redis keeps them."""

from uuid import uuid4

import orjson

from auth.caller import Server
from storage.voice.jobs import Outcome, VoiceJobs
from tests.storage.sessions import a_text
from tests.storage.voice.room import Room


async def test_V7_a_sound_without_a_sample_has_an_empty_waveform_also_after_its_caption_was_edited(room: Room) -> None:
    voice = str(uuid4())
    about = a_text(voice, 'a "peaks":{} caption', room.owner.id)
    (job,) = (await room.store.attach(room.id, room.owner, voice, about, probe=True)).jobs
    assert await VoiceJobs(room.store).start(job)
    await VoiceJobs(room.store).done(job, Outcome(material={"kind": "voice", "duration_ms": 0, "peaks": []}))
    for text in ('a "peaks":{} caption', "another"):
        await room.store.change_text(room.id, room.owner, voice, text)
        (stored,) = (await room.store.read_whole(room.id, Server.ITSELF)).materials
        assert (orjson.loads(stored)["peaks"], orjson.loads(stored)["text"]) == ([], text)
