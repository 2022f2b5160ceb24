"""What a web member is sent of somebody who writes to the bot: never their number at Telegram (D25)."""

from collections.abc import Callable

from tests.handlers.telegram.chat import Chat
from tests.handlers.telegram.test_commands import started
from tests.handlers.telegram.test_materials import materials
from tests.handlers.voice.people import Person, token
from tests.users import is_pseudonym

OnTheWeb = Callable[[Chat], Person]


async def test_D25_a_member_on_the_web_sees_materials_of_the_chat_and_no_number_of_telegram(
    chat: Chat, on_the_web: OnTheWeb
) -> None:
    session_id = await started(chat)
    await chat.write("купить хлеба")
    anyone = on_the_web(chat)
    # The same person by a token whose `sub` does not have the number.
    owner = Person(anyone.http, anyone.url, token(f"anna-{session_id}", telegram_user_id=chat.user_id))
    lev = Person(owner.http, owner.url, token(f"lev-{session_id}"))
    role = {"user_id": f"lev-{session_id}", "role": "viewer", "name": "Lev"}
    assert (await owner.call("POST", f"/api/people/{session_id}/role", role)).status == 204
    [material] = await materials(lev, session_id, 1)
    assert material["text"] == "купить хлеба"
    people = (await lev.call("GET", f"/api/people/{session_id}")).body
    owners = [one["user_id"] for one in people["members"] if one["role"] == "owner"]
    assert [is_pseudonym(one) for one in owners] == [True]
    seen = [people, await lev.view(session_id), (await lev.call("PUT", "/api/home")).body]
    assert str(chat.user_id) not in repr(seen)
