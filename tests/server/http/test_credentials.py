"""The key of a client for limits."""

from ipaddress import ip_network

import pytest

from server.http.credentials import Proxies

PROXIES = Proxies([ip_network("10.0.0.0/8"), ip_network("fd00::/8")])


@pytest.mark.parametrize(
    ("peer", "forwarded", "client"),
    [
        ("192.0.2.7", None, "192.0.2.7"),
        ("::ffff:192.0.2.7", None, "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", None, "2001:db8:1:2::/64"),
        ("2001:db8:1:2::9", "192.0.2.8", "2001:db8:1:2::/64"),
        ("10.0.0.1", "2001:db8:1:2:ffff::1", "2001:db8:1:2::/64"),
        ("::ffff:10.0.0.1", "192.0.2.8", "192.0.2.8"),
        ("fd00::1", "192.0.2.66, 192.0.2.8, 10.3.3.3", "192.0.2.8"),
        ("10.0.0.1", "::ffff:192.0.2.8", "192.0.2.8"),
        ("10.0.0.1", "somebody", "10.0.0.1"),
        ("", "192.0.2.8", "192.0.2.8"),
        ("", None, ""),
    ],
)
def test_OP6_OP8_limits_count_an_ipv4_address_or_a_network_of_ipv6(
    peer: str, forwarded: str | None, client: str
) -> None:
    assert PROXIES.client(peer, forwarded) == client
