"""The Lua scripts: one job each, read from `lua/`, with the shared parts included.

The first lines of a script document its job, its KEYS and ARGV, its refusals and what it publishes. A line `-- include
<name>` is replaced by `lua/<name>.lua`, also inside a branch: then only the runs that take it make its functions. An
indented line is for its block alone: what comes after the block may include the same part again. A script refuses with
`{'refused', code, message, detail, value, …}` (an empty message for the default one), before its first write: Redis
does not roll back.
"""

import hashlib
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from sessions.errors import InternalError, Refusal

LUA = Path(__file__).parents[1] / "lua"

HEARD_FIRST: Final = frozenset(
    (
        *("clip_delete", "clip_share", "clip_transition", "clip_update", "invitation_use", "invited_answer"),
        *("people_answer", "people_link", "people_remove", "people_role", "people_undo"),
    )
)
"""Scripts that change what viewers of a stream may do or see. Who changes it is answered when the event is in the
sockets of all processes: who subscribes after that finds it, also where Redis is not asked (storage/bus/kept.py)."""


@dataclass(frozen=True, slots=True)
class Script:
    name: str
    source: str
    sha: str


@cache
def load(name: str) -> Script:
    return fresh(name)


def fresh(name: str) -> Script:
    """The script, which is not kept: all texts together take 4 MB."""
    return script_of(name, _read(name, set()))


def script_of(name: str, source: str) -> Script:
    """The script with this text. Redis knows it by the hash of the text."""
    return Script(name, source, hashlib.sha1(source.encode(), usedforsecurity=False).hexdigest())


def _read(name: str, included: set[str]) -> str:
    """The text with what it includes. A part that several parts include comes once, in front of the first. What an
    indented line includes does not count: its functions exist only in that block."""

    def part(match: re.Match[str]) -> str:
        indent, part_name = match.groups()
        if part_name in included:
            return ""
        if indent:
            return _read(part_name, {*included, part_name})
        included.add(part_name)
        return _read(part_name, included)

    text = (LUA / f"{name}.lua").read_text()
    return re.sub(r"^( *)-- include (\w+)$", part, text, flags=re.MULTILINE)


def refusal(answer: list[Any]) -> Refusal:
    """The exception for a script's refusal."""
    parts = [part.decode() if isinstance(part, bytes) else part for part in answer]
    code, message, *details = parts + [""] * (2 - len(parts))
    kind = next((kind for kind in Refusal.__subclasses__() if kind.code == code), InternalError)
    return kind(message=message or None, **dict(zip(details[::2], details[1::2], strict=True)))
