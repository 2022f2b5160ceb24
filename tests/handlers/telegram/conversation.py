"""One conversation with every command in every state, for both ways in which updates come."""

from tests.handlers.telegram.bot_api import BotApi
from tests.handlers.telegram.chat import USERNAME, Chat
from tests.handlers.telegram.test_commands import (
    HELP,
    NO_ACTIVE,
    NOT_AVAILABLE,
    OLD_ID,
    started,
)


async def converse(api: BotApi, chat: Chat, public_url: str) -> None:
    """With the bot of a server at `public_url`, in the chat of somebody new."""
    for command in ("/session", "/done"):
        assert (await chat.ask(command)).text == NO_ACTIVE
    for command in ("/help", "/unknown"):
        assert (await chat.ask(command)).text.startswith(f"{HELP}\n")
    assert (await chat.ask(f"/session {OLD_ID}")).text == NOT_AVAILABLE

    first, second = await started(chat), await started(chat)

    def lines(happened: str, session_id: str, name: str = "Новая сессия") -> list[str]:
        return [happened, f"{public_url}/session/{session_id}", name, "—"]

    assert (await chat.ask("/session")).lines == lines("Активная сессия", second)
    link = f"https://voice.stratospace.fun/session/{first}"
    assert (await chat.ask(f"/session {link}")).lines == lines("Сессия активирована", first)
    replied = chat.message(text=f"{public_url}/session/{second}")
    said = await chat.ask("/session", reply_to_message=replied)
    assert said.lines == lines("Сессия активирована", second)

    await chat.press(said, "Переименовать")
    question = await chat.next()
    said = await chat.ask("Планёрка", reply_to_message=chat.bot_message(question))
    assert said.lines == lines("Сессия переименована", second, "Планёрка")

    await chat.write(document=api.file(b"%PDF-1.7 important", "plan.pdf"))
    assert (await chat.next()).lines[0] == "Добавлено материалов: 1"
    await chat.edit(await chat.write("заметка"), text="другая")
    assert (await chat.next()).lines[0] == "Добавлено материалов: 1"

    assert (await chat.ask("/login")).lines[1].startswith(f"{public_url}/tg_auth?token=")
    assert (await chat.ask(f"/done@{USERNAME}")).lines == lines("Сессия завершена", second, "Планёрка")
    assert (await chat.recap()).lines[0] == "Итоги: Планёрка"
    for command in ("/session", "/done"):
        assert (await chat.ask(command)).text == NO_ACTIVE
    # Never an arbitrary open session, such as the first one.
    third = (await chat.ask("после завершения")).lines[1].rpartition("/")[2]
    assert third not in {first, second}
    assert (await chat.next()).lines == ["Добавлено материалов: 1", "Новая сессия", f"{public_url}/session/{third}"]
    assert (await chat.ask("/session")).lines == lines("Активная сессия", third)
