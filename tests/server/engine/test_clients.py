"""The client manager: the same results as python-socketio's, in constant time."""

import time

import pytest

from server.engine.clients import Clients
from server.engine.sockets import SocketServer
from tests.server.engine.conftest import Serve
from tests.server.engine.harness import open_client


@pytest.fixture
def clients() -> Clients:
    manager: Clients = SocketServer().manager
    return manager


async def join(clients: Clients, eio_sid: str, namespace: str = "/") -> str:
    sid = await clients.pre_connect(eio_sid, namespace)
    assert sid is not None
    assert await clients.connect(sid, namespace) == sid
    return sid


async def test_EN18_a_client_is_pending_until_connected(clients: Clients) -> None:
    sid = await clients.pre_connect("e1", "/")
    assert sid is not None
    assert (clients.is_pre_connected(sid, "/"), clients.is_connected(sid, "/")) == (True, False)
    assert await clients.connect(sid, "/") == sid
    assert (clients.is_pre_connected(sid, "/"), clients.is_connected(sid, "/")) == (False, True)
    assert (clients.sid_from_eio_sid("e1", "/"), clients.eio_sid_from_sid(sid, "/")) == (sid, "e1")


async def test_EN18_a_second_connect_to_a_namespace_is_refused(clients: Clients) -> None:
    await join(clients, "e1")
    assert await clients.pre_connect("e1", "/") is None
    assert await clients.connect("e1", "/") is None


async def test_EN18_a_client_can_connect_in_one_step(clients: Clients) -> None:
    sid = await clients.connect("e1", "/")
    assert clients.is_connected(sid, "/")


async def test_EN18_rooms(clients: Clients) -> None:
    one, two = await join(clients, "e1"), await join(clients, "e2")
    for sid in (one, two):
        await clients.enter_room(sid, "/", "room")
    assert dict(clients.get_participants("/", "room")) == {one: "e1", two: "e2"}
    assert sorted(clients.get_rooms(one, "/")) == sorted([one, "room"])
    await clients.leave_room(one, "/", "room")
    await clients.leave_room(one, "/", "never entered")
    assert clients.get_rooms(one, "/") == [one]
    await clients.close_room("room", "/")
    assert clients.get_rooms(two, "/") == [two]
    with pytest.raises(ValueError, match="sid room"):
        await clients.enter_room(one, "/", two)


async def test_EN18_a_clients_own_room_is_the_client(clients: Clients) -> None:
    one, two = await join(clients, "e1"), await join(clients, "e2")
    await clients.enter_room(one, "/", one)
    await clients.leave_room(one, "/", one)
    assert dict(clients.get_participants("/", one)) == {one: "e1"}
    assert dict(clients.get_participants("/", [one, two])) == {one: "e1", two: "e2"}
    assert dict(clients.get_participants("/", None)) == {one: "e1", two: "e2"}
    assert dict(clients.get_participants("/elsewhere", one)) == {}
    assert clients.get_rooms(one, "/") == [one]
    assert clients.get_rooms("nobody", "/") == []
    with pytest.raises(ValueError, match="not connected"):
        await clients.enter_room("nobody", "/", "room")


async def test_EN18_a_connection_with_two_namespaces_ends_with_the_second(clients: Clients) -> None:
    here, there = await join(clients, "e1"), await join(clients, "e1", "/custom")
    await clients.disconnect(here, "/")
    assert clients._joined == {"e1": 1}
    await clients.disconnect(there, "/custom")
    assert clients._joined == {}


async def test_EN18_leaving_forgets_everything(clients: Clients) -> None:
    sid = await join(clients, "e1")
    await clients.enter_room(sid, "/", "room")
    clients._next_ack_id(sid, print)
    assert clients.pre_disconnect(sid, "/") == "e1"
    assert not clients.is_connected(sid, "/")
    await clients.disconnect(sid, "/")
    await clients.disconnect(sid, "/")
    assert (clients.rooms, clients.callbacks, clients._rooms_of, clients._joined) == ({}, {}, {}, {})
    assert (clients._connecting, clients._leaving) == ({}, {})


async def test_EN18_numbers_of_acks_are_the_clients_own(clients: Clients) -> None:
    one, two = await join(clients, "e1"), await join(clients, "e2")
    assert [clients._next_ack_id(sid, print) for sid in (one, one, two)] == [1, 2, 1]


async def _cost(count: int) -> float:
    """Seconds of CPU for 300 disconnects out of `count` clients; the best of three."""
    best = float("inf")
    for _ in range(3):
        clients: Clients = SocketServer().manager
        sids = [await join(clients, f"e{number}") for number in range(count)]
        for sid in sids:
            await clients.enter_room(sid, "/", "everybody")
        started = time.process_time()
        for sid in sids[:300]:
            clients.pre_disconnect(sid, "/")
            await clients.disconnect(sid, "/")
        best = min(best, time.process_time() - started)
    return best


async def test_EN18_the_cost_of_a_disconnect_does_not_grow_with_the_connections() -> None:
    # python-socketio's own manager: 16 times.
    assert await _cost(8000) < 4 * await _cost(500)


async def test_EN13_emit_reaches_a_room_but_not_the_skipped(serve: Serve) -> None:
    served = serve()
    websockets = [await open_client(served) for _ in range(3)]
    sio = served.sio
    sids = [sio.manager.sid_from_eio_sid(connection.sid, "/") for connection in served.engine.connections]

    async def emit() -> None:
        for sid in sids[:2]:
            await sio.enter_room(sid, "room")
        await sio.emit("a", {"x": 1}, room="room", skip_sid=sids[0])
        await sio.emit("b", b"\x01", room="room", skip_sid=[sids[1]])
        await sio.emit("c")
        await sio.emit("d", (), room=["room", sids[2]])
        await sio.emit("e", 1, room="nobody")
        await sio.emit("f", 1, namespace="/nowhere")

    await served.run(emit())
    assert [await websockets[0].message() for _ in range(4)] == [
        '451-["b",{"_placeholder":true,"num":0}]',
        b"\x01",
        '42["c"]',
        '42["d"]',
    ]
    assert [await websockets[1].message() for _ in range(3)] == ['42["a",{"x":1}]', '42["c"]', '42["d"]']
    assert [await websockets[2].message() for _ in range(2)] == ['42["c"]', '42["d"]']
    for websocket in websockets:
        await websocket.close()
