"""Timeline markers for DaVinci Resolve: a CMX3600 EDL whose one-frame events carry a marker each.

They are imported with *Timelines › Import › Timeline Markers from EDL*. What Resolve demands:

- A timeline begins at 01:00:00:00, and a marker at 00:… would lie before it and never show: one hour is added.
- Of two markers on one frame it keeps one, so the entries of one second become one marker.
- It reads ASCII only and drops other letters of a marker's name. So the name is transliterated to Latin letters, and
  the text as typed is the marker's note, in front of `|C:`.
- `|` ends a field and a line break ends the marker, so neither may come from a viewer's text.
"""

from itertools import groupby
from typing import Final

from anyascii import anyascii

from sessions.clip.exports.export import (
    Export,
    ExportLine,
    ExportOptions,
    Selection,
)
from sessions.clip.exports.filename import slug
from sessions.clip.exports.timecode import (
    TIMEBASES,
    FrameRate,
    frame_at,
    frames_per_day_of_names,
    frames_per_hour_of_names,
    timecode,
)
from sessions.clip.session import TAG_LABELS

MAX_NAME: Final = 200
MAX_TITLE: Final = 70
UNNAMED: Final = "Moment"


def field(text: str) -> str:
    """Text without characters that end a field or a line."""
    return " ".join(text.replace("|", "/").split())


def _ascii(text: str, limit: int) -> str:
    return field(anyascii(text))[:limit].rstrip()


def _words(entry: ExportLine) -> str:
    """The note; without one the tag's label without its emoji, which is not ASCII."""
    if entry.note is not None:
        return entry.note
    return UNNAMED if entry.tag is None else TAG_LABELS[entry.tag].split(" ", 1)[1]


def marker_line(entries: list[ExportLine]) -> str:
    """` |C:ResolveColorBlue |M:Geralt insulted the Baron |D:1`."""
    words = " / ".join(dict.fromkeys(_words(entry) for entry in entries))
    name = _ascii(words, MAX_NAME) or UNNAMED
    # A fixed word in front: a note that looks like an event must not be read as one.
    note = "" if words.isascii() else f" Note: {field(words)}"
    return f"{note} |C:ResolveColorBlue |M:{name} |D:1"


def event_line(number: int, frame: int, rate: FrameRate) -> str:
    """`001  001      V     C        01:00:00:00 01:00:00:01 01:00:00:00 01:00:00:01`: source and record alike."""
    span = f"{timecode(frame, rate)} {timecode(frame + 1, rate)}"
    return f"{number:03}  001      V     C        {span} {span}"


def resolve_edl(selection: Selection, options: ExportOptions) -> Export:
    """One blue marker of one frame for each second with entries, at its place in the video."""
    rate = options.fps
    start = frames_per_hour_of_names(rate)
    lines = [
        f"TITLE: {_ascii(selection.session.title, MAX_TITLE) or selection.session.id[:8]}",
        f"FCM: {'DROP FRAME' if TIMEBASES[rate].dropped else 'NON-DROP FRAME'}",
    ]
    placed = sorted(selection.entries, key=lambda entry: entry.vod_seconds)
    merged = left_out = number = 0
    for seconds, group in groupby(placed, key=lambda entry: entry.vod_seconds):
        entries = list(group)
        frame = start + frame_at(seconds, rate)
        if frame + 1 >= frames_per_day_of_names(rate):
            left_out += len(entries)
            continue
        number += 1
        merged += len(entries) - 1
        lines += ["", event_line(number, frame, rate), marker_line(entries)]
    notes = [*selection.notes]
    if number:
        notes.append("Timecodes begin at 01:00:00:00, as a Resolve timeline does.")
    if merged:
        moments = "1 moment shares its second" if merged == 1 else f"{merged} moments share their second"
        notes.append(f"{moments} with another: Resolve keeps one marker a frame.")
    if not all(line.isascii() for line in lines):
        notes.append("Marker names are in Latin letters: Resolve reads no others in an EDL.")
    if left_out:
        moments = "1 moment was" if left_out == 1 else f"{left_out} moments were"
        notes.append(f"{moments} left out: a timecode ends after 24 hours.")
    content = "\n".join(lines) + "\n"
    return Export(f"{slug(selection.session)}.edl", "text/plain; charset=utf-8", content, tuple(notes))
