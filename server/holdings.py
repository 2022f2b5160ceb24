"""How many connections, subscriptions and uploads each user and each address may have at once."""

from collections import Counter
from collections.abc import Callable
from typing import Any

from sessions.errors import Refusal


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
        self._users: Counter[str] = Counter()
        self._pairs: Counter[tuple[str, str]] = Counter()
        self._addresses: Counter[str] = Counter()

    def take(self, user: str, address: str) -> None:
        """Raises what `refuse` makes."""
        if self._by_user and self._users[user] >= self._by_user:
            raise self._refuse(f"You have {self._by_user} {self._what} already", self._by_user)
        if self._pairs[user, address] >= self._free and self.is_full(address):
            raise self._refuse(f"Your network has {self._by_address} {self._what} already", self._by_address)
        self.force(user, address)

    def is_full(self, address: str) -> bool:
        return bool(self._by_address) and self._addresses[address] >= self._by_address

    def force(self, user: str, address: str) -> None:
        """Takes one without checking the limit."""
        self._users[user] += 1
        self._pairs[user, address] += 1
        if self._pairs[user, address] > self._free:
            self._addresses[address] += 1

    def give(self, user: str, address: str) -> None:
        """Gives one back."""
        if self._pairs[user, address] > self._free:
            _less(self._addresses, address)
        _less(self._pairs, (user, address))
        _less(self._users, user)

    def __len__(self) -> int:
        return self._users.total()


def _less(counts: Counter[Any], name: object) -> None:
    counts[name] -= 1
    if counts[name] <= 0:
        del counts[name]
