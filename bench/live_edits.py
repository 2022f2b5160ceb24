"""Durable edits of one jam at a steady rate, by a process of its own, and the time until each is acknowledged.

`python -m bench.live_edits <url> <token> <session id> <edits a second>` edits until it is ended. A line an edit: when
it was sent, in seconds of the system's monotonic clock, and the ms until its ack. `LiveEdits` starts it.
"""

import asyncio
import gc
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Self

import orjson

from bench.systems import ROOT
from tests.server.client import RawClient, connected

LONGEST = 3600.0  # seconds


class LiveEdits:
    """What has been measured so far."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self._found: list[tuple[float, float]] = []

    @classmethod
    @asynccontextmanager
    async def running(cls, url: str, token: str, session_id: str, rate: float) -> AsyncIterator[Self]:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bench.live_edits", url, token, session_id, str(rate)),
            cwd=ROOT,
            stdout=asyncio.subprocess.PIPE,
        )
        edits = cls(process)
        reading = asyncio.create_task(edits._read())
        try:
            yield edits
        finally:
            if process.returncode is None:
                process.terminate()
            await process.wait()
            await reading

    async def _read(self) -> None:
        if self._process.stdout is None:
            raise RuntimeError("the editor has no output")
        async for line in self._process.stdout:
            sent, took = line.split()
            self._found.append((float(sent), float(took)))

    def between(self, began: float, ended: float) -> list[float]:
        """The times of the edits that were sent between two moments (`time.monotonic`), sorted. Raises RuntimeError
        when the editor has ended."""
        if self._process.returncode is not None:
            raise RuntimeError("the editor has ended")
        return sorted(took for sent, took in self._found if began <= sent < ended)


async def edit(url: str, token: str, session_id: str, rate: float) -> None:
    async with connected(url) as client:
        await client.join({"token": token})
        ack = await client.ask("subscribe_on_session", {"session_id": session_id})
        if not ack["ok"]:
            raise RuntimeError(ack)
        sent: dict[int, float] = {}
        receiving = asyncio.create_task(_acks(client, sent))
        began = time.monotonic()
        for number in range(int(rate * LONGEST)):
            await asyncio.sleep(max(0.0, began + number / rate - time.monotonic()))
            if receiving.done():
                break
            paths = {f"tracks/t{number % 16}/steps/{number % 64}": number // 64 % 2 == 0}  # always a change
            payload = {"session_id": session_id, "edit_id": f"edit-{number}", "set": paths}
            packet = f"42{number + 100}" + orjson.dumps(["edit_session", payload]).decode()
            sent[number + 100] = time.monotonic()
            await client.send(packet)
        await receiving


async def _acks(client: RawClient, sent: dict[int, float]) -> None:
    while (packet := await client.receive()) is not None:
        now = time.monotonic()
        client.packets.clear()
        if not packet.startswith("43"):
            continue
        number, _, rest = packet[2:].partition("[")
        if not rest.startswith('{"ok":true'):
            raise RuntimeError(packet)
        began = sent.pop(int(number))
        print(began, (now - began) * 1000, flush=True)


if __name__ == "__main__":
    gc.disable()  # a pause of this process is none of the server's
    asyncio.run(edit(sys.argv[1], sys.argv[2], sys.argv[3], float(sys.argv[4])))
