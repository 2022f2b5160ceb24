"""`worker`: one process that does the background jobs."""

import argparse

from server.observability.logs import configure_logs
from server.processes.start import redis_of, run
from server.processes.worker import work
from server.settings.environment import load_settings
from server.settings.model import Settings


def add_arguments(_: argparse.ArgumentParser) -> None:
    pass


def main(_: argparse.Namespace) -> int:
    settings = load_settings()
    configure_logs(settings.log_level, settings.log_format)
    return run(_work(settings), settings)


async def _work(settings: Settings) -> None:
    async with redis_of(settings) as url:
        await work(settings, redis_url=url)
