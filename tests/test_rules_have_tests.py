"""Every rule that is built is proven by a test that runs the product, and no test claims a rule that does not exist."""

from tests.rules import claimed, proven, rules

LONGEST = 240  # characters: a rule is read in one breath, and a list of them in one sitting


def prefix(number: str) -> str:
    return number.rstrip("0123456789")


def test_every_rule_that_is_built_has_a_test_that_runs_the_product() -> None:
    found = proven()
    assert [rule.number for rule in rules() if rule.is_built and rule.number not in found] == []


def test_a_rule_that_is_proven_is_not_called_unbuilt() -> None:
    """When this fails, remove the mark in docs/rules.md."""
    found = proven()
    assert [rule.number for rule in rules() if not rule.is_built and rule.number in found] == []


def test_no_test_claims_a_rule_that_does_not_exist() -> None:
    listed = {rule.number for rule in rules()}
    prefixes = {prefix(number) for number in listed}
    assert {number for number in claimed() if prefix(number) in prefixes} - listed == set()


def test_a_rule_has_240_characters_at_most() -> None:
    """What is longer stands on the page of its product; the rule keeps what is promised."""
    assert {rule.number: len(rule.text) for rule in rules() if len(rule.text) > LONGEST} == {}


def test_the_rules_are_numbered_without_gaps_or_repeats() -> None:
    numbers = [rule.number for rule in rules()]
    for product in dict.fromkeys(prefix(number) for number in numbers):
        ours = [number for number in numbers if prefix(number) == product]
        assert ours == [f"{product}{place}" for place in range(1, len(ours) + 1)]
