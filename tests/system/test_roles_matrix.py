"""The matrix of roles, made from the contract: every call that names a session, by everybody, before a role is taken,
while it is taken on another process, and afterwards.

`make test` tries a sample that changes with the contract; `make matrix` tries every cell.
"""

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from typing import Any, Final
from uuid import uuid4

import aiohttp
import pytest

from handlers.api.contract import Access, Endpoint, Route
from server.documents.contract import CONTRACT
from server.documents.schemas import errors_of
from tests.effort import PROOF
from tests.polling import until
from tests.processes import ServerProcess
from tests.server.client import Browser, RawClient, joined
from tests.system.test_permissions import (
    FIELDS,
    OF_KIND,
    VOICE,
    World,
)

ROLES: Final = {
    "clip": ("stranger", "viewer", "co-owner"),
    "jam": ("stranger", "viewer", "editor", "co-owner"),
    "voice": ("stranger", "viewer", "editor", "co-owner"),
}
SHARED: Final = {"People", "Subscriptions", "Peers"}  # of every kind
SAMPLE: Final = 12
DECIDES: Final = {Access.CO_OWNER, Access.OWNER}
OF_SESSION: Final = {Access.READER, Access.EDITOR, Access.CO_OWNER, Access.OWNER, Access.LINK, Access.SUBSCRIBER}


def _kinds(endpoint: Endpoint) -> tuple[str, ...]:
    handlers = endpoint.method.__qualname__.partition(".")[0]
    if handlers in SHARED:
        return ("clip", "jam", "voice") if handlers != "Peers" else ("jam", "voice")
    if "uuid" in endpoint.parameters or handlers == "Jams":
        return ("jam",)
    return (OF_KIND.get(handlers, "voice"),)


def _names_session(endpoint: Endpoint) -> bool:
    in_path = {"session_id", "uuid"} & set(endpoint.parameters)
    return bool(in_path) or any("session_id" in model.model_fields for model in endpoint.models.values())


def _cells(*, all_: bool = PROOF) -> list[tuple[Endpoint, str, str]]:
    # Who makes a guest for a session's link, or leaves a subscription, needs no access to it.
    free = {"POST /api/auth/guest", "unsubscribe_from_session"}
    named = [one for one in CONTRACT.endpoints if _names_session(one) and one.name not in free]
    named = [one for one in named if one.access in OF_SESSION]
    cells = [(one, kind, role) for one in named for kind in _kinds(one) for role in ROLES[kind]]
    cells = [cell for cell in cells if not (cell[0].name == "update_presence" and cell[1] == "clip")]
    if all_:
        return cells
    return random.Random(len(cells)).sample(cells, SAMPLE)


class Table:
    """A session of each kind on two servers, and the calls of somebody on the second of them."""

    def __init__(self, servers: tuple[ServerProcess, ServerProcess], session: aiohttp.ClientSession) -> None:
        self.here = World(servers[0], Browser(servers[0], session))
        self.there = World(servers[1], Browser(servers[1], session))
        self.owner = f"owner-{uuid4()}"
        self.clients: dict[str, RawClient] = {}

    async def order(self, verb: str, path: str, **body: Any) -> Any:
        signed_in = self.here.browser.signed_in(self.owner, permissions=VOICE)
        answer = await self.here.browser.ask(verb, path, json=body, **signed_in)
        assert answer.status < 300, (path, answer.body)
        return answer.json if answer.body else None

    async def make(self, kind: str) -> str:
        """A session of the kind, whose link lets others look at most."""
        if kind == "clip":
            id_ = (await self.order("POST", "/api/clip-sessions"))["id"]
        elif kind == "jam":
            id_ = (await self.order("POST", "/api/sessions"))["id"]
            await self.order("PATCH", f"/api/people/{id_}", link="view")
        else:
            id_ = (await self.order("POST", "/voicebot/create_session"))["session_id"]
        self.there.ids = dict.fromkeys(("clip", "jam", "voice"), id_)
        return str(id_)

    async def give(self, id_: str, sub: str, role: str | None) -> None:
        await self.order("POST", f"/api/people/{id_}/role", user_id=sub, role=role)

    async def introduce(self, sub: str) -> None:
        """Somebody takes part in a session of this user's, who may invite them by name from then on."""
        signed_in = self.there.browser.signed_in(sub, permissions=VOICE)
        ask, somebody = self.there.browser.ask, FIELDS["user_id"]
        jam = (await ask("POST", "/api/sessions", json={}, **signed_in)).json["id"]
        made = await ask("POST", f"/api/people/{jam}/invitations", json={"role": "editor"}, **signed_in)
        token = made.json["url"].rsplit("/", 1)[1]
        accepts = self.there.browser.signed_in(somebody)
        assert (await ask("POST", f"/api/invitations/{token}", **accepts)).status == 200

        async def is_known() -> bool:
            known = (await ask("GET", "/api/home/people", **signed_in)).json["people"]
            return somebody in [one["user_id"] for one in known]

        await until(is_known)

    async def call(self, endpoint: Endpoint, sub: str, id_: str) -> str:
        """The code of the answer to `sub` on the second server."""
        token = self.there.token(sub)
        if isinstance(endpoint, Route):
            return await self.there.call(endpoint, token)
        client = self.clients[sub]
        fields = self.there.fields(endpoint, "payload", token) | {"session_id": id_}
        ack = await client.ask(endpoint.name, fields)
        return "ok" if ack["ok"] else str(ack["error"])


@pytest.fixture
async def table(two_servers: tuple[ServerProcess, ServerProcess]) -> AsyncIterator[Table]:
    async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as session:
        yield Table(two_servers, session)


def _may(endpoint: Endpoint, kind: str, role: str) -> bool | None:
    """Whether somebody with this role may make the call; None where the contract does not say."""
    access = endpoint.access
    if access in DECIDES:
        # Some calls of owners are for co-owners too: the product's own rules say which.
        return False if role != "co-owner" else True if access is Access.CO_OWNER else None
    if role == "co-owner":
        return None if access is Access.LINK else True
    if kind == "voice" and role == "stranger":
        return False
    if access is Access.EDITOR:
        return role == "editor"
    is_look = isinstance(endpoint, Route) and endpoint.verb == "GET"
    return True if access is Access.READER or is_look else None


@pytest.mark.proof
@pytest.mark.parametrize(
    ("endpoint", "kind", "role"), _cells(), ids=lambda one: one.name if isinstance(one, Endpoint) else one
)
async def test_PE4_AC11_a_role_counts_until_it_is_taken_and_from_then_on_no_more(
    table: Table, two_servers: tuple[ServerProcess, ServerProcess], endpoint: Endpoint, kind: str, role: str
) -> None:
    id_, sub = await table.make(kind), f"{role}-{uuid4()}"
    if role != "stranger":
        await table.give(id_, sub, role)
    if endpoint.name == "POST /api/people/{session_id}/invited":
        await table.introduce(sub)
    declared = {"ok", *(error.code for error in errors_of(endpoint))}
    async with AsyncExitStack() as stack:
        if not isinstance(endpoint, Route):
            client = await stack.enter_async_context(joined(two_servers[1], sub, permissions=VOICE))
            table.clients[sub] = client
            if endpoint.access is Access.SUBSCRIBER:
                await client.ask("subscribe_on_session", {"session_id": id_})
        before = await table.call(endpoint, sub, id_)
        may = _may(endpoint, kind, role)
        assert before in declared
        assert may is None or (before != "forbidden") is may, before

        # Taken on the other process while the call is on its way: it counts or is refused, and nothing else.
        during, _ = await asyncio.gather(table.call(endpoint, sub, id_), _take(table, id_, sub))
        assert during in declared

        after = await table.call(endpoint, sub, id_)
        is_gone = before == "ok" and isinstance(endpoint, Route) and endpoint.verb == "DELETE"
        assert after in ({"forbidden", "session_not_found"} if is_gone else {"forbidden"})


async def _take(table: Table, id_: str, sub: str) -> None:
    """Keeps somebody out; who deleted the session just now has taken the role away themselves."""
    signed_in = table.here.browser.signed_in(table.owner, permissions=VOICE)
    answer = await table.here.browser.ask(
        "POST",
        f"/api/people/{id_}/role",
        json={"user_id": sub, "role": "banned"},
        **signed_in,
    )
    assert answer.status in {204, 404}, answer.body
