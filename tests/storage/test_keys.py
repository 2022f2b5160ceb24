"""docs/keys.md has a row for every key that the code names, and no other row."""

import re
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/keys.md").read_text()
SCRIPTS = "\n".join(path.read_text() for path in sorted((ROOT / "storage").rglob("*.lua")))
MODULES = "\n".join(path.read_text() for path in sorted((ROOT / "storage").rglob("*.py")))
MADE_HERE = (ROOT / "storage/redis/keys.py").read_text()
COMPUTED = {"halves", "minutes"}  # fleet: `header .. ':' .. list`


def listed() -> set[tuple[str, ...]]:
    """The parts of each key on the page that are not placeholders: `rt:{b}:index:voice:told` → (index, voice, told)."""
    keys = set()
    for cell in re.findall(r"^\| (`[^|]+`) \|", PAGE, re.MULTILINE):
        whole: list[str] = []
        for name in re.findall(r"`([^`]+)`", cell):
            # `…:out` after a key of another space stands for that key with another last part.
            if name.startswith("…:") and whole:
                parts = [*whole[:-1], name.removeprefix("…:")]
            elif name.startswith("…:"):
                parts = ["session", *name.removeprefix("…:").split(":")]
            else:
                parts = whole = re.sub(r"^(rt:\{b\}|rt:\{jobs\}):", "", name).split(":")
            keys.add(tuple(part for part in parts if not part.startswith("<")))
    return keys - {()}  # BullMQ's keys have no name of ours


def of_sessions() -> set[str]:
    """The names behind a header: `header .. ':members'`, `f"{keys.header(id_)}:members"`."""
    in_scripts = re.findall(r"\b(?:header|KEYS\[1\]) \.\. ':([a-z_]+)", SCRIPTS)
    in_modules = re.findall(r"\{(?:keys\.header\([^{}]*\)|header|key)\}:([a-z_]+)", MODULES)
    return {*in_scripts, *in_modules} - {"pause"}  # `pause` is behind a chat's queue


def missing(names: Iterable[str], known: set[str]) -> list[str]:
    return sorted({name for name in names if name not in known})


def test_every_key_of_a_session_has_a_row_and_every_row_a_key() -> None:
    rows = {key[1] for key in listed() if key[0] == "session" and len(key) > 1}
    names = of_sessions() | COMPUTED
    assert missing(names, rows) == [], "docs/keys.md has no row for these keys"
    assert missing(rows, names) == [], "docs/keys.md has rows for keys that nothing names"


def test_every_function_of_the_key_scheme_has_a_row_and_every_row_a_function() -> None:
    tagged = re.findall(r'_tagged\(.+?, f?"([a-z_]+)', MADE_HERE)
    made = [*tagged, *re.findall(r"\{\{b\{number\}\}\}:([a-z_]+)", MADE_HERE)]
    rows = {key[0] for key in listed()} - {"trace"}  # session/parts/trace.lua makes this one
    assert {"session", "index", "user", "run"} <= set(made)
    assert missing(made, rows) == [], "docs/keys.md has no row for these keys"
    assert missing(rows, set(made)) == [], "docs/keys.md has rows for keys that nothing makes"


def test_what_belongs_to_a_user_a_chat_or_a_project_and_each_index_has_a_row() -> None:
    owned = re.findall(r'keys\.(user|telegram|project)\([^,]+, f?"([a-z-]+)', MODULES)
    assert len(owned) > 10
    assert [key for key in sorted(set(owned)) if not any(row[:2] == key for row in listed())] == []
    indexes = set(re.findall(r"index:([a-z]+):([a-z_]+)", SCRIPTS))
    assert len(indexes) > 3
    known = {key[1:] for key in listed() if key[0] == "index"}
    assert [key for key in sorted(indexes) if key not in known and key[1:] not in known] == []


def test_the_last_part_of_every_other_row_is_named_in_the_code() -> None:
    spaces = {"index", "user", "telegram", "project"}
    names = {key[-1] for key in listed() if key[0] in spaces and len(key) > 1}
    quoted = set(re.findall(r"""["':]([a-z][a-z_-]*)""", SCRIPTS + MODULES))
    assert {"owners", "told", "identity"} <= names
    made = {name for name in names if name.removesuffix("-bin") != name}  # f"{kind}-bin"
    assert "-bin" in MODULES
    assert missing(names - made, quoted) == [], "docs/keys.md has rows for keys that nothing names"
