"""The server of `make dev`: everything that it sends is compared with its declarations (tests/message_check.py), and
what is not declared is an error in its output.

`python -m tests.dev run`
"""

import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from server.processes import start
from server.settings.model import Settings
from tests import answer_check
from tests.message_check import Listener

redis_of = start.redis_of


@asynccontextmanager
async def listened(settings: Settings) -> AsyncIterator[str]:
    """The address of the Redis. The embedded one is listened to."""
    async with redis_of(settings) as url:
        if settings.redis_url is None:
            Listener(Path(url.removeprefix("unix://")))
        yield url


if __name__ == "__main__":
    start.redis_of = listened
    sys.exit(answer_check.main())
