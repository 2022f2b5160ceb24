"""python -m bench [--quick] [work …]: everything side by side, into bench/out/latest.json and docs/performance.md.

Every round starts each system afresh and measures one after the other, so that what the machine does meanwhile meets
all of them. The medians over the rounds are compared; the spread is the distance between the extremes.
"""

import argparse
import sys
from pathlib import Path
from statistics import median
from typing import Any

import orjson

from bench.measure import Figure, MeasureError, Work
from bench.page import write_page
from bench.systems import HERE, System, prepare
from bench.table import table
from bench.work import works

Found = dict[tuple[str, str], list[Figure]]


def main() -> None:
    arguments = argparse.ArgumentParser(prog="python -m bench")
    arguments.add_argument("--quick", action="store_true", help="one round of a second each")
    arguments.add_argument("--rounds", type=int, help="3, or 1 when quick")
    arguments.add_argument("--seconds", type=float, help="of each measurement: 4, or 1 when quick")
    arguments.add_argument("work", nargs="*", help="only these")
    given = arguments.parse_args()
    rounds = given.rounds or (1 if given.quick else 3)
    seconds = given.seconds or (1.0 if given.quick else 4.0)
    chosen = [work for work in works(quick=given.quick) if not given.work or _names(work) & set(given.work)]
    if not chosen:
        raise SystemExit(f"no such work: {', '.join(given.work)}")
    load = prepare()
    rows: list[dict[str, Any]] = []
    out = HERE / "out" / "latest.json"
    for work in chosen:
        rows += _rows(work, _measured(load, work, rounds, seconds))
        out.write_bytes(orjson.dumps(rows, option=orjson.OPT_INDENT_2))
    if not given.quick and not given.work:
        write_page(rows, rounds, seconds)
    sys.stdout.write(f"\n{table(rows)}\n\n{out}\n")


def _names(work: Work) -> set[str]:
    return {name for name, _ in work.figures}


def _measured(load: Path, work: Work, rounds: int, seconds: float) -> Found:
    found: Found = {}
    for number in range(rounds):
        for system in work.systems:
            sys.stderr.write(f"{', '.join(sorted(_names(work)))}: {system.name} ({number + 1}/{rounds})\n")
            try:
                figures = work.measure(load, system, work.n, seconds)
            except MeasureError as error:
                sys.stderr.write(f"  no figure: {error}\n")
                continue
            for (name, _), figure in zip(work.figures, figures, strict=True):
                found.setdefault((name, system.name), []).append(figure)
    return found


def _rows(work: Work, found: Found) -> list[dict[str, Any]]:
    return [
        _row(name, unit, work.n, system, found[name, system.name])
        for name, unit in work.figures
        for system in work.systems
        if (name, system.name) in found
    ]


def _row(name: str, unit: str, n: int, system: System, figures: list[Figure]) -> dict[str, Any]:
    values = [figure.value for figure in figures]
    cpu = [figure.cpu_us for figure in figures if figure.cpu_us is not None]
    return {
        "work": name,
        "system": system.name,
        "median": round(median(values), 4),
        "spread": round(max(values) - min(values), 4),
        "unit": unit,
        "cpu_us": round(median(cpu), 2) if cpu else None,
        "n": n,
        "load_share": round(median(figure.load_share for figure in figures), 3),
        "versions": system.versions(),
    }


if __name__ == "__main__":
    main()
