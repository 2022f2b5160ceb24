"""How many connections an address may have, and how long each may take."""

from dataclasses import dataclass, field

from server.http.credentials import Proxies
from server.http.descriptors import Descriptors


@dataclass(slots=True)
class ConnectionLimits:
    """The time limits of connections, in seconds, and how many one address may have at once; 0 is no limit.

    A WebSocket counts until somebody has connected over it, and has limits of their own. A trusted proxy serves many
    clients and is not counted, but its clients' WebSockets are.
    """

    header_seconds: float
    write_seconds: float
    connections: int
    proxies: Proxies
    counts: dict[str, int] = field(default_factory=dict)
    descriptors: Descriptors = field(default_factory=Descriptors)

    def admit(self, peer: str) -> str | None:
        """The address that a new connection counts for, "" for one that is not counted, None when it has too many."""
        if not self.connections or self.proxies.trusts(peer):
            return ""
        return self.take(self.proxies.client(peer, None))

    def take(self, address: str, *, already: bool = False) -> str | None:
        """`already`: another one that is counted, the handshake's own, ends with this one's beginning."""
        if not self.connections or not address:
            return ""
        held = self.counts.get(address, 0)
        if held - already >= self.connections:
            return None
        self.counts[address] = held + 1
        return address

    def force(self, address: str) -> None:
        """Counts one more, also beyond the limit."""
        self.counts[address] = self.counts.get(address, 0) + 1

    def release(self, address: str) -> None:
        held = self.counts[address] - 1
        if held > 0:
            self.counts[address] = held
        else:
            del self.counts[address]
