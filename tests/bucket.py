"""An S3-compatible server: a real process, on a port of its own."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

import aiohttp

from tests.polling import until
from tests.processes import free_port

PYTHON: Final = Path(sys.prefix) / "s3/bin/python"  # `make tools` makes it
BUCKET: Final = "roomtone"


class Bucket:
    """`settings` are what an operator sets to use it."""

    def __init__(self, http: aiohttp.ClientSession, port: int, process: asyncio.subprocess.Process) -> None:
        self.url = f"http://127.0.0.1:{port}"
        self.settings = {
            "ROOMTONE_MEDIA_URL": f"s3://{BUCKET}/rooms",
            "ROOMTONE_MEDIA_TIMEOUT": "8",
            "AWS_ENDPOINT_URL": self.url,
            "AWS_ALLOW_HTTP": "true",
            "AWS_ACCESS_KEY_ID": "a-key",
            "AWS_SECRET_ACCESS_KEY": "a-secret",
            "AWS_REGION": "us-east-1",
        }
        self._http = http
        self._process = process

    async def make(self) -> bool:
        try:
            async with self._http.put(f"{self.url}/{BUCKET}") as answer:
                return answer.status == 200
        except aiohttp.ClientError:
            return False

    async def objects(self) -> list[str]:
        """The names of all objects."""
        return await self._names("list-type=2", "Key")

    async def parts(self) -> list[str]:
        """The names of uploads that were begun and not finished."""
        return await self._names("uploads", "Key")

    async def _names(self, query: str, tag: str) -> list[str]:
        async with self._http.get(f"{self.url}/{BUCKET}?{query}") as answer:
            assert answer.status == 200
            found = await answer.text()
        return [part.partition(f"</{tag}>")[0] for part in found.split(f"<{tag}>")[1:]]

    def stall(self) -> None:
        """It stands still: connections are accepted by the system, and nothing is answered."""
        self._process.send_signal(signal.SIGSTOP)

    def resume(self) -> None:
        self._process.send_signal(signal.SIGCONT)


@asynccontextmanager
async def bucket() -> AsyncIterator[Bucket]:
    port = free_port()
    environment = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    process = await asyncio.create_subprocess_exec(
        str(PYTHON), "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port), env=environment,
        stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    async with aiohttp.ClientSession() as http:
        one = Bucket(http, port, process)
        await until(one.make)
        yield one
    process.kill()
    await process.wait()
