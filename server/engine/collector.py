"""Python's cycle collector, set for a server: what start-up made is never looked at again, the rest seldom.

Connections and frames are freed by reference counts alone; the collector only has to find the cycles of libraries.
"""

import gc
from typing import Final

# Objects made and not yet freed before the youngest generation is looked through. Python's 700 is a look every few
# connections, and each tenth look goes through an older generation; the figures are in docs/decisions/0014.
YOUNG: Final = 50_000


def settle_collector() -> None:
    """To be called once, after start-up and before the first connection."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG, 20, 50)
