"""A network between a client and a server that breaks after a random number of bytes, in the middle of any message.

It works again after some cuts: a client gets missing events in one answer, and an answer larger than any connection
lasts would never arrive.
"""

import asyncio
import random
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

CHUNK = 4096


class FlakyProxy:
    """Relays TCP to the server at `url`; each connection is cut after a random number of bytes from the server, from
    `least` to `most`, until there were `heals_after` cuts.
    """

    def __init__(self, url: str, *, seed: int, least: int, most: int, heals_after: int) -> None:
        self.url = ""
        self.cuts = 0
        self._heals_after = heals_after
        self._target = urlsplit(url)
        self._chance = random.Random(seed)
        self._range = (least, most)
        self._server: asyncio.Server | None = None
        self._passing: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._connection, "127.0.0.1", 0)
        host, port = self._server.sockets[0].getsockname()
        self.url = f"http://{host}:{port}"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._server is not None:
            self._server.close()
        for task in self._passing:
            task.cancel()
        await asyncio.gather(*self._passing, return_exceptions=True)

    async def _connection(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        if task is not None:
            self._passing.add(task)
            task.add_done_callback(self._passing.discard)
        try:
            there, back = await asyncio.open_connection(self._target.hostname, self._target.port)
        except OSError:
            writer.transport.abort()
            return
        most = self._chance.randint(*self._range) if self.cuts < self._heals_after else None
        ends = [asyncio.create_task(_pass(reader, back, None)), asyncio.create_task(_pass(there, writer, most))]
        try:
            done, _ = await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
            self.cuts += any(end.result() for end in done)
        finally:
            for end in ends:
                end.cancel()
            await asyncio.gather(*ends, return_exceptions=True)
            writer.transport.abort()
            back.transport.abort()


async def _pass(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, most: int | None) -> bool:
    """Relays bytes until the end (False), or until there were `most` of them (True)."""
    passed = 0
    try:
        while data := await reader.read(CHUNK):
            if most is not None and passed + len(data) > most:
                writer.write(data[: most - passed])
                await writer.drain()
                return True
            passed += len(data)
            writer.write(data)
            await writer.drain()
    except OSError:
        return False
    return False
