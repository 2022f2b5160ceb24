"""Keys for scripts at every door of two servers (D41): what each scope may call, and that an ended key does nothing."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import uuid4

import aiohttp
import pytest

from auth.script_keys import Scope
from handlers.api.contract import Access
from server.documents.contract import CONTRACT
from tests.polling import PATIENCE
from tests.processes import ServerProcess
from tests.server.client import Browser, RawClient, a_token, bearer, connected
from tests.system.test_permissions import OF_KIND, VOICE, World

Servers = tuple[ServerProcess, ServerProcess]


class Maker:
    """Somebody with a session of each kind, and keys."""

    def __init__(self, server: ServerProcess, session: aiohttp.ClientSession) -> None:
        self.http = session
        self.server, self.browser, self.sub = server, Browser(server, session), f"maker-{uuid4()}"
        self.ids: dict[str, str] = {}

    async def ask(self, verb: str, path: str, json: Any = None) -> Any:
        answer = await self.browser.ask(verb, path, json=json, **self.browser.signed_in(self.sub, permissions=VOICE))
        assert answer.status < 300, answer.body
        return answer.json if answer.body else None

    async def make(self) -> "Maker":
        clip = await self.ask("POST", "/api/clip-sessions", {})
        jam = await self.ask("POST", "/api/sessions", {})
        voice = await self.ask("POST", "/voicebot/create_session", {})
        self.ids = {"clip": clip["id"], "jam": jam["id"], "voice": voice["session_id"]}
        return self

    async def key(self, *scopes: Scope, **fields: Any) -> dict[str, Any]:
        made: dict[str, Any] = await self.ask("POST", "/api/keys", {"name": "Desk", "scopes": list(scopes), **fields})
        return made

    async def with_key(self, text: str, verb: str, path: str, json: Any = None) -> tuple[int, Any]:
        with_it: dict[str, Any] = {**bearer(text)}
        answer = await self.browser.ask(verb, path, json=json, **with_it)
        return answer.status, answer.json if answer.body else None


@pytest.fixture
async def maker(two_servers: Servers) -> AsyncIterator[Maker]:
    async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as session:
        yield await Maker(two_servers[0], session).make()


@asynccontextmanager
async def socket(server: ServerProcess, key: str) -> AsyncIterator[RawClient]:
    async with connected(server.url) as client:
        yield await client.join({"token": key})


async def test_KY3_AC11_a_key_makes_the_calls_of_its_scope_and_no_other(maker: Maker, two_servers: Servers) -> None:
    """The matrix: every call of the contract, by a key of each scope and by one for another session."""
    world = World(two_servers[1], Browser(two_servers[1], maker.http))
    world.ids = maker.ids
    keys = {scope: (await maker.key(scope))["key"] for scope in Scope}
    elsewhere = {scope: (await maker.key(scope, session_id=str(uuid4())))["key"] for scope in Scope}
    calls = [one for one in CONTRACT.endpoints if one.access.reads_token]
    assert {one.scope for one in calls} == {None, *Scope}
    for endpoint in calls:
        assert endpoint.scope is None or endpoint.access is not Access.ADMIN
        for scope, key in keys.items():
            told = await world.call(endpoint, key)
            if endpoint.scope is not scope:
                assert told == "forbidden", (endpoint.name, scope)
            elif endpoint.access is not Access.SUBSCRIBER:
                assert told not in {"forbidden", "unauthorized"}, (endpoint.name, scope, told)
        if endpoint.scope is not None:
            told = await world.call(endpoint, elsewhere[endpoint.scope])
            assert told == "forbidden", (endpoint.name, told)
    assert any(OF_KIND.get(one.method.__qualname__.partition(".")[0]) == "clip" and one.scope for one in calls)


async def test_KY3_a_key_reaches_no_session_of_others_and_no_account(maker: Maker) -> None:
    key = (await maker.key(*Scope))["key"]
    others = maker.browser.signed_in(f"other-{uuid4()}")
    jam = (await maker.browser.ask("POST", "/api/sessions", json={}, **others)).json["id"]
    clip = (await maker.browser.ask("POST", "/api/clip-sessions", json={}, **others)).json["id"]
    assert (await maker.browser.ask("GET", f"/api/sessions/{jam}")).status == 200  # everybody with the link
    for path in (f"/api/sessions/{jam}", f"/api/clip-sessions/{clip}"):
        assert (await maker.with_key(key, "GET", path))[0] == 403
    async with socket(maker.server, key) as client:
        assert (await client.ask("subscribe_on_session", {"session_id": jam}))["error"] == "forbidden"
        token = a_token(maker.server.data_dir, maker.sub)
        assert (await client.ask("refresh_token", {"token": token}))["error"] == "forbidden"
        assert (await client.ask("subscribe_on_session", {"session_id": maker.ids["clip"]}))["ok"]
    login = {"by": "provider", "secret": key, "bring": True}
    with_it: dict[str, Any] = {**bearer(key)}
    assert (await maker.browser.ask("POST", "/api/auth/login", json=login, **with_it)).status == 401
    cookie: dict[str, Any] = {"Cookie": f"roomtone_token={key}"}
    assert (await maker.browser.ask("GET", "/api/clip-sessions", **cookie)).status == 401
    async with connected(maker.server.url, **cookie) as client:
        await client.send("40")
        assert "unauthorized" in await client.until("44")


async def test_KY4_SY1_nothing_is_accepted_after_the_answer_that_ends_a_key(maker: Maker, two_servers: Servers) -> None:
    """Scripts hammer two servers, over sockets and HTTP; what was stored has the store's own time."""
    clip = maker.ids["clip"]
    await maker.ask("POST", f"/api/clip-sessions/{clip}/start")
    made = await maker.key(Scope.MARK, Scope.READ, in_address=True)
    stop, tried = asyncio.Event(), {"ok": 0, "refused": 0}

    async def press(number: int) -> None:
        # One author each: their own pace would refuse most otherwise.
        while not stop.is_set():
            browser = Browser(two_servers[number % 2], maker.http)
            body = {"author": f"a{uuid4()}"[:32]}
            answer = await browser.ask("POST", f"/api/hooks/moment/{made['key']}", json=body)
            tried["ok" if answer.status == 201 else "refused"] += 1

    async with socket(two_servers[1], made["key"]) as listener, asyncio.TaskGroup() as scripts:
        assert (await listener.ask("subscribe_on_session", {"session_id": clip}))["ok"]
        for number in range(4):
            scripts.create_task(press(number))
        async with asyncio.timeout(PATIENCE):
            while tried["ok"] < 50:
                await listener.event("session_event")
        await maker.ask("DELETE", f"/api/keys/{made['id']}")
        stored = (await maker.ask("GET", f"/api/clip-sessions/{clip}"))["clips"]
        stop.set()
        while await listener.receive() is not None:
            pass
    assert len((await maker.ask("GET", f"/api/clip-sessions/{clip}"))["clips"]) == len(stored) >= tried["ok"] >= 50
    assert tried["refused"] > 0
    async with connected(two_servers[0].url) as client:
        await client.send(f'40{{"token":"{made["key"]}"}}')
        assert "unauthorized" in await client.until("44")


async def test_KY5_D40_the_one_press_address(maker: Maker) -> None:
    clip = maker.ids["clip"]
    made = await maker.key(Scope.MARK, session_id=clip, in_address=True)
    assert made["moment_url"] == f"{maker.server.url}/api/hooks/moment/{made['key']}"
    path = f"/api/hooks/moment/{made['key']}"

    async def press(**asked: Any) -> tuple[int, Any]:
        answer = await maker.browser.ask("POST", asked.pop("path", path), **asked)
        return answer.status, answer.json

    assert (await press())[1]["code"] == "session_not_active"
    await maker.ask("POST", f"/api/clip-sessions/{clip}/start")
    status, moment = await press(json={"note": "Geralt!", "author": "kassia", "submission_id": "1"})
    assert (status, moment["note"], moment["submitted_by"]) == (201, "Geralt!", "kassia")
    assert (await press(json={"note": "again", "author": "kassia", "submission_id": "1"}))[1] == moment
    assert (await press(data=b"", **{"Content-Type": "text/plain"}))[0] == 201  # what knows no JSON sends nothing
    assert (await press(json={"autor": "x"}))[1]["code"] == "invalid_payload"
    assert (await maker.browser.ask("GET", path)).status == 405
    assert (await press(path="/api/hooks/moment"))[1]["code"] == "unauthorized"
    assert (await press(path="/api/hooks/moment/rtk_00" + "0" * 32))[1]["code"] == "unauthorized"
    assert (await press(Origin="https://elsewhere.example"))[1]["code"] == "forbidden"

    hidden = await maker.key(Scope.MARK, session_id=clip)
    assert hidden["moment_url"] is None
    assert (await press(path=f"/api/hooks/moment/{hidden['key']}"))[1]["code"] == "forbidden"
    assert (await press(path="/api/hooks/moment", json={"author": "bo"}, **bearer(hidden["key"])))[0] == 201
    reads = await maker.key(Scope.READ, session_id=clip, in_address=True)
    assert (await press(path=f"/api/hooks/moment/{reads['key']}"))[1]["code"] == "forbidden"
    listed = (await maker.ask("GET", "/api/keys"))["keys"]
    assert {one["session_id"] for one in listed} == {clip}
    assert listed[-1]["used_at"] is not None
