"""Every endpoint of the contract, called by nobody, with an old token, by a stranger and by the owner: each gets what
the declared access says, and no refusal that was not declared. An endpoint that joins the contract is called here by
itself."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from typing import Any
from uuid import uuid4

import aiohttp
import pytest
from pydantic import BaseModel

from handlers.api.contract import (
    Access,
    Endpoint,
    Route,
    SocketEvent,
)
from server.documents.contract import CONTRACT
from server.documents.schemas import errors_of
from sessions.base.errors import REFUSALS
from tests.processes import ServerProcess
from tests.server.client import Browser, a_token, connected

VOICE = ["VOICEBOT_SESSIONS.READ_OWN", "VOICEBOT_SESSIONS.UPDATE"]
# Of these tests alone: one of the calls signs the other devices of its user out.
OWNER, STRANGER = "owner-of-every-call", "stranger-to-every-call"
STATUS = {refusal.code: refusal.status for refusal in REFUSALS}

# What an endpoint needs besides ids; `{token}` is the caller's own token.
FIELDS: dict[str, Any] = {
    "name": "Mira",
    "token": "{token}",
    "ticket": "x",
    "by": "ticket",
    "secret": "x",
    "clipped": True,
    "format": "json",
    "presence": {},
    "data": {},
    "playing": True,
    "edit_id": "e-1",
    "set": {"tempo": 100},
    "state": {"tempo": 100},
    "status": "recording",
    "session_name": "Name",
    "text": "Text",
    "reason": "spam",
    "chunks": 1,
    "title": "Title",
    "note": "Note",
    "vocabulary": "Mira, Strato",
    "language": "ru",
    "cursor": "1.10000000.0000000001:00000000-0000-4000-8000-000000000000",
    "moments": [{"segment_index": 1, "first_seconds": 0, "last_seconds": 30}],
    "segment_index": 1,
    "first_seconds": 0,
    "last_seconds": 30,
    "revision": 1,
    "next_id": "00000000-0000-4000-8000-000000000000.000000000",
    "next_revision": 1,
    "word": 1,
    "speaker_name": "Ann",
    "role": "editor",
    "user_id": "somebody",
    "link": "view",
    "accept": True,
    "scopes": ["read"],
    "url": "https://backend.example/hook",
    "events": ["stream.ended"],
    "answer": "accept",
    "first": "2026-01-01",
    "last": "2026-01-01",
    "position_ms": 0,
    "payload": [{}],
    "sessions": [{}],
    "items": [{"client_id": "1", "book_id": "a", "started_at": 0, "ended_at": 1}],
}
PATHS = {
    "entry_id": "1",
    "action": "start",
    "version": "1",
    "number": "0",
    "sample": "recording-x",
    "step": "1",
    "network": "0" * 16,
    "key": "rtk_00" + "0" * 32,
    "key_id": "0" * 64,
    "project": "Every call",
    "segment_id": "00000000-0000-4000-8000-000000000000.000000000",
}

OF_KIND = {
    "Clips": "clip",
    "ClipReview": "clip",
    "BestMoments": "clip",
    "Jams": "jam",
    "Subscriptions": "clip",
    "Moderation": "clip",
}
"""The class of handlers → the kind of the session that its calls get; all others get the voice session."""
WITHOUT_SESSION = {"admin", "fleet", "home", "listening"}
"""Products whose calls name a session of another kind, or none."""


class World:
    """One session of each product, of one owner; a jam has none."""

    def __init__(self, server: ServerProcess, browser: Browser) -> None:
        self.server = server
        self.browser = browser
        self.ids: dict[str, str] = {}

    def token(self, sub: str, ttl: float = 3600, permissions: Sequence[str] = VOICE) -> str:
        # Of a later generation than any: one of the calls signs the user's other devices out.
        claims: dict[str, Any] = {"permissions": list(permissions), "generation": 1_000_000}
        if sub == OWNER:
            claims["projects"] = [PATHS["project"]]
        return a_token(self.server.data_dir, sub, ttl, **claims)

    async def make(self) -> "World":
        headers: dict[str, Any] = {"Authorization": f"Bearer {self.token(OWNER)}"}
        ask = self.browser.ask
        clip = await ask("POST", "/api/clip-sessions", json={}, **headers)
        jam = await ask("POST", "/api/sessions", json={})
        voice = await ask("POST", "/voicebot/create_session", json={}, **headers)
        self.ids = {"clip": clip.json["id"], "jam": jam.json["id"], "voice": voice.json["session_id"]}
        return self

    def session_of(self, endpoint: Endpoint) -> str:
        if "uuid" in endpoint.parameters:
            return self.ids["jam"]
        return self.ids[OF_KIND.get(_handlers(endpoint), "voice")]

    def fields(self, endpoint: Endpoint, parameter: str, token: str) -> dict[str, Any]:
        model = endpoint.models[parameter]
        wanted = {name for name, field in model.model_fields.items() if field.is_required()}
        if not wanted and parameter == "body":  # a change must change something
            wanted = set(model.model_fields) & FIELDS.keys()
        found = {name: FIELDS.get(name, str(uuid4())) for name in wanted}
        if "session_id" in found:
            found["session_id"] = self.session_of(endpoint)
        if "token" in found:
            found["token"] = token
        return found

    def path(self, route: Route) -> str:
        path = route.path
        for name in route.path_parameters:
            value = self.session_of(route) if name in {"session_id", "uuid"} else PATHS.get(name, str(uuid4()))
            path = path.replace(f"{{{name}}}", value)
        return path

    async def call(self, endpoint: Endpoint, token: str | None) -> str:
        """The code of the answer, `ok` when it is none of refusal."""
        if isinstance(endpoint, Route):
            return await self._request(endpoint, token)
        async with connected(self.server.url) as client:
            await client.join({"token": token})
            ack = await client.ask(endpoint.name, self.fields(endpoint, "payload", token or ""))
            return "ok" if ack["ok"] else str(ack["error"])

    async def _request(self, route: Route, token: str | None) -> str:
        headers: dict[str, Any] = {"Authorization": f"Bearer {token}"} if token else {}
        asked: dict[str, Any] = {}
        if "body" in route.models:
            asked["json"] = self.fields(route, "body", token or "")
        if "upload" in route.parameters:
            asked["data"] = b"x"
            headers["Content-Type"] = "audio/webm"
        query = "&".join(f"{name}={value}" for name, value in self._query(route).items())
        answer = await self.browser.ask(route.verb, f"{self.path(route)}?{query}", **asked, **headers)
        if answer.status < 400:
            assert answer.status == route.status
            return "ok"
        assert answer.status == STATUS[answer.json["code"]]
        return str(answer.json["code"])

    def _query(self, route: Route) -> dict[str, Any]:
        return self.fields(route, "query", "") if "query" in route.models else {}


def _handlers(endpoint: Endpoint) -> str:
    return endpoint.method.__qualname__.partition(".")[0]


@pytest.fixture
async def world(server: ServerProcess) -> AsyncIterator[World]:
    async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as session:
        yield await World(server, Browser(server, session)).make()


TAKES_TOKENS = [one for one in CONTRACT.endpoints if one.access is not Access.KEY]  # tests/system/test_script_keys.py


@pytest.mark.parametrize("endpoint", TAKES_TOKENS, ids=lambda endpoint: endpoint.name)
async def test_AC11_C3_OP10_everybody_may_call_what_the_contract_says_and_nothing_else(
    endpoint: Endpoint, world: World
) -> None:
    may_nobody = not endpoint.access.needs_token
    told: dict[str, str] = {}
    if isinstance(endpoint, Route):
        told["nobody"] = await world.call(endpoint, None)
        told["expired"] = await world.call(endpoint, world.token(OWNER, ttl=-60))
        assert (told["nobody"] == "unauthorized") is not may_nobody
        assert (told["expired"] == "unauthorized") is (endpoint.access is not Access.ANYONE)
    callers = {
        "stranger": world.token(STRANGER),
        "reader": world.token(OWNER, permissions=VOICE[:1]),
        "owner": world.token(OWNER),
    }
    if _handlers(endpoint) == "Durability":  # each waits 3 s for the disk of a Redis that does not sync by itself
        answers = await asyncio.gather(*(world.call(endpoint, token) for token in callers.values()))
        told |= dict(zip(callers, answers, strict=True))
    else:
        told |= {name: await world.call(endpoint, token) for name, token in callers.items()}
    if "upload" not in endpoint.parameters:  # an upload's digest is made for its body
        assert told["owner"] != "invalid_payload", unknown_fields(endpoint)
    declared = {"ok", *(error.code for error in errors_of(endpoint))}
    assert set(told.values()) <= declared
    assert "unauthorized" not in (told["stranger"], told["owner"])
    if endpoint.access in {Access.OWNER, Access.CO_OWNER, Access.ADMIN}:
        assert told["stranger"] == "forbidden"
    is_voice = world.session_of(endpoint) == world.ids["voice"]
    if endpoint.access in {Access.READER, Access.EDITOR}:
        assert (told["stranger"] == "forbidden") is is_voice
    if endpoint.access in {Access.READER, Access.EDITOR, Access.MAKER}:  # the owner, who may not change anything now
        assert (told["reader"] == "forbidden") is (is_voice and endpoint.access is not Access.READER)
    if endpoint.access in {Access.OWNER, Access.READER, Access.EDITOR, Access.MAKER, Access.SIGNED_IN, Access.LINK}:
        assert told["owner"] != "forbidden"
    if endpoint.access is Access.SUBSCRIBER and endpoint.name != "unsubscribe_from_session":
        assert told["owner"] == "forbidden"  # they are not subscribed


def unknown_fields(endpoint: Endpoint) -> str:
    """What to do when a call is refused for its content."""
    sent = {name for model in endpoint.models.values() for name, one in model.model_fields.items() if one.is_required()}
    in_path = set(endpoint.path_parameters) - PATHS.keys() if isinstance(endpoint, Route) else set()
    return (
        f"{endpoint.name} refuses what this test sends. Give a valid value in {__name__}: in FIELDS for one of"
        f" {sorted(sent - FIELDS.keys())}, in PATHS for one of {sorted(in_path)}, which get a new UUID until then;"
        " or mend what stands there."
    )


def test_every_product_has_a_session_that_its_calls_name() -> None:
    known = {*OF_KIND.values(), *WITHOUT_SESSION, "voice"}
    for product in CONTRACT.products:
        handlers = [one.__name__ for one in product.handlers]
        assert product.kind in known, (
            f"Make a session of the kind {product.kind!r} in World.make, and name its handlers {handlers} in OF_KIND;"
            " or name the kind in WITHOUT_SESSION."
        )


def test_a_field_without_a_value_is_named() -> None:
    class Shout(BaseModel):
        loudness: int
        name: str

    async def shout(handlers: None, call: None, payload: Shout) -> None: ...

    assert "FIELDS for one of ['loudness']" in unknown_fields(SocketEvent("shout", shout, Access.ANYONE, ()))


def test_OP10_every_endpoint_has_another_name() -> None:
    names = [endpoint.name for endpoint in CONTRACT.endpoints]
    assert len(names) == len(set(names))
    assert all(isinstance(endpoint, Route | SocketEvent) for endpoint in CONTRACT.endpoints)
