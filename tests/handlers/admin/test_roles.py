"""Who is let in: every route of admins, called by everybody (K23, D28)."""

import time
from typing import Any
from uuid import uuid4

import jwt
import orjson
import pytest

from handlers.api.contract import Access, Route
from server.documents.contract import CONTRACT
from storage.redis.client import Redis
from tests.handlers.admin.people import People
from tests.processes import ServerProcess
from tests.server.client import a_token as token_of
from tests.server.client import bearer, browsing, connected, joined

ROUTES = [one for one in CONTRACT.routes if one.access is Access.ADMIN]
AUDIENCE, ISSUER = "rooms", "https://id.example"
SECRET = "a sentence that only this one server knows"


def test_K23_every_route_of_admins_asks_for_the_role() -> None:
    """An address under /admin without it would be a hole."""
    assert [one.name for one in CONTRACT.routes if one.path.startswith("/admin")] == [one.name for one in ROUTES]


@pytest.fixture(scope="session")
async def strict_server(redis_server: Any, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A server that asks for an audience and an issuer."""
    wanted: Any = {"ROOMTONE_SECRET": SECRET, "ROOMTONE_JWT_AUDIENCE": AUDIENCE, "ROOMTONE_JWT_ISSUER": ISSUER}
    process = await ServerProcess(redis_server.url, tmp_path_factory.mktemp("data"), **wanted).start()
    yield process
    await process.stop()


def a_token(**claims: Any) -> str:
    now = time.time()
    fields = {"sub": "root", "iat": int(now), "exp": now + 600, "aud": AUDIENCE, "iss": ISSUER, **claims}
    return jwt.encode(fields, SECRET, "HS256")


CALLERS = {
    "nobody": (None, 401),
    "guest": ({"sub": "guest-1", "guest": True}, 403),
    "user": ({"sub": "anna", "permissions": ["VOICEBOT_SESSIONS.READ_ALL"]}, 403),
    "another role": ({"roles": ["editor", "Admin", "administrator"]}, 403),
    "expired": ({"roles": ["admin"], "exp": 1}, 401),
    "another issuer": ({"roles": ["admin"], "iss": "https://other.example"}, 401),
    "another audience": ({"roles": ["admin"], "aud": "shop"}, 401),
    "no audience": ({"roles": ["admin"], "aud": None}, 401),
    "another secret": (None, 401),
}


def path_of(route: Route) -> str:
    path = route.path
    for name in route.path_parameters:
        path = path.replace(f"{{{name}}}", str(uuid4()))
    return path


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.name)
async def test_K23_D28_a_route_of_admins_lets_nobody_else_in(route: Route, strict_server: ServerProcess) -> None:
    async with browsing(strict_server) as browser:

        async def status_of(token: str | None) -> tuple[int, str]:
            headers: dict[str, Any] = {"Accept": "application/json", **(bearer(token) if token else {})}
            answer = await browser.ask(route.verb, path_of(route), **headers)
            return answer.status, answer.json.get("error", "") if answer.status >= 400 else ""

        for caller, (claims, status) in CALLERS.items():
            token = None if claims is None else a_token(**claims)
            if caller == "another secret":
                token = jwt.encode({"sub": "root", "roles": ["admin"], "exp": time.time() + 600}, SECRET * 2, "HS256")
            found, error = await status_of(token)
            assert found == status, caller
            if status == 403:
                assert error == "Forbidden", caller
        assert (await status_of(a_token(roles=["admin"])))[0] not in {401, 403}


@pytest.mark.parametrize(("accept", "is_json"), [("*/*", False), ("text/html", False), ("application/json", True)])
async def test_K23_the_body_is_the_word_alone_to_whoever_does_not_ask_for_json(
    strict_server: ServerProcess, accept: str, is_json: bool
) -> None:
    headers: dict[str, Any] = {"Accept": accept, **bearer(a_token(sub="anna"))}
    async with browsing(strict_server) as browser:
        answer = await browser.ask("GET", "/admin/metrics", **headers)
    assert answer.status == 403
    assert (answer.body == b"Forbidden") is not is_json
    assert answer.headers["Content-Type"].startswith("application/json" if is_json else "text/plain")


async def test_K23_D28_nobody_else_hears_what_admins_are_told(strict_server: ServerProcess) -> None:
    async with browsing(strict_server) as browser:
        root: dict[str, Any] = {**bearer(a_token(roles=["admin"]))}
        desk = (await browser.ask("PUT", "/admin/desk", **root)).json["session_id"]
        fleet = (await browser.ask("PUT", "/admin/fleet", **root)).json["id"]
    for caller, (claims, status) in {**CALLERS, "admin": ({"roles": ["admin"]}, 200)}.items():
        token = jwt.encode({"sub": "root", "roles": ["admin"], "exp": time.time() + 600}, SECRET * 2, "HS256")
        auth = {} if caller == "nobody" else {"token": token if claims is None else a_token(**claims)}
        async with connected(strict_server.url) as client:
            if status == 401:
                await client.send("40" + orjson.dumps(auth).decode())
                assert orjson.loads((await client.until("44"))[2:])["data"] == {"code": "unauthorized"}, caller
                continue
            await client.join(auth)
            for session_id in (desk, fleet):
                ack = await client.ask("subscribe_on_session", {"session_id": session_id})
                assert ack.get("error") == (None if status == 200 else "session_not_found"), caller
                assert ("snapshot" in ack) is (status == 200), caller


async def test_K23_AC14_an_admin_who_loses_the_role_hears_no_more_at_the_desk(
    people: People, admin_server: ServerProcess, store: Redis
) -> None:
    jam, wanted = await people.jam(), await people.admin("PUT", "/admin/desk")
    admin: dict[str, Any] = {"sub": "root", "roles": ["admin"]}
    async with joined(admin_server, **admin) as dismissed, joined(admin_server, **admin) as witness:
        for one in (dismissed, witness):
            assert (await one.ask("subscribe_on_session", wanted))["ok"]
        assert (await dismissed.ask("refresh_token", {"token": token_of(admin_server.data_dir, "root")}))["ok"]
        assert await dismissed.event("resync") == {**wanted, "reason": "access_changed"}
        assert (await dismissed.ask("subscribe_on_session", wanted))["error"] == "session_not_found"
        await people.admin("GET", f"/admin/sessions/{jam}")  # an action of admins, which the desk tells of
        while (await witness.event("session_event"))["type"] != "audited":
            pass
        assert (await dismissed.ask("unsubscribe_from_session", wanted))["ok"]  # what was sent before it is here
        assert not [packet for packet in dismissed.packets if packet.startswith('42["session_event"')]


async def test_K24_the_metrics_have_the_documented_shape(people: People, store: Redis) -> None:
    found = await people.admin("GET", "/admin/metrics")
    nothing = {
        "sessions": {"total": 0, "activeToday": 0, "createdToday": 0, "orphaned90Days": 0},
        "storage": {"totalBytes": 0, "averageBytes": 0},
        "costs": {"storageMonthly": 0.0, "estimatedReadsMonthly": 0.0, "estimatedWritesMonthly": 0.0},
    }
    assert {name: found[name] for name in nothing} == nothing
    assert found["kinds"] == dict.fromkeys(("clip", "jam", "voice", "listening"), nothing)
    assert list(found)[:3] == ["sessions", "storage", "costs"]
