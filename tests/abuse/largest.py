"""The largest legal input of every kind of call, made from the contract and, where size is not all, by hand."""

import json
from collections.abc import Mapping
from typing import Any, Final
from uuid import uuid4

from handlers.contract import Endpoint

STEPS: Final = 64
LONGEST: Final = 20_000  # characters of a text without a limit of its own
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


BY_HAND: Final[dict[str, Any]] = {
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
            return schema.get("maximum", schema.get("exclusiveMaximum", 1))
        case "boolean":
            return True
        case "string":
            longest = "я" * min(schema.get("maxLength", LONGEST), LONGEST)
            return str(uuid4()) if _is_id(schema) else longest
    return {}


def _is_id(schema: Mapping[str, Any]) -> bool:
    return schema.get("format") == "uuid" or "[0-9a-f]{8}" in schema.get("pattern", "")
