"""How scripts and parts name things: a script its arguments, once; a part what it takes from the script (SY1)."""

import re
from functools import cache
from typing import Final

import pytest

from storage.redis.scripts import PARTS, load
from tests.storage.redis.lua_names import LUA_NAMES, code, names

NOT_YET: Final = (
    *("jam_", "voice_", "job_", "people_", "invit", "row", "home_", "bin", "indexes", "measure", "steps", "members"),
    *("sessions_", "admin_", "accesses"),
)
"""Beginnings of the names of files that number their arguments."""

_HEAD: Final = re.compile(r"^local ([\w, \n]+) =\s+unpack\((?:KEYS|ARGV)(?:, 1, FIRST_\w+ - 1)?\)$", re.MULTILINE)
_INCLUDE: Final = re.compile(r"^ *-- include ([\w/]+)$", re.MULTILINE)
INCLUDED: Final = {part for text in PARTS.values() for part in _INCLUDE.findall(text)}
NAMED: Final = sorted(name for name in PARTS if not name.startswith(NOT_YET))


@cache
def with_includes(name: str) -> frozenset[str]:
    """The files that a file is put together from."""
    return frozenset((name,)).union(*map(with_includes, _INCLUDE.findall(PARTS[name])))


def head(script: str) -> set[str]:
    """The names of a script's arguments."""
    return {name for found in _HEAD.findall(PARTS[script]) for name in re.findall(r"\w+", found)}


def takes(part: str) -> set[str]:
    """The names that the header of a part says it takes from the script."""
    header = " ".join(re.findall(r"^-- (.*)$", PARTS[part].split("-- include")[0], re.MULTILINE))
    return {
        name for sentence in re.findall(r"\bTakes .*?\.(?= |$)", header) for name in re.findall(r"`(\w+)`", sentence)
    }


@pytest.mark.parametrize("name", NAMED)
def test_arguments_have_names_and_no_numbers(name: str) -> None:
    text = PARTS[name]
    body = _HEAD.sub("", text)
    assert not re.findall(r"\b\w+\[\d+\]", code(body))
    assert not re.findall(r"--.*\b(?:KEYS|ARGV)\[", text)
    if name in INCLUDED:
        assert not re.findall(r"\b(?:KEYS|ARGV)\b", code(text))
    else:
        assert not re.findall(r"\bunpack\((?:KEYS|ARGV)(?:\)|, \d)", code(body))
        assert not any(_INCLUDE.search(text, 0, found.start()) for found in _HEAD.finditer(text))


@pytest.mark.parametrize("part", sorted(INCLUDED.intersection(NAMED)))
def test_a_part_reads_what_it_includes_and_what_it_says_that_it_takes_from_the_head(part: str) -> None:
    _, read = names(PARTS[part])
    given = {name for file in with_includes(part) - {part} for name in names(PARTS[file])[0]}
    assert read - given - LUA_NAMES <= takes(part)
    for script in set(NAMED) - INCLUDED:
        if part in with_includes(script):
            assert takes(part) <= head(script)


@pytest.mark.parametrize("script", sorted(PARTS.keys() - INCLUDED))
def test_every_name_in_a_script_is_declared_before_it_is_read(script: str) -> None:
    _, read = names(load(script).source)
    assert read <= LUA_NAMES | {"KEYS", "ARGV"}


def test_the_analysis_knows_which_names_a_text_gives_and_takes() -> None:
    text = """
local one, two = mine, { key = other, 1 }
local function f(a, ...) for i, b in ipairs(a) do local c = b.field end return c end
if one then local hidden = '--' else two = hidden end -- comment
while true do local d = 1 end return d
"""
    assert names(text) == ({"one", "two", "f"}, {"mine", "other", "ipairs", "c", "hidden", "d"})
