"""The largest legal input of every kind of call, made from the contract and, where size is not all, by hand."""

import json
import re
from collections.abc import Mapping
from typing import Any, Final
from uuid import uuid4

from handlers.api.contract import Endpoint
from handlers.listening.models import MOST_STRETCHES

STEPS: Final = 64
LONGEST: Final = 20_000  # characters of a text without a limit of its own
BOOK: Final = "b" * 64
LONG_AGO: Final = 1_700_000_000_000  # Unix ms
HOUR: Final = 3_600_000
MOST: Final = 600  # elements of a list without a limit of its own


def track_id(n: int) -> str:
    return f"track-{n:02}".ljust(64, "x")


def full_track(n: int) -> dict[str, Any]:
    return {
        "name": "n" * 32,
        "sampleId": "synth:" + "s" * 64,
        "steps": [True] * STEPS,
        "parameterLocks": [{"pitch": -12, "volume": 1.000001 + step / 100} for step in range(STEPS)],
        "volume": 0.123456,
        "muted": True,
        "soloed": True,
        "playbackMode": "gate",
        "transpose": -n % 12,
        "stepCount": STEPS,
    }


def full_state(tempo: int) -> dict[str, Any]:
    tracks = [{"id": track_id(n), **full_track(n)} for n in range(16)]
    return {"tracks": tracks, "tempo": tempo, "swing": 99.5, "version": 1}


def full_edit() -> dict[str, Any]:
    """As many paths as a message of 64 KiB holds."""
    paths = [f"tracks/{track_id(n)}/parameterLocks/{step}" for n in range(16) for step in range(STEPS)]
    return {path: {"pitch": 5, "volume": 0.5} for path in paths[:480]}


def heard(n: int) -> dict[str, Any]:
    """A listening session as Audiobookshelf has it, with the longest texts."""
    texts = {"displayTitle": f"{n % 200:03}".ljust(200, "я"), "displayAuthor": "ю" * 200}
    times = {"startedAt": LONG_AGO + n * HOUR, "timeListening": 1800, "currentTime": 7.5, "duration": 36_000}
    return {"id": f"{n}", "libraryItemId": f"book-{n % 200}", **texts, **times}


def listened(n: int) -> dict[str, Any]:
    """A listen as ListenBrainz has it."""
    track = {"track_name": f"{n % 200:03}".ljust(200, "т"), "artist_name": "а" * 200}
    info = {"duration_ms": 200_000, "tags": ["тэг"] * 30}
    return {"listened_at": LONG_AGO // 1000 - n * 600, "track_metadata": {**track, "additional_info": info}}


def stretch(n: int) -> dict[str, Any]:
    """An hour apart, each a minute long."""
    at = LONG_AGO - (n + 1) * HOUR
    return {"client_id": f"{n}".ljust(64, "c"), "book_id": BOOK, "started_at": at, "ended_at": at + 60_000}


A_BOOK: Final = {"id": BOOK, "name": "я" * 200, "title": "я" * 200, "artist": "ю" * 200, "duration_ms": 10**9}

BY_HAND: Final[dict[str, Any]] = {
    "POST /api/listening/import/audiobookshelf": {"sessions": [heard(n) for n in range(MOST_STRETCHES)]},
    "POST /api/listening/import/listenbrainz": {"payload": [listened(n) for n in range(MOST_STRETCHES)]},
    "POST /api/listening/sessions/batch": {
        "items": [stretch(n) for n in range(MOST_STRETCHES)],
        "player_id": "p" * 64,
        "device": "д" * 60,
    },
    "POST /api/listening/books": A_BOOK,
    "POST /api/sessions": {"state": full_state(61), "name": "n" * 100},
    "PUT /api/sessions/{uuid}": {"state": full_state(62)},
    "edit_session": {"set": full_edit()},
}


def largest(endpoint: Endpoint, part: str = "body") -> dict[str, Any] | None:
    """A body, query or payload of this call that is as large as the contract lets it be. None when it has none."""
    if endpoint.name in BY_HAND:
        return dict(BY_HAND[endpoint.name])
    model = endpoint.models.get(part)
    if model is None:
        return None
    schema = model.model_json_schema()
    return dict(_fill(schema, schema.get("$defs", {})))


def _fill(schema: Mapping[str, Any], shared: Mapping[str, Any]) -> Any:
    if "$ref" in schema:
        return _fill(shared[schema["$ref"].rpartition("/")[2]], shared)
    for several in ("anyOf", "oneOf"):
        if several in schema:
            found = [_fill(one, shared) for one in schema[several] if one.get("type") != "null"]
            return max(found, key=lambda one: len(json.dumps(one)))
    if "enum" in schema or "const" in schema:
        return schema.get("const", schema.get("enum", [None])[0])
    return _of_type(schema, shared)


def _of_type(schema: Mapping[str, Any], shared: Mapping[str, Any]) -> Any:
    match schema.get("type"):
        case "object":
            return {name: _fill(one, shared) for name, one in schema.get("properties", {}).items()}
        case "array":
            return [_fill(schema.get("items", {}), shared)] * schema.get("maxItems", MOST)
        case "integer" | "number":
            return schema["exclusiveMaximum"] - 1 if "exclusiveMaximum" in schema else schema.get("maximum", 1)
        case "boolean":
            return True
        case "string":
            longest = "я" * min(schema.get("maxLength", LONGEST), LONGEST)
            return str(uuid4()) if _is_id(schema) else _fitting(schema.get("pattern", ""), longest)
    return {}


def _is_id(schema: Mapping[str, Any]) -> bool:
    return schema.get("format") == "uuid" or "[0-9a-f]{8}" in schema.get("pattern", "")


def _fitting(pattern: str, longest: str) -> str:
    """A text of as many letters as a pattern of one repeated class allows; none where it may be empty."""
    if pattern.endswith(")?$"):
        return ""
    repeated = re.search(r"\{\d+,(\d+)\}\$$", pattern)
    return "a" * int(repeated[1]) if repeated else longest
