"""Descriptors that are kept back when connections have taken all others: for the store, files, and health checks.

The kernel gives the lowest free number. So a connection whose number is in the reserve says, by itself, that everything
below is taken. It is answered only where it asks for health, once, and when there are too many of these, the one that
came first makes room: a health check is over in milliseconds.
"""

import asyncio
import resource
from typing import Final

RESERVE: Final = 64
FOR_HEALTH: Final = 32  # connections in the reserve; what is left is for the process itself
LOOK: Final = 16  # connections of which one is looked at, while there is room: a look makes a socket object (1.7 µs)


class Descriptors:
    def __init__(self, limit: int | None = None) -> None:
        """`limit` of the process; by default what the system says."""
        if limit is None:
            limit = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
        reserve = min(RESERVE, limit // 4)
        self._first = limit - reserve if limit > 0 else 0  # of the reserve; the system has no limit where it is 0
        self._for_health = reserve * FOR_HEALTH // RESERVE
        self._looks_at_all = False
        self._accepted = 0
        self._in_reserve: dict[asyncio.BaseTransport, None] = {}

    def is_from_reserve(self, transport: asyncio.BaseTransport) -> bool:
        """Whether a new connection has one. Call `forget` at its end."""
        self._accepted += 1
        if not self._first or (self._accepted % LOOK and not self._looks_at_all):
            return False
        its_socket = transport.get_extra_info("socket")
        number = -1 if its_socket is None else its_socket.fileno()
        self._looks_at_all = number >= self._first - 2 * LOOK
        if number < self._first:
            return False
        self._in_reserve[transport] = None
        if len(self._in_reserve) > self._for_health:
            first = next(iter(self._in_reserve))
            del self._in_reserve[first]
            first.abort()  # type: ignore[attr-defined]  # every server's transport has it
        return True

    def forget(self, transport: asyncio.BaseTransport) -> None:
        self._in_reserve.pop(transport, None)
