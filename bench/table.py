"""The figures as a Markdown table: a line a work, a column a system."""

from itertools import groupby
from typing import Any

ORDER = (
    "floor-c",
    "floor-uvloop",
    "roomtone",
    "roomtone-limited",
    "engine",
    "socketioxide",
    "centrifugo",
    "bun",
    "node",
    "node-deflate",
    "node-redis",
    "node-sharded",
    "node-streams",
    "hocuspocus",
    "python-socketio",
)


def table(rows: list[dict[str, Any]]) -> str:
    """Works in a row that have the same systems share a table."""
    works: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        works.setdefault(row["work"], []).append(row)
    tables = groupby(works.values(), key=lambda found: [name for name in ORDER if _of(found, name)])
    return "\n\n".join(_table(systems, list(several)) for systems, several in tables)


def _table(systems: list[str], works: list[list[dict[str, Any]]]) -> str:
    """Each cell: the median, half the spread in percent, and in brackets the server's CPU in µs for each thing done."""
    lines = [
        "| work | unit | connections | " + " | ".join(systems) + " |",
        "| --- | --- | --- | " + " | ".join("---" for _ in systems) + " |",
    ]
    for rows in works:
        cells = " | ".join(_cell(*_of(rows, name)) for name in systems)
        lines.append(f"| {rows[0]['work']} | {rows[0]['unit']} | {rows[0]['n']:,} | {cells} |")
    return "\n".join(lines)


def _of(rows: list[dict[str, Any]], system: str) -> list[dict[str, Any]]:
    return [row for row in rows if row["system"] == system]


def _cell(row: dict[str, Any]) -> str:
    value = row["median"]
    shown = f"{value:,.0f}" if value >= 100 else f"{value:.3g}"
    if row["rounds"] > 1 and value:
        shown += f" ±{row['spread'] / value / 2:.0%}"
    return shown if row["cpu_us"] is None else f"{shown} ({row['cpu_us']:.3g})"
