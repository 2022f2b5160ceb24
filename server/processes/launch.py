"""From settings to a process that serves: logs, Redis, and the processes beside it."""

from collections.abc import Sequence

import structlog

from server.observability.logs import configure_logs
from server.processes.program import redis_of, run
from server.processes.sidecars import companions
from server.processes.supervisor import Supervisor
from server.processes.web import serve
from server.settings.model import Settings, unknown_variables

log = structlog.get_logger(__name__)


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


async def _serve(settings: Settings, *, reuse_port: bool, workers: int, beside: Sequence[str], log_level: str) -> None:
    async with redis_of(settings) as url, companions(beside, redis_url=url, log_level=log_level):
        if workers > 1:
            await Supervisor(settings, url, workers).run()
        else:
            await serve(settings, redis_url=url, announce=True, reuse_port=reuse_port)
