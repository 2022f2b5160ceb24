"""A client of Roomtone as a program, controlled by lines of JSON. It runs with the Python client of any version.

A line is `{"do": "command", "event": …, "payload": …}` or `{"do": "events", "until": seq}`; the answer is a line, too.
"""

import asyncio
import json
import sys
from typing import Any

from roomtone_client import RoomtoneClient


async def main(url: str, token: str, session_id: str) -> None:
    async with RoomtoneClient(url, token=token) as client:
        subscription = await client.subscribe(session_id)
        say({"first": subscription.held.seq if subscription.held else 0})
        loop = asyncio.get_running_loop()
        while line := await loop.run_in_executor(None, sys.stdin.readline):
            asked = json.loads(line)
            if asked["do"] == "command":
                say(await client.command(asked["event"], asked["payload"]))
            else:
                last = int(asked["until"])
                await client.wait_for(lambda: seq_of(subscription) >= last)  # noqa: B023 - awaited right here
                say({"events": subscription.events, "recoveries": subscription.recoveries})


def seq_of(subscription: Any) -> int:
    return int(subscription.held.seq) if subscription.held else 0


def say(answer: Any) -> None:
    sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
