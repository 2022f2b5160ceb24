"""Check and use in two reads (PE4): between any two calls to Redis that an endpoint makes about a session, its caller
is removed and the owner writes something new. The caller learns nothing of it, and changes nothing any more.

`make test` tries a sample that changes with the contract; `make proof` tries every cell.
"""

import random
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from typing import Any, Final
from uuid import uuid4

import aiohttp
import orjson
import pytest

from handlers.api.contract import Access, Endpoint, Route
from tests.effort import PROOF
from tests.processes import RedisProcess, ServerProcess
from tests.server.client import Answer, Browser, RawClient, joined
from tests.system.interrupting_proxy import InterruptingProxy
from tests.system.test_permissions import VOICE
from tests.system.test_roles_matrix import ROLES, Table, _cells

MOST_CALLS: Final = 12 if PROOF else 4
SAMPLE: Final = 6
RENAME: Final = {
    "clip": ("PATCH", "/api/clip-sessions/{}", "title"),
    "jam": ("PATCH", "/api/sessions/{}", "name"),
    "voice": ("PATCH", "/voicebot/sessions/{}", "session_name"),
}


class Listening(Browser):
    """Keeps what it was answered."""

    def __init__(self, server: ServerProcess, session: aiohttp.ClientSession) -> None:
        super().__init__(server, session)
        self.heard: list[bytes] = []

    async def ask(self, verb: str, path: str, **more: Any) -> Answer:
        answer = await super().ask(verb, path, **more)
        self.heard.append(answer.body)
        return answer


class Interrupted(Table):
    """The caller's server reaches Redis through the proxy."""

    proxy: InterruptingProxy
    process: ServerProcess
    kind = ""

    async def remove(self, id_: str, sub: str, secret: str) -> None:
        await self.order("POST", f"/api/people/{id_}/role", user_id=sub, role="banned")
        verb, path, name = RENAME[self.kind]
        await self.order(verb, path.format(id_), **{name: secret})


@pytest.fixture
async def table(
    redis_server: RedisProcess, two_servers: tuple[ServerProcess, ServerProcess]
) -> AsyncIterator[Interrupted]:
    async with AsyncExitStack() as stack:
        proxy = await stack.enter_async_context(InterruptingProxy(redis_server.url))
        behind = await ServerProcess(proxy.url, two_servers[0].data_dir).start()
        stack.push_async_callback(behind.stop)
        session = await stack.enter_async_context(aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()))
        made = Interrupted((two_servers[0], behind), session)
        made.there.browser = Listening(behind, session)
        made.proxy, made.process = proxy, behind
        yield made


def _sample() -> list[tuple[Endpoint, str, str]]:
    # A call that ends or hides the session leaves nothing to look at.
    cells = [cell for cell in _cells(all_=True) if cell[2] == ROLES[cell[1]][-1]]
    cells = [cell for cell in cells if not (isinstance(cell[0], Route) and cell[0].verb == "DELETE")]
    return cells if PROOF else random.Random(len(cells)).sample(cells, SAMPLE)


@pytest.mark.proof
@pytest.mark.parametrize(
    ("endpoint", "kind", "role"), _sample(), ids=lambda one: one.name if isinstance(one, Endpoint) else one
)
async def test_PE4_AC13_who_is_removed_between_two_calls_to_redis_learns_and_changes_nothing_more(
    table: Interrupted, endpoint: Endpoint, kind: str, role: str
) -> None:
    table.kind = kind
    tried = 0
    for at in range(MOST_CALLS):
        id_, sub, secret = await table.make(kind), f"{role}-{uuid4()}", f"new-{uuid4().hex}"
        await table.give(id_, sub, role)
        if endpoint.name == "POST /api/people/{session_id}/invited":
            await table.introduce(sub)
        async with AsyncExitStack() as stack:
            owner = await stack.enter_async_context(joined(table.here.server, table.owner, permissions=VOICE))
            assert (await owner.ask("subscribe_on_session", {"session_id": id_}))["ok"]
            client: RawClient | None = None
            if not isinstance(endpoint, Route):
                client = await stack.enter_async_context(joined(table.process, sub, permissions=VOICE))
                table.clients[sub] = client
                if endpoint.access is Access.SUBSCRIBER:
                    await client.ask("subscribe_on_session", {"session_id": id_})
            table.proxy.interrupt(id_, at, lambda id_=id_, sub=sub, secret=secret: table.remove(id_, sub, secret))  # type: ignore[misc]
            await table.call(endpoint, sub, id_)
            if not table.proxy.was_interrupted:
                table.proxy.interrupt("", 0, _nothing)
                break
            tried += 1
            last = f"last-{uuid4().hex}"
            await table.order(RENAME[kind][0], RENAME[kind][1].format(id_), **{RENAME[kind][2]: last})
            after = False
            while last not in (event := await owner.until("42"))[2:]:
                name, payload = orjson.loads(event[2:])
                if name == "resync":  # everybody asks again; the snapshot may have it all
                    if last in str(await owner.ask("subscribe_on_session", {"session_id": id_})):
                        break
                    continue
                after = after or payload.get("data") == {"user_id": sub, "role": "banned"}
                assert not (after and payload.get("by") == sub), (at, payload)
            told = b"".join(table.there.browser.heard) + "".join(client.packets if client else ()).encode()  # type: ignore[attr-defined]
            assert secret.encode() not in told, at
            assert last.encode() not in told, at
    assert tried


async def _nothing() -> None:
    return None
