"""Every field that a client may send has a limit, and a list is checked only up to its first error."""

import re
from collections.abc import Iterator
from typing import Annotated, Any

import pytest
from pydantic import BaseModel, Field, TypeAdapter, ValidationError

from handlers.jam.models import Ignored, NewJam, WholeState
from server.documents.contract import CONTRACT
from sessions.voice.session import NewVoiceSession

ENDLESS = re.compile(r"(?<!\\)[*+]|\{\d*,\}")
CLASS = re.compile(r"\[[^]]*\]")
CHECKED_LATER = "state"  # of a jam: sessions/jam/validation.py checks it with the limits of the settings
IGNORED = Ignored.__metadata__[0].description  # fields that a PUT accepts and ignores

Schema = dict[str, Any]


class Walk:
    """Finds the fields without a limit in the JSON Schema of a model."""

    def __init__(self, model: type[BaseModel]) -> None:
        schema = TypeAdapter(model).json_schema(mode="validation")
        self._models = schema.get("$defs", {})
        self.found = list(self._of(schema, "", frozenset()))

    def _of(self, schema: Schema, path: str, above: frozenset[str]) -> Iterator[str]:
        if schema.get("description") == IGNORED:
            return
        if "$ref" in schema:
            name = schema["$ref"].rpartition("/")[2]
            if name not in above:
                yield from self._of(self._models[name], path, above | {name})
            return
        choices = [one for word in ("anyOf", "oneOf", "allOf") for one in schema.get(word, ())]
        for choice in choices:
            yield from self._of(choice, path, above)
        if not choices and not {"enum", "const"} & set(schema):
            yield from self._of_kind(schema, path, above)

    def _of_kind(self, schema: Schema, path: str, above: frozenset[str]) -> Iterator[str]:
        match schema.get("type"):
            case "string":
                pattern = schema.get("pattern", "")
                is_closed = (
                    pattern.startswith("^") and pattern.endswith("$") and not ENDLESS.search(CLASS.sub("", pattern))
                )
                if not ("maxLength" in schema or is_closed or schema.get("format") in {"uuid", "date"}):
                    yield path
            case "array":
                if "maxItems" not in schema:
                    yield path
                yield from self._of(schema.get("items", {}), f"{path}[]", above)
            case "object":
                yield from self._of_members(schema, path, above)
            case None:
                yield path

    def _of_members(self, schema: Schema, path: str, above: frozenset[str]) -> Iterator[str]:
        for name, member in schema.get("properties", {}).items():
            yield from self._of(member, f"{path}.{name}", above)
        further = schema.get("additionalProperties", "properties" not in schema)
        if further and "maxProperties" not in schema:
            yield path
        if isinstance(further, dict):
            yield from self._of(further, f"{path}{{}}", above)


def lists_of(core: Any) -> Iterator[dict[str, Any]]:
    """The lists, tuples and sets of one kind of item in a core schema of pydantic."""
    if isinstance(core, dict):
        if core.get("type") in {"list", "tuple", "set", "frozenset"}:
            yield core
        for value in core.values():
            yield from lists_of(value)
    elif isinstance(core, list | tuple):
        for value in core:
            yield from lists_of(value)


def test_OP23_whatever_a_client_may_send_has_a_bound() -> None:
    """A path is limited by the request line, 8 KiB."""
    models = {f"{one.name}, {part}": model for one in CONTRACT.endpoints for part, model in one.models.items()}
    later = {name: [f".{CHECKED_LATER}"] for name, model in models.items() if model in {NewJam, WholeState}}
    unbounded = {name: Walk(model).found for name, model in models.items()}
    assert {name: found for name, found in unbounded.items() if found} == later
    lists = [(name, core) for name, model in models.items() for core in lists_of(model.__pydantic_core_schema__)]
    assert [name for name, core in lists if not core.get("fail_fast")] == [], "collect a fault for each of their items"
    assert lists


def test_OP23_the_test_of_bounds_finds_what_has_none() -> None:
    class Inner(BaseModel):
        text: str

    class Endless(BaseModel):
        bounded: Annotated[str, Field(max_length=5)]
        short: Annotated[str, Field(pattern=r"^[a-z]{1,5}$")]
        long: Annotated[str, Field(pattern=r"^[a-z]+$")]
        raw: bytes
        rows: list[int]
        few: Annotated[list[Inner], Field(max_length=5)]
        table: dict[str, int]
        whatever: Any

    assert Walk(Endless).found == [".long", ".raw", ".rows", ".few[].text", ".table", ".whatever"]
    assert [bool(core.get("fail_fast")) for core in lists_of(Endless.__pydantic_core_schema__)] == [False, False]


def test_OP23_a_list_is_measured_before_its_items_and_left_at_its_first_fault() -> None:
    for users in (["a"] * 201, [1] * 200, [1] * 1_000_000):
        with pytest.raises(ValidationError) as refused:
            NewVoiceSession.model_validate({"allowed_users": users})
        assert refused.value.error_count() == 1
