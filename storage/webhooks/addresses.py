"""Which addresses a webhook may reach: those of the public internet, unless the operator allows others."""

from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import Final

_PUBLIC: Final = IPv6Network("2000::/3")  # all that was ever given to somebody
# What carries an IPv4 address inside: of NAT64 (the last 32 bits) and of 6to4 (the 32 after the first 16).
_NAT64: Final = IPv6Network("64:ff9b::/96")
_6TO4: Final = IPv6Network("2002::/16")


def is_public(text: str) -> bool:
    """Whether a connection to this address stays out of every private, local, shared and reserved network. The text is
    an address as the system resolved it."""
    try:
        address = ip_address(text)
    except ValueError:
        return False
    if isinstance(address, IPv4Address):
        return _is_open(address)
    if (mapped := address.ipv4_mapped) is not None:
        return _is_open(mapped)
    if address in _NAT64:
        return _is_open(IPv4Address(int(address) & 0xFFFFFFFF))
    carried = [*(address.teredo or ()), *([address.sixtofour] if address in _6TO4 else [])]
    return address in _PUBLIC and _is_open(address) and all(one is not None and _is_open(one) for one in carried)


def _is_open(address: IPv4Address | IPv6Address) -> bool:
    return address.is_global and not address.is_multicast
