"""The origin of a request: the token, the cookie, the Origin header, the address behind proxies."""

from collections.abc import Callable, Collection, Iterable, Mapping
from ipaddress import ip_address
from urllib.parse import urlsplit

from auth.network import Network, counted, parsed
from sessions.base.errors import Forbidden

COOKIE = "roomtone_token"
SAFE_VERBS = frozenset({"GET", "HEAD", "OPTIONS"})


class Proxies:
    """The proxies whose X-Forwarded-For is trusted."""

    def __init__(self, trusted: Iterable[Network], on_untrusted: Callable[[str], None] | None = None) -> None:
        """`on_untrusted` is called once, with the address of what seems to be a proxy and is not trusted."""
        self._trusted = tuple(trusted)
        self._on_untrusted = on_untrusted

    def client(self, peer: str, forwarded_for: str | None) -> str:
        """The key of a client for limits: its IPv4 address or, because a customer has 2^64 IPv6 addresses, its /64."""
        if not forwarded_for:
            return counted(peer)
        if self._on_untrusted is not None:
            self._look_at(peer)
        return counted(self.client_address(peer, forwarded_for))

    def client_address(self, peer: str, forwarded_for: str | None) -> str:
        """The first address from the right that is not a trusted proxy. Anybody can write the ones further left. A
        value that is not an address counts as the proxy that sent it."""
        address = peer
        hops = [hop.strip() for hop in (forwarded_for or "").split(",") if hop.strip()]
        while hops and self.trusts(address):
            hop = _ip(hops.pop())
            if hop is None:
                break
            address = hop
        return address

    def _look_at(self, peer: str) -> None:
        """A proxy stands in the same network. Anybody outside can send the header, and is not reported."""
        address = parsed(peer)
        is_near = not peer or (address is not None and address.is_private)
        report = self._on_untrusted
        if report is not None and is_near and not self.trusts(peer):
            self._on_untrusted = None
            report(peer)

    def trusts(self, address: str) -> bool:
        if not address:  # a unix socket: only a proxy on this machine can reach it
            return bool(self._trusted)
        ip = parsed(address)
        return ip is not None and any(ip in network for network in self._trusted)


class Origins:
    """Pages that may use the cookie: our own, and those of the origins in the settings."""

    def __init__(self, public_url: str, allowed: Collection[str]) -> None:
        self._allowed = {public_url, *allowed}

    def is_ours(self, origin: str, host: str | None) -> bool:
        if origin in self._allowed:
            return True
        try:
            return bool(host) and urlsplit(origin).netloc == host
        except ValueError:  # not a valid address
            return False

    def require_own(self, headers: Mapping[str, str]) -> None:
        """Raises Forbidden when a browser says that another site's page sent this: the cookie must not be used then."""
        origin = headers.get("Origin")
        if origin is not None and not self.is_ours(origin, headers.get("Host")):
            raise Forbidden("This page is not on the list of allowed origins")
        if origin is None and headers.get("Sec-Fetch-Site") == "cross-site":
            raise Forbidden("This page is not on the list of allowed origins")

    def allowed(self, origin: str) -> bool:
        """Whether another site's pages may read our answers."""
        return origin in self._allowed


def _ip(hop: str) -> str | None:
    """The address of a hop, to which some proxies add a port."""
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
    """The token in a Cookie header, parsed here in one pass: `http.cookies` takes time quadratic in the header's length
    (140 ms for 8 KB), before anybody has signed in."""
    token = None
    for pair in (header or "").split(";"):
        name, _, value = pair.partition("=")
        if name.strip() == COOKIE:
            token = value.strip().strip('"')
    return token or None


def is_browser(user_agent: str | None) -> bool:
    """Every browser's name begins so, and no library's."""
    return user_agent is not None and user_agent.startswith("Mozilla/")
