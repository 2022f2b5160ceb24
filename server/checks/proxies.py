"""Is there a proxy that is not trusted? Then all of its clients share the limits of one address."""

from contextlib import suppress
from typing import Final

from server.checks.finding import Finding, ok, warn
from server.http.credentials import Proxies
from sessions.base.errors import Unavailable
from storage.redis import keys
from storage.redis.client import Redis
from storage.redis.connection import RedisError

SUBJECT: Final = "Proxies"
KEPT_SECONDS: Final = 86_400


async def note_untrusted(redis: Redis, address: str) -> None:
    """For `check_proxies`. Losing this is harmless: the log has it too."""
    key = keys.untrusted_proxy()
    with suppress(Unavailable, RedisError):
        await redis.call(key, "SET", key, address, "EX", KEPT_SECONDS)


async def check_proxies(url: str, proxies: Proxies) -> Finding | None:
    """What the server saw in the last day; None when Redis cannot be asked, which another check reports."""
    key = keys.untrusted_proxy()
    try:
        redis = await Redis.connect(url)
    except (Unavailable, RuntimeError):
        return None
    try:
        seen = await redis.call(key, "GET", key)
    except (Unavailable, RedisError):
        return None
    finally:
        await redis.close()
    if seen is None or proxies.trusts(seen.decode()):
        return ok(SUBJECT, "no untrusted proxy was seen in the last day")
    return warn(
        SUBJECT,
        f"{seen.decode() or 'a unix socket'} sends X-Forwarded-For and is not trusted: all of its clients share the "
        "limits of one address",
        "add it to ROOMTONE_TRUSTED_PROXIES",
    )
