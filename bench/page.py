"""Puts the figures of a whole run into docs/performance.md, between its two marks."""

import os
import platform
from typing import Any

from bench.systems import ROOT
from bench.table import table

PAGE = ROOT / "docs" / "performance.md"
BEGIN, END = "<!-- figures: written by python -m bench -->", "<!-- end of figures -->"


def write_page(rows: list[dict[str, Any]], rounds: int, seconds: float) -> None:
    """Raises SystemExit when the page has lost its marks."""
    text = PAGE.read_text()
    before, found, rest = text.partition(BEGIN)
    _, ended, after = rest.partition(END)
    if not found or not ended:
        raise SystemExit(f"{PAGE} has no place for the figures")
    shares = [row["load_share"] for row in rows]
    told = (
        f"{rounds} rounds of {seconds:g} s each, in turn, medians. {platform.system()} {platform.release()}, "
        f"{len(os.sched_getaffinity(0))} cores, load average {os.getloadavg()[0]:.1f} at the end. "
        f"The load generator had {min(shares):.0%} to {max(shares):.0%} of its core. "
        "In brackets: µs of server CPU each."
    )
    PAGE.write_text(f"{before}{BEGIN}\n\n{told}\n\n{table(rows)}\n\n{_versions(rows)}\n\n{END}{after}")


def _versions(rows: list[dict[str, Any]]) -> str:
    found: dict[str, str] = {}
    for row in rows:
        found |= row["versions"]
    return "Versions: " + ", ".join(f"{name} {number}" for name, number in sorted(found.items())) + "."
