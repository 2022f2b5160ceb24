"""Telegram calls the web processes: a forged call is refused, a repeated one changes nothing, and the bot answers."""

from pathlib import Path

import aiohttp
import orjson

from auth.caller import Server
from storage.redis.client import Redis
from storage.voice import VoiceStore
from tests.polling import until
from tests.processes import RedisProcess, ServerProcess, free_port
from tests.telegram.bot_api import TOKEN, BotApi
from tests.telegram.conftest import start_bot
from tests.telegram.conversation import converse
from tests.telegram.test_commands import NO_ACTIVE, started

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"


async def test_V2_V3_V4_V5_V6_V7_V30_by_webhook_all_commands_work_a_forged_call_is_refused_and_a_repeat_stored_once(
    own_api: BotApi, own_redis: RedisProcess, tmp_path: Path
) -> None:
    port = free_port()
    public_url = f"http://127.0.0.1:{port}"
    settings = {"ROOMTONE_TELEGRAM_UPDATES": "webhook"}
    server = ServerProcess(
        own_redis.url,
        tmp_path,
        port,
        ROOMTONE_PUBLIC_URL=public_url,
        ROOMTONE_TELEGRAM_TOKEN=TOKEN,
        ROOMTONE_TELEGRAM_API=own_api.url,
        ROOMTONE_BODY_LIMIT="65536",
        **settings,
    )
    await server.start()
    bot = await start_bot(own_api, own_redis.url, tmp_path, public_url, **settings)
    hook = own_api.webhook
    assert hook is not None
    assert hook["url"] == f"{public_url}/telegram/updates"

    await converse(own_api, own_api.chat(), public_url)
    chat = own_api.chat()
    session_id = await started(chat)
    # Forged: without the secret, and with another one. Nothing of it is stored.
    forged = {"update_id": 1, "message": chat.message(text="подделка")}
    redis = await Redis.connect(own_redis.url)
    store = VoiceStore(redis, public_url=public_url, log_length=10)
    async with aiohttp.ClientSession() as http:
        for headers in ({}, {SECRET_HEADER: "0" * 64}, {SECRET_HEADER: "я".encode().decode("latin-1")}):
            async with http.post(hook["url"], json=forged, headers=headers) as answer:
                assert (answer.status, (await answer.json())["code"]) == (401, "unauthorized")
        real = {SECRET_HEADER: hook["secret_token"]}
        for body, status in ((b"{", 400), (b"[]", 200), (b'{"update_id":2}', 200), (b"x" * 100_000, 413)):
            async with http.post(hook["url"], data=body, headers=real) as answer:
                assert answer.status == status
        # Real, delivered twice.
        update = {"message": chat.message(text="один раз")}
        update_id = await own_api.deliver(update)
        await own_api.deliver(update, update_id)

    async def is_stored() -> bool:
        return bool((await store.read_whole(session_id, Server.ITSELF)).materials)

    await until(is_stored)
    assert (await chat.next()).lines[0] == "Добавлено материалов: 1"
    assert (await chat.ask("/done")).lines[0] == "Сессия завершена"
    assert (await chat.ask("/session")).text == NO_ACTIVE
    found = [orjson.loads(one)["text"] for one in (await store.read_whole(session_id, Server.ITSELF)).materials]
    assert found == ["один раз"]
    assert {status for status, _ in own_api.given} == {200}
    await redis.close()
    assert await bot.stop() == 0
    await server.stop()
