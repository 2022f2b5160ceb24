"""`roomtone <command>`: the command line of an installed Roomtone."""

import sys
from importlib import import_module
from pathlib import Path
from typing import Any, Final

APP: Final = Path(__file__).with_name("app")
"""First on the path: names such as `server` are the product's, whatever else is installed or lies in this folder."""


def main() -> int:
    sys.path.insert(0, str(APP))
    command_line: Any = import_module("server.__main__")
    return int(command_line.main())


if __name__ == "__main__":
    sys.exit(main())
