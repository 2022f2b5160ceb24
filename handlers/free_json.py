"""JSON of any shape that one client sends to others: nobody here reads it, only its size and its form count."""

from typing import Any

import orjson

from sessions.errors import InvalidPayload, TooLarge


def free_json(value: dict[str, Any], limit: int) -> bytes:
    """At most `limit` bytes. Raises TooLarge, InvalidPayload for what has no JSON of its own: lone surrogates, numbers
    beyond 64 bits, nesting beyond 254 levels."""
    try:
        json = orjson.dumps(value)
    except TypeError:
        raise InvalidPayload("This cannot be passed on as JSON") from None
    if len(json) > limit:
        raise TooLarge(limit=limit)
    return json
