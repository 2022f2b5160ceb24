"""The figures as a Markdown table: a line a work, a column a system."""

from typing import Any

ORDER = ("floor-c", "floor-uvloop", "roomtone", "node", "node-sharded", "node-streams", "python-socketio")


def table(rows: list[dict[str, Any]]) -> str:
    """Each cell: the median, and in brackets the server's CPU in µs for each thing done."""
    systems = [name for name in ORDER if any(row["system"] == name for row in rows)]
    lines = [
        "| work | unit | connections | " + " | ".join(systems) + " |",
        "| --- | --- | --- | " + " | ".join("---" for _ in systems) + " |",
    ]
    for name in dict.fromkeys(row["work"] for row in rows):
        cells = {row["system"]: _cell(row) for row in rows if row["work"] == name}
        first = next(row for row in rows if row["work"] == name)
        found = " | ".join(cells.get(system, "–") for system in systems)
        lines.append(f"| {name} | {first['unit']} | {first['n']:,} | {found} |")
    return "\n".join(lines)


def _cell(row: dict[str, Any]) -> str:
    value = row["median"]
    shown = f"{value:,.0f}" if value >= 100 else f"{value:.3g}"
    return shown if row["cpu_us"] is None else f"{shown} ({row['cpu_us']:.3g})"
