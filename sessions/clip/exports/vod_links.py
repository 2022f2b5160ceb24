"""Links into the recorded video, in the form of Twitch and YouTube: `…?t=1h2m3s`."""

from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from sessions.clip.exports.export import Export, ExportOptions, Selection
from sessions.clip.exports.filename import slug
from sessions.clip.exports.timecode import clock


def link_time(seconds: int) -> str:
    """`1h2m3s`, `42m15s`, `5s`: leading units that are zero are left out."""
    hours, minutes, rest = seconds // 3600, seconds // 60 % 60, seconds % 60
    if hours:
        return f"{hours}h{minutes}m{rest}s"
    return f"{minutes}m{rest}s" if minutes else f"{rest}s"


def link(vod_url: str, seconds: int) -> str:
    """The address with its `t` set; its other parameters and its fragment stay."""
    parts = urlsplit(vod_url)
    query = [(name, value) for name, value in parse_qsl(parts.query, keep_blank_values=True) if name != "t"]
    return urlunsplit(parts._replace(query=urlencode([*query, ("t", link_time(seconds))])))


def vod_links(selection: Selection, options: ExportOptions) -> Export:
    """One line for each entry: the link, then the title. Without an address the time in the video replaces the link."""
    lines: list[str] = []
    for entry in selection.entries:
        place = link(options.vod_url, entry.vod_seconds) if options.vod_url else clock(entry.vod_seconds)
        lines.append(f"{place} {entry.words}\n" if entry.words else f"{place}\n")
    notes = selection.notes
    if options.vod_url is None:
        notes += ("Give the video's address, and every time becomes a link.",)
    filename = f"{slug(selection.session)}-links.txt"
    return Export(filename, "text/plain; charset=utf-8", "".join(lines), notes)
