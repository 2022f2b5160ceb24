"""`python -m tests.abuse.measured_server web`: the server, which forgets its longest step once it was read.

The product remembers it for a minute. So each call of a test is measured by itself."""

import sys

from server import __main__ as program
from server.observability.watchdog import Worst


def read_once(worst: Worst) -> float:
    found = max(worst._now, worst._before)
    worst._now = worst._before = 0.0
    return found


def main() -> int:
    Worst.__call__ = read_once  # type: ignore[assignment]
    return program.main()


if __name__ == "__main__":
    sys.exit(main())
