"""Whom admins have blocked in the whole installation (AB3, AB4). A process is told of it in the background, so asking
waits for nothing."""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from auth.network import Network, network
from auth.pseudonyms import TELEGRAM_ID_PREFIX
from auth.user import User
from sessions.base.errors import Blocked


@dataclass(frozen=True, slots=True)
class Block:
    """Users with these ids, or the guests of a network. `until` in Unix ms; 0 for ever."""

    users: tuple[str, ...]
    network: Network | None
    until: int


class Blocks:
    def __init__(self, named: Callable[[str], str] | None = None) -> None:
        """`named` answers the id under which somebody is stored: whoever names a Telegram account is that one too."""
        self._named = named
        self._users: dict[str, int] = {}
        self._networks: dict[tuple[int, int], dict[Network, int]] = {}

    def replace(self, blocks: Iterable[Block]) -> None:
        """These are all of them now."""
        users: dict[str, int] = {}
        networks: dict[tuple[int, int], dict[Network, int]] = {}
        for one in blocks:
            for user_id in one.users:
                users[user_id] = _later(users.get(user_id), one.until)
            if one.network is not None:
                same = networks.setdefault((one.network.version, one.network.prefixlen), {})
                same[one.network] = _later(same.get(one.network), one.until)
        self._users, self._networks = users, networks

    def require(self, user: User) -> None:
        """Raises Blocked."""
        if self._users:
            self.require_ids(every_id(user, self._named))

    def require_ids(self, ids: Iterable[str]) -> None:
        """Raises Blocked."""
        for user_id in ids:
            self._refuse(self._users.get(user_id))

    def require_address(self, user: User | None, address: str) -> None:
        """A network's block is for its guests and for whoever is not signed in: others may share it. Raises Blocked."""
        if not self._networks or (user is not None and not user.guest):
            return
        ip_network = network(address)
        if ip_network is None:
            return
        for (version, length), blocked in self._networks.items():
            if ip_network.version == version and ip_network.prefixlen >= length:
                self._refuse(blocked.get(ip_network.supernet(new_prefix=length)))

    def has(self, ids: Iterable[str]) -> bool:
        """Whether somebody with these ids is blocked, wherever they come from."""
        try:
            self.require_ids(ids)
        except Blocked:
            return True
        return False

    def refuses(self, user: User, address: str) -> bool:
        try:
            self.require(user)
            self.require_address(user, address)
        except Blocked:
            return True
        return False

    def _refuse(self, until: int | None) -> None:
        if until is not None and (until == 0 or until > time.time() * 1000):
            raise Blocked(until=until or None)


def every_id(user: User, named: Callable[[str], str] | None) -> tuple[str, ...]:
    """A user's ids, with that of the Telegram account which their token names."""
    if named is None or user.telegram_user_id is None:
        return user.ids
    return (*user.ids, named(f"{TELEGRAM_ID_PREFIX}{user.telegram_user_id}"))


def _later(one: int | None, other: int) -> int:
    """The one that ends last; 0 never ends."""
    if one is None:
        return other
    return 0 if 0 in {one, other} else max(one, other)
