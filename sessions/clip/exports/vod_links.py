"""Links into the recorded video, in the form of Twitch and YouTube: `…?t=1h2m3s`, where a moment's clip begins."""

from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from sessions.clip.exports.export import Export, ExportOptions, Selection
from sessions.clip.exports.filename import slug
from sessions.clip.exports.timecode import clock

NO_ADDRESS = "Give the video's address, and every time becomes a link."


def link_time(seconds: int) -> str:
    """`1h2m3s`, `42m15s`, `5s`: leading units that are zero are left out."""
    hours, minutes, rest = seconds // 3600, seconds // 60 % 60, seconds % 60
    if hours:
        return f"{hours}h{minutes}m{rest}s"
    return f"{minutes}m{rest}s" if minutes else f"{rest}s"


def link(vod_url: str, seconds: int) -> str:
    """The address with its `t` set, without one at the beginning; its other parameters and its fragment stay."""
    parts = urlsplit(vod_url)
    query = [(name, value) for name, value in parse_qsl(parts.query, keep_blank_values=True) if name != "t"]
    time = [("t", link_time(seconds))] if seconds else []
    return urlunsplit(parts._replace(query=urlencode([*query, *time])))


def vod_links(selection: Selection, _options: ExportOptions) -> Export:
    """One line for each entry: the link to its in, then the title; the links of all parts of the video. Without an
    address the time in the video replaces the link."""
    lines: list[str] = []
    notes = selection.notes_of_all_parts()
    for entry, place in selection.in_video():
        address = selection.address_of(place)
        if address is None and NO_ADDRESS not in notes:
            notes += (NO_ADDRESS,)
        seconds = place.in_ms // 1000
        start = link(address, seconds) if address else clock(seconds)
        lines.append(f"{start} {entry.words}\n" if entry.words else f"{start}\n")
    filename = f"{slug(selection.session)}-links.txt"
    return Export(filename, "text/plain; charset=utf-8", "".join(lines), notes)
