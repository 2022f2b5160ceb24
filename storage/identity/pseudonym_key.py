"""The key of pseudonyms (auth/pseudonyms.py): one for all processes of an installation, made once."""

import secrets

from auth.pseudonyms import KEY_BYTES
from storage.redis import keys
from storage.redis.client import Redis


async def kept_key(redis: Redis, own: str | None = None) -> str:
    """The key that Redis keeps. Where there is none, it is `own` from now on, or a random one: of several processes
    that come at once, one decides."""
    place = keys.pseudonym_key()
    stored = await redis.call(place, "GET", place)  # first, because a full Redis refuses every SET
    if stored is None:
        await redis.call(place, "SET", place, own or secrets.token_urlsafe(KEY_BYTES), "NX")
        stored = await redis.call(place, "GET", place)
    return str(stored.decode())
