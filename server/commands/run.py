"""`run`: the whole product: a process that serves, one that does the background jobs, and the bot when there is one."""

import argparse

from server.processes.start import launch
from server.settings.environment import load_settings


def add_arguments(_: argparse.ArgumentParser) -> None:
    pass


def main(_: argparse.Namespace) -> int:
    # The port is not shared: a second `run` by mistake should fail instead of taking half of the requests.
    settings = load_settings()
    bot = [] if settings.telegram_token is None else ["bot"]
    return launch(settings, quiet=True, beside=["worker", *bot])
