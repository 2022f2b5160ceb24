"""docs/settings.md, made from the settings themselves."""

from typing import Any

from pydantic_core import PydanticUndefined

from server.settings import Settings, variable_name

_HEAD = """\
# Settings

Roomtone reads its settings from the environment, and from a file `.env` in the folder where it starts for what the
environment does not say. A variable that is empty counts as not given. A wrong value stops the start with the
variable's name and the reason. Secrets are never printed.

This page is made from `server/settings.py` by `make docs`.

| Variable | Value | Default | Meaning |
| --- | --- | --- | --- |
"""


def settings_page() -> str:
    """The whole page, Markdown."""
    properties = Settings.model_json_schema(by_alias=False)["properties"]
    return _HEAD + "".join(_row(field, properties[field]) for field in Settings.model_fields)


def _row(field: str, schema: dict[str, Any]) -> str:
    info = Settings.model_fields[field]
    default = "" if info.default in (None, (), PydanticUndefined) else f"`{_text(info.default)}`"
    meaning = (info.description or "").replace("|", "\\|")
    return f"| `{variable_name(field)}` | {_value(schema)} | {default} | {meaning} |\n"


def _text(value: object) -> str:
    return ",".join(map(str, value)) if isinstance(value, tuple) else str(value)


def _value(schema: dict[str, Any]) -> str:
    """What may be written there, in words."""
    kinds = [kind for kind in schema.get("anyOf", [schema]) if kind.get("type") != "null"]
    kind = kinds[0]
    if "enum" in kind:
        return " or ".join(f"`{choice}`" for choice in kind["enum"])
    if kind.get("type") == "array":
        return "list"
    if kind.get("format") == "password":
        return "secret"
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
