"""What a person makes in the chat is live on the home pages of each `sub` that is theirs, and the other way round."""

import asyncio
from collections.abc import Callable
from typing import Any

from roomtone_client import RoomtoneClient
from roomtone_client.messages import SessionEvent

from tests.handlers.telegram.chat import Chat
from tests.handlers.telegram.test_commands import started
from tests.handlers.voice.people import Person
from tests.polling import PATIENCE
from tests.processes import ServerProcess
from tests.users import is_pseudonym

OnTheWeb = Callable[[Chat], Person]


class Home:
    """A person's home page over a socket."""

    def __init__(self, person: Person) -> None:
        self.client = RoomtoneClient(person.url, token=person.token, session=person.http)
        self.person = person
        self.titles: dict[str, str | None] = {}
        self.changed = asyncio.Event()

    async def watch(self) -> None:
        home = (await self.person.call("PUT", "/api/home")).body["id"]
        await self.client.subscribe(home, self._heard, self._began)

    def _began(self, snapshot: dict[str, Any], _role: str) -> None:
        self.titles = {row["id"]: row["title"] for row in snapshot["rows"]}
        self.changed.set()

    def _heard(self, event: SessionEvent) -> None:
        if event["type"] == "row_changed":
            self.titles[event["data"]["row"]["id"]] = event["data"]["row"]["title"]
            self.changed.set()

    async def shows(self, session_id: str, title: str) -> None:
        async with asyncio.timeout(PATIENCE):
            while self.titles.get(session_id) != title:
                await self.changed.wait()
                self.changed.clear()


async def test_V1_PE7_the_home_of_a_web_sub_and_of_login_both_show_what_is_made_in_the_chat_and_on_the_web(
    chat: Chat, on_the_web: OnTheWeb, web_server: ServerProcess
) -> None:
    person = on_the_web(chat)
    secret = (await chat.ask("/login")).lines[1].partition("?token=")[2]
    used = await person.call("POST", "/api/auth/login", {"by": "ticket", "secret": secret})
    assert is_pseudonym(used.body["user"]["id"])
    by_login = Person(person.http, person.url, used.body["token"])
    homes = [Home(person), Home(by_login)]
    for home in homes:
        await home.watch()
    in_the_chat = await started(chat)
    on_the_page = (await person.create(session_name="На сайте"))["session_id"]
    for home in homes:
        await home.shows(in_the_chat, "Новая сессия")
        await home.shows(on_the_page, "На сайте")
    assert (await chat.ask(f"/session {on_the_page}")).lines[0] == "Сессия активирована"
    for home in homes:
        await home.client.close()
