"""Telegram's limits of messages: 30 a second in all and one a second to a chat, also when the machine is slow."""

import time
from collections import defaultdict
from itertools import pairwise

from storage.redis import keys
from storage.redis.client import Redis
from storage.telegram.mailbox import Mailbox
from storage.telegram.outbox import SECOND_MOST, Message, Outbox, TextFile
from tests.handlers.telegram.bot_api import BotApi
from tests.handlers.telegram.servers import World
from tests.handlers.telegram.test_commands import NO_ACTIVE
from tests.polling import PATIENCE, until
from tests.processes import RedisProcess

STALL = 0.5  # seconds
LATE = 0.5  # seconds that the network takes for a call, when it is slow


class Stalled:
    """Takes calls and notes when they were made. At some of them the whole process stands still, as on a machine that
    has other things to do; `fails` of the calls are answered with 502."""

    def __init__(self, *, stalls: int = 0, fails: int = 0) -> None:
        self.calls: list[tuple[float, int]] = []
        self._stalls = stalls
        self._fails = fails

    async def call(self, method: str, params: dict[str, object], file: object = None) -> int:
        self.calls.append((time.monotonic(), int(str(params["chat_id"]))))
        if self._stalls and len(self.calls) % 10 == 0:
            self._stalls -= 1
            time.sleep(STALL)  # noqa: ASYNC251 - this is the fault
        if self._fails:
            self._fails -= 1
            from server.telegram.api import LaterError  # aiogram: 4 s of CPU

            raise LaterError(None, "502")
        return len(self.calls)


class NoFiles:
    async def made(self, chat: int, file: TextFile) -> None:
        return None


class NoFileEver:
    async def made(self, chat: int, file: TextFile) -> None:
        raise ValueError("this one cannot be made")


async def queued(redis: Redis, chats: int, texts: int) -> None:
    """So many messages wait for each chat."""
    mailbox = Mailbox(redis, holder="bot")
    messages = [Message("sendMessage", {"text": f"{number}"}) for number in range(texts)]
    for chat in range(1, chats + 1):
        await mailbox.post(chat, 1, b"{}")
        claimed = await mailbox.claim(chat)
        assert claimed is not None
        await mailbox.done(claimed, messages)


async def sent(redis: Redis, api: Stalled, times: int) -> list[tuple[float, int]]:
    """The calls, once there were so many."""
    from server.telegram.sender import MessageSender

    sender = MessageSender(Outbox(redis), api, NoFiles())

    async def is_sent() -> bool:
        await sender.look()
        return len(api.calls) >= times

    await until(is_sent)
    await sender.close(PATIENCE)
    return api.calls


def most_in_a_second(times: list[float]) -> int:
    return max(sum(at <= other < at + 1 for other in times) for at in times)


async def test_no_second_has_more_than_thirty_messages_at_telegram_when_the_network_is_slow_at_first(
    world: World,
) -> None:
    """Those that the network holds up reach Telegram beside those that follow."""
    api: BotApi = world.api
    before = len(api.calls)
    api.delay("sendMessage", LATE, 15)
    chats = [api.chat() for _ in range(2 * SECOND_MOST + 2)]
    for chat in chats:
        await chat.write("/session")
    assert {(await chat.next()).text for chat in chats} == {NO_ACTIVE}
    sent = zip(api.times[before:], api.calls[before:], strict=True)
    times = [at for at, (method, _) in sent if method == "sendMessage"]
    assert len(times) >= len(chats)
    assert most_in_a_second(times) <= SECOND_MOST


async def test_no_second_has_more_than_thirty_messages_when_the_process_stood_still(own_redis: RedisProcess) -> None:
    redis = await Redis.connect(own_redis.url)
    await queued(redis, 70, 1)
    calls = [at for at, _ in await sent(redis, Stalled(stalls=2), 70)]
    assert len(calls) == 70
    assert most_in_a_second(calls) <= SECOND_MOST
    await redis.close()


async def test_no_chat_gets_two_messages_in_a_second_when_calls_fail(own_redis: RedisProcess) -> None:
    redis = await Redis.connect(own_redis.url)
    await queued(redis, 3, 2)
    by_chat = defaultdict(list)
    for at, chat in await sent(redis, Stalled(fails=3), 9):
        by_chat[chat].append(at)
    assert len(by_chat) == 3
    assert min(later - sooner for times in by_chat.values() for sooner, later in pairwise(times)) >= 0.99
    await redis.close()


async def test_TG4_a_file_that_can_never_be_made_is_given_up_and_holds_up_nothing(own_redis: RedisProcess) -> None:
    from server.telegram.sender import ATTEMPTS, MessageSender

    redis = await Redis.connect(own_redis.url)
    outbox, api, chat = Outbox(redis), Stalled(), 1
    file = Message("sendDocument", {}, file=TextFile("a-session", "", "en"))
    await Mailbox(redis).note_person(chat, "en")
    assert await outbox.send_file(chat, file, "a-session", "1", b"")
    await queued(redis, chat, 1)
    sender, due, attempts = MessageSender(outbox, api, NoFileEver()), keys.telegram_index(chat, "out"), []

    async def is_sent() -> bool:
        await redis.call(due, "ZADD", due, "XX", 1, chat)  # no pause
        await sender.look()
        await sender.close(PATIENCE)
        key = keys.telegram(chat, "attempts")
        attempts.append(int(await redis.call(key, "GET", key) or 0))
        return bool(api.calls)

    await until(is_sent)
    assert max(attempts) == ATTEMPTS - 1
    await redis.close()
