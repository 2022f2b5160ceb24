"""`reindex`: makes the search indexes anew, on whichever machine the worker is that has them."""

import argparse
import asyncio
import sys

from server.documents.contract import CONTRACT
from server.observability.logs import configure_logs
from server.processes.start import redis_of
from server.settings.environment import load_settings
from server.settings.model import Settings
from sessions.base.errors import Unavailable
from storage.redis.client import Redis


def add_arguments(_: argparse.ArgumentParser) -> None:
    pass


def main(_: argparse.Namespace) -> int:
    settings = load_settings()
    configure_logs("error", "text")
    return asyncio.run(_reindex(settings))


async def _reindex(settings: Settings) -> int:
    async with redis_of(settings) as url:
        redis = await Redis.connect(url)
        try:
            counts = [await product.reindex(redis) for product in CONTRACT.products if product.reindex is not None]
        except Unavailable:
            sys.stderr.write("No worker answers: start one (python -m server worker), then try again.\n")
            return 1
        finally:
            await redis.close()
    sys.stdout.write(f"The index was emptied; a worker reads {sum(counts)} sessions again.\n")
    return 0
