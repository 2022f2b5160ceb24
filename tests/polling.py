"""Waiting for something in another process: there is no event for it, so it is polled, up to a deadline."""

import asyncio
from collections.abc import Awaitable, Callable

PATIENCE = 60.0
"""Seconds until a wait fails. Something that takes milliseconds took ten seconds on a machine with four times its
load."""


async def until(condition: Callable[[], Awaitable[bool]], seconds: float = PATIENCE) -> None:
    """Returns when `condition` holds. Raises TimeoutError when it does not in time."""
    async with asyncio.timeout(seconds):
        while not await condition():  # noqa: ASYNC110 - the condition is outside this process
            await asyncio.sleep(0.01)
