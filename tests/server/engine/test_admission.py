"""Who may open a connection: origins, the application's own check, and the kept parts of the request."""

import asyncio
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from server.engine import EngineServer
from tests.server.engine.conftest import Serve
from tests.server.engine.harness import Served, open_session, open_websocket, poller

ELSEWHERE = "https://elsewhere.example"


async def opening(served: Served, origin: str | None, method: str = "GET") -> aiohttp.ClientResponse:
    headers = {} if origin is None else {"Origin": origin}
    async with poller(served) as client:
        return (await client.request(method, "EIO=4&transport=polling", headers=headers))[2]


@pytest.mark.parametrize(
    ("allowed", "origin", "may"),
    [
        (None, None, True),
        (None, ELSEWHERE, False),
        (None, "null", False),
        ("*", ELSEWHERE, True),
        (ELSEWHERE, ELSEWHERE, True),
        ([ELSEWHERE], ELSEWHERE, True),
        (["https://third.example"], ELSEWHERE, False),
        ([], ELSEWHERE, False),
        (lambda origin, request: origin.endswith("elsewhere.example"), ELSEWHERE, True),
        (lambda origin, request: False, ELSEWHERE, False),
    ],
)
async def test_EN12_origins(serve: Serve, allowed: Any, origin: str | None, may: bool) -> None:
    served = serve(cors_allowed_origins=allowed)
    response = await opening(served, origin)
    assert response.status == (200 if may else 403)
    assert response.headers.get("Access-Control-Allow-Origin") == (origin if may else None)
    websocket = await open_websocket(served, head=f"Origin: {origin}\r\n".encode() if origin else b"")
    assert websocket.head.startswith(b"HTTP/1.1 101 " if may else b"HTTP/1.1 403 ")
    await websocket.close()


async def test_EN12_our_own_origin_needs_no_permission(serve: Serve) -> None:
    served = serve()
    response = await opening(served, f"https://127.0.0.1:{served.port}")  # a proxy may have ended its TLS
    assert response.status == 200
    assert response.headers["Vary"] == "Origin"


async def test_EN12_a_preflight_is_answered(serve: Serve) -> None:
    served = serve(cors_allowed_origins=ELSEWHERE)
    async with poller(served) as client:
        headers = {"Origin": ELSEWHERE, "Access-Control-Request-Headers": "x-own"}
        status, _, response = await client.request("OPTIONS", "EIO=4&transport=polling", headers=headers)
    assert status == 204
    assert response.headers["Access-Control-Allow-Origin"] == ELSEWHERE
    assert response.headers["Access-Control-Allow-Credentials"] == "true"
    assert response.headers["Access-Control-Allow-Headers"] == "x-own"
    assert "POST" in response.headers["Access-Control-Allow-Methods"]


async def test_EN12_credentials_can_be_left_out(serve: Serve) -> None:
    served = serve(cors_allowed_origins="*", cors_credentials=False)
    assert "Access-Control-Allow-Credentials" not in (await opening(served, ELSEWHERE)).headers


@pytest.mark.parametrize("waits", [False, True])
async def test_EN12_the_applications_hook_refuses_before_anything_is_opened(serve: Serve, waits: bool) -> None:
    def now(request: web.Request) -> web.Response | None:
        return None if request.query.get("token") == "good" else web.json_response({"code": "unauthorized"}, status=401)

    async def later(request: web.Request) -> web.Response | None:
        await asyncio.sleep(0)
        return now(request)

    served = serve(allow_request=later if waits else now)
    async with poller(served) as client:
        assert (await client.request("GET", "EIO=4&transport=polling"))[0] == 401
        assert not served.engine.connections
        assert (await client.request("GET", "EIO=4&transport=polling&token=good"))[0] == 200
    websocket = await open_websocket(served)
    assert websocket.head.startswith(b"HTTP/1.1 401 ")
    await websocket.close()
    assert served.engine.counters.refused == 2


async def test_EN12_a_connect_handler_of_the_engine_can_refuse(serve: Serve) -> None:
    served = serve()

    async def refuse(sid: str, environ: dict[str, object]) -> bool:
        return False

    await served.call(served.engine.on, "connect", refuse)
    async with poller(served) as client:
        assert (await client.request("GET", "EIO=4&transport=polling"))[0] == 403
    websocket = await open_websocket(served)
    assert websocket.head.startswith(b"HTTP/1.1 403 ")
    await websocket.close()
    assert not served.engine.connections


async def test_EN12_the_environ_is_small_and_the_applications_choice(serve: Serve) -> None:
    served = serve()
    seen: list[dict[str, object]] = []

    async def connect(sid: str, environ: dict[str, object], auth: object) -> None:
        seen.append(environ)

    served.sio.on("connect", connect)
    websocket = await open_websocket(
        served, head=b"Cookie: a=b\r\nX-Secret: not kept\r\nOrigin: http://127.0.0.1:%d\r\n" % served.port
    )
    await websocket.receive()
    await websocket.join()
    assert seen[0]["HTTP_COOKIE"] == "a=b"
    assert seen[0]["REMOTE_ADDR"] == "127.0.0.1"
    assert "HTTP_X_SECRET" not in seen[0]
    await websocket.close()


@pytest.mark.parametrize("kind", ["uvloop", "uvloop-front"])
async def test_EN12_the_environ_has_every_line_of_forwarded_addresses(serve: Serve, kind: str) -> None:
    served = serve(kind)
    websocket, handshake = await open_session(
        served, head=b"X-Forwarded-For: 203.0.113.1\r\nX-Forwarded-For: 198.51.100.4\r\n"
    )
    assert served.sio.environ[handshake["sid"]]["HTTP_X_FORWARDED_FOR"] == "203.0.113.1,198.51.100.4"
    await websocket.close()


async def test_EN20_the_request_is_forgotten_once_nobody_can_ask_for_it(serve: Serve) -> None:
    one, two = serve(namespaces=["/"]), serve(namespaces=["/", "/custom"])
    for served, kept in ((one, False), (two, True)):
        websocket, handshake = await open_session(served)
        assert served.sio.environ[handshake["sid"]]["REMOTE_ADDR"] == "127.0.0.1"
        await websocket.join()
        sid = handshake["sid"]
        await served.until(lambda served=served, sid=sid, kept=kept: bool(served.sio.environ[sid]) is kept)  # type: ignore[misc]
        await websocket.close()
        await served.until(lambda served=served: not served.sio.environ)  # type: ignore[misc]


async def test_EN12_polling_and_websocket_can_be_switched_off(serve: Serve) -> None:
    only_websocket = serve(transports=["websocket"])
    async with poller(only_websocket) as client:
        assert (await client.request("GET", "EIO=4&transport=polling"))[0] == 400
    websocket, _ = await open_session(only_websocket)
    await websocket.close()
    only_polling = serve(transports="polling")
    async with poller(only_polling) as client:
        assert (await client.open())["upgrades"] == []
    refused = await open_websocket(only_polling)
    assert refused.head.startswith(b"HTTP/1.1 400 ")
    await refused.close()


@pytest.mark.parametrize(
    "options", [{"transports": []}, {"transports": ["transport pigeon"]}, {"http_compression": True}]
)
def test_EN12_an_unknown_setting_is_refused(options: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"transports|unknown"):
        EngineServer(**options)
