"""Materials of a voice session, and the tasks that stand in its texts.

Without a service that understands speech, a task is what somebody marked as one: a line that begins with `TODO:`,
`Задача:` or `- [ ]`.
"""

import re
from typing import Annotated, Final, Literal

from pydantic import BaseModel, Field, StringConstraints

from sessions.ids import EntityId, derived_id
from sessions.instant import Instant
from sessions.voice import MaterialKind

TEXT_LIMIT: Final = 10_000
"""Characters of a text; Telegram's longest message has 4,096."""
TASK_LIMIT: Final = 500
Source = Literal["web", "telegram"]

_GAP: Final = r"[^\S\n]*"  # white space of one line
_MARK: Final = re.compile(
    rf"^{_GAP}(?:(?:todo|задача){_GAP}:|[-*]{_GAP}\[[^\S\n]?\]){_GAP}(\S.*)$", re.IGNORECASE | re.MULTILINE
)


class Material(BaseModel):
    """Something attached to a session. `file_url` is null for a text."""

    material_id: EntityId
    kind: MaterialKind
    text: str | None
    filename: str | None
    media_type: str | None
    size: int | None
    file_url: str | None
    duration_ms: int | None
    source: Source
    by: str
    created_at: Instant


class NewText(BaseModel):
    """A text to attach; with `material_id`, a retry attaches nothing twice."""

    text: Annotated[str, StringConstraints(strict=True, strip_whitespace=True, min_length=1, max_length=TEXT_LIMIT)]
    material_id: EntityId | None = None


class Task(BaseModel):
    """Something to do that was said or written; `source_id` is the recording or material it was found in."""

    task_id: EntityId
    text: Annotated[str, Field(max_length=TASK_LIMIT)]
    source_id: EntityId


def marked_tasks(text: str) -> list[str]:
    """The tasks that are marked in a text, each once, in its order."""
    found = (" ".join(match[1].split())[:TASK_LIMIT] for match in _MARK.finditer(text))
    return list(dict.fromkeys(task for task in found if task))


def task_id(source_id: str, text: str) -> str:
    """The same task of the same source has the same id, so that looking again adds nothing."""
    return derived_id(f"{source_id}\n{text}")
