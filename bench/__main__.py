"""python -m bench [--quick] [work …]: all systems side by side, into bench/out/latest.json and docs/performance.md.

Every round starts each system again and measures one after the other, so that other load on the machine affects all of
them. The medians over the rounds are compared; the spread is the distance between the extremes. A long run can be
split: each part adds its works with --add, and the last one writes the page with --page.
"""

import argparse
import os
import sys
import time
from pathlib import Path
from statistics import median
from typing import Any

import orjson

from bench.measure import Figure, MeasureError, Work
from bench.page import Rows, write_page
from bench.peers import build_peers
from bench.systems import HERE, System, prepare
from bench.table import table
from bench.work import works

OUT = HERE / "out" / "latest.json"
PATIENCE = 11 * 60  # seconds; after that every work still gets its first round

Found = dict[tuple[str, str], list[Figure]]


def main() -> None:
    arguments = argparse.ArgumentParser(prog="python -m bench")
    arguments.add_argument("--quick", action="store_true", help="one round of a second each, fewer systems and works")
    arguments.add_argument("--rounds", type=int, help="3, or 1 when quick")
    arguments.add_argument("--seconds", type=float, help="of each measurement: 2, or 1 when quick")
    arguments.add_argument("--add", action="store_true", help="to the figures of earlier runs, instead of them")
    arguments.add_argument("--page", action="store_true", help="write docs/performance.md, as a whole run does")
    arguments.add_argument("work", nargs="*", help="only these")
    given = arguments.parse_args()
    rounds = given.rounds or (1 if given.quick else 3)
    seconds = given.seconds or (1.0 if given.quick else 2.0)
    if not given.quick:
        build_peers()
    all_works = works(quick=given.quick)
    chosen = [work for work in all_works if not given.work or _names(work) & set(given.work)]
    if not chosen:
        raise SystemExit(f"no such work: {', '.join(given.work)}")
    load = prepare()
    rows: Rows = orjson.loads(OUT.read_bytes()) if given.add and OUT.exists() else []
    run = {"run": time.strftime("%Y-%m-%d %H:%M"), "seconds": seconds}
    until = time.monotonic() + PATIENCE
    for work in chosen:
        found = _measured(load, work, min(rounds, work.rounds), seconds, until)
        rows = [row for row in rows if row["work"] not in _names(work)]
        rows += [run | row for row in _rows(work, found)]
        OUT.write_bytes(orjson.dumps(rows, option=orjson.OPT_INDENT_2))
    order = [name for work in all_works for name, _ in work.figures]
    rows.sort(key=lambda row: order.index(row["work"]) if row["work"] in order else len(order))
    if given.page or not (given.quick or given.work):
        write_page(rows)
    sys.stdout.write(f"\n{table(rows)}\n\n{OUT}\n")


def _names(work: Work) -> set[str]:
    return {name for name, _ in work.figures}


def _measured(load: Path, work: Work, rounds: int, seconds: float, until: float) -> Found:
    found: Found = {}
    for number in range(rounds):
        if number and time.monotonic() > until:
            break
        for system in work.systems:
            at = time.strftime("%H:%M:%S")
            sys.stderr.write(f"{at} {', '.join(sorted(_names(work)))}: {system.name} ({number + 1}/{rounds})\n")
            try:
                figures = work.measure(load, system, work.n, seconds)
            except MeasureError as error:
                sys.stderr.write(f"  no figure: {error}\n")
                continue
            for (name, _), figure in zip(work.figures, figures, strict=True):
                found.setdefault((name, system.name), []).append(figure)
    return found


def _rows(work: Work, found: Found) -> Rows:
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
        "rounds": len(figures),
        "load_share": round(median(figure.load_share for figure in figures), 3),
        "load_average": round(os.getloadavg()[0], 1),
        "versions": system.versions(),
    }


if __name__ == "__main__":
    main()
