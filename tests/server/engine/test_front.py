"""The front opens usual WebSockets by itself, and answers everything else exactly as aiohttp's path does."""

import asyncio
import gc
import re
from typing import Any

import pytest
from aiohttp import web
from hypothesis import given, settings
from hypothesis import strategies as st

from server.engine.front import Front
from server.engine.handshake import LONGEST, read_handshake
from tests.effort import examples
from tests.server.engine.conftest import Serve
from tests.server.engine.harness import SECONDS, Served, open_client

PREFIX = b"GET /socket.io/?"
QUERY = "EIO=4&transport=websocket"
FIELDS = {
    "Host": "127.0.0.1",
    "Connection": "keep-alive, Upgrade",
    "Upgrade": "websocket",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
}


def head(query: str = QUERY, method: str = "GET", version: str = "1.1", **changed: str | None) -> bytes:
    fields: dict[str, str | None] = {**FIELDS, **{name.replace("_", "-"): value for name, value in changed.items()}}
    lines = [f"{name}: {value}" for name, value in fields.items() if value is not None]
    return "\r\n".join([f"{method} /socket.io/?{query} HTTP/{version}", *lines, "", ""]).encode()


async def answer_to(served: Served, *pieces: bytes) -> bytes:
    """The status line of the answer, and its body if it is a refusal."""
    reader, writer = await asyncio.open_connection("127.0.0.1", served.port)
    try:
        async with asyncio.timeout(SECONDS):
            for piece in pieces:
                writer.write(piece)
                await writer.drain()
            found = await reader.readuntil(b"\r\n\r\n")
            if found.startswith(b"HTTP/1.1 101"):
                return found
            size = re.search(rb"Content-Length: (\d+)", found)
            return found.partition(b"\r\n")[0] + await reader.readexactly(int(size[1]) if size else 0)
    finally:
        writer.close()


async def test_EN23_a_usual_handshake_never_reaches_aiohttp(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    served = serve("uvloop-front")

    async def never(request: web.Request) -> web.StreamResponse:
        raise AssertionError("aiohttp got the request")

    monkeypatch.setattr(served.engine, "_endpoint", _only_accepts(served, never))
    websocket = await open_client(served)
    assert served.only().transport_name == "websocket"
    await websocket.close()


class _only_accepts:  # noqa: N801 - stands for an endpoint
    def __init__(self, served: Served, request: Any) -> None:
        self.accept = served.engine._endpoint.accept
        self._request = request

    async def __call__(self, request: web.Request) -> web.StreamResponse:
        answer: web.StreamResponse = await self._request(request)
        return answer


UNUSUAL = {
    "another site": head(Origin="http://elsewhere.example"),
    "an old protocol": head("EIO=3&transport=websocket"),
    "an unknown transport": head("EIO=4&transport=pigeon"),
    "an unknown session": head(QUERY + "&sid=nobody"),
    "polling": head("EIO=4&transport=polling&sid=nobody", Connection="keep-alive", Upgrade=None),
    "a POST": head(method="POST"),
    "an old HTTP": head(version="1.0"),
    "no key": head(Sec_WebSocket_Key=None),
    "a short key": head(Sec_WebSocket_Key="c2hvcnQ="),
    "another version": head(Sec_WebSocket_Version="8"),
    "no upgrade": head(Connection="keep-alive"),
    "another upgrade": head(Upgrade="h2c"),
    "an escaped query": head("EIO=%34&transport=websocket"),
    "a name twice": head("EIO=3&EIO=4&transport=websocket"),
    "a field twice": head(X_First="1\r\nX-First: 2"),
    "a body": head(Content_Length="3") + b"abc",
    "an expectation": head(Expect="100-continue"),
    "a long head": head(X_Long="a" * (LONGEST - 200)),
    "no HTTP": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\r\n\r\n",
    "another path": b"GET /elsewhere HTTP/1.1\r\nHost: x\r\n\r\n",
}


@pytest.mark.parametrize("data", UNUSUAL.values(), ids=UNUSUAL.keys())
async def test_EN23_everything_else_is_answered_as_without_the_front(data: bytes, serve: Serve) -> None:
    own = {"is_ours": lambda origin, request: origin == "http://room.example"}
    assert await answer_to(serve("uvloop-front", **own), data) == await answer_to(serve("uvloop", **own), data)


KEY = FIELDS["Sec-WebSocket-Key"]
UNCLEAR = {
    "an old HTTP": head(version="1.0"),
    "HTTP/2.0": head(version="2.0"),
    "no host": head(Host=None),
    "two hosts": head(Host="127.0.0.1\r\nHost: elsewhere.example"),
    "two keys": head(Sec_WebSocket_Key=f"{KEY}\r\nSec-WebSocket-Key: {KEY}"),
    "two versions": head(Sec_WebSocket_Version="13\r\nSec-WebSocket-Version: 8"),
    "two origins": head(Origin="http://room.example\r\nOrigin: http://elsewhere.example"),
    "a body": head(Content_Length="3") + b"abc",
    "a body in pieces": head(Transfer_Encoding="chunked") + b"0\r\n\r\n",
}


@pytest.mark.parametrize("kind", ["uvloop-front", "uvloop"])
@pytest.mark.parametrize("data", UNCLEAR.values(), ids=UNCLEAR.keys())
async def test_EN23_a_handshake_that_others_may_read_in_another_way_is_refused(
    data: bytes, kind: str, serve: Serve
) -> None:
    served = serve(kind, is_ours=lambda origin, request: origin == "http://room.example")
    assert b" 400 Bad Request" in await answer_to(served, data)
    assert not served.engine.connections


async def test_EN23_a_head_that_comes_in_pieces_opens_a_websocket_too(serve: Serve) -> None:
    served, whole = serve("uvloop-front"), head()
    assert await answer_to(served, whole[:5], whole[5:60], whole[60:]) == await answer_to(served, whole)


async def test_EN23_a_refusing_admission_is_asked_and_refuses(serve: Serve) -> None:
    def full(request: object) -> web.Response:
        return web.Response(status=503, text="full")

    served = serve("uvloop-front", refusal=full)
    assert await answer_to(served, head()) == b"HTTP/1.1 503 Service Unavailablefull"


async def test_EN23_a_client_that_sends_nothing_leaves_nothing(serve: Serve) -> None:
    served = serve("uvloop-front")
    before = _fronts()
    _, writer = await asyncio.open_connection("127.0.0.1", served.port)
    await served.until(lambda: _fronts() == before + 1)
    writer.close()
    await writer.wait_closed()
    await served.until(lambda: _fronts() == before)
    websocket = await open_client(served)
    await websocket.close()


def _fronts() -> int:
    """How many connections wait for their first bytes."""
    gc.collect()
    return sum(isinstance(one, Front) for one in gc.get_objects())


fields = st.dictionaries(
    st.sampled_from([*FIELDS, "Origin", "Cookie", "Content-Length", "Transfer-Encoding", "X-Forwarded-For"]),
    st.text(st.characters(codec="latin-1"), max_size=20),
    max_size=4,
)


@settings(max_examples=examples(300), deadline=None)
@given(changed=fields, query=st.text(max_size=30), cut=st.integers(0, 400), joined=st.booleans())
def test_EN23_no_bytes_break_the_reader(changed: dict[str, str], query: str, cut: int, joined: bool) -> None:
    lines = [f"GET /socket.io/?{query} HTTP/1.1", *(f"{name}: {value}" for name, value in (FIELDS | changed).items())]
    data = ("\r\n".join(lines) + "\r\n\r\n").encode()
    for one in (data, data[:cut], data[:cut] + b"\r\n\r\n", data + data if joined else data[cut:]):
        found = read_handshake(one, PREFIX, "127.0.0.1")
        if found is not None:
            assert one.count(b"\r\n\r\n") == 1
            assert found.query_string.encode() == one.partition(b"?")[2].partition(b" ")[0]
            assert not {"Content-Length", "Transfer-Encoding", "Expect"} & set(found.headers)


async def test_EN23_a_connection_that_was_taken_is_not_the_fronts_any_more() -> None:
    released: list[bool] = []

    class Watched(Front):
        def release(self) -> None:
            released.append(True)

    front = Watched(lambda transport, data: True, asyncio.Protocol)
    front.connection_made(asyncio.Transport())
    front.data_received(b"GET")
    assert released == [True]
    front.data_received(b"more")  # a late call of a loop changes nothing
    assert released == [True]
