"""Recovery keys, signing out elsewhere, names, and joined identities, on a running server."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from tests.polling import until
from tests.processes import RedisProcess, ServerProcess
from tests.server.accounts import Provider, a_sub, with_provider
from tests.server.client import Answer, Browser, connected

Who = dict[str, Any]


@pytest.fixture(scope="module")
async def accounts(
    redis_server: RedisProcess, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[tuple[ServerProcess, Provider]]:
    async with with_provider(redis_server, tmp_path_factory.mktemp("accounts")) as both:
        yield both


@pytest.fixture
async def browser(accounts: tuple[ServerProcess, Provider]) -> AsyncIterator[Browser]:
    async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as session:
        yield Browser(accounts[0], session)


@pytest.fixture
def provider(accounts: tuple[ServerProcess, Provider]) -> Provider:
    return accounts[1]


def as_(who: Who) -> dict[str, Any]:
    return {"Authorization": f"Bearer {who['token']}"}


async def guest(browser: Browser, name: str) -> Who:
    return (await browser.ask("POST", "/api/auth/guest", json={"name": name})).json


async def login(browser: Browser, by: str, secret: str, **more: Any) -> Answer:
    headers: Who = {"Cookie": f"roomtone_token={more.pop('cookie')}"} if "cookie" in more else {}
    return await browser.ask("POST", "/api/auth/login", json={"by": by, "secret": secret, **more}, **headers)


async def me(browser: Browser, who: Who) -> Answer:
    return await browser.ask("GET", "/api/auth/me", Cookie=f"roomtone_token={who['token']}")


async def stream(browser: Browser, who: Who, title: str) -> str:
    return str((await browser.ask("POST", "/api/clip-sessions", json={"title": title}, **as_(who))).json["id"])


async def streams(browser: Browser, who: Who) -> set[str]:
    listed = (await browser.ask("GET", "/api/clip-sessions", **as_(who))).json["items"]
    return {one["title"] for one in listed}


async def recovery_key(browser: Browser, who: Who) -> str:
    made = await browser.ask("POST", "/api/auth/recovery_key", **as_(who))
    assert made.status == 201
    assert made.json["url"].endswith(f"/login#key={made.json['key']}")
    return str(made.json["key"])


# --- recovery keys ----------------------------------------------------------------------------------------------------


async def test_AC18_a_recovery_key_brings_everything_back_and_a_new_one_voids_it(browser: Browser) -> None:
    mira = await guest(browser, "Mira")
    await stream(browser, mira, "Tuesday")
    assert (await me(browser, mira)).json["has_recovery_key"] is False
    key = await recovery_key(browser, mira)
    assert (await me(browser, mira)).json["has_recovery_key"] is True
    for _ in range(2):  # it is not used up
        back = await login(browser, "key", key.lower())
        assert back.json["user"] == mira["user"]
        assert await streams(browser, back.json) == {"Tuesday"}
    newer = await recovery_key(browser, mira)
    void = await login(browser, "key", key)
    assert (void.status, void.json["code"]) == (410, "ticket_spent")
    assert (await login(browser, "key", newer)).json["user"]["id"] == mira["user"]["id"]


# --- signing out elsewhere --------------------------------------------------------------------------------------------


async def test_AC19_the_other_devices_of_a_user_are_signed_out_and_this_one_is_not(browser: Browser) -> None:
    mira, theo = await guest(browser, "Mira"), await guest(browser, "Theo")
    async with connected(browser.server.url) as other, connected(browser.server.url) as stranger:
        await other.join({"token": mira["token"]})
        await stranger.join({"token": theo["token"]})
        fresh = (await browser.ask("POST", "/api/auth/sign_out_others", **as_(mira))).json
        assert fresh["user"] == mira["user"]
        renewal = await browser.ask("POST", "/api/auth/refresh", **as_(mira))
        assert (renewal.status, renewal.json["code"]) == (401, "unauthorized")  # at once
        await other.event("token_expired")
        assert (await browser.ask("GET", "/api/clip-sessions", **as_(mira))).status == 401
        assert (await browser.ask("GET", "/api/clip-sessions", **as_(fresh))).status == 200
        assert (await stranger.ask("unsubscribe_from_session", {"session_id": NOWHERE}))["ok"]
    async with connected(browser.server.url) as again:
        await again.join({"token": fresh["token"]})


NOWHERE = "0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d"


async def test_AC19_another_process_and_one_that_starts_later_refuse_the_token_too(
    redis_server: RedisProcess, tmp_path_factory: pytest.TempPathFactory, two_servers: tuple[ServerProcess, ...]
) -> None:
    here, there = two_servers
    async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as session:
        one, other = Browser(here, session), Browser(there, session)
        mira = await guest(one, "Mira")
        assert (await other.ask("GET", "/api/clip-sessions", **as_(mira))).status == 200
        await one.ask("POST", "/api/auth/sign_out_others", **as_(mira))

        async def is_refused() -> bool:
            return (await other.ask("GET", "/api/clip-sessions", **as_(mira))).status == 401

        await until(is_refused)
        late = await ServerProcess(redis_server.url, here.data_dir).start()
        try:
            assert (await Browser(late, session).ask("GET", "/api/clip-sessions", **as_(mira))).status == 401
        finally:
            await late.stop()


# --- names ------------------------------------------------------------------------------------------------------------


async def test_AC20_a_new_name_reaches_the_cookies_of_other_devices(browser: Browser) -> None:
    mira = await guest(browser, "Mira")
    assert "Set-Cookie" not in (await me(browser, mira)).headers
    renamed = await browser.ask("PATCH", "/api/auth/me", json={"name": " Ines "}, **as_(mira))
    assert renamed.json["user"]["name"] == "Ines"
    elsewhere = await me(browser, mira)  # the old cookie
    assert elsewhere.json["user"]["name"] == "Ines"
    cookie = elsewhere.cookies["roomtone_token"].value
    assert "Set-Cookie" not in (await me(browser, {"token": cookie})).headers
    bad = await browser.ask("PATCH", "/api/auth/me", json={"name": "x" * 65}, **as_(mira))
    assert (bad.status, (await me(browser, {"token": cookie})).json["user"]["name"]) == (400, "Ines")


# --- joined identities ------------------------------------------------------------------------------------------------


async def test_D27_a_guest_who_signs_in_at_the_provider_keeps_everything(browser: Browser, provider: Provider) -> None:
    mira = await guest(browser, "Mira")
    own = await stream(browser, mira, "Tuesday")
    token = provider.token(a_sub(), "Ines", permissions=["VOICEBOT_SESSIONS.READ_ALL"])
    body = {"by": "provider", "secret": token}
    looked = await browser.ask("POST", "/api/auth/login/look", json=body, Cookie=f"roomtone_token={mira['token']}")
    assert (looked.json["user"]["name"], looked.json["you"]["name"], looked.json["may_bring"]) == ("Ines", "Mira", True)
    joined = (await login(browser, "provider", token, bring=True, cookie=mira["token"])).json
    assert (joined["user"]["id"], joined["user"]["name"], joined["user"]["guest"]) == (
        mira["user"]["id"],
        "Ines",
        False,
    )
    assert joined["user"]["permissions"] == ["VOICEBOT_SESSIONS.READ_ALL"]
    assert await streams(browser, joined) == {"Tuesday"}
    # On another device, where nobody was: the same user, who controls what the guest made.
    elsewhere = (await login(browser, "provider", token)).json
    assert elsewhere["user"]["id"] == mira["user"]["id"]
    assert (await browser.ask("POST", f"/api/clip-sessions/{own}/start", **as_(elsewhere))).status == 200


async def test_D27_the_guest_of_a_second_device_is_given_to_the_account_only_when_they_say_so(
    browser: Browser, provider: Provider
) -> None:
    first, second, third = [await guest(browser, name) for name in ("One", "Two", "Three")]
    token = provider.token(a_sub(), "Ines")
    await stream(browser, first, "of one")
    two = await stream(browser, second, "of two")
    three = await stream(browser, third, "of three")
    await login(browser, "provider", token, bring=True, cookie=first["token"])
    account = (await login(browser, "provider", token, bring=True, cookie=second["token"])).json
    assert account["user"]["id"] == first["user"]["id"]
    assert await streams(browser, account) == {"of one", "of two"}
    for verb, path in (("POST", f"/api/clip-sessions/{two}/start"), ("DELETE", f"/api/clip-sessions/{two}")):
        assert (await browser.ask(verb, path, **as_(account))).status < 300  # the alias counts in the scripts
    alone = (await login(browser, "provider", token, cookie=third["token"])).json
    assert await streams(browser, alone) == {"of one"}
    refused = await browser.ask("POST", f"/api/clip-sessions/{three}/start", **as_(alone))
    assert (refused.status, refused.json["code"]) == (403, "forbidden")
    assert await streams(browser, third) == {"of three"}


async def test_D27_an_account_is_not_given_away_by_a_link(browser: Browser, provider: Provider) -> None:
    stranger, mira = await guest(browser, "Stranger"), await guest(browser, "Mira")
    account = (await login(browser, "provider", provider.token(a_sub(), "Ines"), bring=True, cookie=mira["token"])).json
    secret = (await browser.ask("POST", "/api/auth/ticket", **as_(stranger))).json["url"].partition("#")[2]
    body = {"by": "ticket", "secret": secret}
    looked = await browser.ask("POST", "/api/auth/login/look", json=body, Cookie=f"roomtone_token={account['token']}")
    assert looked.json["may_bring"] is False
    refused = await login(browser, "ticket", secret, bring=True, cookie=account["token"])
    assert (refused.status, refused.json["code"]) == (409, "conflict")
    assert (await me(browser, account)).json["user"]["id"] == mira["user"]["id"]


async def test_D27_a_token_of_the_provider_cannot_name_aliases_itself(browser: Browser, provider: Provider) -> None:
    mira = await guest(browser, "Mira")
    own = await stream(browser, mira, "Tuesday")
    token = provider.token(a_sub(), "Thief", aliases=[mira["user"]["id"]], history=mira["user"]["id"])
    for who in ({"token": token}, (await login(browser, "provider", token)).json):
        refused = await browser.ask("POST", f"/api/clip-sessions/{own}/start", **as_(who))
        assert (refused.status, refused.json["code"]) == (403, "forbidden")


async def test_D27_our_own_token_is_no_providers(browser: Browser) -> None:
    mira = await guest(browser, "Mira")
    answer = await login(browser, "provider", mira["token"])
    assert (answer.status, answer.json["code"]) == (401, "unauthorized")


async def test_D27_who_was_removed_under_one_id_stays_out_under_all(browser: Browser, provider: Provider) -> None:
    owner, abuser, other = [await guest(browser, name) for name in ("Owner", "Abuser", "Other")]
    session_id = await stream(browser, owner, "Live")
    banned = {"user_id": abuser["user"]["id"], "role": "banned"}
    assert (await browser.ask("POST", f"/api/people/{session_id}/role", json=banned, **as_(owner))).status == 204
    secret = (await browser.ask("POST", "/api/auth/ticket", **as_(other))).json["url"].partition("#")[2]
    joined = (await login(browser, "ticket", secret, bring=True, cookie=abuser["token"])).json
    assert joined["user"]["id"] == other["user"]["id"]
    async with connected(browser.server.url) as client:
        await client.join({"token": joined["token"]})
        refused = await client.ask("subscribe_on_session", {"session_id": session_id})
        assert (refused["ok"], refused["error"]) == (False, "forbidden")


async def test_D27_a_change_on_its_way_while_identities_are_joined_is_kept(browser: Browser) -> None:
    giver, keeper = await guest(browser, "Giver"), await guest(browser, "Keeper")
    secret = (await browser.ask("POST", "/api/auth/ticket", **as_(keeper))).json["url"].partition("#")[2]
    making = asyncio.gather(*(stream(browser, giver, f"s{number}") for number in range(12)))
    joined = await login(browser, "ticket", secret, bring=True, cookie=giver["token"])
    made = await making
    assert joined.status == 200
    renewed = (await browser.ask("POST", "/api/auth/refresh", **as_(joined.json))).json
    assert await streams(browser, renewed) == {f"s{number}" for number in range(12)}
    for session_id in made:
        assert (await browser.ask("POST", f"/api/clip-sessions/{session_id}/start", **as_(renewed))).status == 200
    # The giver's other devices are the keeper from their next visit on.
    visited = await me(browser, giver)
    assert visited.json["user"]["id"] == keeper["user"]["id"]
    assert visited.cookies["roomtone_token"].value


async def test_AC12_what_a_provider_granted_is_not_carried_to_another_device(
    browser: Browser, provider: Provider
) -> None:
    token = provider.token(a_sub(), "Ines", permissions=["VOICEBOT_SESSIONS.READ_ALL"], roles=["admin"])
    account = (await login(browser, "provider", token)).json
    assert account["user"]["roles"] == ["admin"]
    secret = (await browser.ask("POST", "/api/auth/ticket", **as_(account))).json["url"].partition("#")[2]
    device = (await login(browser, "ticket", secret)).json
    assert (device["user"]["id"], device["user"]["roles"]) == (account["user"]["id"], [])
    assert "VOICEBOT_SESSIONS.READ_ALL" not in device["user"]["permissions"]


async def test_AC21_LI13_two_histories_are_one_after_a_join_and_the_pictures_come_along(browser: Browser) -> None:
    picture = b"\x89PNG\r\n\x1a\n" + bytes(200)
    giver, keeper = await guest(browser, "Giver"), await guest(browser, "Keeper")
    for number, (who, book) in enumerate([(giver, "dune"), (keeper, "emma")]):
        await browser.ask("POST", "/api/listening/books", json={"id": book, "name": f"{book}.mp3"}, **as_(who))
        await browser.ask("PUT", f"/api/listening/books/{book}/artwork", data=picture, **as_(who))
        span = {"started_at": 1_700_000_000_000 + number * 30_000, "ended_at": 1_700_000_060_000 + number * 30_000}
        batch = {"items": [{"client_id": "c", "book_id": book, **span}]}
        await browser.ask("POST", "/api/listening/sessions/batch", json=batch, **as_(who))
    secret = (await browser.ask("POST", "/api/auth/ticket", **as_(keeper))).json["url"].partition("#")[2]
    one = (await login(browser, "ticket", secret, bring=True, cookie=giver["token"])).json
    entries = (await browser.ask("GET", "/api/listening/sessions", **as_(one))).json["items"]
    assert [entry["book_id"] for entry in entries] == ["emma", "dune"]
    for entry in entries:
        shown = await browser.ask("GET", entry["artwork_url"], **as_(one))
        assert (shown.status, shown.body) == (200, picture)
    days = "zone=UTC&first=2023-11-14&last=2023-11-14"
    figures = (await browser.ask("GET", f"/api/listening/statistics?{days}", **as_(one))).json
    assert (figures["listened_ms"], figures["left_out_ms"]) == (90_000, 30_000)  # two devices at once count once (LI3)
    files = [path for path in browser.server.data_dir.rglob("listening/*/*") if path.is_file()]
    assert len(files) == 2
    await browser.ask("DELETE", "/api/listening", **as_(one))
    assert not any(path.exists() for path in files)


async def test_AC21_after_a_join_the_other_devices_of_both_are_one_person_at_once(browser: Browser) -> None:
    phone, laptop, owner = [await guest(browser, name) for name in ("Phone", "Laptop", "Owner")]

    async def a_jam(who: Who) -> str:
        jam = (await browser.ask("POST", "/api/sessions", json={}, **as_(who))).json["id"]
        closed = await browser.ask("PATCH", f"/api/people/{jam}", json={"link": "nobody"}, **as_(who))
        assert closed.status == 200
        return str(jam)

    async def opens(who: Who, jam: str) -> bool:
        return (await browser.ask("GET", f"/api/sessions/{jam}", **as_(who))).status == 200

    mine, theirs, foreign = await a_jam(phone), await a_jam(laptop), await a_jam(owner)
    role = {"user_id": phone["user"]["id"], "role": "editor"}
    assert (await browser.ask("POST", f"/api/people/{foreign}/role", json=role, **as_(owner))).status == 204
    async with connected(browser.server.url) as client:
        await client.join({"token": laptop["token"]})
        assert (await client.ask("subscribe_on_session", {"session_id": mine}))["error"] == "forbidden"
        secret = (await browser.ask("POST", "/api/auth/ticket", **as_(laptop))).json["url"].partition("#")[2]
        assert (await login(browser, "ticket", secret, bring=True, cookie=phone["token"])).status == 200
        await client.event("token_expired")  # it comes back as who they are by now
    async with connected(browser.server.url) as client:
        await client.join({"token": laptop["token"]})
        assert (await client.ask("subscribe_on_session", {"session_id": mine}))["ok"]
    for old in (phone, laptop):  # tokens from before the join, of a script for example
        assert [await opens(old, jam) for jam in (mine, theirs, foreign)] == [True, True, True]

    # Who is removed under one id is out with the old tokens of the other.
    banned = {"user_id": laptop["user"]["id"], "role": "banned"}
    assert (await browser.ask("POST", f"/api/people/{foreign}/role", json=banned, **as_(owner))).status == 204
    assert [await opens(old, foreign) for old in (phone, laptop)] == [False, False]
