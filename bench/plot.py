"""Bar charts as SVG, readable on light and on dark pages."""

from collections.abc import Iterable, Mapping, Sequence
from html import escape

WIDTH, LEFT, RIGHT, BAR, GAP, TOP = 760, 190, 60, 16, 14, 64
COLOURS = ("#2a9d6f", "#7a8ca3", "#c98a2b", "#a05a9c")
STYLE = """
text { font: 13px system-ui, sans-serif; fill: #24292f }
.title { font-size: 15px; font-weight: 600 }
.axis { stroke: #24292f; stroke-opacity: .5 }
@media (prefers-color-scheme: dark) { text { fill: #e6edf3 } .axis { stroke: #e6edf3 } }
"""


def bars(title: str, groups: Mapping[str, Mapping[str, float]], *, unit: str = "", line: float | None = None) -> str:
    """Horizontal bars: a group a label, in it a bar a series. `line` is a value that everything is compared with."""
    series = list(dict.fromkeys(name for group in groups.values() for name in group))
    most = max(value for group in groups.values() for value in group.values())
    scale = (WIDTH - LEFT - RIGHT) / max(most, line or 0)
    height = TOP + sum(len(group) * BAR + GAP for group in groups.values())
    parts = [
        f'<text class="title" x="8" y="22">{escape(title)}</text>',
        *_legend(series),
        *_bars(groups, series, scale, unit),
        f'<line class="axis" x1="{LEFT}" y1="{TOP - 6}" x2="{LEFT}" y2="{height - GAP + 4}"/>',
    ]
    if line is not None:
        x = LEFT + line * scale
        ends = f'x1="{x:.1f}" y1="{TOP - 6}" x2="{x:.1f}" y2="{height - GAP + 4}"'
        parts.append(f'<line class="axis" stroke-dasharray="4 3" {ends}/>')
    head = f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" viewBox="0 0 {WIDTH} {height}" role="img">'
    return "\n".join([head, f"<title>{escape(title)}</title>", f"<style>{STYLE}</style>", *parts, "</svg>", ""])


def _legend(series: Sequence[str]) -> Iterable[str]:
    for place, name in enumerate(series):
        x = 8 + place * 150
        yield f'<rect x="{x}" y="34" width="12" height="12" fill="{COLOURS[place]}"/>'
        yield f'<text x="{x + 18}" y="45">{escape(name)}</text>'


def _bars(groups: Mapping[str, Mapping[str, float]], series: Sequence[str], scale: float, unit: str) -> Iterable[str]:
    y = TOP
    for label, group in groups.items():
        yield f'<text x="{LEFT - 8}" y="{y + len(group) * BAR / 2 + 4:.1f}" text-anchor="end">{escape(label)}</text>'
        for name, value in group.items():
            width = max(1.0, value * scale)
            colour = COLOURS[series.index(name)]
            yield f'<rect x="{LEFT}" y="{y + 1}" width="{width:.1f}" height="{BAR - 2}" fill="{colour}"/>'
            shown = f"{value:.0f}" if value >= 10 else f"{value:.2g}"
            yield f'<text x="{LEFT + width + 5:.1f}" y="{y + BAR - 4}">{shown}{escape(unit)}</text>'
            y += BAR
        y += GAP
