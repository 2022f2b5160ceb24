"""What the bot tells of a session: the message about a closed one, and its transcript in parts."""

from collections.abc import Sequence
from typing import Any, Final

from sessions.voice.replies import Language, say

MESSAGE_LIMIT: Final = 4_096  # Telegram's
TASKS_SHOWN: Final = 10
TASK_SHOWN: Final = 180
"""Characters of a task: ten of them, three summaries, the name and the link fit into one message."""
SUMMARIES_SHOWN: Final = 3
SUMMARY_SHOWN: Final = 500
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
    """A closed session in one message: name, link, duration, how much is in it, and summaries and tasks as far as they
    are known."""
    length = sum(one.get("duration_ms") or 0 for one in (*materials, *recordings))
    counts = say(
        "recap_counts", language, duration=duration(length), materials=len(materials), recordings=len(recordings)
    )
    lines = [say("recap", language, name=" ".join(str(session["session_name"]).split())), session["url"], counts]
    in_order = sorted((*materials, *recordings), key=lambda one: one.get("created_at") or "")
    summaries = [one["summary"] for one in in_order if one.get("summary")]
    if summaries:
        lines += [f"{say('summary', language)}:", *(_cut(one, SUMMARY_SHOWN) for one in summaries[:SUMMARIES_SHOWN])]
        if len(summaries) > SUMMARIES_SHOWN:
            lines.append(say("recap_more", language, count=len(summaries) - SUMMARIES_SHOWN))
    if tasks:
        lines += [f"{say('tasks', language)}:", *(f"• {_cut(one['text'], TASK_SHOWN)}" for one in tasks[:TASKS_SHOWN])]
        if len(tasks) > TASKS_SHOWN:
            lines.append(say("recap_more", language, count=len(tasks) - TASKS_SHOWN))
    if any(job["state"] in _WAITING for job in jobs):
        lines.append(say("recap_waiting", language))
    elif not tasks:
        lines.append(say("recap_no_tasks", language))
    return "\n".join(lines)


def transcripts(texts: Sequence[str], url: str, language: Language) -> list[str]:
    """What was said in a session as messages, at most three; then the page has the rest."""
    whole = "\n\n".join(texts)
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


def _cut(text: str, most: int) -> str:
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[: most - 1]}…"
