"""Which node has what: the hash slots of a Cluster and the addresses of its nodes. Pure."""

from binascii import crc_hqx
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit, urlunsplit

SINGLE = ""  # the address of everything when Redis is not a Cluster
SLOTS = 16384


def hash_slot(key: str) -> int:
    """The slot of a key in a Cluster: CRC-16/XMODEM of its hash tag, if it has one that is not empty."""
    start = key.find("{")
    end = key.find("}", start + 1)
    tag = key[start + 1 : end] if start >= 0 and end > start + 1 else key
    return crc_hqx(tag.encode(), 0) % SLOTS


class Slots:
    """The node of each hash slot, as the URL to reach it. `seed` is the URL that the settings name."""

    def __init__(self, seed: str) -> None:
        self._seed = seed
        self._nodes = [SINGLE] * SLOTS

    def address(self, key: str) -> str:
        return self._nodes[hash_slot(key)]

    def read(self, ranges: Sequence[Any]) -> bool:
        """Takes the answer to CLUSTER SLOTS. Answers whether anything has moved."""
        nodes = [SINGLE] * SLOTS
        for first, last, (host, port, *_), *_ in ranges:
            url = self.url(f"{host.decode() if host else ''}:{port}")
            nodes[first : last + 1] = [url] * (last + 1 - first)
        has_moved, self._nodes = nodes != self._nodes, nodes
        return has_moved

    def move(self, slot: int, address: str) -> bool:
        """Takes a MOVED reply: its node has the slot. Answers whether that is new."""
        has_moved = self._nodes[slot] != address
        self._nodes[slot] = address
        return has_moved

    def url(self, host_port: str) -> str:
        """The URL of a node, with the seed's scheme and credentials. A node that does not know its own name has the
        seed's."""
        parts = urlsplit(self._seed)
        credentials, _, own = parts.netloc.rpartition("@")
        host, _, port = host_port.rpartition(":")
        if not host:
            host = own.rpartition(":")[0] or "localhost"
        elif ":" in host and not host.startswith("["):
            host = f"[{host}]"
        netloc = f"{credentials}@{host}:{port}" if credentials else f"{host}:{port}"
        scheme = "redis" if parts.scheme == "unix" else parts.scheme
        return urlunsplit((scheme, netloc, "", parts.query, ""))
