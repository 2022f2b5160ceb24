"""A trial of the installed aiohttp and python-socketio, before the first client (3 ms).

The engine uses private names of both. A release that renames one would import, start, and fail with a client. There is
no way to go on without them, so both are pinned, and the server does not start with a release that does not fit.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from importlib.metadata import version
from typing import Final

from server.engine import socketio_trial, takeover

log = logging.getLogger(__name__)

Trial = Callable[[], Awaitable[None]]

RELEASES: Final = {"aiohttp": "3.14.5", "python-socketio": "5.18.1"}  # that were tried; pyproject.toml pins them
SECONDS: Final = 10.0  # for all, in a process that may have just begun on a busy machine
TRIALS: Final[tuple[tuple[str, Trial], ...]] = (("aiohttp", takeover.trial), ("python-socketio", socketio_trial.trial))


async def problem(more: Sequence[tuple[str, Trial]] = (), seconds: float = SECONDS) -> str | None:
    """Why this server cannot run with the installed releases; None when it can. `more`: further trials of a package."""
    for name, trial in (*TRIALS, *more):
        try:
            async with asyncio.timeout(seconds):
                await trial()
        except Exception:
            log.warning("the trial of %s failed", name, exc_info=True)
            return (
                f"the installed {name} {version(name)} does not work with this server; the log above says where. "
                f"It was tried with {name} {RELEASES[name]}: install the releases that requirements/runtime.txt names."
            )
    return None
