"""A work to measure, and one run of the load generator."""

import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import orjson

from bench.systems import System, pinned


class MeasureError(Exception):
    """A server or the load gave up; the others are still worth measuring."""


class Figure(NamedTuple):
    """`value` in its unit, server CPU in µs for each thing done, the load generator's share of its core."""

    value: float
    cpu_us: float | None
    load_share: float


Measure = Callable[[Path, System, int, float], list[Figure]]


@dataclass(frozen=True)
class Work:
    """One run of a server and the load. `figures` are the names and units of its results in bench/out/latest.json;
    `rounds` is the most runs, for works that take long and vary little."""

    figures: tuple[tuple[str, str], ...]
    n: int
    systems: tuple[System, ...]
    measure: Measure
    rounds: int = 3


def load(program: Path, port: int, mode: str, n: int, seconds: float, pids: object, *keys: str) -> dict[str, Any]:
    """The output of the load generator for a run (bench/load/load.c). Raises MeasureError."""
    command = pinned(1, (str(program), str(port), mode, str(n), str(seconds), str(pids), *keys))
    done = subprocess.run(command, capture_output=True, text=True, timeout=seconds + 330, check=False)
    if done.returncode:
        raise MeasureError(f"load {mode}: {done.stderr.strip()}")
    answer: dict[str, Any] = orjson.loads(done.stdout)
    return answer
