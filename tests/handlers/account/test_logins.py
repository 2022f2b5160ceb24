"""Signing in with one-time links, on a running server."""

from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from tests.processes import ServerProcess
from tests.server.client import Answer, Browser, a_token


@pytest.fixture
async def browser(server: ServerProcess) -> AsyncIterator[Browser]:
    async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as session:
        yield Browser(server, session)


def as_(token: str) -> dict[str, Any]:
    return {"Authorization": f"Bearer {token}"}


async def guest(browser: Browser, name: str) -> dict[str, Any]:
    made = await browser.ask("POST", "/api/auth/guest", json={"name": name})
    assert made.status == 201
    found: dict[str, Any] = made.json
    return found


async def link(browser: Browser, token: str) -> str:
    made = await browser.ask("POST", "/api/auth/ticket", **as_(token))
    assert made.status == 201
    assert made.json["seconds"] == 600
    base, _, secret = made.json["url"].partition("/login#")
    assert base == browser.server.url
    return str(secret)


async def login(browser: Browser, secret: str, what: str = "", **headers: Any) -> Answer:
    return await browser.ask("POST", f"/api/auth/login{what}", json={"by": "ticket", "secret": secret}, **headers)


async def test_D45_AC18_a_stolen_token_takes_no_account_over_and_outlives_nothing(
    browser: Browser, server: ServerProcess
) -> None:
    mira = await guest(browser, "Mira")

    async def a_key(token: str, **body: Any) -> Answer:
        return await browser.ask("POST", "/api/auth/recovery_key", json=body, **as_(token))

    async def works(key: str) -> bool:
        proof = {"by": "key", "secret": key}
        return (await browser.ask("POST", "/api/auth/login/look", json=proof)).status == 200

    first = (await a_key(mira["token"])).json["key"]
    # Somebody signs a device in with the stolen token: that is no proof of who they are.
    stolen = (await login(browser, await link(browser, mira["token"]))).json["token"]
    refused = await a_key(stolen)
    assert (refused.status, refused.json["code"]) == (403, "forbidden")
    assert (await a_key(stolen, key="0" * 24)).status == 410
    other = await guest(browser, "Theo")
    assert (await a_key(stolen, key=(await a_key(other["token"])).json["key"])).status == 410
    second = (await a_key(stolen, key=first)).json["key"]
    assert (await works(first), await works(second)) == (False, True)

    out = (await browser.ask("POST", "/api/auth/sign_out_others", **as_(mira["token"]))).json
    assert (out["recovery_key_void"], await works(second)) == (True, False)
    assert (await a_key(stolen)).status == 401
    kept = (await a_key(out["token"])).json["key"]  # there is none by now
    again = (await browser.ask("POST", "/api/auth/sign_out_others", **as_(out["token"]))).json
    assert (again["recovery_key_void"], await works(kept)) == (False, True)


async def test_AC17_a_second_device_becomes_the_same_user_once(browser: Browser) -> None:
    mira = await guest(browser, "Mira")
    secret = await link(browser, mira["token"])
    looked = await login(browser, secret, "/look")
    assert looked.json == {
        "user": {"name": "Mira", "guest": True},
        "source": "device",
        "you": None,
        "is_you": False,
        "may_bring": False,
    }
    signed_in = await login(browser, secret)
    assert signed_in.json["user"] == mira["user"]
    assert "HttpOnly" in signed_in.headers["Set-Cookie"]
    assert signed_in.json["token"] in signed_in.headers["Set-Cookie"]
    again = await login(browser, secret)
    assert (again.status, again.json["code"]) == (410, "ticket_spent")
    assert "Set-Cookie" not in again.headers


async def test_AC17_looking_says_who_this_browser_is(browser: Browser) -> None:
    mira, theo = await guest(browser, "Mira"), await guest(browser, "Theo")
    secret = await link(browser, mira["token"])
    theirs = await login(browser, secret, "/look", **as_(theo["token"]))
    assert (theirs.json["you"]["name"], theirs.json["is_you"]) == ("Theo", False)
    own = await login(browser, secret, "/look", **as_(mira["token"]))
    assert (own.json["you"]["name"], own.json["is_you"]) == ("Mira", True)
    ended = await login(browser, secret, "/look", **as_(a_token(browser.server.data_dir, "u1", -60)))
    assert (ended.status, ended.json["you"]) == (200, None)


async def test_AC17_another_sites_page_cannot_sign_somebody_in(browser: Browser) -> None:
    mira = await guest(browser, "Mira")
    secret = await link(browser, mira["token"])
    foreign = await login(browser, secret, Origin="https://evil.example")
    assert (foreign.status, foreign.json["code"]) == (403, "forbidden")
    assert (await login(browser, secret)).status == 200


async def test_AC17_D26_roles_stay_on_the_device_that_has_them(browser: Browser) -> None:
    admin = a_token(browser.server.data_dir, "chief", 3600, roles=["admin"], permissions=["VOICEBOT_SESSIONS.READ_ALL"])
    signed_in = await login(browser, await link(browser, admin))
    assert signed_in.json["user"]["roles"] == []
    assert signed_in.json["user"]["permissions"] == ["VOICEBOT_SESSIONS.READ_ALL"]


@pytest.mark.parametrize(
    "body", [{}, {"by": "ticket"}, {"by": "word", "secret": "x"}, {"by": "ticket", "secret": ""},
             {"by": "ticket", "secret": "x" * 8193}, {"by": "ticket", "secret": "x", "more": 1}],
)  # fmt: skip
async def test_AC17_what_is_no_proof_is_refused(browser: Browser, body: dict[str, Any]) -> None:
    for what in ("/look", ""):
        answer = await browser.ask("POST", f"/api/auth/login{what}", json=body)
        assert (answer.status, answer.json["code"]) == (400, "invalid_payload")
