"""A network between a browser and the server: each way holds up what passes by a random time, and keeps its order."""

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from urllib.parse import urlsplit


@dataclass(frozen=True)
class Network:
    """The least and the most delay of each way, in ms."""

    up: tuple[float, float]
    down: tuple[float, float]


UNEVEN = Network(up=(10, 40), down=(10, 40))
VERY_UNEVEN = Network(up=(5, 155), down=(5, 155))
ONE_WAY = Network(up=(5, 155), down=(0, 0))

NETWORKS: dict[str, tuple[Network | None, Network | None]] = {
    "quiet": (None, None),
    "uneven": (UNEVEN, UNEVEN),
    "very-uneven": (None, VERY_UNEVEN),
    "one-way": (None, ONE_WAY),
}
"""What the first and the second of two people are on."""


@asynccontextmanager
async def behind(network: Network, url: str, seed: int) -> AsyncIterator[str]:
    """The server's address behind the network."""
    dice = random.Random(seed)
    where = urlsplit(url)
    connections: set[asyncio.Task[None] | None] = set()

    async def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connections.add(task := asyncio.current_task())
        writers = [writer]
        try:
            far_reader, far_writer = await asyncio.open_connection(where.hostname, where.port)
            writers.append(far_writer)
            await asyncio.gather(pipe(reader, far_writer, network.up), pipe(far_reader, writer, network.down))
        finally:
            for one in writers:
                one.transport.abort()
            connections.discard(task)

    async def pipe(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, delay: tuple[float, float]) -> None:
        loop = asyncio.get_running_loop()
        held: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue()

        async def take() -> None:
            due, data = 0.0, b"first"
            while data:
                try:
                    data = await reader.read(65536)
                except ConnectionError:
                    data = b""
                due = max(due, loop.time() + dice.uniform(*delay) / 1000)
                held.put_nowait((due, data))

        taking = asyncio.create_task(take())
        try:
            while True:
                due, data = await held.get()
                await asyncio.sleep(due - loop.time())
                if not data:
                    break
                writer.write(data)
            writer.close()
            with suppress(ConnectionError):
                await writer.wait_closed()
        finally:
            taking.cancel()

    server = await asyncio.start_server(accept, "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    finally:
        server.close()
        await asyncio.sleep(0)  # what was accepted at last has its task
        ending = [task for task in connections if task is not None]
        for task in ending:
            task.cancel()
        await asyncio.gather(*ending, return_exceptions=True)
