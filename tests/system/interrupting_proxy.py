"""A way to Redis on which something else happens before one of a process's commands about a session."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import suppress
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

CHUNK = 65_536
Act = Callable[[], Awaitable[object]]


class InterruptingProxy:
    """Relays to the Redis at `url`. Commands that name the watched text are counted; `act` comes before one of them."""

    def __init__(self, url: str) -> None:
        self._target = urlsplit(url)
        self._server: asyncio.Server | None = None
        self._passing: set[asyncio.Task[None]] = set()
        self._text, self._at, self._act = b"", 0, None  # type: bytes, int, Act | None
        self.url = ""

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._connection, "127.0.0.1", 0)
        host, port = self._server.sockets[0].getsockname()
        self.url = f"redis://{host}:{port}"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._server is not None:
            self._server.close()
        for task in self._passing:
            task.cancel()
        await asyncio.gather(*self._passing, return_exceptions=True)

    def interrupt(self, text: str, at: int, act: Act) -> None:
        self._text, self._at, self._act = text.encode(), at, act

    @property
    def was_interrupted(self) -> bool:
        return self._act is None

    async def _connection(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        if task is not None:
            self._passing.add(task)
            task.add_done_callback(self._passing.discard)
        target = self._target
        if target.scheme == "unix":
            there, back = await asyncio.open_unix_connection(target.path)
        else:
            there, back = await asyncio.open_connection(target.hostname, target.port)
        answers = asyncio.create_task(_pass(there, writer))
        try:
            await self._commands(reader, back)
        finally:
            answers.cancel()
            await asyncio.gather(answers, return_exceptions=True)
            writer.transport.abort()
            back.transport.abort()

    async def _commands(self, reader: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        rest = b""
        while data := await reader.read(CHUNK):
            rest += data
            for command in _whole(rest):
                rest = rest[len(command) :]
                if self._act is not None and self._text in command:
                    self._at -= 1
                    if self._at < 0:
                        act, self._act = self._act, None
                        await act()
                back.write(command)
            await back.drain()


async def _pass(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(ConnectionError):
        while data := await reader.read(CHUNK):
            writer.write(data)
            await writer.drain()


def _whole(data: bytes) -> Iterator[bytes]:
    """The commands in `data` that are there completely: arrays of texts with their lengths."""
    begin = 0
    while (end := data.find(b"\r\n", begin)) >= 0:
        place = end + 2
        for _ in range(int(data[begin + 1 : end])):
            length_end = data.find(b"\r\n", place)
            if length_end < 0:
                return
            place = length_end + 2 + int(data[place + 1 : length_end]) + 2
            if place > len(data):
                return
        yield data[begin:place]
        begin = place
