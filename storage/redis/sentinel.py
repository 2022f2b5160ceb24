"""Finds the master through Redis Sentinels.

redis+sentinel://user:password@host:port,host:port/master-name?sentinel_password=… : the credentials are the master's.
"""

import asyncio
from urllib.parse import parse_qs, urlsplit

from sessions.base.errors import Refusal
from storage.redis.connection import RedisConnection, RedisError

SCHEME = "redis+sentinel"


async def master_url(url: str, within: float) -> str:
    """Asks one Sentinel after the other, all of them within `within` seconds. Raises OSError when none knows."""
    parts = urlsplit(url)
    credentials, _, sentinels = parts.netloc.rpartition("@")
    password = parse_qs(parts.query).get("sentinel_password", [""])[0]
    prefix = f"redis://:{password}@" if password else "redis://"
    addresses = sentinels.split(",")
    for address in addresses:
        master = await _ask(prefix + address, parts.path.strip("/"), within / len(addresses))
        if master:
            host, port = (part.decode() for part in master)
            host = f"[{host}]" if ":" in host else host
            return f"redis://{credentials + '@' if credentials else ''}{host}:{port}"
    raise OSError("no Sentinel knows the master")


async def _ask(sentinel: str, name: str, within: float) -> list[bytes] | None:
    connection: RedisConnection | None = None
    try:
        async with asyncio.timeout(within):
            connection = await RedisConnection.open(sentinel, within=within)
            return await connection.call("SENTINEL", "get-master-addr-by-name", name)  # type: ignore[no-any-return]
    except (OSError, TimeoutError, RedisError, Refusal):
        return None
    finally:
        if connection is not None:
            connection.abort()
