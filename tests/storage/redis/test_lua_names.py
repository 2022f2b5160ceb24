"""How scripts and parts name things: a script its arguments, once; a part what it takes from the script (SY1)."""

import re
from functools import cache
from typing import Final

import pytest

from storage.redis.scripts import KINDS, PARTS, variants
from tests.storage.redis.lua_names import LUA_NAMES, code, names

_HEAD: Final = re.compile(r"^local ([\w, \n]+) =\s+unpack\((?:KEYS|ARGV)(?:, 1, FIRST_\w+ - 1)?\)$", re.MULTILINE)
_LIST: Final = re.compile(
    r"^local (FIRST_\w+)(?:, \w+)? = (\d+).*\nlocal ([\w, \n]+) =\s+unpack\(ARGV, 1, \1 - 1\)$", re.MULTILINE
)
_INCLUDE: Final = re.compile(r"^ *-- include ([\w/{}]+)$", re.MULTILINE)


def included_by(name: str) -> list[str]:
    """The parts that a file includes, those of a `{kind}` for every kind that it may be loaded for."""
    room = name.partition("/")[0]
    kinds = (room,) if room in KINDS else KINDS
    named = (part.format(kind=kind) for part in _INCLUDE.findall(PARTS[name]) for kind in kinds)
    return [part for part in dict.fromkeys(named) if part in PARTS]


INCLUDED: Final = {part for name in PARTS for part in included_by(name)}
SCRIPTS: Final = sorted(PARTS.keys() - INCLUDED)


@cache
def with_includes(name: str) -> frozenset[str]:
    """The files that a file is put together from."""
    return frozenset((name,)).union(*map(with_includes, included_by(name)))


def given_by(script: str) -> set[str]:
    """The names that a script itself declares: those of its arguments, and of what it reads."""
    return names(PARTS[script])[0]


def takes(part: str) -> set[str]:
    """The names that the header of a part says it takes from the script."""
    header = " ".join(re.findall(r"^-- (.*)$", PARTS[part].split("-- include")[0], re.MULTILINE))
    return {
        name
        for sentence in re.findall(r"\bTakes .*?(?:; gives |\.(?= |$))", header)
        for name in re.findall(r"`(\w+)`", sentence)
    }


@pytest.mark.parametrize("name", sorted(PARTS))
def test_arguments_have_names_and_no_numbers(name: str) -> None:
    text = PARTS[name]
    body = _HEAD.sub("", text)
    assert not re.findall(r"\b\w+\[\d+\]", code(body))
    assert not re.findall(r"--.*\b(?:KEYS|ARGV)\[", text)
    if name in INCLUDED:
        assert not re.findall(r"\b(?:KEYS|ARGV)\b", code(text))
    else:
        assert not re.findall(r"\bunpack\((?:KEYS|ARGV)(?:\)|, \d)", code(body))
        assert not any(_INCLUDE.search(text, 0, head.start()) for head in _HEAD.finditer(text))


@pytest.mark.parametrize("script", [name for name in SCRIPTS if "#ARGV" in code(PARTS[name])])
def test_a_list_of_arguments_is_not_unpacked_with_those_that_have_names(script: str) -> None:
    """Lua's unpack fails beyond 8,000 values."""
    head = _LIST.search(PARTS[script])
    assert head is not None
    _, first, named = head.groups()
    assert int(first) == len(re.findall(r"\w+", named)) + 1


@pytest.mark.parametrize("part", sorted(INCLUDED))
def test_a_part_reads_what_it_includes_and_what_it_says_that_it_takes_from_the_script(part: str) -> None:
    _, read = names(PARTS[part])
    given = {name for file in with_includes(part) - {part} for name in names(PARTS[file])[0]}
    assert read - given - LUA_NAMES <= takes(part)
    assert takes(part) <= {name for file in with_includes(part) for name in names(PARTS[file])[1]}
    for script in SCRIPTS:
        if part in with_includes(script):
            assert takes(part) <= given_by(script)


@pytest.mark.parametrize("script", SCRIPTS)
def test_every_name_in_a_script_is_declared_before_it_is_read(script: str) -> None:
    for variant in variants(script):
        _, read = names(variant.source)
        assert read <= LUA_NAMES | {"KEYS", "ARGV"}, variant.kinds


def test_the_analysis_knows_which_names_a_text_gives_and_takes() -> None:
    text = """
local one, two = mine, { key = other, 1 }
local function f(a, ...) for i, b in ipairs(a) do local c = b.field end return c end
if one then local hidden = '--' else two = hidden end -- comment
while true do local d = 1 end return d
"""
    assert names(text) == ({"one", "two", "f"}, {"mine", "other", "ipairs", "c", "hidden", "d"})
