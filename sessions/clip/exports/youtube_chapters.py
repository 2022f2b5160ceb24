"""Chapters for a YouTube description.

YouTube shows chapters only when the first stands at 0:00, there are at least three, they ascend, and each, the last one
too, is at least 10 s long. Its descriptions must not contain angle brackets and hold at most 5,000 bytes: the hottest
moments come first, and what finds no room is listed. A chapter begins with its moment's in.
"""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sessions.clip.exports.export import (
    Export,
    ExportLine,
    ExportOptions,
    InVideo,
    Selection,
)
from sessions.clip.exports.filename import slug
from sessions.clip.exports.timecode import clock
from sessions.clip.session import TAG_LABELS

MIN_CHAPTERS: Final = 3
MIN_SECONDS: Final = 10
MAX_BYTES: Final = 5000
INTRO: Final = "Intro"
UNNAMED: Final = "Moment"

_COUNTS: Final = {1: "one", 2: "two", 3: "three"}
_BRACKETS: Final = str.maketrans("<>", "‹›")


@dataclass(slots=True)
class Chapter:
    """A chapter: its second in the video and its entries (none for the intro)."""

    seconds: int
    entries: list[ExportLine]

    @property
    def title(self) -> str:
        """The first note; without one the first tag's label; without either a general word."""
        if not self.entries:
            return INTRO
        note = next((entry.note for entry in self.entries if entry.note is not None), None)
        tag = next((entry.tag for entry in self.entries if entry.tag is not None), None)
        return note or (UNNAMED if tag is None else TAG_LABELS[tag])


def _counted(number: int, one: str, many: str) -> str:
    return one if number == 1 else many.format(number)


def chapters(entries: Sequence[tuple[ExportLine, InVideo]], length_ms: int) -> tuple[list[Chapter], list[str]]:
    """The chapters in the form that YouTube accepts, with notices about what was changed for that."""
    placed = sorted(
        (Chapter(place.in_ms // 1000, [entry]) for entry, place in entries),
        key=lambda chapter: chapter.seconds,
    )
    notes: list[str] = []
    if not placed or placed[0].seconds >= MIN_SECONDS:
        placed.insert(0, Chapter(0, []))
        notes.append("0:00 Intro was added: YouTube needs a first chapter at zero.")
    elif placed[0].seconds:
        notes.append(f"{clock(placed[0].seconds)} was moved to 0:00: YouTube needs a first chapter at zero.")
        placed[0].seconds = 0
    kept = placed[:1]
    for chapter in placed[1:]:
        if chapter.seconds - kept[-1].seconds < MIN_SECONDS:
            kept[-1].entries += chapter.entries
        else:
            kept.append(chapter)
    if merged := len(placed) - len(kept):
        notes.append(
            _counted(
                merged,
                "1 chapter was merged: it was closer than 10 s.",
                "{} chapters were merged: they were closer than 10 s.",
            )
        )
    if len(kept) > 1 and length_ms // 1000 - kept[-1].seconds < MIN_SECONDS:
        last = kept.pop()
        kept[-1].entries += last.entries
        notes.append("The last chapter was merged: it was shorter than 10 s.")
    return kept, notes


def _text(kept: Sequence[Chapter]) -> str:
    return "".join(f"{clock(chapter.seconds)} {chapter.title}\n" for chapter in kept).translate(_BRACKETS)


def youtube_chapters(selection: Selection, _options: ExportOptions) -> Export:
    """Lines such as `1:02:51 Geralt insulted the Baron`."""
    entries = selection.placed()
    by_heat = sorted(entries, key=lambda one: (-one[0].heat, -one[0].people))

    def fits(number: int) -> bool:
        return len(_text(chapters(by_heat[:number], selection.length_ms)[0]).encode()) <= MAX_BYTES

    room = bisect_left(range(len(entries) + 1), True, key=lambda number: not fits(number)) - 1
    kept, notes = chapters(by_heat[:room], selection.length_ms)
    left = sorted(by_heat[room:], key=lambda one: one[1].in_ms)
    if missing := max(0, MIN_CHAPTERS - len(kept)):
        notes.append(f"YouTube needs at least three chapters. Show {_COUNTS[missing]} more.")
    if any("<" in chapter.title or ">" in chapter.title for chapter in kept):
        notes.append("Angle brackets became ‹ and ›: YouTube does not allow them.")
    if left:
        notes.append(
            f"Left out, too long for YouTube: {_counted(len(left), '1 smaller moment', '{} smaller moments')}."
        )
    lines = tuple(f"{clock(place.in_ms // 1000)} {Chapter(0, [entry]).title}" for entry, place in left)
    filename = f"{slug(selection.session)}-chapters.txt"
    notices = (*selection.notes_of_placed(), *notes)
    return Export(filename, "text/plain; charset=utf-8", _text(kept), notices, lines)
