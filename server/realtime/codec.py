"""JSON at the border: fast where it is well formed, and still readable enough to refuse where it is not."""

import json
from typing import Any, NoReturn

import orjson


def loads(text: str | bytes) -> Any:
    """The value. Lone surrogates, which orjson refuses, are let through, so that the field they stand in can be named.

    Raises ValueError for what is no JSON, for NaN and Infinity, and for nesting deeper than orjson's 1024."""
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError as error:
        if error.msg.startswith("depth limit"):  # Python 3.13 would go on to a depth that nothing else can take
            raise
        try:
            return json.loads(text, parse_constant=_refuse)
        except RecursionError:
            raise ValueError("nested too deeply") from None


def dumps(value: Any, **_: Any) -> str:
    """For python-socketio, which passes options of the standard library's encoder."""
    return orjson.dumps(value).decode()


def _refuse(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON")
