"""JSON: answers and refusals, and payloads as models."""

import json
from collections.abc import Callable, Iterable
from functools import cache
from typing import Any, Final, NoReturn

import orjson
from pydantic import BaseModel, ValidationError

from handlers.api.contract import Raw, Validate, violations
from sessions.base.errors import InvalidPayload, InvalidSessionId, Refusal

CLAIMS: Final = frozenset({"telegram_user_id", "user_id", "sub", "by"})
"""What clients send of who they are: ignored where the model does not have it (V19, D21)."""
UNKNOWN: Final = "extra_forbidden"  # pydantic's type of an unknown field
MOST_MEMBERS: Final = 64  # of a client's object: ours have fewer than half as many; each unknown one is a violation


def json_of(answer: Any) -> bytes:
    """The JSON object of a handler's answer."""
    return answer.json if isinstance(answer, Raw) else to_json(answer.__class__)(answer, by_alias=True)


@cache
def to_json(kind: Any) -> Callable[..., bytes]:
    """The function behind a model's `model_dump_json`, which converts these bytes to text. Looking it up takes 0.5
    µs."""
    serializer = getattr(kind, "__pydantic_serializer__", None)
    if serializer is None:
        raise TypeError(f"a handler answers a model or Raw, not {kind.__name__}")
    to_json: Callable[..., bytes] = serializer.to_json
    return to_json


def error_json(refusal: Refusal, request_id: str) -> bytes:
    """`{error, code, …}`: the body of every HTTP error. The request id lets people report it."""
    return orjson.dumps({"error": refusal.text, "code": refusal.code, **refusal.details, "request_id": request_id})


def parse(validate: Validate, value: Any) -> BaseModel:
    """The model of a parameter. Raises InvalidSessionId or InvalidPayload with every violation."""
    if not isinstance(value, dict):
        raise InvalidPayload("A JSON object is expected")
    if len(value) > MOST_MEMBERS:
        raise InvalidPayload(f"The object has {len(value)} members, {MOST_MEMBERS} are the most")
    try:
        return validate(value)
    except ValidationError as error:
        problems = error.errors(include_url=False, include_input=False, include_context=False)
        claimed = {one["loc"][0] for one in problems if one["type"] == UNKNOWN and one["loc"][0] in CLAIMS}
        if claimed:
            return parse(validate, {name: one for name, one in value.items() if name not in claimed})
        if any(one["type"] == "invalid_session_id" or one["loc"] == ("session_id",) for one in problems):
            raise InvalidSessionId from None
        raise violations(problems) from None


def refuse_query(names: Iterable[str]) -> None:
    """For a route without a query: every field is an unknown one. Raises InvalidPayload."""
    if unknown := [name for name in names if name not in CLAIMS]:
        raise violations({"loc": (name,), "msg": "Extra inputs are not permitted"} for name in unknown)


def payload_of(validate: Validate, data: list[Any]) -> BaseModel:
    """An event has its name and one argument, an object; a missing one counts as empty."""
    if len(data) > 2:
        raise InvalidPayload("One object is expected")
    return parse(validate, data[1] if len(data) == 2 else {})


def loads(text: str | bytes) -> Any:
    """The value. Lone surrogates, which orjson refuses, are accepted, so that a violation can name their field.

    Raises ValueError for invalid JSON, for NaN and Infinity, and for nesting deeper than orjson's 1024.
    """
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError as error:
        if error.msg.startswith("depth limit"):  # Python 3.13 accepts a depth that nothing else can handle
            raise
        try:
            return json.loads(text, parse_constant=_refuse)
        except RecursionError:
            raise ValueError("nested too deeply") from None


def _refuse(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON")
