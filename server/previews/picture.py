"""The picture of a link in a chat: 1200 × 630, drawn with Pillow in the light theme. Runs in a child process."""

import io
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from PIL import Image, ImageDraw, ImageFont

FONTS: Final = Path(__file__).parents[2] / "web" / "dist" / "preview"
WIDTH, HEIGHT = 1200, 630
SCALE: Final = 2  # drawn at twice the size, so that slanted and round edges are smooth
LEFT, TOP, RIGHT = 60, 52, WIDTH - 60
TITLE_SIZE, TITLE_LINE = 74, 84

# The light tokens of the pages (web/src/ui/tokens.css).
SURFACE, INK, INK_2, BAR, LINE_2, STEP = "#fcfbf9", "#1c1b18", "#55524a", "#938e84", "#c9c5bb", "#e8e6e0"
EMBER, REST = "#d94a12", "#c9c5bb"
HUES: Final = {"live": ("#178a4e", "#0f6b3b"), "hold": ("#a86e00", "#7e5200"), "shut": ("#2c6bdb", "#1e55b5")}
COLORS: Final = ("#f04c0c", "#4f83e1", "#1e9958", "#af7c09", "#0e94a0", "#de5584", "#9a74c9", "#7d8d23")

EMOJI: Final = re.compile(
    "[\u200d\ufe0f\u20e3\u2300-\u23ff\u2600-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff\U000e0020-\U000e007f]+"
)
WRITTEN: Final = re.compile(
    "[\u0020-\u024f\u0300-\u036f\u0370-\u03ff\u0400-\u052f\u1e00-\u1eff\u2010-\u2027\u2030-\u205e\u20a0-\u20bf"
    "\u2100-\u214f\u2190-\u21ff\u2200-\u22ff]*"
)
"""What Inter writes, as web/scripts/preview-fonts.mjs packs it. A heading in another script is left to the text beside
the picture."""

Font = ImageFont.FreeTypeFont


class Canvas:
    """Draws in px of the picture; text is Inter, with emoji in one color."""

    def __init__(self) -> None:
        self.image = Image.new("RGB", (WIDTH * SCALE, HEIGHT * SCALE), SURFACE)
        self._draw = ImageDraw.Draw(self.image)
        self._fonts: dict[tuple[str, int, int], Font] = {}

    def _font(self, name: str, size: int, weight: int) -> Font:
        key = name, size, weight
        if key not in self._fonts:
            font = self._fonts[key] = ImageFont.truetype(FONTS / f"{name}.ttf", size * SCALE)
            if name == "inter":
                font.set_variation_by_axes([32 if size > 40 else 20, weight])
        return self._fonts[key]

    def _runs(self, text: str, size: int, weight: int) -> Iterator[tuple[str, Font]]:
        at = 0
        for found in EMOJI.finditer(text):
            if found.start() > at:
                yield text[at : found.start()], self._font("inter", size, weight)
            yield found[0], self._font("emoji", round(size * 0.86), 400)
            at = found.end()
        if at < len(text):
            yield text[at:], self._font("inter", size, weight)

    def length(self, text: str, size: int, weight: int) -> float:
        return sum(font.getlength(run) for run, font in self._runs(text, size, weight)) / SCALE

    def text(self, x: float, baseline: float, text: str, *, size: int, weight: int = 400, fill: str = INK) -> None:
        for run, font in self._runs(text, size, weight):
            self._draw.text((x * SCALE, baseline * SCALE), run, font=font, fill=fill, anchor="ls")
            x += font.getlength(run) / SCALE

    def rect(self, x: float, y: float, width: float, height: float, fill: str, radius: float = 2) -> None:
        box = (x * SCALE, y * SCALE, (x + width) * SCALE - 1, (y + height) * SCALE - 1)
        self._draw.rounded_rectangle(box, radius * SCALE, fill=fill)

    def logo(self) -> None:
        unit = 46 / 24 * SCALE
        left, top = LEFT * SCALE, TOP * SCALE
        stroke = round(1.9 * unit)
        box = (left + 2 * unit, top + 2 * unit, left + 22 * unit, top + 22 * unit)
        self._draw.rounded_rectangle(box, 6 * unit, outline=INK, width=stroke)
        tone = ((6, 12), (8.6, 12), (10.3, 8), (13.4, 16), (15.2, 12), (18, 12))
        points = [(left + x * unit, top + y * unit) for x, y in tone]
        self._draw.line(points, fill=EMBER, width=stroke, joint="curve")

    def png(self) -> bytes:
        small = self.image.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS).quantize(
            128, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE
        )
        file = io.BytesIO()
        small.save(file, "PNG", optimize=True)
        return file.getvalue()


def fitted(canvas: Canvas, text: str, size: int, weight: int, most: int) -> list[str]:
    """The text in at most so many lines; what is left out is an ellipsis."""
    lines: list[str] = []
    words = text.split()
    while words and len(lines) < most:
        is_last = len(lines) == most - 1
        taken = 1
        while taken < len(words) and canvas.length(" ".join(words[: taken + 1]), size, weight) <= RIGHT - LEFT:
            taken += 1
        line, words = " ".join(words[:taken]), words[taken:]
        too_long = canvas.length(line, size, weight) > RIGHT - LEFT
        if too_long or (is_last and words):
            while line and canvas.length(f"{line}…", size, weight) > RIGHT - LEFT:
                line = line[:-1]
            line, words = f"{line.rstrip()}…", [] if too_long else words
        lines.append(line)
    return lines


def drawn(preview: dict[str, Any]) -> bytes:
    """The picture of a preview (server/previews/preview.py), a PNG."""
    canvas = Canvas()
    canvas.logo()
    canvas.text(LEFT + 62, TOP + 34, "Roomtone", size=30, weight=600)
    kind, heading = preview["kind"], preview["heading"]
    canvas.text(RIGHT - canvas.length(kind, 28, 400), TOP + 34, kind, size=28, fill=INK_2)
    if not WRITTEN.fullmatch(EMOJI.sub("", heading)):
        heading = kind
    lines = fitted(canvas, heading, TITLE_SIZE, 600, 2)
    y = 150
    if preview["state"]:
        mark, word = HUES[preview["hue"]]
        canvas.rect(LEFT, y + 12, 20, 20, mark, 10 if preview["hue"] == "live" else 4)
        canvas.text(LEFT + 34, y + 33, preview["state"], size=32, weight=600, fill=word)
        y += 50
    elif len(lines) == 1:
        y += 24
    for line in lines:
        y += TITLE_LINE
        canvas.text(LEFT, y - 16, line, size=TITLE_SIZE, weight=600)
    facts = preview["facts"]
    if facts and WRITTEN.fullmatch(EMOJI.sub("", facts)):
        canvas.text(LEFT, y + 40, *fitted(canvas, facts, 34, 400, 1), size=34, fill=INK_2)
    strip = preview["strip"]
    STRIPS[strip["kind"]](canvas, strip["values"])
    return canvas.png()


BOTTOM: Final = HEIGHT - TOP


def heat(canvas: Canvas, counts: Sequence[int]) -> None:
    """Bars as the pages draw them (web/src/clip/heat.ts): a tap adds half to its neighbours."""
    around = [0, *counts, 0]
    heights = [own + (before + after) / 2 for before, own, after in zip(around, counts, around[2:], strict=False)]
    top = max(heights, default=0)
    pitch = (RIGHT - LEFT) / max(1, len(heights))
    for at, height in enumerate(heights):
        px = max(6, 130 * height / top if top else 0)
        is_hot = height >= 2 and height * 2 >= top
        canvas.rect(LEFT + at * pitch, BOTTOM - px, pitch * 0.6, px, EMBER if is_hot else BAR)


def pattern(canvas: Canvas, tracks: Sequence[int]) -> None:
    """Four rows of 16 steps, in the colors of their tracks."""
    across, down = (RIGHT - LEFT) / 16, 36
    for row in range(4):
        track = tracks[row] if row < len(tracks) else 0
        color = COLORS[track // 65_536 % 8]
        for step in range(16):
            fill = color if track >> step & 1 else STEP
            canvas.rect(LEFT + step * across, BOTTOM - (4 - row) * down, across - 8, down - 8, fill)


def wave(canvas: Canvas, peaks: Sequence[int]) -> None:
    pitch = (RIGHT - LEFT) / max(1, len(peaks))
    for at, peak in enumerate(peaks):
        px = max(6, 120 * peak / 255)
        canvas.rect(LEFT + at * pitch, BOTTOM - 60 - px / 2, pitch * 0.5, px, BAR)


def tone(canvas: Canvas, _: Sequence[int]) -> None:
    """The flat line of a quiet room, with one stroke."""
    pitch = (RIGHT - LEFT) / 14
    for at in range(14):
        canvas.rect(LEFT + at * pitch, BOTTOM - 40, pitch - 16, 8, REST, 4)
    canvas.rect(LEFT + 7 * pitch - 12, BOTTOM - 72, 8, 72, REST, 4)


STRIPS: Final = {"heat": heat, "pattern": pattern, "wave": wave, "none": tone}
