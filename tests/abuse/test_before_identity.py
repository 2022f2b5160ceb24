"""Connections that nobody has signed in over: counted from their first packet on, small, and never all descriptors."""

import asyncio
import resource
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.abuse.unfinished import UPGRADE, Sockets, answer, frame, opened
from tests.polling import until
from tests.processes import RedisProcess, ServerProcess
from tests.server.client import browsing, connected, joined

MOST = 20


@contextmanager
def several() -> Iterator[Sockets]:
    sockets: Sockets = []
    try:
        yield sockets
    finally:
        for one in sockets:
            one.close()


@pytest.fixture(scope="module")
async def narrow(redis_server: RedisProcess, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[ServerProcess]:
    settings: dict[str, Any] = {
        "ROOMTONE_ADDRESS_CONNECTIONS": str(MOST),
        "ROOMTONE_TRUSTED_PROXIES": "127.0.0.0/8",
    }
    process = await ServerProcess(redis_server.url, tmp_path_factory.mktemp("narrow"), **settings).start()
    yield process
    await process.stop()


def statuses(sockets: Sockets) -> list[bytes]:
    return [answer(one)[9:12] for one in sockets]


async def test_OP31_websockets_count_for_their_client_until_somebody_has_connected(narrow: ServerProcess) -> None:
    with several() as held:
        held += [opened(narrow, UPGRADE, X_Forwarded_For="192.0.2.1") for _ in range(MOST + 5)]
        assert await asyncio.to_thread(statuses, held) == [b"101"] * MOST + [b"429"] * 5
        held.append(opened(narrow, UPGRADE, X_Forwarded_For="192.0.2.2"))
        assert answer(held[-1])[9:12] == b"101"
    await is_free(narrow, "192.0.2.1")


async def is_free(narrow: ServerProcess, address: str) -> None:
    """The address may open as many again as it could."""

    async def all_open() -> bool:
        with several() as again:
            again += [opened(narrow, UPGRADE, X_Forwarded_For=address) for _ in range(MOST)]
            return set(await asyncio.to_thread(statuses, again)) == {b"101"}

    await until(all_open)


async def test_OP31_polling_sessions_count_as_websockets_do(narrow: ServerProcess) -> None:
    async with browsing(narrow) as browser:
        path = "/socket.io/?EIO=4&transport=polling"
        at: dict[str, Any] = {"X_Forwarded_For": "192.0.2.3"}
        answers = [(await browser.ask("GET", path, **at)).status for _ in range(MOST + 5)]
    assert answers == [200] * MOST + [429] * 5


async def test_OP31_who_has_connected_counts_for_the_user_and_who_leaves_counts_again(narrow: ServerProcess) -> None:
    at: dict[str, Any] = {"X-Forwarded-For": "192.0.2.4"}
    async with browsing(narrow) as browser, connected(narrow.url, **at) as client:
        token = (await browser.ask("POST", "/api/auth/guest", json={}, X_Forwarded_For="192.0.2.4")).json["token"]
        with several() as held:
            held += [opened(narrow, UPGRADE, X_Forwarded_For="192.0.2.4") for _ in range(MOST)]
            assert await asyncio.to_thread(statuses, held) == [b"101"] * (MOST - 1) + [b"429"]
            await client.join({"token": token})
            held.append(opened(narrow, UPGRADE, X_Forwarded_For="192.0.2.4"))
            assert answer(held[-1])[9:12] == b"101"
            await client.send("41")
            held.append(opened(narrow, UPGRADE, X_Forwarded_For="192.0.2.4"))
            assert answer(held[-1])[9:12] == b"429"


async def test_EN11_a_message_before_connect_is_as_large_as_a_token_at_most(narrow: ServerProcess) -> None:
    async with connected(narrow.url, **{"X-Forwarded-For": "192.0.2.5"}) as client:
        await client.send(f'40{{"token":"{"a" * 30_000}"}}')
        assert await client.receive() is None
    async with joined(narrow, "somebody") as client:
        assert (await client.ask("unsubscribe_from_session", {"session_id": "x" * 50_000}))[
            "error"
        ] == "invalid_session_id"


async def test_EN11_a_message_has_so_many_fragments(narrow: ServerProcess) -> None:
    with several() as held:
        held.append(opened(narrow, UPGRADE + frame(0x01, 0) + frame(0x00, 0) * 1000, X_Forwarded_For="192.0.2.7"))
        await ends(held[0])


async def ends(one: socket.socket) -> None:
    """The server sends a close frame, and then the end."""
    one.settimeout(5)  # the time to CONNECT is ten
    received = b""
    while b"\x88" not in received:
        more = await asyncio.to_thread(one.recv, 4096)
        assert more
        received += more


DESCRIPTORS = 256


class FewDescriptors(ServerProcess):
    module = "tests.abuse.few_descriptors"


@pytest.fixture
async def few(tmp_path: Path) -> AsyncIterator[ServerProcess]:
    """With the embedded store, whose files it syncs."""
    server = await FewDescriptors("", tmp_path).start()
    yield server
    await server.stop()


async def test_OP31_connections_never_take_the_descriptors_of_health_and_of_the_store(few: ServerProcess) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    assert soft > 4 * DESCRIPTORS, hard
    keeping = b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"
    async with browsing(few) as browser:
        me = browser.signed_in()
        jam = (await browser.ask("POST", "/api/sessions", json={}, **me)).json["id"]
        run = (await browser.ask("POST", "/api/durability", json={}, **me)).json["run"]
        with several() as held:
            for n in range(2 * DESCRIPTORS):
                held.append(_connected(few, (UPGRADE, keeping, b"G")[n % 3]))
                if n % 50 == 49:
                    assert await asyncio.to_thread(health, few) == b"200"
            assert descriptors_of(few) <= DESCRIPTORS
            assert await asyncio.to_thread(health, few, "/readyz") == b"200"
            assert await asyncio.to_thread(health, few, f"/api/sessions/{jam}") == b"503"
            # Over the connection that was there before; the sync opens the store's files.
            changed = await browser.ask("PATCH", f"/api/sessions/{jam}", json={"name": "still here"}, **me)
            assert changed.status == 200
            durable = await browser.ask("POST", "/api/durability", json={"run": run}, **me)
            assert (durable.status, durable.json["durability"]) == (200, "durable")
        log = few.log.read_text()
        assert "embedded_redis_not_synced" not in log
        assert "Too many open files" not in log

        async def is_back() -> bool:
            return await asyncio.to_thread(health, few, f"/api/sessions/{jam}") == b"200"

        await until(is_back)


def _connected(server: ServerProcess, sent: bytes) -> socket.socket:
    one = opened(server, b"")
    one.send(sent)
    return one


def health(server: ServerProcess, path: str = "/healthz") -> bytes:
    address = urlsplit(server.url)
    with socket.create_connection((address.hostname, address.port or 80), timeout=20) as one:
        one.send(f"GET {path} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        return answer(one)[9:12]


def descriptors_of(server: ServerProcess) -> int:
    return len(list(Path(f"/proc/{server.pid}/fd").iterdir()))
