"""Python's garbage collector in a serving process. docs/decisions/0014 has the measured effect."""

import gc
from typing import Final

YOUNG: Final = 50_000
"""New objects that start a collection. A few dozen clients reach Python's default of 700, and none of these is
garbage."""


def tune_garbage_collector() -> None:
    """Call it when everything has been imported and built: these objects are never collected."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG, *gc.get_threshold()[1:])
