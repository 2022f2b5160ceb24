"""How many viewers a stream shows when one of its processes is killed."""

import asyncio
import itertools
from contextlib import AsyncExitStack

from tests.processes import ServerProcess
from tests.server.client import RawClient, browsing, joined
from tests.system.conftest import Installation

VIEWERS = 5  # of each process
LATEST = 10.0  # seconds


async def test_SY21_the_viewers_of_a_killed_process_are_gone_after_ten_seconds_and_its_successor_replaces_them(
    installation: Installation,
) -> None:
    first, second = installation.servers
    numbers = itertools.count()
    async with AsyncExitStack() as stack, browsing(second) as browser:
        made = await browser.ask("POST", "/api/clip-sessions", json={"title": "t"}, **browser.signed_in("streamer"))
        session_id = made.json["id"]

        async def enter(server: ServerProcess) -> RawClient:
            viewer = await stack.enter_async_context(joined(server, f"viewer-{next(numbers)}"))
            assert (await viewer.ask("subscribe_on_session", {"session_id": session_id}))["ok"]
            return viewer

        async def sees(witness: RawClient, count: int) -> list[int]:
            """The numbers that they are told until it is `count`."""
            told = [0]
            while told[-1] != count:
                told.append((await witness.event("session_signal"))["data"]["viewers"])
            return told

        for server in installation.servers * VIEWERS:
            await enter(server)
        witness = await enter(second)
        await sees(witness, 2 * VIEWERS + 1)
        await first.kill()
        await first.start()
        for _ in range(VIEWERS - 1):
            await enter(first)
        assert max(await sees(witness, 2 * VIEWERS)) == 2 * VIEWERS, "the killed process counts beside its successor"
        await first.kill()
        async with asyncio.timeout(LATEST):
            await sees(witness, VIEWERS + 1)
