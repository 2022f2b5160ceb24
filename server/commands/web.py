"""`web`: serves HTTP and sockets, with one process or several on one port."""

import argparse

from server.processes.launch import launch
from server.settings.model import load_settings

MOST_WORKERS = 256


def _workers(text: str) -> int:
    number = int(text)
    if not 1 <= number <= MOST_WORKERS:
        raise argparse.ArgumentTypeError(f"must be 1 to {MOST_WORKERS}")
    return number


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--workers", type=_workers, default=1, metavar="N", help="processes that share the port (1)")


def main(arguments: argparse.Namespace) -> int:
    return launch(load_settings(), reuse_port=True, workers=arguments.workers)
