"""JSON of any shape that one client sends to others: only its size and its syntax are checked."""

from typing import Any

import orjson

from sessions.base.errors import InvalidPayload, TooLarge


def free_json(value: dict[str, Any], limit: int) -> bytes:
    """At most `limit` bytes. Raises TooLarge, and InvalidPayload for values that JSON text cannot carry: lone
    surrogates, numbers beyond 64 bits, nesting beyond 254 levels."""
    try:
        json = orjson.dumps(value)
    except TypeError:
        raise InvalidPayload("This cannot be passed on as JSON") from None
    if len(json) > limit:
        raise TooLarge(limit=limit)
    return json
