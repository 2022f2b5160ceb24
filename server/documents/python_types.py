"""The contract as types for the Python client: a TypedDict for each model, a union for what has several forms."""

import inspect
import keyword
import textwrap
from collections.abc import Iterator, Mapping
from typing import Any, Final

from server.documents.client_types import DEFINITIONS, client_types
from server.documents.contract import Contract

Schema = Mapping[str, Any]

_HEAD: Final = '''\
"""Made from the server's contract by `make docs`. Do not edit."""

from __future__ import annotations

from typing import Any, Literal, NotRequired, TypedDict
'''
_PLAIN: Final = {"string": "str", "integer": "int", "number": "float", "boolean": "bool", "null": "None"}
_REF: Final = DEFINITIONS.format(model="")


def python_types(contract: Contract) -> str:
    """The module `roomtone_client.contract`."""
    types = client_types(contract)
    definitions: dict[str, Schema] = types["$defs"]
    records = {name: schema for name, schema in definitions.items() if _is_record(schema)}
    others = {name: schema for name, schema in definitions.items() if name not in records}
    kinds = types["properties"]["kinds"]["properties"]
    for each in ("event", "signal"):
        members = [kind["properties"][each] for kind in kinds.values() if "$ref" in kind["properties"][each]]
        others[f"Any{each.capitalize()}"] = {"anyOf": members, "description": f"Any {each} of any kind of session."}
    parts = [_record(name, records[name]) for name in sorted(records)]
    parts += [_alias(name, others[name]) for name in _in_order(others)]
    return "\n\n".join([_HEAD, *parts])


def _is_record(schema: Schema) -> bool:
    """Whether it has declared fields; a model without any that allows extra ones is a mapping."""
    return schema.get("type") == "object" and ("properties" in schema or not schema.get("additionalProperties"))


def _record(name: str, schema: Schema) -> str:
    required = set(schema.get("required", ()))
    fields = {
        field: _type(each) if field in required else f"NotRequired[{_type(each)}]"
        for field, each in schema.get("properties", {}).items()
    }
    about = _text(schema)
    if any(keyword.iskeyword(field) for field in fields):
        listed = ", ".join(f'"{field}": "{hint}"' for field, hint in fields.items())
        return f'{name} = TypedDict("{name}", {{{listed}}})\n{about}\n'
    body = [f"{field}: {hint}" for field, hint in fields.items()]
    return (
        f"class {name}(TypedDict):\n"
        + textwrap.indent("\n".join([about, *([""] if body else []), *body]), "    ")
        + "\n"
    )


def _alias(name: str, schema: Schema) -> str:
    return f"{name} = {_type(schema)}\n{_text(schema)}\n"


def _text(schema: Schema) -> str:
    text = " ".join(inspect.cleandoc(schema.get("description", schema.get("title", ""))).split())
    return "\n".join(textwrap.wrap(f'"""{text}"""', 110))


def _in_order(schemas: Mapping[str, Schema]) -> list[str]:
    """Their names, each after those that it uses: a union is evaluated when the module is loaded."""
    ordered: list[str] = []

    def add(name: str) -> None:
        if name in schemas and name not in ordered:
            for other in _references(schemas[name]):
                add(other)
            ordered.append(name)

    for name in sorted(schemas):
        add(name)
    return ordered


def _references(value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        if "$ref" in value:
            yield value["$ref"].removeprefix(_REF)
        for name, part in value.items():
            if name != "discriminator":
                yield from _references(part)
    elif isinstance(value, list):
        for part in value:
            yield from _references(part)


def _type(schema: Schema) -> str:
    if "$ref" in schema:
        return str(schema["$ref"].removeprefix(_REF))
    if "const" in schema or "enum" in schema:
        return f"Literal[{', '.join(map(_literal, schema.get('enum') or [schema['const']]))}]"
    for several in ("anyOf", "oneOf"):
        if several in schema:
            return " | ".join(dict.fromkeys(_type(each) for each in schema[several]))
    if schema.get("type") == "array":
        if "prefixItems" in schema:
            return f"tuple[{', '.join(_type(each) for each in schema['prefixItems'])}]"
        return f"list[{_type(schema.get('items', {}))}]"
    if schema.get("type") == "object":
        values = schema.get("additionalProperties")
        return f"dict[str, {_type(values) if isinstance(values, Mapping) else 'Any'}]"
    return _PLAIN.get(schema.get("type", ""), "Any")


def _literal(value: object) -> str:
    return f'"{value}"' if isinstance(value, str) else repr(value)
