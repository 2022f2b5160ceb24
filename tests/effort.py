"""How much of what could be tried is tried: a tenth in `make test-fast`, ten times as much in `make proof`."""

import os
from typing import Final

import pytest
from _pytest.mark import ParameterSet

FAST: Final = os.environ.get("ROOMTONE_TESTS") == "fast"
"""Also on one kind of Redis alone."""
PROOF: Final = os.environ.get("ROOMTONE_TESTS") == "proof"


def examples(usual: int) -> int:
    """How many random examples a test tries that tries `usual` in `make test`."""
    return max(1, usual // 10) if FAST else usual * 10 if PROOF else usual


def in_proof(*values: object) -> ParameterSet:
    """Of a parameter: what `make proof` alone tries, such as one more layout."""
    return pytest.param(*values, marks=pytest.mark.long)


def leave_out_long(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Tests marked `long` run in `make proof` alone."""
    left = [] if PROOF else [item for item in items if item.get_closest_marker("long")]
    if left:
        items[:] = [item for item in items if item not in set(left)]
        config.hook.pytest_deselected(items=left)
