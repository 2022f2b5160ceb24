"""How much of what could be tried is tried: a tenth in `make test-fast`, ten times as much in `make proof`."""

import os
from typing import Final

FAST: Final = os.environ.get("ROOMTONE_TESTS") == "fast"
"""Also on one kind of Redis alone."""
PROOF: Final = os.environ.get("ROOMTONE_TESTS") == "proof"


def examples(usual: int) -> int:
    """How many random examples a test tries that tries `usual` in `make test`."""
    return max(1, usual // 10) if FAST else usual * 10 if PROOF else usual
