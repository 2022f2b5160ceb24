"""Every call of the contract with one field more than it has: refused with the field's path, on the running product."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import uuid4

import aiohttp
import pytest

from handlers.api.contract import Access, Endpoint, Route
from server.documents.contract import CONTRACT
from server.documents.openapi import openapi
from tests.processes import ServerProcess
from tests.server.client import Browser, a_token, connected
from tests.system.test_permissions import VOICE, World


@pytest.fixture
async def world(server: ServerProcess) -> AsyncIterator[World]:
    async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as session:
        yield await World(server, Browser(server, session)).make()


async def _ask(world: World, route: Route, where: str, more: dict[str, Any]) -> Any:
    """A request with more fields in its query or body. Everybody here is somebody else: a budget is not the point."""
    roles = ["admin"] if route.access is Access.ADMIN else []
    token = a_token(world.server.data_dir, f"reader-{uuid4()}", permissions=VOICE, roles=roles)
    asked: dict[str, Any] = {}
    if "body" in route.models:
        asked["json"] = world.fields(route, "body", token) | (more if where == "body" else {})
    query = world.fields(route, "query", token) if "query" in route.models else {}
    fields = "&".join(f"{name}={one}" for name, one in (query | (more if where == "query" else {})).items())
    path = f"{world.path(route)}?{fields}"
    return await world.browser.ask(route.verb, path, **asked, Authorization=f"Bearer {token}")


async def _paths(world: World, endpoint: Endpoint, where: str, more: dict[str, Any]) -> list[str]:
    """The paths of the violations that the answer names."""
    if isinstance(endpoint, Route):
        answer = await _ask(world, endpoint, where, more)
        assert (answer.status, answer.json["code"]) == (400, "invalid_payload"), (endpoint.name, where, answer.json)
        return [one["path"] for one in answer.json["violations"]]
    token = world.token(f"reader-{uuid4()}")
    async with connected(world.server.url) as client:
        await client.join({"token": token})
        ack = await client.ask(endpoint.name, world.fields(endpoint, "payload", token) | more)
    assert ack["error"] == "invalid_payload", (endpoint.name, ack)
    return [one["path"] for one in ack["violations"]]


async def test_D21_every_call_refuses_an_unknown_field_with_its_path(world: World) -> None:
    for endpoint in CONTRACT.endpoints:
        places = {"query", *endpoint.models} if isinstance(endpoint, Route) else {"payload"}
        for where in sorted(places):
            assert "surprise" in await _paths(world, endpoint, where, {"surprise": 1}), (endpoint.name, where)


async def test_D21_an_unknown_field_inside_an_object_is_refused_too(world: World) -> None:
    async with connected(world.server.url) as client:
        await client.join({"token": world.token("reader-1")})
        since = {"epoch": "x", "seq": 1, "surprise": 1}
        ack = await client.ask("subscribe_on_session", {"session_id": world.ids["clip"], "since": since})
    assert (ack["error"], [one["path"] for one in ack["violations"]]) == ("invalid_payload", ["since.surprise"])


async def test_D21_V19_an_identity_that_is_claimed_is_ignored_and_not_refused(world: World) -> None:
    claims = {"telegram_user_id": 7, "user_id": "somebody", "sub": "somebody"}
    token = world.token("reader-1")
    headers: dict[str, Any] = {"Authorization": f"Bearer {token}"}
    body = {"title": "Mine", **claims}
    made = await world.browser.ask("POST", "/api/clip-sessions?telegram_user_id=7", json=body, **headers)
    assert made.status == 201, made.json
    found = await world.browser.ask("GET", f"/api/clip-sessions/{made.json['id']}?sub=owner-1", **headers)
    assert (found.status, found.json["role"]) == (200, "owner")
    async with connected(world.server.url) as client:
        await client.join({"token": token})
        assert (await client.ask("start_session", {"session_id": made.json["id"], **claims}))["ok"]


def test_D21_OP10_the_documents_say_that_there_are_no_other_fields() -> None:
    schemas = openapi(CONTRACT, "1")["components"]["schemas"]
    assert schemas["NewClipSession"]["additionalProperties"] is False
    assert schemas["SetLink"]["additionalProperties"] is False
    assert "additionalProperties" not in schemas["ClipSession"]
