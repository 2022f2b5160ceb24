"""A process that dies after its work and before it says so: the next one does the work again, and it counts once."""

import secrets
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import orjson
import pytest

from auth.access import READ_OWN, UPDATE
from auth.caller import Server
from handlers.telegram.admission import Admission
from handlers.telegram.bot import Bot
from handlers.telegram.materials import BotMaterials
from handlers.telegram.new_sessions import NewSessions
from handlers.telegram.replies import Replies
from handlers.voice.lifecycle import Lifecycle
from storage import keys
from storage.bus.feeds import Feeds
from storage.identities import Identities
from storage.jobs.jobs import Jobs
from storage.limits import Limits
from storage.materials import Materials
from storage.media.store import MediaStore
from storage.media_shares import MediaShares
from storage.redis.client import Redis
from storage.telegram_mailbox import Claimed, Mailbox
from storage.telegram_outbox import ALL_MS, Outbox
from storage.voice import VoiceStore
from storage.voice_people import VoicePeople
from tests.polling import until
from tests.processes import RedisProcess

PUBLIC = "https://rooms.example"


class OneFile:
    """What Telegram would give for any file."""

    async def parts(self, file_id: str, limit: int) -> AsyncIterator[bytes]:
        yield b"%PDF-1.7 important"


def bot_of(redis: Redis, folder: Path, mailbox: Mailbox, store: VoiceStore, jobs: Jobs) -> Bot:
    lifecycle, replies = Lifecycle(store, VoicePeople(redis)), Replies(PUBLIC)
    new_sessions = NewSessions(lifecycle, Limits(redis), 0, lambda: None)
    media = Materials(store, MediaStore.open(folder.as_uri()), MediaShares(redis, owner_limit=0, guest_limit=0))
    materials = BotMaterials(
        store=store,
        lifecycle=lifecycle,
        materials=media,
        mailbox=mailbox,
        jobs=jobs,
        files=OneFile(),
        replies=replies,
        new_sessions=new_sessions,
        require_room=lambda: None,
        file_limit=1_000_000,
    )
    return Bot(
        store=store,
        lifecycle=lifecycle,
        feeds=Feeds(redis),
        mailbox=mailbox,
        jobs=jobs,
        replies=replies,
        new_sessions=new_sessions,
        materials=materials,
        admission=Admission(permissions=(READ_OWN, UPDATE)),
        identities=Identities(redis, name_seconds=60),
        login_link=None,
        username="a_bot",
    )


class Story:
    """A chat whose updates are handled by one process after another."""

    def __init__(self, redis: Redis, folder: Path) -> None:
        self.chat = 10**9 + secrets.randbelow(10**12)
        self.redis = redis
        self.folder = folder
        self.store = VoiceStore(redis, public_url=PUBLIC, log_length=10)
        self.jobs = Jobs(redis, "voice", backoff_ms=50)
        self.update_id = 0

    async def post(self, **content: Any) -> bool:
        self.update_id += 1
        who = {"id": self.chat, "is_bot": False, "first_name": "Анна"}
        message = {"message_id": self.update_id, "chat": {"id": self.chat, "type": "private"}, "from": who, **content}
        update = orjson.dumps({"update_id": self.update_id, "message": message})
        return await Mailbox(self.redis).post(self.chat, self.update_id, update)

    async def handled(self, *, dies: bool) -> tuple[Claimed, list[str]]:
        """By a new process: its claim and what it says. One that dies says nothing, and its lease ends."""
        mailbox = Mailbox(self.redis, holder=secrets.token_hex(4))
        claimed = await mailbox.claim(self.chat)
        assert claimed is not None
        answer = await bot_of(self.redis, self.folder, mailbox, self.store, self.jobs).handle(claimed)
        if dies:
            await mailbox.later(self.chat, 0)
        else:
            assert await mailbox.done(claimed, answer.messages, answer.burst)
            assert not await mailbox.done(claimed, answer.messages)  # a late process has nothing to say
        return claimed, [str(one.params["text"]).split("\n")[0] for one in answer.messages]

    async def queued(self) -> list[str]:
        """The first lines of what is to be sent, each once."""
        outbox, lines = Outbox(self.redis), []
        while (message := await outbox.next(self.chat)) is not None:
            lines.append(message.params["text"].split("\n")[0])
            await outbox.settle(message, "sent", pause_ms=0)
        return lines


@pytest.fixture
async def story(own_redis: RedisProcess, tmp_path: Path) -> AsyncIterator[Story]:
    """In a Redis of its own: the bot that other tests share would take part."""
    redis = await Redis.connect(own_redis.url)
    one = Story(redis, tmp_path)
    yield one
    await one.jobs.close()
    await redis.close()


async def test_V2_V5_a_command_that_is_handled_twice_is_done_and_answered_once(story: Story) -> None:
    assert await story.post(text="/start")
    first, _ = await story.handled(dies=True)
    second, said = await story.handled(dies=False)
    assert (second.session_id, second.attempt, said) == (first.session_id, 2, ["Сессия создана"])
    await story.post(text="/done")
    await story.handled(dies=True)
    _, said = await story.handled(dies=False)
    assert said == ["Сессия завершена"]
    session = orjson.loads((await story.store.read(first.session_id, Server.ITSELF)).session)
    assert (session["is_active"], session["done_count"]) == (False, 1)
    assert await story.queued() == ["Сессия создана", "Сессия завершена"]


@pytest.mark.parametrize("content", [{"text": "мысль"}, {"document": {"file_id": "F1", "file_name": "a.pdf"}}])
async def test_V7_a_material_that_is_handled_twice_is_stored_and_told_once(
    story: Story, content: dict[str, Any]
) -> None:
    """Without an active session: it makes one, and so does no later attempt, even when that session was closed."""
    await story.post(**content)
    first, _ = await story.handled(dies=True)
    second, said = await story.handled(dies=False)
    assert said == ["Сессия создана"]
    assert (second.session_id, second.material_id) == (first.session_id, first.material_id)
    read = await story.store.read(first.session_id, Server.ITSELF)
    assert [orjson.loads(one)["material_id"] for one in read.materials] == [first.material_id]
    assert await story.queued() == ["Сессия создана"]


async def test_a_repeated_update_is_known_and_a_chat_has_one_reader_at_a_time(story: Story) -> None:
    assert await story.post(text="/help")
    story.update_id -= 1
    assert not await story.post(text="/help")
    one, other = (Mailbox(story.redis, holder=name) for name in ("one", "other"))
    claimed = await one.claim(story.chat)
    assert claimed is not None
    assert await other.claim(story.chat) is None
    assert await one.done(claimed)
    assert await other.claim(story.chat) is None
    assert story.chat not in await one.chats()


async def test_a_burst_waits_while_its_chat_has_messages_to_send_and_goes_on_counting(story: Story) -> None:
    """However little Telegram takes, a chat has at most one acknowledgement waiting."""
    outbox = Outbox(story.redis)
    await story.post(text="/start")
    await story.handled(dies=False)
    for text in ("раз", "два"):
        await story.post(text=text)
        await story.handled(dies=False)
    burst = keys.telegram(story.chat, "burst")

    async def is_over() -> bool:
        return float(await story.redis.call(*_burst_end(story))) <= await _now(story.redis)

    await until(is_over)
    await outbox.flush_bursts()
    assert await story.redis.call(burst, "HGET", burst, "count") == b"2"  # the answer to /start has not been sent
    assert await story.queued() == ["Сессия создана"]
    await until(is_over)
    await outbox.flush_bursts()
    assert await story.queued() == ["Добавлено материалов: 2"]


def _burst_end(story: Story) -> tuple[str, str, str, str]:
    index = keys.telegram_index(story.chat, "bursts")
    return index, "ZSCORE", index, str(story.chat)


async def test_the_bot_sends_at_most_thirty_messages_a_second_and_waits_as_telegram_says(
    own_redis: RedisProcess,
) -> None:
    redis = await Redis.connect(own_redis.url)
    outbox = Outbox(redis)

    began = await _now(redis)
    for _ in range(30):
        await outbox.pace()
    wait = await outbox.pace()
    assert began + 30 * ALL_MS <= await _now(redis) + wait  # the 31st comes a second after the first
    await outbox.pace(pause_ms=60_000)
    assert await outbox.pace() > 5_000
    assert await outbox.pace() > 5_000  # nobody takes a turn that is so late
    await redis.close()


async def _now(redis: Redis) -> int:
    seconds, micros = await redis.call("x", "TIME")
    return int(seconds) * 1000 + int(micros) // 1000
