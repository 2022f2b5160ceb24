"""Telegram calls the web processes: a forged call is refused, and a repeated one changes nothing."""

import aiohttp
import orjson

from auth.caller import Server
from storage.redis.client import Redis
from storage.voice.store import VoiceStore
from tests.handlers.telegram.servers import World
from tests.handlers.telegram.test_commands import NO_ACTIVE, started
from tests.polling import until

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"


async def test_V2_V5_V7_a_forged_call_is_refused_and_a_repeat_stored_once(webhook: World) -> None:
    api, hook = webhook.api, webhook.api.webhook
    assert hook is not None
    assert hook["url"] == f"{webhook.web.url}/telegram/updates"
    chat = api.chat()
    session_id = await started(chat)
    # Forged: without the secret, and with another one. Nothing of it is stored.
    forged = {"update_id": 1, "message": chat.message(text="подделка")}
    redis = await Redis.connect(webhook.redis.url)
    store = VoiceStore(redis, public_url=webhook.web.url, log_length=10)
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
        update_id = await api.deliver(update)
        await api.deliver(update, update_id)

    async def is_stored() -> bool:
        return bool((await store.read_whole(session_id, Server.ITSELF)).materials)

    await until(is_stored)
    assert (await chat.next()).lines[0] == "Добавлено материалов: 1"
    assert (await chat.ask("/done")).lines[0] == "Сессия завершена"
    assert (await chat.ask("/session")).text == NO_ACTIVE
    found = [orjson.loads(one)["text"] for one in (await store.read_whole(session_id, Server.ITSELF)).materials]
    assert found == ["один раз"]
    assert {status for status, _ in api.given} == {200}
    await redis.close()
