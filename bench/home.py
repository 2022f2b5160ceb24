"""A home with many sessions: `python -m bench.home [sessions]`; docs/capacity.md has a run.

Makes as many clip sessions as jams, waits until all of them are rows of their owner's home, and prints how long an
answer with all rows takes, and how long after a change its row is there.
"""

import argparse
import statistics
import time
from urllib.request import Request, urlopen

import orjson

from bench.streams import Stream, stream

ASKED = 50  # times
CHANGED = 10  # times
PATIENCE = 60.0  # seconds


def rows_of(here: Stream) -> dict[str, str]:
    """The state of each session on the owner's home, by its id."""
    address = f"http://127.0.0.1:{here.port}/api/home"
    with urlopen(Request(address, headers={"Authorization": f"Bearer {here.token}"})) as answer:
        return {row["id"]: row["state"] for row in orjson.loads(answer.read())["rows"]}


def until_state(here: Stream, state: str) -> float:
    """Milliseconds until the home says it of the stream."""
    began = time.perf_counter()
    while rows_of(here).get(here.id) != state:
        if time.perf_counter() - began > PATIENCE:
            raise SystemExit("the home does not follow")
    return (time.perf_counter() - began) * 1000


def run(here: Stream, sessions: int) -> None:
    for number in range(sessions - 1):
        here.ask("/api/sessions" if number % 2 else "/api/clip-sessions")
    until = time.perf_counter() + PATIENCE
    while len(rows_of(here)) < sessions:
        if time.perf_counter() > until:
            raise SystemExit("the home does not have all rows")
    answers = []
    for _ in range(ASKED):
        began = time.perf_counter()
        rows_of(here)
        answers.append((time.perf_counter() - began) * 1000)
    delays = []
    for number in range(CHANGED):
        here.ask(f"/api/clip-sessions/{here.id}/{'resume' if number % 2 else 'pause'}")
        delays.append(until_state(here, "active" if number % 2 else "paused"))
    for name, found in ((f"an answer with {sessions} rows", answers), ("a change until its row", delays)):
        print(f"{name}: median {statistics.median(found):.1f} ms, worst {max(found):.1f} ms")


def main() -> None:
    arguments = argparse.ArgumentParser(prog="python -m bench.home")
    arguments.add_argument("sessions", type=int, nargs="?", default=300)
    given = arguments.parse_args()
    with stream() as here:
        run(here, given.sessions)


if __name__ == "__main__":
    main()
