"""Two processes behind nginx and behind Caddy, with the sample configurations of docs/proxies."""

import asyncio
import itertools
import re
import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import uuid4

import aiohttp
import orjson
import pytest
import socketio
from roomtone_client import RoomtoneClient, RoomtoneError

from server.settings.model import Settings
from tests.effort import in_proof
from tests.polling import PATIENCE, until
from tests.processes import ROOT, RedisProcess, ServerProcess, free_port
from tests.system.conftest import QUICK
from tests.system.proxies import KINDS, SAMPLES, Proxy
from tests.system.stream import Stream

CREATE_LIMIT = 3  # sessions a minute and address
WEBSOCKET, POLLING, UPGRADING = ("websocket",), ("polling",), ("polling", "websocket")
MIB = 1024 * 1024
ADDRESSES = (f"127.0.{n >> 8}.{n & 255}" for n in itertools.count(2))
"""A client has one that no other of this run has had: limits are kept by address."""


class Site:
    """Two processes behind one proxy, and the clients of one test."""

    def __init__(self, servers: list[ServerProcess], proxy: Proxy) -> None:
        self.servers = servers
        self.proxy = proxy
        self._clients: list[RoomtoneClient] = []
        self._sessions: list[aiohttp.ClientSession] = []

    @property
    def url(self) -> str:
        return self.proxy.url

    def http(self, address: str | None = None) -> aiohttp.ClientSession:
        """An HTTP session with an address, by default one that nobody else has."""
        session = self.proxy.session(address or next(ADDRESSES))
        self._sessions.append(session)
        return session

    def connect(self, *transports: tuple[str, ...], address: str | None = None) -> Callable[..., RoomtoneClient]:
        """Makes clients that use these transports in turn."""
        turns = itertools.cycle(transports)

        def make(url: str, *, name: str | None = None, token: str | None = None) -> RoomtoneClient:
            http = self.http(address)
            client = RoomtoneClient(url, name=name, token=token, session=http, backoff=QUICK, transports=next(turns))
            self._clients.append(client)
            return client

        return make

    async def connections(self) -> list[int]:
        """How many each process has."""
        counts = []
        async with aiohttp.ClientSession() as direct:
            for server in self.servers:
                async with direct.get(f"{server.url}/metrics") as response:
                    found = re.search(r"^roomtone_connections (\S+)", await response.text(), re.MULTILINE)
                    assert found is not None
                    counts.append(int(float(found[1])))
        return counts

    async def leave(self) -> None:
        """Ends the clients, and returns when the processes have noticed."""
        await asyncio.gather(*(client.close() for client in self._clients))
        await asyncio.gather(*(session.close() for session in self._sessions))
        self._clients.clear()
        self._sessions.clear()


@asynccontextmanager
async def site_of(kind: str, redis: RedisProcess, **settings: str) -> AsyncIterator[Site]:
    with tempfile.TemporaryDirectory(prefix="rt") as name:
        folder = Path(name)
        proxy = Proxy(kind, folder)
        common = {"ROOMTONE_PUBLIC_URL": proxy.url, "ROOMTONE_TRUSTED_PROXIES": "127.0.0.1/32", **settings}
        servers = [ServerProcess(redis.url, folder, free_port(), **common) for _ in range(2)]
        site = Site(servers, proxy)
        try:
            await asyncio.gather(*(server.start() for server in servers))
            await proxy.start([int(server.url.rpartition(":")[2]) for server in servers])
            yield site
        finally:
            await site.leave()
            await proxy.stop()
            await asyncio.gather(*(server.stop() for server in servers))


@pytest.fixture(scope="module", params=KINDS)
async def standing(request: pytest.FixtureRequest, redis_server: RedisProcess) -> AsyncIterator[Site]:
    """One installation for all tests that break nothing."""
    async with site_of(request.param, redis_server, ROOMTONE_CREATE_LIMIT=str(CREATE_LIMIT)) as site:
        yield site


@pytest.fixture
async def site(standing: Site) -> AsyncIterator[Site]:
    """The standing installation, with nobody connected."""

    async def empty() -> bool:
        return await standing.connections() == [0, 0]

    await until(empty, PATIENCE)
    yield standing
    await standing.leave()


@pytest.fixture(params=KINDS)
async def fragile(request: pytest.FixtureRequest, redis_server: RedisProcess) -> AsyncIterator[Site]:
    """An installation that the test may break."""
    async with site_of(request.param, redis_server) as site:
        yield site


async def test_OP14_every_transport_receives_every_event_in_order(site: Site) -> None:
    stream = await Stream(site.connect(WEBSOCKET, POLLING, UPGRADING), [site.url]).start(viewers=12)
    seats = await asyncio.gather(*(viewer.subscribe(stream.id) for viewer in stream.viewers))
    mirror = await stream.mirror(stream.another(site.url))
    await stream.tap(2)
    for _ in range(5):
        await stream.streamer.clips.pause(stream.id)
        await stream.streamer.clips.resume(stream.id)
    for seat in seats:
        await seat.wait_for(lambda received: len(received.events) == 10)
        assert [event["type"] for event in seat.events] == ["session_paused", "session_resumed"] * 5
    await stream.wait_until_current(mirror)
    assert len(mirror.clip_ids()) == 24
    assert [client.connection.losses for client in stream.viewers] == [0] * 12


async def test_OP14_a_client_that_polls_stays_with_one_process(site: Site) -> None:
    stream = await Stream(site.connect(POLLING), [site.url]).start(viewers=24)
    seats = await asyncio.gather(*(viewer.subscribe(stream.id) for viewer in stream.viewers))
    await stream.tap(3)
    await stream.streamer.clips.pause(stream.id)
    for seat in seats:
        await seat.wait_for(lambda received: len(received.events) == 1)
    both = await site.connections()
    assert sum(both) == 24
    assert min(both) > 0  # each process has some: it is the proxy that brings every poll to the right one
    assert [client.connection.losses for client in stream.viewers] == [0] * 24


async def test_OP14_clients_of_one_address_use_all_processes_by_websocket(site: Site) -> None:
    # An address that is new: guests of one address have a limit, and whoever is over it waits for the next minute.
    stream = await Stream(site.connect(WEBSOCKET, address=next(ADDRESSES)), [site.url]).start(viewers=12)
    assert sum(await site.connections()) == 12
    assert min(await site.connections()) >= 4
    assert len(await stream.tap(1)) == 12


async def create(http: aiohttp.ClientSession, url: str, token: str, forwarded: str | None) -> int:
    headers = {"Authorization": f"Bearer {token}"} | ({"X-Forwarded-For": forwarded} if forwarded else {})
    async with http.post(f"{url}/api/clip-sessions", json={}, headers=headers) as response:
        return response.status


async def test_OP8_behind_the_proxy_each_client_has_its_own_limit_whatever_it_claims(site: Site) -> None:
    one, other = site.http(), site.http()
    async with one.post(f"{site.url}/api/auth/guest", json={}) as response:
        token = (await response.json())["token"]
        assert "Secure" in response.headers["Set-Cookie"]
    answers = [await create(one, site.url, token, f"203.0.113.{n}") for n in range(CREATE_LIMIT + 1)]
    assert answers == [201] * CREATE_LIMIT + [429]
    assert await create(other, site.url, token, None) == 201


@pytest.mark.parametrize("path", ["/metrics", "//metrics", "/%6detrics", "/metrics/", "/metrics?x=1", "/./metrics"])
async def test_OP14_metrics_are_not_for_the_outside(site: Site, path: str) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", site.proxy.port, ssl=site.proxy.trust)
    writer.write(f"GET {path} HTTP/1.1\r\nHost: localhost:{site.proxy.port}\r\nConnection: close\r\n\r\n".encode())
    async with asyncio.timeout(PATIENCE):
        answer = await reader.read()
    writer.close()
    assert answer.startswith((b"HTTP/1.1 403", b"HTTP/1.1 404"))
    assert b"roomtone_" not in answer


async def test_OP6_the_proxy_passes_what_the_server_takes_and_stops_what_nobody_takes(site: Site) -> None:
    http = site.http()
    async with http.post(f"{site.url}/api/auth/guest", data=BytesIO(b"x" * (2 * MIB))) as response:
        assert response.status == 413
        assert (await response.json())["code"] == "too_large"  # the server's own answer
    try:
        async with http.post(f"{site.url}/api/auth/guest", data=BytesIO(b"x" * (40 * MIB))) as response:
            # Caddy says 502 when the server's own 413 came, and the connection closed, while it was still passing on.
            assert response.status in {413, 502}
    except aiohttp.ClientConnectionError:
        pass  # it hung up before the end: the same no


async def test_OP14_the_largest_file_that_the_server_takes_passes_the_proxy(site: Site) -> None:
    http = site.http()
    async with http.post(f"{site.url}/api/auth/guest", json={}) as response:
        signed_in = {"Authorization": f"Bearer {(await response.json())['token']}"}
    async with http.post(f"{site.url}/voicebot/create_session", json={}, headers=signed_in) as response:
        session_id = (await response.json())["session_id"]
    address = f"{site.url}/voicebot/sessions/{session_id}/materials/{uuid4()}/file?filename=large.bin"
    size = Settings.model_fields["material_limit"].default
    async with http.put(address, data=BytesIO(b"x" * size), headers=signed_in) as response:
        assert response.status == 201
        assert (await response.json())["size"] == size


async def test_OP14_an_import_of_any_size_reaches_the_server(site: Site) -> None:
    async with site.http().post(f"{site.url}/admin/import", data=BytesIO(b"x" * (40 * MIB))) as response:
        assert response.status == 401  # from the server, which asks who it is before it reads a body


def test_OP14_nginx_waits_longer_than_the_pings_take() -> None:
    found = re.search(r"proxy_read_timeout (\d+)s", (SAMPLES / "nginx.conf").read_text())
    assert found is not None
    defaults = Settings.model_fields
    assert int(found[1]) > defaults["ping_interval"].default + defaults["ping_timeout"].default


@pytest.mark.parametrize("end", ["kill", in_proof("stop")])
async def test_OP4_OP14_SY5_a_process_ends_and_comes_back_behind_the_proxy_and_nothing_is_missed(
    fragile: Site, end: str
) -> None:
    stream = await Stream(fragile.connect(WEBSOCKET, POLLING), [fragile.url]).start(viewers=16)
    watchers = fragile.connect(WEBSOCKET, POLLING, UPGRADING)
    token = stream.streamer.identity.token
    mirrors = [await stream.mirror(watchers(fragile.url, token=token)) for _ in range(6)]
    acked = await stream.tap(1)
    for number, server in enumerate(fragile.servers):
        taps = asyncio.create_task(stream.tap(5, first=1 + 10 * number))
        await (server.kill() if end == "kill" else server.stop())
        acked += await taps
        await server.start()
        acked += await stream.tap(5, first=6 + 10 * number)

    async def shared() -> bool:
        newcomer = fragile.connect(WEBSOCKET)(fragile.url, token=token)
        await newcomer.connection.when_online(PATIENCE)
        return min(await fragile.connections()) > 0

    await until(shared, PATIENCE)
    for mirror in mirrors:
        await stream.wait_until_current(mirror)
        assert mirror.seqs == list(range(2, 16 * 21 + 2))
        assert mirror.starts == 1
    assert len(acked) == len(set(acked)) == 16 * 21
    assert sorted(acked) == sorted(mirrors[0].clip_ids())


async def test_OP14_a_refused_socket_gets_the_reason_through_the_proxy(site: Site) -> None:
    client = site.connect(POLLING)(site.url, token="nonsense")
    with pytest.raises(RoomtoneError) as refused:
        await client.connection.when_online(PATIENCE)
    assert refused.value.code == "unauthorized"


# The last of these tests: python-socketio's client sends no close packet over polling right after another message, and
# the next test would wait until its pings time out.
@pytest.mark.parametrize("transports", [WEBSOCKET, UPGRADING, POLLING], ids="-then-".join)
async def test_OP14_both_official_clients_connect_and_upgrade(site: Site, transports: tuple[str, ...]) -> None:
    stream = await Stream(site.connect(WEBSOCKET), [site.url]).start(viewers=1)
    token = stream.viewers[0].identity.token
    python: Any = socketio.AsyncClient(http_session=site.http(), handle_sigint=False)
    received: asyncio.Queue[Any] = asyncio.Queue()
    python.on("session_event", received.put)
    await python.connect(site.url, auth={"token": token}, transports=list(transports))
    assert python.transport() == transports[-1]
    assert (await python.call("subscribe_on_session", {"session_id": stream.id}))["ok"]

    modules = ROOT / "web/package.json"
    script = ROOT / "tests/system/official_client.mjs"
    node = await asyncio.create_subprocess_exec(
        "node", str(script), str(modules), site.url, stream.id, str(token), ",".join(transports),
        env={"PATH": "/usr/local/bin:/usr/bin:/bin", "NODE_EXTRA_CA_CERTS": str(site.proxy.trusted)},
        stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    assert node.stdout is not None
    said: list[dict[str, Any]] = []

    async def receive(*all_of: dict[str, Any]) -> None:
        assert node.stdout is not None
        async with asyncio.timeout(PATIENCE):
            while any(one not in said for one in all_of):
                said.append(orjson.loads(await node.stdout.readline()))

    try:
        upgrade = [{"upgraded": "websocket"}] if transports == UPGRADING else []
        await receive({"subscribed": True}, *upgrade)
        await stream.streamer.clips.pause(stream.id)
        await receive({"event": "session_paused", "seq": 2})
        async with asyncio.timeout(PATIENCE):
            assert (await received.get())["seq"] == 2
        assert not any("failed" in one for one in said)
    finally:
        node.kill()
        await node.communicate()
        await python.disconnect()
