"""Subtitles: SubRip (SRT) and WebVTT. A cue has two lines at most, and begins where its first word is heard."""

import html
import textwrap
from collections.abc import Iterator
from dataclasses import replace
from typing import Final, NamedTuple

from sessions.voice.exports.document import Document, Line

LINES: Final = 2
LEAST_LINE: Final = 20
MOST_LINE: Final = 80
USUAL_LINE: Final = 37  # characters, as broadcasters have it


class Cue(NamedTuple):
    """Times in ms of the session."""

    start_ms: int
    end_ms: int
    who: str
    text: str


def srt(session: Document, line: int = USUAL_LINE) -> str:
    """A voice's name stands where it begins."""
    parts, last = [], ""
    for number, cue in enumerate(cues(session, line), 1):
        who = f"{cue.who}: " if cue.who and cue.who != last else ""
        last = cue.who
        span = f"{_time(cue.start_ms, ',')} --> {_time(cue.end_ms, ',')}"
        parts.append(f"{number}\n{span}\n{_wrapped(who + cue.text, line)}\n")
    return "\n".join(parts)


def vtt(session: Document, line: int = USUAL_LINE) -> str:
    """A voice is a `<v>` span in each of its cues."""
    parts = ["WEBVTT\n"]
    for cue in cues(session, line):
        span = f"{_time(cue.start_ms, '.')} --> {_time(cue.end_ms, '.')}"
        # An annotation ends at a line's end or `>`; both are left out of a name.
        who = f"<v {html.escape(cue.who, quote=False).replace('&gt;', '')}>" if cue.who else ""
        parts.append(f"{span}\n{who}{html.escape(_wrapped(cue.text, line), quote=False)}\n")
    return "\n".join(parts)


def cues(session: Document, line: int) -> Iterator[Cue]:
    for said in session.lines:
        yield from _cues(said, line)


def _cues(said: Line, line: int) -> Iterator[Cue]:
    """A segment in cues of LINES lines; a word that is longer than a line has a cue of its own."""
    rest, first = said.piece, True
    while True:
        name = len(said.who) + 2 if first and said.who else 0
        count = _fitting(rest.text.split(), line, name)
        halves = rest.split(count)
        piece = rest if halves is None else halves[0]
        moved = replace(said, piece=piece)
        yield Cue(moved.start_ms, max(moved.end_ms, moved.start_ms + 1), said.who, piece.text)
        if halves is None:
            return
        rest, first = halves[1], False


def _fitting(words: list[str], line: int, name: int) -> int:
    """How many words fit into a cue that begins with a name of so many characters."""
    lines, used = 1, name
    for number, word in enumerate(words):
        needed = len(word) + (1 if used else 0)
        if used + needed > line:
            lines, used = lines + 1, len(word)
            if lines > LINES:
                return max(1, number)
        else:
            used += needed
    return len(words)


def _wrapped(text: str, line: int) -> str:
    return "\n".join(textwrap.wrap(text, line, break_long_words=False, break_on_hyphens=False))


def _time(ms: int, point: str) -> str:
    return f"{ms // 3_600_000:02d}:{ms // 60_000 % 60:02d}:{ms // 1000 % 60:02d}{point}{ms % 1000:03d}"
