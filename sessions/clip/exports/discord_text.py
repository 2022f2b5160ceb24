"""Text for Discord: the title, then a line for each moment with its time as a link into the video.

A message holds 2,000 characters: the hottest moments come first, and what finds no room is listed. Notes are written by
strangers, so their marks for bold, quotes and code are escaped, and nobody is called by an `@`.
"""

import re
from typing import Final

from sessions.clip.exports.export import Export, ExportLine, ExportOptions, InVideo, Selection
from sessions.clip.exports.filename import slug
from sessions.clip.exports.timecode import clock
from sessions.clip.exports.vod_links import link

MOST: Final = 2000
_MARKS: Final = re.compile(r"([\\*_~`|>#\[\]()<:-])")
"""With `<` no mention and no emoji of a server, with `:` no address."""


def plain(text: str) -> str:
    """The text as Discord shows it, letter for letter."""
    return _MARKS.sub(r"\\\1", text).replace("@", "@\u200b")


def _line(entry: ExportLine, place: InVideo, address: str | None) -> str:
    start, end = place.in_ms // 1000, place.out_ms // 1000
    time = f"`{clock(start)}–{clock(end)}`"
    shown = f"[{clock(place.peak_ms // 1000)}](<{link(address, start)}>) {time}" if address else time
    people = "1 person" if entry.people == 1 else f"{entry.people} people"
    words = plain(entry.words)
    return f"{shown} {words} · {people}\n" if words else f"{shown} {people}\n"


def discord_text(selection: Selection, _options: ExportOptions) -> Export:
    entries = selection.in_video()
    lines = {id(entry): _line(entry, place, selection.address_of(place)) for entry, place in entries}
    head = f"**{plain(selection.session.title)}**\n"
    room, chosen = MOST - len(head), set[int]()
    for entry, _ in sorted(entries, key=lambda one: (-one[0].heat, -one[0].people)):
        room -= len(lines[id(entry)])
        if room < 0:
            break
        chosen.add(id(entry))
    left = tuple(lines[id(entry)].rstrip() for entry, _ in entries if id(entry) not in chosen)
    notes = selection.notes_of_all_parts()
    if left:
        moments = "1 smaller moment" if len(left) == 1 else f"{len(left)} smaller moments"
        notes += (f"Left out, too long for one message: {moments}.",)
    content = head + "".join(lines[id(entry)] for entry, _ in entries if id(entry) in chosen)
    return Export(f"{slug(selection.session)}-discord.txt", "text/plain; charset=utf-8", content, notes, left)
