"""One socket: python-socketio's client, with events in order, acks that fail with the connection, and an abrupt
close."""

import asyncio
import contextlib
import json
import logging
from collections.abc import Callable, Mapping
from typing import Any

import aiohttp
import engineio
import engineio.base_client
import engineio.payload
import socketio
import socketio.packet

from roomtone_client.errors import RoomtoneError

_HANDSHAKE_TIMEOUT = 10.0  # seconds until the server's welcome
_UPGRADE_TIMEOUT = 5.0  # seconds in which a WebSocket must replace polling
_GOODBYE_TIMEOUT = 5.0  # seconds
log = logging.getLogger(__name__)

# The private methods of both libraries that this module overrides or calls. Without this check, a release that lacks
# one of them would fail only when a connection breaks.
_PRIVATE = {
    engineio.AsyncClient: ("_connect_websocket", "_trigger_event", "_send_request", "_write_loop"),
    socketio.AsyncClient: ("_engineio_client_class", "_handle_eio_disconnect"),
}


def require_supported(private: Mapping[type, tuple[str, ...]] = _PRIVATE) -> None:
    """Raises ImportError when an installed library has changed what this module needs."""
    missing = [
        f"{kind.__module__}.{name}" for kind, names in private.items() for name in names if not hasattr(kind, name)
    ]
    if missing:
        raise ImportError(
            f"roomtone_client does not work with these releases of python-socketio and python-engineio: "
            f"{', '.join(missing)} is missing. Install python-socketio==5.18.1 and "
            "python-engineio==4.15.1, which are tested."
        )


require_supported()

_IN_ORDER = ("0", "2", "3")  # Socket.IO's CONNECT, EVENT and ACK


class _Json:
    @staticmethod
    def dumps(value: Any, **_: Any) -> str:
        return json.dumps(value, separators=(",", ":"), ensure_ascii=False, allow_nan=False)

    loads = staticmethod(json.loads)


class _Packet(socketio.packet.Packet):  # type: ignore[misc]
    json = _Json


class _Session:
    """The HTTP session for the library. Keeps the WebSocket, which the library drops when an upgrade fails."""

    closed = False

    def __init__(self, session: aiohttp.ClientSession) -> None:
        self.get = session.get
        self.post = session.post
        self.websocket: aiohttp.ClientWebSocketResponse | None = None
        self._session = session

    async def ws_connect(self, url: str, **options: Any) -> aiohttp.ClientWebSocketResponse:
        self.websocket = await self._session.ws_connect(url, **options)
        return self.websocket

    def abort(self) -> None:
        """Drop the WebSocket without a close frame; unsent data is lost."""
        connection = getattr(self.websocket, "_conn", None)
        if connection is not None and connection.transport is not None:
            connection.transport.abort()
            connection.close()


class _Engine(engineio.AsyncClient):  # type: ignore[misc]
    _poll: asyncio.Future[Any] | None = None

    async def _connect_websocket(self, *target: Any) -> bool:
        if self.sid is None:
            return bool(await super()._connect_websocket(*target))
        try:
            async with asyncio.timeout(_UPGRADE_TIMEOUT):
                if await super()._connect_websocket(*target):
                    return True
        except Exception as error:  # noqa: BLE001 - stock waits for ever, and lets through what it cannot read
            log.debug("no upgrade: %r", error)
        self.http.abort()
        return False  # polling continues

    async def _trigger_event(self, event: str, *args: Any, **kwargs: Any) -> Any:
        # The library starts a task for each message; handled in the read loop itself, events cannot overtake each
        # other. A server's DISCONNECT waits for the read loop to end, so it must not run inside it.
        if event == "message" and isinstance(args[0], str) and args[0].startswith(_IN_ORDER):
            kwargs["run_async"] = False
        return await super()._trigger_event(event, *args, **kwargs)

    async def _send_request(self, method: str, *args: Any, **kwargs: Any) -> Any:
        request = asyncio.ensure_future(self._answer(method, *args, **kwargs))
        if method == "GET":
            self._poll = request
        try:
            await asyncio.wait([request])
        except asyncio.CancelledError:
            request.cancel()
            raise
        return "the poll was given up" if request.cancelled() else request.result()

    async def _answer(self, *args: Any, **kwargs: Any) -> Any:
        # The library reads the body of a poll where nothing catches an aborted one: it would never be noticed.
        answer = await super()._send_request(*args, **kwargs)
        if isinstance(answer, aiohttp.ClientResponse):
            try:
                await answer.read()
            except (aiohttp.ClientError, OSError) as error:
                return f"the answer broke off: {type(error).__name__}"
        return answer

    async def _write_loop(self) -> None:
        # The library does not send a close packet that waits behind another POST, and notices a refused POST only when
        # its poll returns: up to a ping interval later.
        await super()._write_loop()
        if self.current_transport == "polling":
            self.write_loop_task = asyncio.current_task()
            await self._post_the_rest()
            self.write_loop_task = None
            if self._poll is not None:
                self._poll.cancel()

    async def _post_the_rest(self) -> None:
        waiting = []
        while not self.queue.empty():
            waiting.append(self.queue.get_nowait())
            self.queue.task_done()
        packets = [packet for packet in waiting if packet is not None]
        if packets and self.state == "disconnecting":
            body = engineio.payload.Payload(packets=packets).encode()
            headers = {"Content-Type": "text/plain"}
            await self._send_request("POST", self.base_url, body=body, headers=headers, timeout=self.request_timeout)


class _SocketClient(socketio.AsyncClient):  # type: ignore[misc]
    def _engineio_client_class(self) -> type[_Engine]:
        return _Engine

    async def _handle_eio_disconnect(self, *reason: Any) -> None:
        # The library would wait for its timeout for a CONNECT that cannot come any more.
        self.failed_namespaces.append("/")
        self._connect_event.set()
        await super()._handle_eio_disconnect(*reason)


class Transport:
    """A connection that is open or closed: it never reconnects; a new one is made instead.

    `on_event(name, payload)` receives the server's events in order; `on_lost()` is called once when it is closed.
    """

    def __init__(
        self,
        session: aiohttp.ClientSession,
        on_event: Callable[[str, Any], None],
        on_lost: Callable[[], None],
        transports: tuple[str, ...],
    ) -> None:
        self._on_event = on_event
        self._on_lost = on_lost
        self._transports = transports
        self._pending: set[asyncio.Future[Any]] = set()
        self._refusal: Any = None
        self._open = False
        self._session = _Session(session)
        self._client = _SocketClient(
            reconnection=False,
            handle_sigint=False,
            serializer=_Packet,
            http_session=self._session,
            # a snapshot may be larger than aiohttp's limit of 4 MiB; the server is ours and limits what it sends
            websocket_extra_options={"max_msg_size": 0},
        )
        for name in ("session_event", "session_signal", "resync", "token_expired"):
            self._client.on(name, self._handler(name))
        self._client.on("connect", self._on_connect)
        self._client.on("connect_error", self._on_connect_error)
        self._client.on("disconnect", self._on_disconnect)

    @property
    def open(self) -> bool:
        return self._open

    async def connect(self, url: str, token: str | None) -> None:
        """Raises RoomtoneError with the server's code, or `offline`."""
        auth = {"token": token} if token is not None else {}
        try:
            async with asyncio.timeout(_HANDSHAKE_TIMEOUT):
                await self._client.connect(
                    url, auth=auth, transports=list(self._transports), wait_timeout=_HANDSHAKE_TIMEOUT
                )
        except TimeoutError as error:
            raise self._refused("it took too long to let us in") from error
        except Exception as error:
            # The library wraps its own errors, but raises others for unexpected answers: a close frame instead of OPEN
            # is a TypeError.
            raise self._refused(str(error)) from error
        if not self._open or self._client.eio.state != "connected":
            self._open = False  # lost between the server's CONNECT and now, which the library does not report
            raise self._refused("the connection was lost while it was made")

    async def call(self, event: str, payload: Any, timeout: float) -> dict[str, Any]:  # noqa: ASYNC109
        """Send and wait for the ack, also a refusing one."""
        if not self._open:
            raise RoomtoneError("offline", "there is no connection now")
        answered: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._pending.add(answered)

        def on_ack(*args: Any) -> None:
            if not answered.done():
                answered.set_result(args[0] if args else None)

        try:
            await self._client.emit(event, payload, callback=on_ack)
            ack = await asyncio.wait_for(answered, timeout)
        except socketio.exceptions.SocketIOError as error:
            raise RoomtoneError("offline", "there is no connection now") from error
        except TimeoutError as error:
            raise RoomtoneError("timeout", "the server took too long to answer") from error
        finally:
            self._pending.discard(answered)
        if not isinstance(ack, dict):
            raise RoomtoneError("bad_answer", "the ack has an unknown form")
        return ack

    async def send(self, event: str, payload: Any) -> None:
        """Send without an answer; dropped when there is no connection."""
        if self._open:
            await self._client.emit(event, payload)

    def cut(self) -> None:
        """Drop the connection like a failing network: without a close frame, unsent data is lost."""
        self._session.abort()
        self._over()

    async def close(self) -> None:
        """Close the connection properly."""
        self._over()
        try:
            async with asyncio.timeout(_GOODBYE_TIMEOUT):
                await self._client.disconnect()
        except Exception as error:  # noqa: BLE001 - stock expects a connection that was whole, and a peer that reads
            log.debug("no goodbye was said: %r", error)
        finally:
            self._session.abort()
            with contextlib.suppress(ValueError):
                engineio.base_client.connected_clients.remove(self._client.eio)

    def _handler(self, name: str) -> Callable[[Any], None]:
        def receive(payload: Any = None) -> None:
            if self._open:
                self._on_event(name, payload)

        return receive

    def _on_connect(self) -> None:
        self._open = True

    def _on_connect_error(self, data: Any = None) -> None:
        self._refusal = data

    def _on_disconnect(self, _reason: Any = None) -> None:
        self._over()

    def _over(self) -> None:
        """The end, noticed from either side; only the first notice counts."""
        if not self._open:
            return
        self._open = False
        for answered in self._pending:
            if not answered.done():
                answered.set_exception(RoomtoneError("connection_lost", "the connection broke before the ack came"))
        self._on_lost()

    def _refused(self, because: str) -> RoomtoneError:
        data = self._refusal
        if isinstance(data, dict):
            inner = data.get("data")
            if isinstance(inner, dict):
                return RoomtoneError(str(inner.get("code") or inner.get("error") or "offline"))
            if isinstance(data.get("code"), str):
                return RoomtoneError(data["code"], status=503)
        return RoomtoneError("offline", f"the server cannot be reached: {because}")
