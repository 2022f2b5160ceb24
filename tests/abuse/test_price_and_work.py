"""Each call in each encoding and branch: what it takes of our CPU, against what it paid."""

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any, Final

import orjson
import pytest

from tests.abuse.priced_server import PAID
from tests.effort import examples
from tests.processes import RedisProcess, ServerProcess
from tests.server.client import Browser, RawClient, browsing, joined

MS_FOR_ONE: Final = 0.5
"""CPU of the process for each unit of the price: roughly 0.1 ms, and several times that on a shared machine."""
BASE_MS: Final = 3.0
"""What a request of aiohttp and its answer take, on such a machine."""
STATE: Final = {"tracks": [], "tempo": 120, "swing": 0, "version": 1}


class PricedServer(ServerProcess):
    module = "tests.abuse.priced_server"


class Priced:
    """A jam with many events, its owner's requests and connection."""

    def __init__(self, browser: Browser, client: RawClient, jam: str, me: dict[str, Any]) -> None:
        self.browser = browser
        self.client = client
        self.jam = jam
        self.me = me
        self.position: dict[str, Any] = {}

    async def put(self, body: bytes, chunk: int = 0) -> None:
        path = f"{self.browser.server.url}/api/sessions/{self.jam}"
        headers = {**self.me, "Content-Type": "application/json"}

        async def parts() -> AsyncIterator[bytes]:
            for start in range(0, len(body), chunk):
                yield body[start : start + chunk]

        data = parts() if chunk else body
        async with self.browser._session.put(path, data=data, headers=headers) as answer:
            assert answer.status in {200, 400}, await answer.read()

    async def subscribe(self, since: dict[str, Any] | None = None) -> None:
        payload = {"session_id": self.jam} | ({} if since is None else {"since": since})
        answer = await self.client.ask("subscribe_on_session", payload)
        assert answer["ok"]
        self.position = answer["position"]

    async def edit(self, number: int) -> None:
        edit = {"session_id": self.jam, "base_version": 0, "path": "tempo", "value": 60 + number % 100}
        await self.client.ask("update_session", edit)


def state(size: int) -> bytes:
    return orjson.dumps({"state": STATE}) + b" " * size


Step = Callable[[Priced], Awaitable[None]]
CALLS: Final[dict[str, Step]] = {
    "a small body": lambda one: one.put(state(0)),
    "a large body": lambda one: one.put(state(200_000)),
    "a large body in chunks": lambda one: one.put(state(200_000), 4096),
    "a body in small chunks": lambda one: one.put(state(20_000), 16),
    "a body in single bytes": lambda one: one.put(state(5_000), 1),
    "a body that is no JSON": lambda one: one.put(b"{" * 100_000),
    "a subscription": lambda one: one.subscribe(),
    "one from here": lambda one: one.subscribe(one.position),
    "one from long ago": lambda one: one.subscribe({"epoch": one.position["epoch"], "seq": 0}),
    "one from elsewhere": lambda one: one.subscribe({"epoch": "elsewhere", "seq": 1}),
    "an event": lambda one: one.edit(1),
}


@pytest.fixture(scope="module")
async def priced(redis_server: RedisProcess, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Priced]:
    settings: dict[str, Any] = {"ROOMTONE_EVENT_RATE": "1e9", "ROOMTONE_EVENT_BURST": "1000000000"}
    server = await PricedServer(redis_server.url, tmp_path_factory.mktemp("priced"), **settings).start()
    async with browsing(server) as browser, joined(server, "owner") as client:
        me = browser.signed_in("owner")
        jam = (await browser.ask("POST", "/api/sessions", json={}, **me)).json["id"]
        one = Priced(browser, client, jam, me)
        for n in range(400):  # more than a process remembers of a feed
            await browser.ask("PATCH", f"/api/sessions/{jam}", json={"name": f"name {n}"}, **me)
        await one.subscribe()
        yield one
    await server.stop()


async def spent(one: Priced) -> tuple[float, float]:
    """ms of CPU, and what was paid."""
    metrics = (await one.browser.ask("GET", "/metrics")).body.decode()
    (line,) = [line for line in metrics.splitlines() if line.startswith(f"{PAID} ")]
    return cpu_ms(one.browser.server.pid), float(line.split()[1])


def cpu_ms(pid: int) -> float:
    return int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) / 1e6


@pytest.mark.parametrize("call", CALLS)
async def test_OP20_a_call_takes_no_more_than_it_paid_for(call: str, priced: Priced) -> None:
    step, times = CALLS[call], examples(20)
    await step(priced)
    before = await spent(priced)
    for _ in range(times):
        await step(priced)
    after = await spent(priced)
    took, paid = ((b - a) / times for a, b in zip(before, after, strict=True))
    print(f"{call}: {took:.2f} ms for {paid:.1f}")  # noqa: T201
    assert paid >= 1
    assert took < paid * MS_FOR_ONE + BASE_MS


async def test_OP20_a_position_that_must_be_searched_costs_more(priced: Priced) -> None:
    costs = {}
    for name in ("a subscription", "one from elsewhere", "one from long ago"):
        before = await spent(priced)
        await CALLS[name](priced)
        costs[name] = (await spent(priced))[1] - before[1]
    assert costs["one from elsewhere"] >= costs["a subscription"] + 9
    assert costs["one from long ago"] > costs["a subscription"] + 2
