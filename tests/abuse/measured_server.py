"""`python -m tests.abuse.measured_server web`: the server, whose scripts note their own CPU time in Redis.

It forgets its longest step once it was read, which the product remembers for a minute. So each call of a test is
measured by itself."""

import sys
from typing import Final

from server import __main__ as program
from server.observability.watchdog import Worst
from storage.redis import scripts
from storage.redis.scripts import Script, script_of

TIMES: Final = "measured"
"""The sorted set of scripts by the longest CPU time that each took, in ms."""


def measured_script(name: str, source: str, kinds: tuple[str, ...] = ()) -> Script:
    """A script that notes its CPU time. The slow log would count the time in which Redis waited for a processor too."""
    note = f"redis.call('ZADD', '{TIMES}', 'GT', 1000 * (os.clock() - began), '{name}')"
    run = "local began = os.clock()\nlocal answer = run()"
    return script_of(name, f"local function run() {source}\nend\n{run}\n{note}\nreturn answer", kinds)


def read_once(worst: Worst) -> float:
    found = max(worst._now, worst._before)
    worst._now = worst._before = 0.0
    return found


def main() -> int:
    Worst.__call__ = read_once  # type: ignore[assignment]
    scripts.script_of = measured_script
    return program.main()


if __name__ == "__main__":
    sys.exit(main())
