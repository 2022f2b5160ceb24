"""Plain text and Markdown."""

import re
from typing import Final

from sessions.voice.exports.document import Document, clock, runs

_MARKS: Final = re.compile(r"([\\`*_\[\]<>#|~])")


def text(session: Document, *, times: bool) -> str:
    """Summary; what was said: a paragraph a voice with its name, or a line a segment with times; tasks and notes."""
    parts = [session.name]
    if session.summary:
        parts.append(f"{session.words['summary']}:\n{session.summary}")
    for run in runs(session.lines):
        who = f"{run[0].who}: " if run[0].who else ""
        if times:
            parts.append("\n".join(f"[{clock(one.start_ms)}] {who}{one.piece.text}" for one in run))
        else:
            parts.append(who + " ".join(one.piece.text for one in run))
    if session.tasks:
        parts.append("\n".join(f"[{'x' if one.is_done else ' '}] {one.about}" for one in session.tasks))
    return "\n\n".join([*parts, *session.notes]) + "\n"


def markdown(session: Document, *, times: bool) -> str:
    """The whole session: summary, tasks, what was said, notes."""
    words = session.words
    parts = [f"# {_escaped(session.name)}", f"<{session.url}>"]
    if session.summary:
        parts += [f"## {words['summary']}", _escaped(session.summary)]
    if session.tasks:
        tasks = "\n".join(f"- [{'x' if one.is_done else ' '}] {_escaped(one.about)}" for one in session.tasks)
        parts += [f"## {words['tasks']}", tasks]
    if session.lines:
        parts.append(f"## {words['text']}")
    for run in runs(session.lines):
        head = [f"**{_escaped(run[0].who)}**"] if run[0].who else []
        head += [clock(run[0].start_ms)] if times else []
        said = _escaped(" ".join(one.piece.text for one in run))
        parts.append(" · ".join(head) + "  \n" + said if head else said)
    if session.notes:
        parts += [f"## {words['notes']}", *map(_escaped, session.notes)]
    return "\n\n".join(parts) + "\n"


def _escaped(text: str) -> str:
    """A text without Markdown's marks; a line that would begin a list or a quote begins none."""
    marked = _MARKS.sub(r"\\\1", text)
    return re.sub(r"(?m)^(\s*)([-+]|\d+[.)])(?=\s)", r"\1\\\2", marked)
