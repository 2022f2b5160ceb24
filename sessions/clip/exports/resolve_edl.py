"""Timeline markers for DaVinci Resolve: a CMX3600 EDL whose one-frame events carry a marker each.

They are imported with *Timelines › Import › Timeline Markers from EDL*. What Resolve demands:

- A new timeline begins at 01:00:00:00, and a marker before that never shows; one that begins at zero is a choice.
- Of two markers on one frame it keeps one, so the entries that begin on one frame become one marker.
- It reads ASCII only and drops other letters of a marker's name. So the name is transliterated to Latin letters,
  without what has no sound, such as emoji. The text as typed is the marker's note, in front of `|C:`.
- `|` ends a field and a line break ends the marker, so neither may come from a viewer's text.

A marker lasts from the moment's in to its out (`|D:` in frames); its note names the frame of the peak.
"""

import unicodedata
from collections.abc import Sequence
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
    frame_at_ms,
    frames_per_day_of_names,
    frames_per_hour_of_names,
    timecode,
)
from sessions.clip.session import TAG_LABELS

MAX_NAME: Final = 200
MAX_TITLE: Final = 70
UNNAMED: Final = "Moment"
_PICTURES: Final = frozenset({"So", "Sk", "Cf", "Cn", "Co", "Mn", "Me"})
"""Symbols, what joins and colors them, and what no font shows."""


def field(text: str) -> str:
    """Text without characters that end a field or a line."""
    return " ".join(text.replace("|", "/").split())


def _ascii(text: str, limit: int) -> str:
    """The text in Latin letters. A picture has no sound: `:scream:` is not what anybody said."""
    spoken = "".join(sign for sign in text if sign.isascii() or unicodedata.category(sign) not in _PICTURES)
    return field(anyascii(spoken))[:limit].rstrip()


def _words(entry: ExportLine) -> str:
    """The note; without one the tag's label without its emoji, which is not ASCII."""
    if entry.note is not None:
        return entry.note
    return UNNAMED if entry.tag is None else TAG_LABELS[entry.tag].split(" ", 1)[1]


def marker_line(entries: Sequence[ExportLine], peak: str, frames: int) -> str:
    """` Peak 01:42:15:00 |C:ResolveColorBlue |M:Geralt insulted the Baron |D:900`."""
    words = " / ".join(dict.fromkeys(_words(entry) for entry in entries))
    name = _ascii(words, MAX_NAME) or UNNAMED
    # A fixed word in front: a note that looks like an event must not be read as one.
    note = "" if words.isascii() else f" Note: {field(words)}"
    return f" Peak {peak}{note} |C:ResolveColorBlue |M:{name} |D:{frames}"


def event_line(number: int, frame: int, rate: FrameRate) -> str:
    """`001  001      V     C        01:00:00:00 01:00:00:01 01:00:00:00 01:00:00:01`: source and record alike."""
    span = f"{timecode(frame, rate)} {timecode(frame + 1, rate)}"
    return f"{number:03}  001      V     C        {span} {span}"


def resolve_edl(selection: Selection, options: ExportOptions) -> Export:
    """One blue marker for each frame on which entries begin, at its place in the video."""
    rate = options.fps
    start = options.start_hour * frames_per_hour_of_names(rate)
    lines = [
        f"TITLE: {_ascii(selection.session.title, MAX_TITLE) or selection.session.id[:8]}",
        f"FCM: {'DROP FRAME' if TIMEBASES[rate].dropped else 'NON-DROP FRAME'}",
    ]
    merged = left_out = number = 0
    for frame, group in groupby(selection.placed(), key=lambda one: start + frame_at_ms(one[1].in_ms, rate)):
        entries = list(group)
        last = start + max(frame_at_ms(place.out_ms, rate) for _, place in entries)
        if last >= frames_per_day_of_names(rate):
            left_out += len(entries)
            continue
        number += 1
        merged += len(entries) - 1
        peak = timecode(start + frame_at_ms(entries[0][1].peak_ms, rate), rate)
        said = [entry for entry, _ in entries]
        lines += ["", event_line(number, frame, rate), marker_line(said, peak, max(1, last - frame))]
    notes = [*selection.notes_of_placed()]
    if number:
        first = f"0{options.start_hour}:00:00:00"
        notes.append(f"Timecodes begin at {first}: set the same for Resolve's timeline.")
    if merged:
        moments = "1 moment shares its frame" if merged == 1 else f"{merged} moments share their frame"
        notes.append(f"{moments} with another: Resolve keeps one marker a frame.")
    if not all(line.isascii() for line in lines):
        notes.append("Marker names are in Latin letters: Resolve reads no others in an EDL.")
    if left_out:
        moments = "1 moment was" if left_out == 1 else f"{left_out} moments were"
        notes.append(f"{moments} left out: a timecode ends after 24 hours.")
    content = "\n".join(lines) + "\n"
    return Export(f"{slug(selection.session)}.edl", "text/plain; charset=utf-8", content, tuple(notes))
