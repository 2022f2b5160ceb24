"""Taking over aiohttp's transport: nothing of the request is kept, and a client that left meanwhile is noticed."""

import asyncio
import gc
import weakref

import pytest
from aiohttp import web
from aiohttp.web_protocol import RequestHandler

from tests.server.engine.conftest import Serve
from tests.server.engine.harness import open_session


@pytest.mark.parametrize("kind", ["asyncio", "uvloop"])
async def test_EN20_nothing_of_the_request_stays(serve: Serve, kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    requests: list[weakref.ref[web.Request]] = []
    handlers: list[weakref.ref[object]] = []
    served = serve(kind)
    endpoint = served.engine._endpoint

    async def watched(request: web.Request) -> web.StreamResponse:
        requests.append(weakref.ref(request))
        handlers.append(_Watched.of(request.protocol))
        return await endpoint(request)

    monkeypatch.setattr(served.engine, "_endpoint", watched)
    websocket, _ = await open_session(served)

    def gone() -> bool:
        gc.collect()
        return requests[0]() is None and handlers[0]() is None

    await served.until(gone)
    assert type(served.only().active_transport).__name__ == "Stream"
    await websocket.close()


class _Watched:
    """Something with a weak reference that lives as long as aiohttp's handler, which has none."""

    @classmethod
    def of(cls, protocol: RequestHandler) -> "weakref.ref[object]":
        watched = cls()
        protocol._cache["watched"] = watched
        return weakref.ref(watched)


async def test_EN20_a_client_that_left_during_the_handshake_is_told_to_the_application(serve: Serve) -> None:
    served = serve()
    ends: list[str] = []
    gate = await served.call(asyncio.Event)
    arrived = await served.call(asyncio.Event)

    async def connect(sid: str, environ: object) -> None:
        arrived.set()
        await gate.wait()

    async def disconnect(sid: str, reason: str) -> None:
        ends.append(reason)

    await served.call(served.engine.on, "connect", connect)
    await served.call(served.engine.on, "disconnect", disconnect)
    _, writer = await asyncio.open_connection("127.0.0.1", served.port)
    writer.write(
        b"GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\n"
        b"Connection: Upgrade\r\n"
        b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
    )
    await served.run(arrived.wait())
    writer.transport.abort()
    await asyncio.sleep(0)
    await served.call(gate.set)
    await served.until(lambda: ends == ["transport close"])
    assert not served.engine.connections
