"""`web`: serves HTTP and sockets, with one process or several on one port."""

import argparse

from server.processes.start import launch
from server.settings.environment import load_settings

MOST_PROCESSES = 256


def _processes(text: str) -> int:
    number = int(text)
    if not 1 <= number <= MOST_PROCESSES:
        raise argparse.ArgumentTypeError(f"must be 1 to {MOST_PROCESSES}")
    return number


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--processes",
        "--workers",
        dest="processes",
        type=_processes,
        default=1,
        metavar="N",
        help="web processes that share the port (1); --workers is the old name",
    )


def main(arguments: argparse.Namespace) -> int:
    return launch(load_settings(), reuse_port=True, processes=arguments.processes)
