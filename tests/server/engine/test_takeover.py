"""Taking over aiohttp's transport: nothing of the request is kept, and a client that left meanwhile is noticed."""

import asyncio
import gc
import weakref

import pytest
from aiohttp import web
from aiohttp.web_protocol import RequestHandler

from server.engine.settings import RequestHead
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
    assert type(served.only().active_transport).__name__ == "WebSocketStream"
    await websocket.close()


class _Watched:
    """Something with a weak reference that lives as long as aiohttp's handler, which has none."""

    @classmethod
    def of(cls, protocol: RequestHandler) -> "weakref.ref[object]":
        watched = cls()
        protocol._cache["watched"] = watched
        return weakref.ref(watched)


async def test_EN20_a_client_that_left_during_the_handshake_leaves_nothing(serve: Serve) -> None:
    def leaves(request: RequestHead) -> None:
        assert isinstance(request, web.Request)
        assert request.transport is not None
        request.transport.abort()

    served = serve(refusal=leaves)
    _, writer = await asyncio.open_connection("127.0.0.1", served.port)
    writer.write(
        b"GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\n"
        b"Connection: Upgrade\r\n"
        b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
    )
    await served.until(lambda: served.engine.counters.closed == {"transport close": 1})
    await served.until(lambda: not served.engine.connections)
    writer.close()
