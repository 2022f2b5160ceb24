"""docs/settings.md, made from the settings themselves."""

import ast
import inspect
from itertools import pairwise
from typing import Any

from pydantic_core import PydanticUndefined

from server.settings.environment import variable_name
from server.settings.model import Settings

_HEAD = """\
# Settings

Roomtone reads its settings from the environment, and from a file `.env` for what the environment does not say. The file
is in the data folder; that of a checkout is in the folder where Roomtone starts. A variable that is empty counts as not
given. A wrong value stops the start with the variable's name and the reason. Secrets are never printed.

This page is made from `server/settings/model.py` by `make docs`.

| Variable | Value | Default | Meaning |
| --- | --- | --- | --- |
"""


def settings_page() -> str:
    """The whole page, Markdown."""
    properties = Settings.model_json_schema(by_alias=False)["properties"]
    meanings = _meanings()
    return _HEAD + "".join(_row(field, properties[field], meanings[field]) for field in Settings.model_fields)


def _meanings() -> dict[str, str]:
    """The docstring below each field. Pydantic could keep it with the field, but then every start would parse the
    source."""
    (settings,) = ast.parse(inspect.getsource(Settings)).body
    meanings = {}
    for field, below in pairwise(settings.body if isinstance(settings, ast.ClassDef) else ()):
        match field, below:
            case ast.AnnAssign(target=ast.Name(name)), ast.Expr(ast.Constant(str(text))):
                meanings[name] = " ".join(text.split())  # a table row must be one line
    return meanings


def _row(field: str, schema: dict[str, Any], meaning: str) -> str:
    info = Settings.model_fields[field]
    default = "" if info.default in (None, (), PydanticUndefined) else f"`{_text(info.default)}`"
    escaped = meaning.replace("|", "\\|")
    return f"| `{variable_name(field)}` | {_value(schema)} | {default} | {escaped} |\n"


def _text(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return ",".join(map(str, value)) if isinstance(value, tuple) else str(value)


def _value(schema: dict[str, Any]) -> str:
    """The accepted values, in words."""
    kinds = [kind for kind in schema.get("anyOf", [schema]) if kind.get("type") != "null"]
    kind = kinds[0]
    if "enum" in kind:
        return " or ".join(f"`{choice}`" for choice in kind["enum"])
    if kind.get("type") == "array":
        return "list"
    if kind.get("format") == "password":
        return "secret"
    if kind.get("type") == "boolean":
        return "`true` or `false`"
    if kind.get("type") in {"integer", "number"}:
        return _range(kind)
    return "text"


def _range(kind: dict[str, Any]) -> str:
    name = "whole number" if kind["type"] == "integer" else "number"
    if "minimum" in kind and "maximum" in kind:
        return f"{name}, {int(kind['minimum'])} to {int(kind['maximum'])}"
    if "minimum" in kind:
        return f"{name}, at least {int(kind['minimum'])}"
    return f"{name}, more than {kind['exclusiveMinimum']:g}" if "exclusiveMinimum" in kind else name
