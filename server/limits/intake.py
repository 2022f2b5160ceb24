"""The bytes of bodies that have not arrived whole: bounded for each address and in total."""

from collections.abc import Callable
from types import TracebackType
from typing import Final, Self

from sessions.base.errors import RateLimited

FREE: Final = 4096  # bytes of each body that count for nobody: a small request is not refused because of large ones
OF_ADDRESS: Final = 16  # largest bodies at once
IN_TOTAL: Final = 64


def _nothing() -> None:
    return None


class Intake:
    def __init__(self, largest: int) -> None:
        """`largest`: bytes of the largest body; 0 is no limit."""
        self._by_address = largest * OF_ADDRESS
        self._in_total = largest * IN_TOTAL
        self._addresses: dict[str, int] = {}
        self.held = 0

    def take(self, address: str, size: int) -> None:
        """Raises RateLimited."""
        if not self._in_total:
            return
        held = self._addresses.get(address, 0) + size
        if held > self._by_address or self.held + size > self._in_total:
            raise RateLimited(1, "Too many large requests are on their way, try again in a moment")
        self._addresses[address] = held
        self.held += size

    def give(self, address: str, size: int) -> None:
        held = self._addresses.pop(address, 0) - size
        if held > 0:
            self._addresses[address] = held
        self.held -= size


class Arriving:
    """One body: what it holds of its address's bound until the end of the `with`. `pay` is called for each part of a
    body whose head did not declare its length."""

    __slots__ = ("_address", "_bytes", "_held", "_intake", "pay")

    def __init__(self, intake: Intake, address: str, pay: Callable[[], None] = _nothing) -> None:
        self.pay = pay
        self._intake = intake
        self._address = address
        self._bytes = self._held = 0

    def add(self, size: int) -> None:
        """For a part that is kept. Raises RateLimited."""
        self.pay()
        self._bytes += size
        more = max(0, self._bytes - FREE) - self._held
        if more:
            self._intake.take(self._address, more)
            self._held += more

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._held:
            self._intake.give(self._address, self._held)
            self._held = 0
