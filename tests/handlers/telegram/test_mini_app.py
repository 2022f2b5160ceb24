"""The Mini App: who Telegram says that opened it, what is refused, and who may frame it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import pytest

from auth.access import READ_OWN, UPDATE
from auth.blocks import Block, Blocks
from auth.telegram import telegram_user
from auth.tokens import TokenIssuer, TokenVerifier
from handlers.api.call import Call
from handlers.telegram.admission import Admission
from handlers.telegram.mini_app import Launch, MiniApp
from sessions.base.errors import Forbidden, TicketSpent, Unauthorized
from storage.account.identities import Identities
from storage.home.store import HomeStore
from storage.redis.client import Redis
from storage.session.rate_limiter import RateLimiter
from tests.handlers.telegram.bot_api import TOKEN
from tests.handlers.telegram.chat import Chat
from tests.handlers.telegram.launches import init_data
from tests.handlers.telegram.test_commands import started
from tests.handlers.voice.people import SECRET, Answer, Person
from tests.processes import ServerProcess
from tests.users import PSEUDONYMS, a_telegram_number, a_user, is_pseudonym, known_as

OnTheWeb = Callable[[Chat], Person]
OPEN = "/api/auth/telegram"


async def launched(person: Person, data: str, **more: Any) -> Answer:
    async with person.http.post(person.url + OPEN, json={"init_data": data, **more}) as answer:
        return Answer(answer.status, await answer.json(), answer.headers)


async def test_AC22_V1_the_person_of_the_chat_is_the_one_of_login_and_no_cookie_is_set(
    chat: Chat, on_the_web: OnTheWeb, web_server: ServerProcess
) -> None:
    session_id = await started(chat)
    person = on_the_web(chat)
    data = init_data(chat.user_id)
    opened = await launched(person, data)
    assert opened.status == 200
    assert is_pseudonym(opened.body["user"]["id"])
    assert opened.body["user"] == {
        "id": opened.body["user"]["id"],
        "name": "Анна П",
        "guest": False,
        "roles": [],
        "permissions": sorted((READ_OWN, UPDATE)),
    }
    assert "Set-Cookie" not in opened.headers
    inside = Person(person.http, person.url, opened.body["token"])
    active = await inside.active()
    assert active is not None
    assert active["session_id"] == session_id
    assert (await inside.view(session_id))["role"] == "owner"
    logged = web_server.log.read_text()
    assert TOKEN not in logged
    assert data.rpartition("hash=")[2] not in logged


@pytest.mark.parametrize(
    ("data", "more", "status", "code"),
    [
        (init_data(7, token="1:another"), {}, 401, "unauthorized"),
        (init_data(7, age=700), {}, 410, "ticket_spent"),
        ("x" * 5000, {}, 400, "invalid_payload"),
        (init_data(7), {"user": {"id": 8}}, 400, "invalid_payload"),
    ],
)
async def test_AC22_D21_what_is_forged_old_too_long_or_unknown_is_refused_with_its_code(
    on_the_web: OnTheWeb, chat: Chat, data: str, more: dict[str, Any], status: int, code: str
) -> None:
    answer = await launched(on_the_web(chat), data, **more)
    assert (answer.status, answer.body["code"]) == (status, code)
    assert "token" not in answer.body
    assert "Set-Cookie" not in answer.headers


async def test_AC22_telegram_alone_may_frame_the_page_of_the_mini_app_and_no_other_page(
    on_the_web: OnTheWeb, chat: Chat
) -> None:
    person = on_the_web(chat)
    framed = {}
    for path in ("/tg_app", f"/tg_app/{'0' * 8}-0000-4000-8000-{'0' * 12}", "/session", "/tg_auth", "/", "/tg_app/x/y"):
        async with person.http.get(person.url + path, headers={"Accept": "text/html"}) as answer:
            policy = answer.headers["Content-Security-Policy"]
        framed[path] = policy.partition("frame-ancestors ")[2]
    telegram = " ".join(f"https://{client}.telegram.org" for client in ("web", "weba", "webk", "webz"))
    assert list(framed.values()) == [telegram, telegram, "'none'", "'none'", "'none'", "'none'"]


@dataclass
class Here:
    """The handler with a real Redis."""

    redis: Redis

    async def open(self, data: str, admission: Admission, *, bot_token: str | None = TOKEN) -> str:
        """The id of who it signs in."""
        app = MiniApp(
            TokenIssuer(SECRET.encode()),
            RateLimiter(self.redis),
            Identities(self.redis, name_seconds=60),
            admission,
            bot_token=bot_token,
            logins_per_minute=0,
        )
        answer = await app.open(Call("127.0.0.1"), Launch(init_data=data))
        user = await TokenVerifier(secret=SECRET.encode()).verify(answer.token)
        assert user.telegram_user_id is not None
        return user.id


async def test_AC22_the_allow_list_of_the_bot_holds_in_its_mini_app(redis: Redis) -> None:
    here, anna, somebody = Here(redis), a_telegram_number(), 8
    subject = f"telegram_{anna}"
    let_in = Admission(PSEUDONYMS, allowed={anna})
    assert await here.open(init_data(anna), let_in) == PSEUDONYMS.of("telegram", subject)
    for admission in (Admission(PSEUDONYMS, allowed={somebody}), Admission(PSEUDONYMS, blocked={subject})):
        with pytest.raises(Forbidden):
            await here.open(init_data(anna), admission)
    with pytest.raises(Unauthorized):  # a forged one does not learn who is let in
        await here.open(init_data(anna, token="1:another"), Admission(PSEUDONYMS, allowed={somebody}))
    with pytest.raises(TicketSpent):
        await here.open(init_data(anna, age=3600), Admission(PSEUDONYMS))
    with pytest.raises(Forbidden):
        await here.open(init_data(anna), Admission(PSEUDONYMS), bot_token=None)


@pytest.mark.parametrize("refused_by", ["the settings", "an admin"])
@pytest.mark.parametrize("known", ["joined", "by a token"])
async def test_D34_AC22_who_is_blocked_under_another_id_of_theirs_does_not_come_in_by_telegram(
    redis: Redis, refused_by: str, known: str
) -> None:
    here, number, blocks = Here(redis), a_telegram_number(), Blocks()
    web = a_user(known_as(f"web-{number}"), telegram_user_id=number if known == "by a token" else None)
    if known == "joined":
        account = telegram_user(number, "Anna")
        account = replace(account, id=PSEUDONYMS.of_named(account.id))
        await Identities(redis, name_seconds=60).join(web, account)
    else:
        await HomeStore(redis).open(web)
    blocks.replace([Block((web.id,), None, 0)])
    by_settings, by_admin = Admission(PSEUDONYMS, blocked={f"web-{number}"}), Admission(PSEUDONYMS, blocks=blocks)
    with pytest.raises(Forbidden):
        await here.open(init_data(number), by_settings if refused_by == "the settings" else by_admin)


async def test_AC19_AC22_who_has_signed_out_other_devices_can_open_it_again(redis: Redis) -> None:
    identities = Identities(redis, name_seconds=60)
    here, anna = Here(redis), a_telegram_number()
    person = telegram_user(anna, "Анна")
    await identities.sign_out_others(replace(person, id=PSEUDONYMS.of_named(person.id)))
    opened = await here.open(init_data(anna), Admission(PSEUDONYMS))
    assert opened == PSEUDONYMS.of("telegram", f"telegram_{anna}")
