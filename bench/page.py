"""Writes the figures of whole runs into docs/performance.md, between its two marks, and draws its two plots."""

import os
import platform
from typing import Any

from bench.plot import bars
from bench.systems import ROOT
from bench.table import table

PAGE = ROOT / "docs" / "performance.md"
IMAGES = ROOT / "docs" / "images"
BEGIN, END = "<!-- figures: written by python -m bench -->", "<!-- end of figures -->"
COMPARED = {  # works, and whose CPU per thing done is 1
    "fanout-100": "node",
    "fanout-1000": "node",
    "fanout-5000": "node",
    "fanout-overlap-1000": "node",
    "event-ack": "node",
    "connects": "node",
    "edit-ack": "node",
    "cross-process": "node-sharded",
}
SHOWN = ("roomtone", "engine", "python-socketio")
PLOTS = (
    "![Work done for each second of the server's CPU, as multiples of Node's](images/bench-cpu.svg)\n\n"
    "![Memory of an idle connection](images/bench-memory.svg)"
)

Rows = list[dict[str, Any]]


def write_page(rows: Rows) -> None:
    """Raises SystemExit when the page has lost its marks."""
    text = PAGE.read_text()
    before, found, rest = text.partition(BEGIN)
    _, ended, after = rest.partition(END)
    if not found or not ended:
        raise SystemExit(f"{PAGE} has no place for the figures")
    (IMAGES / "bench-cpu.svg").write_text(_cpu_plot(rows))
    (IMAGES / "bench-memory.svg").write_text(_memory_plot(rows))
    parts = [BEGIN, _summary(rows), PLOTS, table(rows), _versions(rows), END]
    PAGE.write_text(before + "\n\n".join(parts) + after)


def _summary(rows: Rows) -> str:
    runs = sorted({row["run"] for row in rows})
    rounds, seconds = (sorted({row[name] for row in rows}) for name in ("rounds", "seconds"))
    shares, loads = ([row[name] for row in rows] for name in ("load_share", "load_average"))
    together = (
        "in one run" if len(runs) == 1 else f"in {len(runs)} runs one after the other, each work whole in one of them"
    )
    return (
        f"{_span(rounds)} rounds of {_span(seconds)} s each, in turn, medians, {together}, on {runs[0][:10]}. "
        f"{platform.system()} {platform.release()}, {len(os.sched_getaffinity(0))} cores, "
        f"load average {min(loads):.1f} to {max(loads):.1f}. The load generator had {min(shares):.0%} to "
        f"{max(shares):.0%} of its core. In brackets: µs of server CPU each."
    )


def _span(values: list[float]) -> str:
    return f"{values[0]:g}" if len(values) == 1 else f"{values[0]:g} to {values[-1]:g}"


def _cpu_plot(rows: Rows) -> str:
    groups = {}
    for work, compared in COMPARED.items():
        cpu = {row["system"]: row["cpu_us"] for row in rows if row["work"] == work}
        if compared in cpu:
            groups[work] = {name: cpu[compared] / cpu[name] for name in SHOWN if name in cpu}
    title = "Work done for each second of the server's CPU, as multiples of Node's (dashed)"
    return bars(title, groups, unit="×", line=1)


def _memory_plot(rows: Rows) -> str:
    labels = {"idle-memory": "idle", "idle-memory-deflate": "idle, deflate offered"}
    names = ("roomtone", "node", "python-socketio", "node-deflate")
    groups = {}
    for work, label in labels.items():
        memory = {row["system"]: row["median"] for row in rows if row["work"] == work}
        groups[label] = {name: memory[name] for name in names if name in memory}
    return bars("Memory of an idle connection, KB", groups)


def _versions(rows: Rows) -> str:
    found: dict[str, str] = {}
    for row in rows:
        found |= row["versions"]
    return "Versions: " + ", ".join(f"{name} {number}" for name, number in sorted(found.items())) + "."
