"""What the bot tells of a session: the message about a closed one, and its transcript in parts."""

from collections.abc import Sequence
from typing import Any, Final

from sessions.voice_replies import Language, say

MESSAGE_LIMIT: Final = 4_096  # Telegram's
TASKS_SHOWN: Final = 10
TASK_SHOWN: Final = 200
"""Characters of a task in a summary: ten of them, the name and the link fit into one message."""
PARTS_MOST: Final = 3
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
    """A closed session in one message: name, link, duration, how much is in it, and the tasks as far as they are
    known."""
    length = sum(one.get("duration_ms") or 0 for one in (*materials, *recordings))
    counts = say(
        "recap_counts", language, duration=duration(length), materials=len(materials), recordings=len(recordings)
    )
    lines = [say("recap", language, name=" ".join(str(session["session_name"]).split())), session["url"], counts]
    if tasks:
        lines += [f"{say('tasks', language)}:", *(f"• {_cut(one['text'])}" for one in tasks[:TASKS_SHOWN])]
        if len(tasks) > TASKS_SHOWN:
            lines.append(say("recap_more_tasks", language, count=len(tasks) - TASKS_SHOWN))
    if any(job["state"] in _WAITING for job in jobs):
        lines.append(say("recap_waiting", language))
    elif not tasks:
        lines.append(say("recap_no_tasks", language))
    return "\n".join(lines)


def transcripts(sources: Sequence[Fields], url: str, language: Language) -> list[str]:
    """The transcripts of a session as messages, at most three; then the page has the rest."""
    whole = "\n\n".join(one["transcript"] for one in sources if one.get("transcript"))
    if not whole:
        return [say("no_transcript", language)]
    parts = [whole[start : start + MESSAGE_LIMIT] for start in range(0, len(whole), MESSAGE_LIMIT)]
    if len(parts) <= PARTS_MOST:
        return parts
    return [*parts[:PARTS_MOST], say("transcript_goes_on", language, url=url)]


def duration(ms: int) -> str:
    """`m:ss`, with hours `h:mm:ss`, to the nearest second."""
    minutes, seconds = divmod((ms + 500) // 1000, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


def _cut(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= TASK_SHOWN else f"{line[: TASK_SHOWN - 1]}…"
