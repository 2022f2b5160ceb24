"""Models are built when they are first used, in any thread."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event
from typing import Annotated

import pytest
from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic_core import CoreSchema, core_schema

from handlers.api.lazy_model import LazyModel
from server.documents.contract import CONTRACT


def _below(model: type[BaseModel]) -> Iterator[type[BaseModel]]:
    for one in model.__subclasses__():
        yield one
        yield from _below(one)


def test_every_model_of_the_handlers_is_lazy_and_can_be_built() -> None:
    assert CONTRACT.endpoints  # everything is imported
    eager = [model for model in BaseModel.__subclasses__() if model.__module__.startswith("handlers.")]
    assert eager == [LazyModel]
    for model in _below(LazyModel):
        model.model_rebuild()


def test_the_first_use_refuses_unknown_fields() -> None:
    class Strict(LazyModel):
        model_config = ConfigDict(extra="forbid")
        one: int

    assert not Strict.__pydantic_complete__
    with pytest.raises(ValidationError):
        Strict.model_validate({"one": 1, "two": 2})


def test_two_threads_that_use_a_model_first_build_it_once() -> None:
    builds = []
    other = Event()

    class Slow:
        @classmethod
        def __get_pydantic_core_schema__(cls, _source: object, _handler: object) -> CoreSchema:
            builds.append(cls)
            if len(builds) == 2:
                other.set()
            other.wait(0.1)  # without the lock the other thread gets here, too
            return core_schema.int_schema()

    class Row(LazyModel):
        model_config = ConfigDict(extra="forbid")
        one: Annotated[int, Slow]

    together = Barrier(2)

    def first(_: int) -> BaseModel:
        together.wait()
        return Row.model_validate({"one": 1})

    with ThreadPoolExecutor(2) as threads:
        assert [row.model_dump() for row in threads.map(first, range(2))] == [{"one": 1}] * 2
    assert len(builds) == 1
