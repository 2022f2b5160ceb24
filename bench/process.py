"""The effect of each of the process's own settings: `python -m bench.process [rounds [python ...]]`, as a table.

The product as it is, without one thing at a time, and run by each further interpreter that is named (of an environment
with the same packages), in turn; µs of server CPU for each operation, medians.
"""

import sys
from dataclasses import replace
from statistics import median

from bench.measure import MeasureError
from bench.systems import ROOMTONE, System, prepare
from bench.work import works

WORKS = ("event-ack", "connects", "fanout-1000")
WITHOUT = ("uvloop", "orjson", "gc")
SECONDS = 1.0


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    load = prepare()
    systems = [ROOMTONE, *(replace(ROOMTONE, name=f"without {one}", environment={"WITHOUT": one}) for one in WITHOUT)]
    systems += [replace(ROOMTONE, name=f"by {one}", command=(one, *ROOMTONE.command[1:])) for one in sys.argv[2:]]
    chosen = [work for work in works(quick=False) if work.figures[0][0] in WORKS]
    found: dict[tuple[str, str], list[float]] = {}
    for _ in range(rounds):
        for work in chosen:
            for system in systems:
                try:
                    (figure,) = work.measure(load, system, work.n, SECONDS)
                except MeasureError as error:
                    sys.stderr.write(f"{work.figures[0][0]}, {system.name}: {error}\n")
                    continue
                found.setdefault((work.figures[0][0], system.name), []).append(figure.cpu_us or 0.0)
    sys.stdout.write("\n".join(_lines(systems, found)) + "\n")


def _lines(systems: list[System], found: dict[tuple[str, str], list[float]]) -> list[str]:
    """A line a system; each cell is the median, and its ratio to the product as it is."""
    lines = ["| | " + " | ".join(WORKS) + " |", "| --- |" + " --- |" * len(WORKS)]
    for system in systems:
        cells = []
        for work in WORKS:
            value, whole = median(found[work, system.name]), median(found[work, ROOMTONE.name])
            cells.append(f"{value:.3g} ({value / whole:.2f})")
        lines.append(f"| {system.name} | " + " | ".join(cells) + " |")
    return lines


if __name__ == "__main__":
    main()
