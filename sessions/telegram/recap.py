"""What the bot tells of a session: the message about a closed one, and what was said, as a message or as a file."""

import codecs
from collections.abc import Sequence
from typing import Any, Final

from sessions.voice.exports.document import Document, runs
from sessions.voice.exports.export import ExportOptions, TextFormat, exported
from sessions.voice.replies import Language, say

MESSAGE_LIMIT: Final = 4_096
"""Telegram's, in UTF-16 code units."""
TASKS_SHOWN: Final = 10
TASK_SHOWN: Final = 180
"""Characters of a task: ten of them, the summary, the name and the link fit into one message."""
SUMMARY_SHOWN: Final = 1_000
FILE_LIMIT: Final = 2_000_000
"""Bytes: two hours of speech are 0.2 MB, and a call of the Bot API has ten seconds."""
_WAITING: Final = frozenset({"queued", "running"})

Fields = dict[str, Any]


def recap_text(
    session: Fields,
    materials: Sequence[Fields],
    recordings: Sequence[Fields],
    tasks: Sequence[Fields],
    jobs: Sequence[Fields],
    language: Language,
) -> str:
    """A closed session in one message: name, link, duration, how much is in it, and the summary and the tasks as far as
    they are known."""
    length = sum(one.get("duration_ms") or 0 for one in (*materials, *recordings))
    counts = say(
        "recap_counts", language, duration=duration(length), materials=len(materials), recordings=len(recordings)
    )
    lines = [say("recap", language, name=" ".join(str(session["session_name"]).split())), session["url"], counts]
    if session["summary"]:
        lines += [f"{say('summary', language)}:", _cut(session["summary"], SUMMARY_SHOWN)]
    if tasks:
        lines += [f"{say('tasks', language)}:", *(f"• {_cut(one['text'], TASK_SHOWN)}" for one in tasks[:TASKS_SHOWN])]
        if len(tasks) > TASKS_SHOWN:
            lines.append(say("recap_more", language, count=len(tasks) - TASKS_SHOWN))
    if missing := missing_seconds(recordings):
        lines.append(say("recap_missing", language, seconds=missing))
    if is_waiting(jobs):
        lines.append(say("recap_waiting", language))
    elif not tasks:
        lines.append(say("recap_no_tasks", language))
    return "\n".join(lines)


def is_waiting(jobs: Sequence[Fields]) -> bool:
    """Whether more is to come without anybody's doing."""
    return any(job["state"] in _WAITING for job in jobs)


def missing_seconds(recordings: Sequence[Fields]) -> int:
    """What recorders have announced and not sent; a chunk is a second."""
    return sum(max(0, (one.get("total") or 0) - one.get("chunk_count", 0)) for one in recordings)


def as_message(session: Document) -> str | None:
    """What was said, as one message; None when it needs a file."""
    text = "\n\n".join(" ".join(one.piece.text for one in run) for run in runs(session.lines))
    return text if len(text.encode("utf-16-le")) <= 2 * MESSAGE_LIMIT else None


def as_file(session: Document, language: Language) -> bytes:
    """Plain text with a byte order mark, without which some phones read UTF-8 as something else. One that is too large
    ends with the link to the rest."""
    content = codecs.BOM_UTF8 + exported(session, TextFormat.TXT, ExportOptions())
    if len(content) <= FILE_LIMIT:
        return content
    rest = say("transcript_goes_on", language, url=session.url)
    return content[: content.rindex(b"\n", 0, FILE_LIMIT)] + f"\n\n{rest}\n".encode()


def duration(ms: int) -> str:
    """`m:ss`, with hours `h:mm:ss`, to the nearest second."""
    minutes, seconds = divmod((ms + 500) // 1000, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


def _cut(text: str, most: int) -> str:
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[: most - 1]}…"
