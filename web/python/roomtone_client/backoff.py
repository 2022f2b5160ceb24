"""How long to wait before the next attempt."""

from typing import NamedTuple


class Backoff(NamedTuple):
    """Full jitter: a delay drawn evenly from 0 to min(`cap`, `base` · 2^attempt), in seconds.

    The first delay is at most one second, so that the clients of a restarted server return spread over it.
    """

    base: float = 1.0
    cap: float = 20.0

    def delay(self, attempt: int, draw: float) -> float:
        """Seconds before attempt number `attempt` (0 for the first); `draw` is drawn evenly from 0 to 1."""
        return draw * min(self.cap, self.base * 2.0 ** min(attempt, 32))
