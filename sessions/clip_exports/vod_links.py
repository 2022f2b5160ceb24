"""Links into the recorded video, as Twitch and YouTube read them: `…?t=1h2m3s`."""

from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from sessions.clip_exports.export import Export, ExportOptions, Selection, caption
from sessions.clip_exports.filename import slug
from sessions.clip_timeline import vod_seconds


def link_time(seconds: int) -> str:
    """`1h2m3s`, `42m15s`, `5s`: leading zeros of a unit are left out."""
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
    """One line a clip: the link, then its words. Without an address the lines begin at the question mark."""
    lines: list[str] = []
    for clip in selection.clips:
        seconds, words = vod_seconds(clip, selection.starts), caption(clip)
        address = link(options.vod_url, seconds) if options.vod_url else f"?t={link_time(seconds)}"
        lines.append(f"{address} {words}\n" if words else f"{address}\n")
    notes = selection.notes
    if options.vod_url is None:
        notes += ("Give the video's address to get whole links.",)
    filename = f"{slug(selection.session)}-links.txt"
    return Export(filename, "text/plain; charset=utf-8", "".join(lines), notes)
