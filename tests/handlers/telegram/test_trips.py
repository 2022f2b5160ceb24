"""How often a message of a chat waits for Redis: from the claim of the update until its job is queued."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import orjson
import pytest

from auth.caller import Server
from server.telegram.reader import MailboxReader
from storage.account.identities import Identities
from storage.redis import keys
from storage.telegram.mailbox import Mailbox
from tests.handlers.telegram.stories import LET_IN, Story, bot_of
from tests.polling import PATIENCE
from tests.processes import RedisProcess
from tests.server.realtime.viewers import asked
from tests.trips import CountedRedis
from tests.users import a_recorder

VOICE = b"OggS\x00\x02" + b"\x00" * 22 + b"\x01\x13OpusHead" + b"voice" * 20
SENT = {"voice": {"file_id": "F1", "file_unique_id": "U1", "duration": 1, "file_size": len(VOICE)}}


class OneVoice:
    async def parts(self, file_id: str, limit: int) -> AsyncIterator[bytes]:
        yield VOICE


class Reading:
    """A bot's process that reads one chat."""

    def __init__(self, redis: CountedRedis, folder: Path) -> None:
        self.redis, self.story = redis, Story(redis, folder)
        story, self.mailbox = self.story, Mailbox(redis, holder="one")
        bot = bot_of(redis, folder, self.mailbox, story.store, story.jobs, story.admission)
        self.bot = replace(bot, materials=replace(bot.materials, files=OneVoice()))

    async def trips(self, *messages: dict[str, Any]) -> int:
        """Handles what is written, and answers how often that waited for our client's Redis."""
        for message in messages:
            await self.story.post(**message)
        answered: asyncio.Queue[None] = asyncio.Queue()
        reader = MailboxReader(self.mailbox, self.bot, lambda: answered.put_nowait(None))
        with self.redis.counted() as trips:
            await reader.look()
            for _ in messages:
                async with asyncio.timeout(PATIENCE):
                    await answered.get()
            await reader.close(PATIENCE)
        return trips.count - 1  # one look finds every chat

    async def session_id(self) -> str:
        key = keys.telegram(self.story.chat, "active-session")
        return str((await self.redis.call(key, "GET", key)).decode().split(" ")[0])

    async def materials(self) -> list[dict[str, Any]]:
        read = await self.story.store.read(await self.session_id(), Server.ITSELF)
        return [orjson.loads(one) for one in read.materials]


@pytest.fixture
async def reading(own_redis: RedisProcess, tmp_path: Path) -> AsyncIterator[Reading]:
    redis = await CountedRedis.connect(own_redis.url)
    one = Reading(redis, tmp_path)
    await one.trips({"text": "/start"})
    await one.trips(SENT)  # what a process does once: scripts are loaded, the queue is opened
    yield one
    await one.story.jobs.close()
    await redis.close()


async def test_V7_a_voice_is_paid_for_stored_and_queued_in_six_round_trips(
    reading: Reading, own_redis: RedisProcess
) -> None:
    async with asked(own_redis, reading.redis, f"{await reading.session_id()}-probe") as commands:
        ours = await reading.trips(SENT)
    assert len(commands.found) == 2  # its turn, which is ours, and then BullMQ's own call
    assert ours + 1 == 6
    assert [one["size"] for one in await reading.materials()] == [len(VOICE)] * 2
    key = keys.telegram(reading.story.chat, f"message:{reading.story.update_id}")
    assert (await reading.redis.call(key, "GET", key)).decode().split(" ")[0] == await reading.session_id()


async def test_AC21_a_joined_person_costs_no_more_and_a_join_is_completed_once(reading: Reading) -> None:
    person = LET_IN.account(reading.story.chat)
    identities, keeper = Identities(reading.redis, name_seconds=60), a_recorder("keeper")
    await identities.join(a_recorder("somebody else"), keeper)
    await identities.join(person, await identities.current(keeper))
    theirs = keys.user(person.id, "voice")
    await reading.redis.call(theirs, "ZADD", theirs, 5, "left-behind")  # as if the join had broken off
    assert await reading.trips(SENT) > 6
    assert not await reading.redis.call(theirs, "EXISTS", theirs)
    own = keys.user("keeper", "voice")
    assert await reading.redis.call(own, "ZSCORE", own, "left-behind") == b"5"
    assert await reading.trips(SENT) == 5
    assert len(await reading.materials()) == 3
