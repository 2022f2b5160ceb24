"""A trial of the installed python-socketio, whose private names `sockets.py` uses: a client's whole life, in memory."""

import asyncio
from collections.abc import Callable
from typing import Any

from server.engine.connection import EngineConnection
from server.engine.library import exceptions
from server.engine.packets import Packet
from server.engine.server import EngineServer
from server.engine.sockets import SocketServer


async def trial() -> None:
    """Raises what does not work (1 ms); what never comes is awaited for ever."""
    await _trial()
    await _trial_of_other_handlers()


async def _trial() -> None:
    ended: list[str] = []
    acknowledged: list[object] = []

    async def connect(sid: str, environ: object, auth: dict[str, object] | None = None) -> None:
        if auth is None:
            raise exceptions.ConnectionRefusedError("no token", {"code": "unauthorized"})

    async def disconnect(sid: str, reason: str) -> None:
        ended.append(sid)

    async def echo(sid: str, data: object) -> object:
        return data

    sio = SocketServer()
    sio.on("connect", connect)
    sio.on("disconnect", disconnect)
    sio.on("echo", echo)
    engine: EngineServer = sio.eio
    try:
        client = await _opened(engine)
        await _exchange(client, ["40/other,"], ['44/other,{"message":"Invalid namespace"}'])
        await _exchange(client, ["40"], ['44{"message":"no token","data":{"code":"unauthorized"}}'])
        sid = await _join(sio, client)
        await _exchange(client, ['421["echo","a"]'], ['431["a"]'])
        placeholder = '{"_placeholder":true,"num":0}'
        await _exchange(client, [f'451-2["echo",{placeholder}]', b"ab"], [f"461-2[{placeholder}]", b"ab"])
        await sio.emit("news", "b", to=sid, callback=acknowledged.append)
        await _exchange(client, [], ['421["news","b"]'])
        await _exchange(client, ['431["c"]'], [])
        await _until(lambda: acknowledged == ["c"])

        # It leaves its namespace, and joins again. The second time the connection ends in the middle of a packet.
        await _exchange(client, ["41"], [])
        await _until(lambda: ended == [sid])
        second = await _join(sio, client)
        await _exchange(client, [f'451-["echo",{placeholder}]'], [])
        client.close()
        client.broken()
        await _until(lambda: ended == [sid, second])

        # The server disconnects a client.
        client = await _opened(engine)
        third = await _join(sio, client)
        await sio.disconnect(third)
        await _exchange(client, [], ["41"])
        client.broken()
        await _until(lambda: ended == [sid, second, third])
        await _until(lambda: not (engine.connections or sio.environ or sio.unfinished or sio.manager.rooms))
    finally:
        engine.wheel.stop()


async def _trial_of_other_handlers() -> None:
    """A handler that takes no data from the client, and one that is no coroutine: they are left to python-socketio."""
    ended: list[str] = []

    async def connect(sid: str, environ: object) -> None:
        return None

    sio = SocketServer()
    sio.on("connect", connect)
    sio.on("disconnect", lambda sid, reason: ended.append(sid))
    try:
        client = await _opened(sio.eio)
        sid = await _join(sio, client, "40")
        client.broken()
        await _until(lambda: ended == [sid])
    finally:
        sio.eio.wheel.stop()


async def _opened(engine: EngineServer) -> EngineConnection:
    connection = await engine.admit({})
    if connection is None:
        raise RuntimeError("a connection was refused")
    connection.start(None)
    return connection


async def _join(sio: Any, client: EngineConnection, asked: str = '40{"token":"t"}') -> str:
    client.receive([asked])
    (answer,) = await _received(client, 1)
    sid: str | None = sio.manager.sid_from_eio_sid(client.sid, "/")
    if sid is None or answer != f'40{{"sid":"{sid}"}}':
        raise RuntimeError(f"a CONNECT was answered {answer!r}")
    return sid


async def _exchange(client: EngineConnection, sent: list[Packet], expected: list[Packet]) -> None:
    client.receive(sent)
    received = await _received(client, len(expected))
    if received != expected:
        raise RuntimeError(f"{sent} was answered {received}, not {expected}")


async def _received(client: EngineConnection, count: int) -> list[Packet]:
    """The next packets for this client."""
    received: list[Packet] = []

    def complete() -> bool:
        received.extend(frame.packet for frame in client.take())
        return len(received) >= count

    await _until(complete)
    return received


async def _until(condition: Callable[[], bool]) -> None:
    while not condition():  # noqa: ASYNC110 - a condition has no event; the trial has a time limit
        await asyncio.sleep(0)
