"""Chapters for a YouTube description.

YouTube shows chapters only when the first stands at 0:00, there are at least three, they ascend, and each, the last one
too, is at least 10 s long. Its descriptions must not contain angle brackets and hold at most 5,000 bytes.
"""

from dataclasses import dataclass
from typing import Final

from sessions.clip.exports.export import (
    Export,
    ExportLine,
    ExportOptions,
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


def chapters(selection: Selection) -> tuple[list[Chapter], list[str]]:
    """The chapters in the form that YouTube accepts, with notices about what was changed for that."""
    placed = sorted(
        (Chapter(entry.vod_seconds, [entry]) for entry in selection.entries),
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
    if len(kept) > 1 and selection.length_seconds - kept[-1].seconds < MIN_SECONDS:
        last = kept.pop()
        kept[-1].entries += last.entries
        notes.append("The last chapter was merged: it was shorter than 10 s.")
    return kept, notes


def youtube_chapters(selection: Selection, _options: ExportOptions) -> Export:
    """Lines such as `1:02:51 Geralt insulted the Baron`."""
    kept, notes = chapters(selection)
    if missing := max(0, MIN_CHAPTERS - len(kept)):
        notes.append(f"YouTube needs at least three chapters. Mark {_COUNTS[missing]} more.")
    written = "".join(f"{clock(chapter.seconds)} {chapter.title}\n" for chapter in kept)
    content = written.translate(_BRACKETS)
    if content != written:
        notes.append("Angle brackets became ‹ and ›: YouTube does not allow them.")
    if len(content.encode()) > MAX_BYTES:
        notes.append("This is longer than the 5,000 bytes of a YouTube description. Export only clipped moments.")
    filename = f"{slug(selection.session)}-chapters.txt"
    return Export(filename, "text/plain; charset=utf-8", content, (*selection.notes, *notes))
