"""What a process that serves sets for itself; each setting with its measured effect in docs/decisions/0020."""

import gc
from typing import Final

YOUNG: Final = 50_000
"""Objects made and not freed until the collector looks for garbage among them. Python's 700 are there whenever a few
dozen clients connect, and none of them is garbage."""


def settle() -> None:
    """Call it when everything has been imported and built. What exists now lives as long as the process: the collector
    need not look at it again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG, *gc.get_threshold()[1:])
