"""The commands, in every state, word for word (V2–V6, V25, V28–V30, V33, D22)."""

import asyncio
from collections.abc import Callable
from uuid import uuid4

import pytest
from roomtone_client import RoomtoneClient

from tests.handlers.telegram.bot_api import BotApi
from tests.handlers.telegram.chat import USERNAME, Chat
from tests.handlers.telegram.servers import BOTH_WAYS
from tests.handlers.voice.people import Person
from tests.processes import ServerProcess
from tests.users import is_pseudonym

pytestmark = BOTH_WAYS

OnTheWeb = Callable[[Chat], Person]
NO_ACTIVE = "Активная сессия не найдена. Напишите /start, чтобы создать новую, или укажите id: /session <session_id>."
NOT_AVAILABLE = "Сессия не найдена или недоступна."
HELP = (
    "Доступные команды:\n"
    "/start — создать новую сессию\n"
    "/session — показать активную сессию или активировать по ID/ссылке\n"
    "/done — завершить активную сессию\n"
    "/login — получить одноразовую ссылку входа в web-интерфейс"
)
OLD_ID = "507f1f77bcf86cd799439011"


async def started(chat: Chat) -> str:
    """A new session by /start; its id."""
    lines = (await chat.ask("/start")).lines
    assert lines[0] in {"Сессия создана", "Session created"}
    return lines[1].rpartition("/")[2]


async def test_V2_V29_start_creates_and_activates_and_leaves_the_others(
    chat: Chat, on_the_web: OnTheWeb, web_server: ServerProcess
) -> None:
    first = await started(chat)
    said = await chat.ask("/start")
    second = said.lines[1].rpartition("/")[2]
    assert said.lines == ["Сессия создана", f"{web_server.url}/session/{second}", "Новая сессия", "—"]
    assert second != first
    person = on_the_web(chat)
    active = await person.active()
    assert active is not None
    assert active["session_id"] == second
    assert (await person.view(first))["session"]["is_active"] is True


async def test_V3_V28_V29_session_alone_names_the_active_one_or_says_that_there_is_none(
    chat: Chat, web_server: ServerProcess
) -> None:
    assert (await chat.ask("/session")).text == NO_ACTIVE
    session_id = await started(chat)
    said = await chat.ask("/session")
    assert said.lines == ["Активная сессия", f"{web_server.url}/session/{session_id}", "Новая сессия", "—"]
    assert (await chat.ask("/done")).lines[0] == "Сессия завершена"
    assert (await chat.ask("/session")).text == NO_ACTIVE


async def test_V4_V25_V29_V33_session_takes_an_id_a_link_and_a_reply(
    chat: Chat, on_the_web: OnTheWeb, web_server: ServerProcess
) -> None:
    person = on_the_web(chat)
    created = await person.create(session_name="Планёрка")
    session_id = created["session_id"]
    expected = ["Сессия активирована", f"{web_server.url}/session/{session_id}", "Планёрка", "—"]
    assert (await chat.ask(f"/session {session_id}")).lines == expected
    await started(chat)
    assert (await chat.ask(f"/session https://voice.stratospace.fun/session/{session_id.upper()}")).lines == expected
    await started(chat)
    replied = chat.message(text=f"вот она: {web_server.url}/session/{session_id}?x=1")
    assert (await chat.ask("/session", reply_to_message=replied)).lines == expected
    hidden = {"type": "text_link", "offset": 0, "length": 3, "url": f"{web_server.url}/session/{session_id}"}
    replied = chat.message(caption="вот", caption_entities=[hidden], photo=[])
    assert (await chat.ask("/session", reply_to_message=replied)).lines == expected
    active = await person.active()
    assert active is not None
    assert active["session_id"] == session_id


async def test_D31_V4_V7_a_closed_session_that_is_chosen_takes_the_next_message(
    chat: Chat, on_the_web: OnTheWeb
) -> None:
    session_id = await started(chat)
    await chat.ask("/done")
    said = await chat.ask(f"/session {session_id}")
    assert said.lines[0] == "Сессия активирована"
    await chat.ask("записка")
    view = await on_the_web(chat).view(session_id)
    assert [one["text"] for one in view["materials"]] == ["записка"]
    assert (view["session"]["is_active"], view["session"]["done_count"]) == (True, 1)
    assert (await chat.ask("/done")).lines[0] == "Сессия завершена"
    assert (await on_the_web(chat).view(session_id))["session"]["done_count"] == 2


async def test_D31_V28_who_may_only_read_is_refused_and_never_told_activated(
    chat: Chat, api: BotApi, on_the_web: OnTheWeb
) -> None:
    owner = on_the_web(api.chat())
    session_id = (await owner.create())["session_id"]
    answer = await owner.call("PATCH", f"/api/people/{session_id}", {"link": "view"})
    assert answer.status < 300
    for _ in range(2):
        assert (await chat.ask(f"/session {session_id}")).text == NOT_AVAILABLE
        client = RoomtoneClient(owner.url, token=owner.token, session=owner.http)
        await client.command("session_done", {"session_id": session_id})
        await client.close()
    assert (await owner.view(session_id))["session"]["is_active"] is False


@pytest.mark.parametrize("argument", [OLD_ID, f"https://voice.stratospace.fun/session/{OLD_ID}", "вчерашняя", ""])
async def test_V4_V28_V33_what_is_unknown_or_not_allowed_reads_the_same(
    chat: Chat, api: BotApi, on_the_web: OnTheWeb, argument: str
) -> None:
    """Without an argument: a session of somebody else, and one that does not exist."""
    if argument:
        assert (await chat.ask(f"/session {argument}")).text == NOT_AVAILABLE
    else:
        foreign = (await on_the_web(api.chat()).create())["session_id"]
        assert (await chat.ask(f"/session {foreign}")).text == NOT_AVAILABLE
        assert (await chat.ask(f"/session {uuid4()}")).text == NOT_AVAILABLE
    assert await on_the_web(chat).active() is None


async def test_V5_V28_done_closes_the_active_session_alone(chat: Chat, on_the_web: OnTheWeb) -> None:
    assert (await chat.ask("/done")).text == NO_ACTIVE
    other, session_id = await started(chat), await started(chat)
    said = await chat.ask("/done")
    assert (said.lines[0], len(said.lines)) == ("Сессия завершена", 4)
    assert said.lines[1].endswith(session_id)
    person = on_the_web(chat)
    closed = (await person.view(session_id))["session"]
    assert (closed["is_active"], closed["done_count"]) == (False, 1)
    assert (await person.view(other))["session"]["is_active"] is True
    assert await person.active() is None


async def test_V1_V3_a_session_that_was_closed_on_the_web_is_not_active(chat: Chat, on_the_web: OnTheWeb) -> None:
    session_id = await started(chat)
    person = on_the_web(chat)
    client = RoomtoneClient(person.url, token=person.token, session=person.http)
    await client.command("session_done", {"session_id": session_id})
    await client.close()
    assert [(await chat.ask(command)).text for command in ("/session", "/done")] == [NO_ACTIVE, NO_ACTIVE]


async def test_V6_login_gives_a_link_that_works_once_whatever_session_is_active(
    chat: Chat, on_the_web: OnTheWeb, web_server: ServerProcess
) -> None:
    link = f"{web_server.url}/tg_auth?token="
    without = (await chat.ask("/login")).lines[-1]
    session_id = await started(chat)
    said = await chat.ask("/login")
    assert said.lines[0] == "Ссылка для входа. Она действует 10 минут и сработает один раз. Не пересылайте её:"
    assert without.startswith(link)
    assert said.lines[1].startswith(link)
    nobody = on_the_web(chat)
    proof = {"by": "ticket", "secret": said.lines[1].removeprefix(link)}
    looked = await nobody.call("POST", "/api/auth/login/look", proof)
    assert (looked.body["user"], looked.body["source"]) == ({"name": "Анна", "guest": False}, "telegram")
    used = await nobody.call("POST", "/api/auth/login", proof)
    assert used.status == 200
    assert is_pseudonym(used.body["user"]["id"])
    person = Person(nobody.http, nobody.url, used.body["token"])
    active = await person.active()
    assert active is not None
    assert active["session_id"] == session_id
    assert (await person.view(session_id))["role"] == "owner"
    again = await nobody.call("POST", "/api/auth/login", proof)
    assert (again.status, again.body["code"]) == (410, "ticket_spent")


async def test_D27_V4_what_a_guest_brought_along_is_theirs_in_the_chat(
    chat: Chat, on_the_web: OnTheWeb, web_server: ServerProcess
) -> None:
    nobody = on_the_web(chat)
    made = await nobody.call("POST", "/api/auth/guest", {"name": "Гость"})
    guest = Person(nobody.http, nobody.url, made.body["token"])
    session_id = (await guest.create(session_name="До входа"))["session_id"]
    assert (await chat.ask(f"/session {session_id}")).text == NOT_AVAILABLE
    secret = (await chat.ask("/login")).lines[1].partition("?token=")[2]
    joined = await guest.call("POST", "/api/auth/login", {"by": "ticket", "secret": secret, "bring": True})
    assert joined.status == 200
    assert is_pseudonym(joined.body["user"]["id"])
    said = await chat.ask(f"/session {session_id}")
    assert (said.lines[0], said.lines[2]) == ("Сессия активирована", "До входа")


async def test_V30_D43_help_and_unknown_commands_name_the_four_commands_first_and_then_the_others(chat: Chat) -> None:
    said = (await chat.ask("/help")).text
    assert said.startswith(f"{HELP}\n/sessions — ")
    assert [line.partition(" ")[0] for line in said.split("\n")[5:]] == ["/sessions", "/search", "/name", "/replies"]
    assert (await chat.ask("/whatever@bot and more")).text == said


async def test_V28_V29_V30_english_answers_are_as_exact(api: BotApi, chat: Chat, web_server: ServerProcess) -> None:
    english = api.chat(language="en-GB")
    assert (await english.ask("/session")).text == (
        "No active session was found. Send /start to create a new one, or give an id: /session <session_id>."
    )
    assert (await english.ask(f"/session {uuid4()}")).text == "The session was not found or is not available."
    said = await english.ask("/start")
    assert (said.lines[0], *said.lines[2:]) == ("Session created", "New session", "—")
    assert (await english.ask("/help")).text.startswith(
        "Available commands:\n"
        "/start — create a new session\n"
        "/session — show the active session, or activate one by its id or link\n"
        "/done — close the active session\n"
        "/login — get a one-time link that signs in to the web pages\n"
    )


async def test_D22_in_a_group_the_bot_points_to_the_private_chat_and_keeps_nothing(
    api: BotApi, chat: Chat, on_the_web: OnTheWeb
) -> None:
    group = api.group(chat)
    await group.write("секрет группы")
    await group.write("/start")
    await group.write("/start@another_bot")
    said = await group.ask(f"/start@{USERNAME}")
    assert said.text == f"Я работаю в личном чате: https://t.me/{USERNAME}. В группах я ничего не сохраняю."
    assert (await chat.ask("/session")).text == NO_ACTIVE
    assert len(group.received) == 1
    assert (await on_the_web(chat).call("GET", "/voicebot/sessions")).body["items"] == []


async def test_the_buttons_do_what_they_say(chat: Chat, on_the_web: OnTheWeb) -> None:
    said = await chat.ask("/start")
    first = said.lines[1].rpartition("/")[2]
    await chat.press(said, "Переименовать")
    question = await chat.next()
    assert question.params["reply_markup"] == {"force_reply": True}
    answer = await chat.ask("Разбор полётов", reply_to_message=chat.bot_message(question))
    assert (answer.lines[0], answer.lines[2]) == ("Сессия переименована", "Разбор полётов")
    await chat.press(said, "Новая")
    assert (await chat.next()).lines[0] == "Сессия создана"
    await chat.press(said, "Завершить")
    closed = await chat.next()
    assert closed.lines[:1] + closed.lines[2:3] == ["Сессия завершена", "Разбор полётов"]
    view = await on_the_web(chat).view(first)
    assert (view["session"]["is_active"], view["materials"]) == (False, [])


async def test_several_people_are_answered_beside_each_other(api: BotApi, chat: Chat) -> None:
    others = [api.chat() for _ in range(5)]
    answers = await asyncio.gather(*(one.ask("/session") for one in (chat, *others)))
    assert {answer.text for answer in answers} == {NO_ACTIVE}
