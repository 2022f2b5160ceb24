"""ROOMTONE_TELEGRAM_ALLOW in the chat: who is not on the list is told so once a day, and nothing of them is stored."""

from typing import Any

import pytest

from handlers.telegram.admission import Admission
from storage import keys
from tests.telegram.stories import LET_IN, Story


@pytest.mark.parametrize("refused_by", ["the list", "the block"])
@pytest.mark.parametrize("content", [{"text": "/start"}, {"document": {"file_id": "F1", "file_name": "a.pdf"}}])
async def test_V6_who_is_not_let_in_is_told_their_id_once_and_nothing_is_stored(
    story: Story, refused_by: str, content: dict[str, Any]
) -> None:
    blocked = Admission(blocked={f"telegram_{story.chat}"})
    story.admission = Admission(allowed={story.chat + 1}) if refused_by == "the list" else blocked
    await story.post(**content)
    _, said = await story.handled(dies=False)
    assert said == [
        f"Этот бот работает не для всех. Ваш Telegram id: {story.chat}. Передайте его тому, кто ведёт этот сервер."
    ]
    await story.post(**content)
    _, said = await story.handled(dies=False)
    assert said == []
    assert await story.redis.call("x", "KEYS", "rt:*:session:*") == []
    assert await story.redis.call("x", "KEYS", keys.telegram(story.chat, "about")) == []
    assert [path for path in story.folder.rglob("*") if path.is_file()] == []

    story.admission = Admission(allowed={story.chat}, permissions=LET_IN.permissions)
    await story.post(text="/start")
    _, said = await story.handled(dies=False)
    assert said == ["Сессия создана"]
