"""The rate of one address, and of the clients that share it: a school's network must work, and one of its clients must
not block the others.

An address has a total. While it lasts, nobody is refused. Once it is used up, clients are refused that used more than
their share: the total divided by the active sessions behind the address, and then by the active clients in each. A
client that used less than FLOOR is never refused. So an attacker is always refused before a viewer at the same address.

What shares give beyond the total is a second total at most: clients who come one after the other would have shares of
total/1 + total/2 + total/3 and so on. So the address never gets more than twice its total plus the floor of everybody
behind it.
"""

from collections import OrderedDict
from collections.abc import Hashable
from typing import Final

from sessions.base.errors import RateLimited

WINDOW: Final = 10.0  # seconds
FLOOR: Final = 10  # calls in a window; a viewer taps every 2 s at most (C26), and the page sends a few requests
KNOWN: Final = 20_000  # addresses that are stored; a dropped one begins a new window


class Crowd:
    """All clients behind one address."""

    __slots__ = ("_before", "_ends", "_groups", "_left")

    def __init__(self) -> None:
        self._groups: dict[str, dict[Hashable, float]] = {}
        self._before: dict[str, int] = {}  # how many clients were active in each session in the previous window
        self._ends = 0.0
        self._left = 0.0

    def consume(self, total: float, group: str, who: Hashable, cost: float, now: float) -> None:
        """`group` is the session of the call. Raises RateLimited with the seconds to wait."""
        if now >= self._ends:
            self._before = {group: len(members) for group, members in self._groups.items()}
            self._groups = {}
            self._ends = now + WINDOW
            self._left = total
        members = self._groups.get(group)
        if members is None:
            members = self._groups[group] = {}
        used = members.get(who, 0) + cost
        if cost > self._left and used > FLOOR:
            busy = max(len(self._groups), len(self._before))
            share = total / busy / max(len(members), self._before.get(group, 0), 1)
            if used > share or cost > self._left + total:
                raise RateLimited(round(self._ends - now, 3), "Too much comes from this network, try again in a moment")
        members[who] = used
        self._left -= cost


class Crowds:
    """The addresses of a process. `rate` is what an address may use in a second; 0 is no limit."""

    def __init__(self, rate: float, known: int = KNOWN) -> None:
        self.is_limited = rate > 0
        self._total = rate * WINDOW
        self._known = known
        self._crowds: OrderedDict[str, Crowd] = OrderedDict()

    def consume(self, address: str, group: str, who: Hashable, cost: float, now: float) -> None:
        """Raises RateLimited."""
        if self.is_limited:
            crowd = self._crowds.get(address)
            if crowd is None:
                crowd = self._crowds[address] = Crowd()
                if len(self._crowds) > self._known:
                    self._crowds.popitem(last=False)
            crowd.consume(self._total, group, who, cost, now)
