"""Every rule of a finished product is proven by a test that carries its number, and no test carries a made-up one."""

import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
FINISHED = ("C", "CL", "JM", "SY", "AC", "OP", "S", "D", "V")
"""The products whose every rule must have a test; a product joins when it is built."""
UNBUILT = frozenset({"V2", "V6"})
"""Rules whose door does not exist yet, here two of the Telegram bot's. The list can only shrink: a proven one fails."""

_RULE = re.compile(r"^- \*\*([A-Z]+\d+)\*\* (\S.*)$", re.MULTILINE)
_NUMBER = re.compile(r"(?<![A-Za-z0-9])([A-Z]{1,2}\d+)(?![A-Za-z0-9])")
_PYTHON_TEST = re.compile(r"^ *(?:async )?def (test_\w+)", re.MULTILINE)
_TYPESCRIPT_TEST = re.compile(r"""\b(?:test|it|describe)(?:\.\w+)?\(\s*["'`]([^"'`]+)""")


def rules() -> list[str]:
    return [number for number, _ in _RULE.findall((ROOT / "docs/rules.md").read_text())]


def names_of_tests() -> Iterator[str]:
    for path in (ROOT / "tests").rglob("test_*.py"):
        for name in _PYTHON_TEST.findall(path.read_text()):
            yield name.replace("_", " ")
    for folder in ("src", "tests"):
        for path in (ROOT / "web" / folder).rglob("*.test.ts"):
            yield from _TYPESCRIPT_TEST.findall(path.read_text())


def proven() -> set[str]:
    return {number for name in names_of_tests() for number in _NUMBER.findall(name)}


def prefix(number: str) -> str:
    return number.rstrip("0123456789")


def test_every_rule_of_a_finished_product_has_a_test() -> None:
    found = proven()
    without = {number for number in rules() if prefix(number) in FINISHED and number not in found}
    assert without == UNBUILT


def test_no_test_claims_a_rule_that_does_not_exist() -> None:
    listed = set(rules())
    prefixes = {prefix(number) for number in listed}
    assert {number for number in proven() if prefix(number) in prefixes} - listed == set()


def test_the_rules_are_numbered_without_gaps_or_repeats() -> None:
    numbers = rules()
    for product in dict.fromkeys(prefix(number) for number in numbers):
        ours = [number for number in numbers if prefix(number) == product]
        assert ours == [f"{product}{place}" for place in range(1, len(ours) + 1)]
    assert set(FINISHED) <= {prefix(number) for number in numbers}
