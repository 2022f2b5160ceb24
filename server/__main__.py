"""The command line: `roomtone <command>`, in a checkout `python -m server <command>`."""

import argparse
import gc
import sys
from collections.abc import Sequence
from importlib import import_module
from types import ModuleType
from typing import Final

from server.settings.errors import SettingsError
from server.settings.folders import IS_CHECKOUT
from server.version import VERSION

# Name → the module of the command, and what it does. A module is imported only when its command is called: `token`
# needs no web server.
COMMANDS: Final = {
    "run": ("server.commands.run", "the whole product, on the embedded Redis unless REDIS_URL is set"),
    "web": ("server.commands.web", "one process of HTTP and sockets; several may share the port"),
    "worker": ("server.commands.worker", "one process of background jobs; run as many as there is work for"),
    "bot": ("server.commands.bot", "the Telegram bot; needs ROOMTONE_TELEGRAM_TOKEN"),
    "chat": ("server.commands.clip_chat", "a bridge from a Twitch chat: `!clip` marks a moment, with a key"),
    "token": ("server.commands.token", "print a token, and nothing else"),
    "doctor": ("server.commands.doctor", "check settings, Redis, media, secrets and clock, and say what to do"),
    "reindex": ("server.commands.reindex", "make the search index anew"),
    "backup": ("server.commands.backup", "copy the store and the media into a folder or a bucket, while people work"),
    "restore": ("server.commands.restore", "bring a backup back into an empty store"),
    "contract": ("server.commands.contract", "write what is made from the contract and the settings"),
}


def main(arguments: Sequence[str] | None = None) -> int:
    given = list(sys.argv[1:] if arguments is None else arguments)
    program = "python -m server" if IS_CHECKOUT else "roomtone"
    parser = argparse.ArgumentParser(prog=program, description="Roomtone: live sessions in real time.")
    parser.add_argument("--version", action="version", version=f"Roomtone {VERSION}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="command")
    called = next((word for word in given if word in COMMANDS), None)
    for name, (module, about) in COMMANDS.items():
        command = commands.add_parser(name, help=about, description=about)
        if name == called:
            _imported(module).add_arguments(command)
    parsed = parser.parse_args(given)
    try:
        return int(_imported(COMMANDS[parsed.command][0]).main(parsed))
    except SettingsError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    except KeyboardInterrupt:
        return 130


def _imported(module: str) -> ModuleType:
    """Without the garbage collector, which would scan the imported modules again and again: a tenth of a start."""
    gc.disable()
    try:
        return import_module(module)
    finally:
        gc.enable()


if __name__ == "__main__":
    sys.exit(main())
