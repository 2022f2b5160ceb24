"""Something else happens between two of the calls that one request makes to Redis."""

from collections.abc import Awaitable, Callable
from typing import Any

from storage.redis.client import Redis
from storage.redis.connection import Command


class InterruptedRedis(Redis):
    """The client that the product has: before the call number `at` of those that are watched, `act` is done."""

    calls = 0
    _at = -1
    _act: Callable[[], Awaitable[object]] | None = None

    def interrupt(self, at: int, act: Callable[[], Awaitable[object]]) -> None:
        """Begins to count: the next call is number 0."""
        self.calls, self._at, self._act = 0, at, act

    @property
    def was_interrupted(self) -> bool:
        return self._act is None

    def _ask(self, address: str, command: Command) -> Awaitable[Any]:
        number, self.calls = self.calls, self.calls + 1
        if number != self._at or self._act is None:
            return super()._ask(address, command)
        act, self._act = self._act, None
        return self._after(act, address, command)

    async def _after(self, act: Callable[[], Awaitable[object]], address: str, command: Command) -> Any:
        await act()
        return await super()._ask(address, command)
