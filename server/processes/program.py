"""A program on the event loop of our choice: its Redis, and a plain word when it cannot start."""

import errno
import os
import sys
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from typing import Any

import uvloop

from server.processes.embedded_redis import EmbeddedRedis
from server.processes.redis_binary import NoRedisError
from server.processes.supervisor import WorkersFailedError
from server.settings.model import Settings
from sessions.errors import Unavailable


@asynccontextmanager
async def redis_of(settings: Settings) -> AsyncIterator[str]:
    """The address of the Redis to use: the configured one, or an embedded one that lives as long as this context."""
    if settings.redis_url is not None:
        yield settings.redis_url.get_secret_value()
    else:
        async with EmbeddedRedis(settings.data_dir) as url:
            yield url


def run(program: Coroutine[Any, Any, None], settings: Settings) -> int:
    """Runs it to its end. The exit code is 1, and standard error says why, when it cannot start."""
    os.umask(0o077)  # what we write is ours alone: media, secrets, the embedded Redis's files
    try:
        uvloop.run(program)
    except NoRedisError as error:
        return _failed(str(error))
    except WorkersFailedError:
        return _failed("a process did not start; it says why above.")
    except Unavailable as error:
        return _failed(f"{error.text}. Is the address in REDIS_URL right, and does that Redis run?")
    except OSError as error:
        reason = _cannot_listen(error, settings)
        if reason is None:
            raise
        return _failed(reason)
    return 0


def _cannot_listen(error: OSError, settings: Settings) -> str | None:
    if error.errno == errno.EADDRINUSE:
        return f"Port {settings.port} is taken. End what listens there, or set PORT to another one."
    if error.errno == errno.EACCES:
        return f"Port {settings.port} needs more rights than this user has. Set PORT to one above 1023."
    if error.errno == errno.EADDRNOTAVAIL:
        return f"{settings.host} is no address of this machine. Set HOST to 127.0.0.1 or 0.0.0.0."
    return None


def _failed(reason: str) -> int:
    sys.stderr.write(f"Roomtone cannot start: {reason}\n")
    return 1
