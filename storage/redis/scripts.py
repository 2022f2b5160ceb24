"""The Lua scripts: one job each, from their files, with the shared parts included.

The first lines of a script document its job, its keys and arguments, its refusals and what it publishes; then it names
KEYS and ARGV once. A line `-- include <name>` is replaced by the part of that name, also inside a branch: then only the
runs that take it make its functions. An indented line is for its block alone: what comes after the block may include
the same part again. A script refuses with
`{'refused', code, message, detail, value, …}` (an empty message for the default one), before its first write: Redis
does not roll back.

A line `-- include {kind}/<part>` is replaced by the part of the session's kind. A product's own script is for its kind;
the caller of a shared one names it. A script for sessions of several kinds has the parts of all, each in a block.
"""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from sessions.base.errors import InternalError, Refusal

ROOT: Final = Path(__file__).parents[1]
PARTS: Final = {path.relative_to(ROOT).with_suffix("").as_posix(): path.read_text() for path in ROOT.rglob("*.lua")}
"""The text of each file by its path without the ending. All are read at the start of the process, so files that change
later change nothing. They have 0.3 MB; a script is put together at first use, because all together have 4 MB."""
KINDS: Final = tuple(sorted(name.removesuffix("/kind") for name in PARTS if name.endswith("/kind")))
"""The kinds of sessions of which shared scripts know something."""
_INCLUDE: Final = re.compile(r"^( *)-- include ([\w/{}]+)\n", re.MULTILINE)
_COMMENT: Final = re.compile(r"^ *--(?! trace$).*", re.MULTILINE)
"""Redis keeps the text of each script: without its comments it is a third shorter. The lines stay, for errors."""
_ERROR_LINE: Final = re.compile(r"\buser_script:(\d+)")

HEARD_FIRST: Final = frozenset(
    (
        *(
            "clip/delete",
            "clip/share",
            "clip/transition",
            "clip/update",
            "people/invitation_use",
            "people/invited_answer",
        ),
        *("people/answer", "people/link", "people/remove", "people/role", "people/undo"),
    )
)
"""Scripts that change what viewers of a stream may do or see. Who changes it is answered when the event is in the
sockets of all processes: who subscribes after that finds it, also where Redis is not asked
(storage/bus/snapshot_cache.py)."""


@dataclass(frozen=True, slots=True)
class Script:
    name: str
    source: str
    sha: str
    kinds: tuple[str, ...] = ()


@cache
def load(name: str, *kinds: str) -> Script:
    return fresh(name, *kinds)


def fresh(name: str, *kinds: str) -> Script:
    """The script, which is not kept. `kinds` are those of the sessions that a shared script is for; for the session of
    an id there is one (storage/session/kind_cache.py)."""
    told = kinds or _of_room(name)
    return script_of(name, _COMMENT.sub("", "".join(text for _, _, text in _pieces(name, set(), told))), told)


def variants(name: str) -> Iterator[Script]:
    """The script for every kind of session, and for all together."""
    yield fresh(name)
    files = {file for file, _, _ in _pieces(name, set(), ())}
    if not _of_room(name) and any("{kind}" in PARTS[file] for file in files):
        yield from (fresh(name, *kinds) for kinds in (*zip(KINDS), KINDS))


def script_of(name: str, source: str, kinds: tuple[str, ...] = ()) -> Script:
    """The script with this text. Redis knows it by the hash of the text."""
    return Script(name, source, hashlib.sha1(source.encode(), usedforsecurity=False).hexdigest(), kinds)


def _of_room(name: str) -> tuple[str, ...]:
    """The kind of session that a product's own script is for."""
    kind = name.partition("/")[0]
    return (kind,) if kind in KINDS else ()


def _pieces(name: str, included: set[str], kinds: tuple[str, ...]) -> Iterator[tuple[str, int, str]]:
    """The pieces of a script's text, each with its file and its first line there. A part that several parts include
    comes once, in front of the first. What an indented line includes does not count: it exists only in that block."""
    text, *rest = _INCLUDE.split(PARTS[name])
    line = 1
    yield name, line, text
    for indent, named, following in zip(rest[::3], rest[1::3], rest[2::3], strict=True):
        line += text.count("\n")
        parts = [named.format(kind=kind) for kind in kinds] if "{kind}" in named else [named]
        for part in parts:
            if part in included or (part not in PARTS and part != named):
                continue
            is_block = len(parts) > 1
            inside = {*included} if indent or is_block else included
            inside.add(part)
            if is_block:
                yield name, line, "do\n"
            yield from _pieces(part, inside, kinds)
            if is_block:
                yield name, line, "end\n"
        line += 1
        text = following
        yield name, line, text


def failed_at(script: Script, error: str) -> str | None:
    """The line that Redis's error is about, as `clip/common.lua:40`; None when it is about no line of the script."""
    found = _ERROR_LINE.search(error)
    if found is None or script.name not in PARTS:
        return None
    number = int(found[1])
    for file, first, text in _pieces(script.name, set(), script.kinds):
        lines = text.count("\n")
        if number <= lines:
            return f"{file}.lua:{first + number - 1}"
        number -= lines
    return None


def refusal(answer: list[Any]) -> Refusal:
    """The exception for a script's refusal."""
    parts = [part.decode() if isinstance(part, bytes) else part for part in answer]
    code, message, *details = parts + [""] * (2 - len(parts))
    kind = next((kind for kind in Refusal.__subclasses__() if kind.code == code), InternalError)
    return kind(message=message or None, **dict(zip(details[::2], details[1::2], strict=True)))
