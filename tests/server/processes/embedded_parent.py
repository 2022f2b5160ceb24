"""A process that runs the embedded Redis of a data folder until its standard input ends; prints the address and pid."""

import asyncio
import sys
from pathlib import Path

from server.processes.embedded_redis import EmbeddedRedis


async def main() -> None:
    embedded = EmbeddedRedis(Path(sys.argv[1]))
    async with embedded as url:
        sys.stdout.write(f"{url} {embedded.pid or 0}\n")
        sys.stdout.flush()
        await asyncio.to_thread(sys.stdin.read)


asyncio.run(main())
