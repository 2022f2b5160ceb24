"""Starts a process: logs, Redis, the event loop, and a clear error message when it cannot start."""

import os
import sys
from collections.abc import AsyncIterator, Coroutine, Sequence
from contextlib import asynccontextmanager
from typing import Any

import structlog
import uvloop

from server.checks.network import why_not
from server.observability.logs import configure_logs
from server.processes.data_folder import require_media_folder
from server.processes.embedded_redis import EmbeddedRedis
from server.processes.redis_binary import NoRedisError
from server.processes.supervisor import WebProcessFailedError, sidecars, supervise
from server.settings.environment import unknown_variables
from server.settings.errors import CannotStartError
from server.settings.extras import require_extras
from server.settings.model import Settings
from sessions.base.errors import Unavailable

log = structlog.get_logger("start")


def launch(
    settings: Settings, *, reuse_port: bool = False, quiet: bool = False, processes: int = 1, beside: Sequence[str] = ()
) -> int:
    """Serves until SIGTERM or SIGINT with `processes` web processes, and one sidecar for each command in `beside`.

    Returns the exit code, which is 1 when it cannot start. With `quiet`, the log level is `warning` unless
    ROOMTONE_LOG_LEVEL is set.
    """
    level = "warning" if quiet and "log_level" not in settings.model_fields_set else settings.log_level
    configure_logs(level, settings.log_format)
    for name, meant in unknown_variables().items():
        log.warning("unknown_setting", name=name, meant=meant)
    return run(_serve(settings, reuse_port=reuse_port, processes=processes, beside=beside, log_level=level), settings)


async def _serve(
    settings: Settings, *, reuse_port: bool, processes: int, beside: Sequence[str], log_level: str
) -> None:
    async with redis_of(settings) as url, sidecars(beside, redis_url=url, log_level=log_level):
        if processes > 1:
            await supervise(settings, url, processes)
        else:
            from server.processes.serve import serve  # a worker starts without the web server's imports

            await serve(settings, redis_url=url, announce=True, reuse_port=reuse_port)


@asynccontextmanager
async def redis_of(settings: Settings) -> AsyncIterator[str]:
    """The address of the Redis to use: the configured one, or an embedded one that lives as long as this context."""
    if settings.redis_url is not None:
        yield settings.redis_url.get_secret_value()
    else:
        async with EmbeddedRedis(settings.data_dir) as url:
            yield url


def run(program: Coroutine[Any, Any, None], settings: Settings) -> int:
    """Runs a program to its end. When it cannot start, the exit code is 1 and standard error says why."""
    os.umask(0o077)  # the files that are written (media, secrets, the embedded Redis's) are for this user alone
    try:
        require_extras(settings)
        require_media_folder(settings)
        uvloop.run(program)
    except (NoRedisError, CannotStartError) as error:
        return _failed(str(error))
    except WebProcessFailedError:
        return _failed("a process did not start; it says why above.")
    except Unavailable as error:
        return _failed(f"{error.text}. Is the address in REDIS_URL right, and does that Redis run?")
    except OSError as error:
        reason = why_not(error, settings) if error.filename is None else None
        if reason is None:
            raise
        return _failed(reason)
    finally:
        program.close()  # it has not begun when a library is missing
    return 0


def _failed(reason: str) -> int:
    sys.stderr.write(f"Roomtone cannot start: {reason}\n")
    return 1
