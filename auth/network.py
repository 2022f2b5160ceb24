"""Addresses of clients as limits and blocks know them."""

from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Final

Network = IPv4Network | IPv6Network

WIDEST: Final = {4: 16, 6: 32}
"""The shortest prefix of a network that may be blocked: a wider one would be most of a country."""
_OF_ONE_CUSTOMER: Final = 64


@lru_cache(4096)  # 8 µs each, several times a connection
def parsed(address: str) -> IPv4Address | IPv6Address | None:
    """A socket for both IP versions shows IPv4 clients as `::ffff:192.0.2.1`: they are IPv4."""
    try:
        ip = ip_address(address)
    except ValueError:
        return None
    return (ip.ipv4_mapped or ip) if isinstance(ip, IPv6Address) else ip


@lru_cache(4096)
def counted(address: str) -> str:
    """What counts as one client: an IPv4 address or, because a customer has 2^64 IPv6 addresses, its /64. Text that is
    no address stays as it is."""
    ip = parsed(address)
    if not isinstance(ip, IPv6Address):
        return address if ip is None else str(ip)
    return str(IPv6Network((int(ip) >> _OF_ONE_CUSTOMER << _OF_ONE_CUSTOMER, _OF_ONE_CUSTOMER)))


@lru_cache(4096)
def network(text: str) -> Network | None:
    """The network that a text names: an address, or one with a prefix."""
    one = parsed(text)
    try:
        return ip_network(counted(text) if one is not None else text)
    except ValueError:
        return None
