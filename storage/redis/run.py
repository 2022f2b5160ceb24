"""Which run of Redis it is: between two answers of one run, nothing that it answered was lost."""

import re
from collections.abc import Iterable
from hashlib import sha256


def run_of(info: bytes) -> str:
    """Eight hex digits, from INFO's sections `server` and `replication`.

    The run id changes with every start. The id of the replication changes when a replica becomes master, so a master
    that was replaced and is master again is another run, although it is the same process."""
    ids = re.findall(rb"^(?:run_id|master_replid):(\w+)", info, re.MULTILINE)
    return sha256(b" ".join(ids)).hexdigest()[:8]


def run_of_all(runs: Iterable[str]) -> str:
    """The run of a store of several nodes: another one as soon as a node is."""
    return sha256(" ".join(sorted(runs)).encode()).hexdigest()[:16]
