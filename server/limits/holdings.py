"""How many connections, subscriptions and uploads each user and each address may have at once."""

from collections.abc import Callable, Hashable
from typing import TypeVar

from sessions.base.errors import Refusal

Key = TypeVar("Key", bound=Hashable)


class Holdings:
    """The limits of one resource for each user and each address; 0 is no limit.

    The first `free` of each user do not count for the address: when one user has taken all, the others can still
    connect. `refuse` makes the refusal from a message and the limit.
    """

    def __init__(
        self, what: str, refuse: Callable[[str, int], Refusal], *, by_user: int, by_address: int, free: int = 1
    ) -> None:
        self._what = what
        self._refuse = refuse
        self._by_user = by_user
        self._by_address = by_address
        self._free = free
        self._is_limited = by_user > 0 or by_address > 0
        self._users: dict[str, int] = {}
        self._pairs: dict[tuple[str, str], int] = {}
        self._addresses: dict[str, int] = {}

    def take(self, user: str, address: str) -> None:
        """Raises what `refuse` makes."""
        if self._by_user and self._users.get(user, 0) >= self._by_user:
            raise self._refuse(f"You have {self._by_user} {self._what} already", self._by_user)
        if self._pairs.get((user, address), 0) >= self._free and self.is_full(address):
            raise self._refuse(f"Your network has {self._by_address} {self._what} already", self._by_address)
        self.force(user, address)

    def is_full(self, address: str) -> bool:
        return bool(self._by_address) and self._addresses.get(address, 0) >= self._by_address

    def force(self, user: str, address: str) -> None:
        """Takes one without checking the limit."""
        if self._is_limited:
            _add(self._users, user, 1)
            if _add(self._pairs, (user, address), 1) > self._free:
                _add(self._addresses, address, 1)

    def give(self, user: str, address: str) -> None:
        """Gives one back."""
        if self._is_limited:
            if _add(self._pairs, (user, address), -1) >= self._free:
                _add(self._addresses, address, -1)
            _add(self._users, user, -1)

    def __len__(self) -> int:
        return sum(self._users.values())


def _add(counts: dict[Key, int], name: Key, change: int) -> int:
    """The new count; a count of 0 is not stored."""
    count = counts.get(name, 0) + change
    if count > 0:
        counts[name] = count
    else:
        counts.pop(name, None)
    return count
