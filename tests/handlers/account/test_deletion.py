"""The end of an account, on two running processes."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from server.products import PRODUCTS
from server.products.accounts import deletion_of
from server.products.product import WorkerParts
from server.settings.model import Settings
from storage.media.store import MediaStore
from storage.redis.client import Redis
from tests.handlers.account.test_logins import as_, guest, link, login
from tests.processes import RedisProcess, ServerProcess
from tests.server.client import Browser, connected


@pytest.fixture
async def pair(two_servers: tuple[ServerProcess, ServerProcess]) -> AsyncIterator[tuple[Browser, Browser]]:
    async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as session:
        here, there = two_servers
        yield Browser(here, session), Browser(there, session)


async def delete(browser: Browser, token: str, **body: Any) -> Any:
    return await browser.ask("DELETE", "/api/auth/me", json=body, **as_(token))


async def test_AC23_after_the_answer_no_process_takes_anything_of_the_account(
    pair: tuple[Browser, Browser], redis_server: RedisProcess, tmp_path: Any
) -> None:
    here, there = pair
    mira = await guest(here, "Mira")
    joined = await guest(here, "Phone")
    ticket = await link(here, mira["token"])
    brought = await here.ask(
        "POST", "/api/auth/login", json={"by": "ticket", "secret": ticket, "bring": True}, **as_(joined["token"])
    )
    fresh = brought.json["token"]
    wanted = {"name": "Desk", "scopes": ["read", "mark", "edit"], "in_address": True}
    key = (await here.ask("POST", "/api/keys", json=wanted, **as_(fresh))).json["key"]
    recovery = (await here.ask("POST", "/api/auth/recovery_key", json={}, **as_(fresh))).json["key"]
    open_link = await link(here, fresh)
    made: list[str] = []
    is_over = False
    late: list[int] = []

    async def hammer(browser: Browser, token: str) -> None:
        for number in range(1000):
            asked_late = is_over
            answer = await browser.ask("POST", "/api/clip-sessions", json={"title": f"{number}"}, **as_(token))
            if answer.status == 201:
                made.append(answer.json["id"])
                if asked_late:
                    late.append(number)
            else:
                assert answer.status == 401
                return

    async with connected(there.server.url, Cookie=f"roomtone_token={fresh}") as client:
        await client.join()
        look = (await here.ask("GET", "/api/auth/me/deletion", **as_(fresh))).json
        assert (look["name"], look["proof"], look["others"]) == ("Mira", "key", 0)
        hammering = [asyncio.create_task(hammer(there, one)) for one in (fresh, joined["token"])]
        assert (await delete(here, fresh, confirm="Somebody")).status == 409
        answer = await delete(here, fresh, confirm="Mira", key=recovery)
        is_over = True
        assert (answer.status, answer.json["name"]) == (202, "Mira")
        assert 'roomtone_token=""' in answer.headers["Set-Cookie"]
        await asyncio.gather(*hammering)
        while await client.receive() is not None:
            pass
    assert (bool(made), late) == (True, [])
    for browser in pair:
        for token in (fresh, mira["token"], joined["token"]):
            assert (await browser.ask("PATCH", "/api/auth/me", json={"name": "x"}, **as_(token))).status == 401
        assert (await browser.ask("POST", f"/api/hooks/moment/{key}")).status == 401
        proof = {"by": "key", "secret": recovery}
        assert (await browser.ask("POST", "/api/auth/login", json=proof)).status == 410
        assert (await login(browser, open_link)).status == 410
    redis = await Redis.connect(redis_server.url)
    settings = Settings(data_dir=tmp_path)
    parts = WorkerParts(settings, redis, None, MediaStore.open(settings.media_location), None)  # type: ignore[arg-type]
    deletion = deletion_of(settings, redis, {one.kind: one.forget(parts) for one in PRODUCTS if one.forget})
    deletion._settle_ms = 0
    await deletion.run_due()
    await redis.close()
    admin = here.signed_in("chief", roles=["admin"])
    for id_ in (mira["user"]["id"], joined["user"]["id"]):
        listed = await here.ask("GET", f"/admin/sessions?owner={id_}", **admin)
        assert (listed.status, listed.json["items"]) == (200, [])


async def test_AC23_who_has_another_proof_gives_it(pair: tuple[Browser, Browser]) -> None:
    here, _ = pair
    mira = await guest(here, "Mira")
    key = (await here.ask("POST", "/api/auth/recovery_key", json={}, **as_(mira["token"]))).json["key"]
    stolen = (await login(here, await link(here, mira["token"]))).json["token"]
    assert (await here.ask("GET", "/api/auth/me/deletion", **as_(stolen))).json["needs_key"] is True
    assert (await delete(here, stolen, confirm="Mira")).status == 403
    assert (await delete(here, stolen, confirm="Mira", key="0" * 24)).status == 410
    account = here.signed_in("somebody", name="Ann")  # as a provider would say, long ago
    assert (await here.ask("GET", "/api/auth/me/deletion", **account)).json["proof"] == "sign_in"
    assert (await delete(here, stolen, confirm="Mira", key=key, more=1)).status == 400
    assert (await delete(here, stolen, confirm="Mira", key=key)).status == 202


async def test_AC23_an_admin_deletes_an_account_and_the_audit_log_says_so(pair: tuple[Browser, Browser]) -> None:
    here, there = pair
    theo = await guest(here, "Theo")
    admin = here.signed_in("chief", roles=["admin"])
    path = f"/admin/accounts/{theo['user']['id']}"
    assert (await here.ask("DELETE", path, **as_(theo["token"]))).status == 403
    assert (await here.ask("DELETE", "/admin/accounts/chief", **admin)).status == 409
    assert (await here.ask("DELETE", path, **admin)).status == 202
    assert (await there.ask("POST", "/api/auth/refresh", **as_(theo["token"]))).status == 401
    lines = (await here.ask("GET", "/admin/audit", **admin)).json["items"]
    line = lines[0]["entry"]
    assert (line["action"], line["about"]) == ("delete_account", {"user": theo["user"]["id"]})
