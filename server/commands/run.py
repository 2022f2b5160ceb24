"""`run`: the whole product: a process that serves, and one that does the background jobs."""

import argparse

from server.processes.start import launch
from server.settings.model import load_settings


def add_arguments(_: argparse.ArgumentParser) -> None:
    pass


def main(_: argparse.Namespace) -> int:
    # The port is not shared: a second `run` by mistake should fail instead of taking half of the requests.
    return launch(load_settings(), quiet=True, beside=["worker"])
