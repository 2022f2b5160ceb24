"""A trial of the installed python-socketio: a client's whole life, in memory, before the first real one (1 ms).

`sockets.py` overrides and calls private methods of python-socketio. A release that renames one would import, start, and
fail with the first client that connects or leaves. There is no way to go on without them, so the server does not start.
"""

import asyncio
import logging
from collections.abc import Callable
from importlib.metadata import version
from typing import Any

from server.engine.connection import EngineConnection
from server.engine.library import exceptions
from server.engine.packets import Packet
from server.engine.server import EngineServer
from server.engine.sockets import SocketServer

log = logging.getLogger(__name__)

WAIT_SECONDS = 10.0  # for one answer, in a process that may have just begun on a busy machine


async def problem() -> str | None:
    """Why this server cannot run with the installed python-socketio; None when it can."""
    try:
        await _trial()
        await _trial_of_other_handlers()
    except Exception as error:
        log.warning("the trial of python-socketio failed", exc_info=True)
        return (
            f"the installed python-socketio {version('python-socketio')} does not work with this server "
            f"({type(error).__name__}: {error}). Install the release that requirements/runtime.txt names."
        )
    return None


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
        await _until(lambda: acknowledged == ["c"], "an ack to the server is not handled")

        # It leaves its namespace, and joins again. The second time the connection ends in the middle of a packet.
        await _exchange(client, ["41"], [])
        await _until(lambda: ended == [sid], "leaving a namespace is not handled")
        second = await _join(sio, client)
        await _exchange(client, [f'451-["echo",{placeholder}]'], [])
        client.close()
        client.broken()
        await _until(lambda: ended == [sid, second], "the end of a connection is not handled")

        # The server disconnects a client.
        client = await _opened(engine)
        third = await _join(sio, client)
        await sio.disconnect(third)
        await _exchange(client, [], ["41"])
        client.broken()
        await _until(lambda: ended == [sid, second, third], "disconnecting a client is not handled")
        await _until(
            lambda: not (engine.connections or sio.environ or sio.unfinished or sio.manager.rooms),
            "a connection that has ended stays in memory",
        )
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
        await _until(lambda: ended == [sid], "the end of a connection is not handled")
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

    await _until(complete, "an answer is missing")
    return received


async def _until(condition: Callable[[], bool], otherwise: str) -> None:
    loop = asyncio.get_running_loop()
    deadline = loop.time() + WAIT_SECONDS
    while not condition():
        if loop.time() > deadline:
            raise RuntimeError(otherwise)
        await asyncio.sleep(0)
