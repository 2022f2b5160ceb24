"""Who may open a connection: origins, the application's own check, and the kept parts of the request."""

import aiohttp
import pytest
from aiohttp import web

from server.engine.settings import RequestHead
from tests.server.engine.conftest import Serve
from tests.server.engine.harness import Served, open_session, open_websocket, poller

ELSEWHERE = "https://elsewhere.example"
THIRD = "https://third.example"


async def opening(served: Served, origin: str | None, method: str = "GET") -> aiohttp.ClientResponse:
    headers = {} if origin is None else {"Origin": origin}
    async with poller(served) as client:
        return (await client.request(method, "EIO=4&transport=polling", headers=headers))[2]


def is_ours(origin: str, request: RequestHead) -> bool:
    return origin == ELSEWHERE


@pytest.mark.parametrize(("origin", "may"), [(None, True), (ELSEWHERE, True), ("null", False), (THIRD, False)])
async def test_EN12_origins(serve: Serve, origin: str | None, may: bool) -> None:
    served = serve(is_ours=is_ours)
    response = await opening(served, origin)
    assert response.status == (200 if may else 403)
    assert response.headers.get("Access-Control-Allow-Origin") == (origin if may else None)
    assert response.headers.get("Vary") == ("Origin" if may and origin else None)
    websocket = await open_websocket(served, head=f"Origin: {origin}\r\n".encode() if origin else b"")
    assert websocket.head.startswith(b"HTTP/1.1 101 " if may else b"HTTP/1.1 403 ")
    await websocket.close()


async def test_EN12_a_preflight_is_answered(serve: Serve) -> None:
    served = serve(is_ours=is_ours)
    async with poller(served) as client:
        headers = {"Origin": ELSEWHERE, "Access-Control-Request-Headers": "x-own"}
        status, _, response = await client.request("OPTIONS", "EIO=4&transport=polling", headers=headers)
    assert status == 204
    assert response.headers["Access-Control-Allow-Origin"] == ELSEWHERE
    assert response.headers["Access-Control-Allow-Credentials"] == "true"
    assert response.headers["Access-Control-Allow-Headers"] == "x-own"
    assert "POST" in response.headers["Access-Control-Allow-Methods"]


async def test_EN12_the_application_refuses_before_anything_is_opened(serve: Serve) -> None:
    def refusal(request: RequestHead) -> web.Response | None:
        return None if request.query.get("token") == "good" else web.json_response({"code": "unauthorized"}, status=401)

    served = serve(refusal=refusal)
    async with poller(served) as client:
        assert (await client.request("GET", "EIO=4&transport=polling"))[0] == 401
        assert not served.engine.connections
        assert (await client.request("GET", "EIO=4&transport=polling&token=good"))[0] == 200
    websocket = await open_websocket(served)
    assert websocket.head.startswith(b"HTTP/1.1 401 ")
    await websocket.close()
    assert served.engine.counters.refused == 2


async def test_EN12_the_environ_is_small(serve: Serve) -> None:
    served = serve()
    seen: list[dict[str, object]] = []

    async def connect(_: object, environ: dict[str, object], auth: object) -> None:
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
    websocket, _ = await open_session(served, head=b"X-Forwarded-For: 203.0.113.1\r\nX-Forwarded-For: 198.51.100.4\r\n")
    assert served.only().environ["HTTP_X_FORWARDED_FOR"] == "203.0.113.1,198.51.100.4"
    await websocket.close()


async def test_EN20_the_request_is_forgotten_once_a_client_has_connected(serve: Serve) -> None:
    served = serve()
    websocket, _ = await open_session(served)
    assert served.only().environ["REMOTE_ADDR"] == "127.0.0.1"
    await websocket.join()
    assert served.only().environ == {}
    await websocket.close()
