"""From settings to a process that serves: logs, Redis, the event loop, and a plain word when one of them fails."""

import errno
import sys
from collections.abc import AsyncIterator, Coroutine, Sequence
from contextlib import asynccontextmanager
from typing import Any

import structlog
import uvloop

from server.app import serve
from server.companions import companions
from server.embedded_redis import EmbeddedRedis
from server.logs import configure_logs
from server.redis_binary import NoRedisError
from server.settings import Settings, unknown_variables
from server.supervisor import Supervisor, WorkersFailedError
from sessions.errors import Unavailable

log = structlog.get_logger(__name__)


@asynccontextmanager
async def redis_of(settings: Settings) -> AsyncIterator[str]:
    """The address of the Redis to use: the configured one, or an embedded one that lives as long as this context."""
    if settings.redis_url is not None:
        yield settings.redis_url.get_secret_value()
    else:
        async with EmbeddedRedis(settings.data_dir) as url:
            yield url


def launch(
    settings: Settings, *, reuse_port: bool = False, quiet: bool = False, workers: int = 1, beside: Sequence[str] = ()
) -> int:
    """Serves until told to stop, with `workers` processes, and `beside` them one of each of these commands.

    The exit code is 1, and standard error says why, when it cannot start.

    `quiet` logs nothing below a warning unless ROOMTONE_LOG_LEVEL says so, for a person who waits for the address.
    """
    level = "warning" if quiet and "log_level" not in settings.model_fields_set else settings.log_level
    configure_logs(level, settings.log_format)
    for name, meant in unknown_variables().items():
        log.warning("unknown_setting", name=name, meant=meant)
    return run(_serve(settings, reuse_port=reuse_port, workers=workers, beside=beside, log_level=level), settings)


def run(program: Coroutine[Any, Any, None], settings: Settings) -> int:
    """Runs a program on the event loop of our choice; the exit code as of `launch`."""
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


async def _serve(settings: Settings, *, reuse_port: bool, workers: int, beside: Sequence[str], log_level: str) -> None:
    async with redis_of(settings) as url, companions(beside, redis_url=url, log_level=log_level):
        if workers > 1:
            await Supervisor(settings, url, workers).run()
        else:
            await serve(settings, redis_url=url, announce=True, reuse_port=reuse_port)


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
