"""What a user of Redis must be allowed: the commands of the scripts, of BullMQ and of the clients."""

import re
from pathlib import Path
from typing import Final

import bullmq

from storage.redis.client import Redis
from storage.redis.scripts import PARTS, load

_CALLED: Final = re.compile(r"""\b(?:redis\.p?call|rcall)\(["']([A-Z]+)""")
_DIRECT: Final = {"GETDEL", "MGET", "SSCAN", "ZSCAN", "HSCAN", "HMGET", "SSUBSCRIBE", "BZPOPMIN", "BLPOP", "WAITAOF"}
"""What Python calls beside the scripts, and no script does."""
_WITHOUT_KEYS: Final = {"TIME", "MEMORY"}


def commands() -> list[str]:
    of_queues = (path.read_text() for path in (Path(bullmq.__file__).parent / "commands").glob("*.lua"))
    found = {name for text in (*PARTS.values(), *of_queues) for name in _CALLED.findall(text)}
    return sorted((found | _DIRECT) - _WITHOUT_KEYS)


async def refused(redis: Redis, key: str) -> list[str]:
    """The commands that our user may not use on the key. Raises Unavailable, RedisError."""
    return [name.decode() for name in await redis.run(load("redis/rights"), [key], *commands())]
