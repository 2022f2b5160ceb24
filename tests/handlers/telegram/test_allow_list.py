"""ROOMTONE_TELEGRAM_ALLOW and blocks in the chat: who is not let in is told so once a day, and nothing of them is
stored."""

from typing import Any

import aiohttp
import pytest

from auth.blocks import Block, Blocks
from handlers.telegram.admission import Admission
from storage.home.store import HomeStore
from storage.redis import keys
from tests.handlers.telegram.chat import Chat
from tests.handlers.telegram.servers import World
from tests.handlers.telegram.stories import LET_IN, Story
from tests.handlers.telegram.test_commands import started
from tests.handlers.voice.people import Person, token
from tests.users import PSEUDONYMS, a_user, known_as

REFUSED = "Этот бот работает не для всех. Ваш Telegram id: {}. Передайте его тому, кто ведёт этот сервер."


@pytest.mark.parametrize("refused_by", ["the list", "the settings", "an admin"])
@pytest.mark.parametrize("content", [{"text": "/start"}, {"document": {"file_id": "F1", "file_name": "a.pdf"}}])
async def test_V6_who_is_not_let_in_is_told_their_id_once_and_nothing_is_stored(
    story: Story, refused_by: str, content: dict[str, Any]
) -> None:
    user_id, blocks = f"telegram_{story.chat}", Blocks()
    blocks.replace([Block((PSEUDONYMS.of_named(user_id),), None, 0)])
    story.admission = {
        "the list": Admission(PSEUDONYMS, allowed={story.chat + 1}),
        "the settings": Admission(PSEUDONYMS, blocked={user_id}),
        "an admin": Admission(PSEUDONYMS, blocks=blocks),
    }[refused_by]
    await story.post(**content)
    _, said = await story.handled(dies=False)
    assert said == [REFUSED.format(story.chat)]
    await story.post(**content)
    _, said = await story.handled(dies=False)
    assert said == []
    assert await story.redis.call("x", "KEYS", "rt:*:session:*") == []
    assert await story.redis.call("x", "KEYS", keys.telegram(story.chat, "about")) == []
    assert [path for path in story.folder.rglob("*") if path.is_file()] == []

    story.admission = Admission(PSEUDONYMS, allowed={story.chat}, permissions=LET_IN.permissions)
    await story.post(text="/start")
    _, said = await story.handled(dies=False)
    assert said == ["Сессия создана"]


@pytest.mark.parametrize("said", ["/start", "/session", "/done", "/login", "a file"])
@pytest.mark.parametrize("refused_by", ["the settings", "an admin"])
async def test_D34_V6_who_is_blocked_on_the_web_does_nothing_by_the_bot(
    story: Story, refused_by: str, said: str
) -> None:
    web, blocks = a_user(known_as(f"web-{story.chat}"), telegram_user_id=story.chat), Blocks()
    await HomeStore(story.redis).open(web)  # as their page does
    blocks.replace([Block((web.id,), None, 0)])
    by_settings = Admission(PSEUDONYMS, blocked={f"web-{story.chat}"}, permissions=LET_IN.permissions)
    by_admin = Admission(PSEUDONYMS, blocks=blocks, permissions=LET_IN.permissions)
    story.admission = by_settings if refused_by == "the settings" else by_admin
    await story.post(**({"document": {"file_id": "F1", "file_name": "a.pdf"}} if said == "a file" else {"text": said}))
    _, answers = await story.handled(dies=False)
    assert answers == [REFUSED.format(story.chat)]
    assert await story.redis.call("x", "KEYS", "rt:*:index:voice:*") == []


async def test_AB3_the_bot_talks_no_more_to_whom_an_admin_has_blocked_on_the_web(
    world: World, chat: Chat, http: aiohttp.ClientSession
) -> None:
    session_id = await started(chat)
    admin = Person(http, world.web.url, token("root", roles=["admin"]))
    made = await admin.call("POST", "/admin/blocks", {"user": f"telegram_{chat.user_id}", "reason": "spam"})
    assert made.status == 201, made.body
    said = await chat.ask("/session")
    while said.text != REFUSED.format(chat.user_id):  # what came before the bot knew of the block
        assert said.lines[1].endswith(session_id)
        said = await chat.ask("/session")
