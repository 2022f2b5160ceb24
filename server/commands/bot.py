"""`bot`: one process that talks to Telegram."""

import argparse

from server.observability.logs import configure_logs
from server.processes.start import redis_of, run
from server.settings.environment import load_settings
from server.settings.errors import SettingsError
from server.settings.model import Settings


def add_arguments(_: argparse.ArgumentParser) -> None:
    pass


def main(_: argparse.Namespace) -> int:
    settings = load_settings()
    if settings.telegram_token is None:
        raise SettingsError([("ROOMTONE_TELEGRAM_TOKEN", "is missing. BotFather in Telegram gives one")])
    configure_logs(settings.log_level, settings.log_format)
    return run(_bot(settings), settings)


async def _bot(settings: Settings) -> None:
    from server.processes.bot import serve_bot  # aiogram takes a second to import: not before the settings are right

    async with redis_of(settings) as url:
        await serve_bot(settings, redis_url=url)
