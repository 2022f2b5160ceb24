"""`make test-fast`: the same tests with a tenth of their random examples, and on one kind of Redis."""

import os
from typing import Final

FAST: Final = os.environ.get("ROOMTONE_TESTS") == "fast"


def examples(whole: int) -> int:
    """How many random examples a test runs that runs `whole` in `make test`."""
    return max(1, whole // 10) if FAST else whole
