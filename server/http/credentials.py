"""Where a request comes from and who sends it: the token, the cookie, the origin, the address behind proxies."""

from collections.abc import Collection, Iterable, Mapping
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from urllib.parse import urlsplit

from sessions.errors import Forbidden

COOKIE = "roomtone_token"
SAFE_VERBS = frozenset({"GET", "HEAD", "OPTIONS"})

Network = IPv4Network | IPv6Network


class Proxies:
    """Whose X-Forwarded-For is believed."""

    def __init__(self, trusted: Iterable[Network]) -> None:
        self._trusted = tuple(trusted)

    def client(self, peer: str, forwarded_for: str | None) -> str:
        """What limits count as one client: its IPv4 address or, as a customer has 2^64 IPv6 addresses, its /64."""
        address = self.client_address(peer, forwarded_for)
        parsed = _parsed(address)
        if not isinstance(parsed, IPv6Address):
            return address if parsed is None else str(parsed)
        return str(IPv6Network((int(parsed) >> 64 << 64, 64)))

    def client_address(self, peer: str, forwarded_for: str | None) -> str:
        """The address nearest to us that no trusted proxy has. Whatever stands further left, anybody can write; what
        is no address names nobody, and counts as the proxy that passed it on."""
        address = peer
        hops = [hop.strip() for hop in (forwarded_for or "").split(",") if hop.strip()]
        while hops and self.trusts(address):
            hop = _ip(hops.pop())
            if hop is None:
                break
            address = hop
        return address

    def trusts(self, address: str) -> bool:
        if not address:  # a unix socket: only a proxy on this machine can reach it
            return bool(self._trusted)
        parsed = _parsed(address)
        return parsed is not None and any(parsed in network for network in self._trusted)


class Origins:
    """Whose pages may use the cookie: our own, and those that the settings name."""

    def __init__(self, public_url: str, allowed: Collection[str]) -> None:
        self._allowed = {public_url, *allowed}

    def is_ours(self, origin: str, host: str | None) -> bool:
        if origin in self._allowed:
            return True
        try:
            return bool(host) and urlsplit(origin).netloc == host
        except ValueError:  # not the form of an address
            return False

    def require_own(self, headers: Mapping[str, str]) -> None:
        """Raises Forbidden when a browser says that another site's page sends this, which the cookie must not serve."""
        origin = headers.get("Origin")
        if origin is not None and not self.is_ours(origin, headers.get("Host")):
            raise Forbidden("This page is not on the list of allowed origins")
        if origin is None and headers.get("Sec-Fetch-Site") == "cross-site":
            raise Forbidden("This page is not on the list of allowed origins")

    def allowed(self, origin: str) -> bool:
        """Whether another site's pages may read our answers."""
        return origin in self._allowed


def _parsed(address: str) -> IPv4Address | IPv6Address | None:
    """A socket that listens to both names IPv4 clients `::ffff:192.0.2.1`: they are IPv4."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return None
    return (parsed.ipv4_mapped or parsed) if isinstance(parsed, IPv6Address) else parsed


def _ip(hop: str) -> str | None:
    """The address of a hop, which some proxies write with a port."""
    for text in (hop, hop.strip("[]"), hop.rpartition(":")[0].strip("[]")):
        try:
            return str(ip_address(text))
        except ValueError:
            continue
    return None


def bearer(authorization: str | None) -> str | None:
    scheme, _, token = (authorization or "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" and token.strip() else None


def cookie_token(header: str | None) -> str | None:
    """The token in a Cookie header. Taken by hand, in one pass: `http.cookies` needs the square of the header's length
    (140 ms for 8 KB), before anybody has signed in."""
    found = None
    for pair in (header or "").split(";"):
        name, _, value = pair.partition("=")
        if name.strip() == COOKIE:
            found = value.strip().strip('"')
    return found or None
