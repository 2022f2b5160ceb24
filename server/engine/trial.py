"""A trial of the installed aiohttp, before the first client (2 ms).

The engine and the limits of a connection use private names of aiohttp. A release that renames one would import, start,
and fail with a client. There is no way to go on without them, so aiohttp is pinned, and the server does not start with
a release that does not fit.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from importlib.metadata import version
from typing import Final

from server.engine import takeover

log = logging.getLogger(__name__)

RELEASE: Final = "3.14.5"  # of aiohttp that was tried; pyproject.toml pins it
SECONDS: Final = 10.0  # for each trial, in a process that may have just begun on a busy machine


async def problem(*more: Callable[[], Awaitable[None]], seconds: float = SECONDS) -> str | None:
    """Why this server cannot run with the installed aiohttp; None when it can. `more`: further trials."""
    try:
        for trial in (takeover.trial, *more):
            async with asyncio.timeout(seconds):
                await trial()
    except Exception:
        log.warning("the trial of aiohttp failed", exc_info=True)
        return (
            f"the installed aiohttp {version('aiohttp')} does not work with this server; the log above says where. "
            f"It was tried with aiohttp {RELEASE}: install the releases that requirements/runtime.txt names."
        )
    return None
