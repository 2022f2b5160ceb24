"""What every process is told of tokens and keys that it must not take any more: a list that it reads in the background
(server/realtime/refusals.py)."""

from collections.abc import Mapping
from typing import Final

from storage.redis import keys
from storage.redis.client import Redis

KEPT: Final = 100_000  # about 10 MB in Redis; older ones are still refused when a token is renewed, or a key used


async def tell(redis: Redis, what: str, numbers: Mapping[str, int]) -> None:
    """Processes know of it from their next look on. `generation`: tokens of an identity with a lower one were signed
    out. `joins`: it was joined so often. `key`: a script's key has ended. `deleted`: nobody is it until
    then (Unix ms)."""
    log = keys.signed_out()
    for id_, number in numbers.items():
        row = ("user", id_, what, number)
        await redis.call(log, "XADD", log, "MAXLEN", "~", KEPT, "*", *row)
