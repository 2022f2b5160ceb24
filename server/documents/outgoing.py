"""The messages that the server sends on its own, as models: one for each type of event and signal of each product.

They are made when a document or a test needs them. A serving process does not: the scripts in Redis write these
messages, and nothing parses them again.
"""

import inspect
from collections.abc import Iterable
from functools import cache
from typing import Annotated, Any, Literal, Union

from pydantic import BaseModel, Field, RootModel, create_model

from handlers.live.subscriptions import SessionEvent, SessionSignal, Subscribed
from server.products.product import Product


@cache
def event_models(product: Product) -> dict[str, type[BaseModel]]:
    """Each event of a product by its type, with the envelope that every event has."""
    return {name: _message(SessionEvent, product, name, data, "Event") for name, data in product.events.items()}


@cache
def signal_models(product: Product) -> dict[str, type[BaseModel]]:
    """Each signal of a product by its type, with its envelope."""
    return {name: _message(SessionSignal, product, name, data, "Signal") for name, data in product.signals.items()}


@cache
def event_of(product: Product) -> type[BaseModel]:
    """Any event of a product, distinguished by `type`."""
    return _one_of(
        f"{_word(product.kind)}Event", event_models(product).values(), f"Any event of a {product.kind} session."
    )


@cache
def signal_of(product: Product) -> type[BaseModel] | None:
    """Any signal of a product, distinguished by `type`. None when it has none."""
    if not product.signals:
        return None
    return _one_of(
        f"{_word(product.kind)}Signal", signal_models(product).values(), f"Any signal of a {product.kind} session."
    )


@cache
def subscribed_to(product: Product) -> type[BaseModel]:
    """The answer to a subscription of a session of this product."""
    events: Any = list
    roles: Any = Literal
    return create_model(
        f"{_word(product.kind)}Subscribed",
        __base__=Subscribed,
        __doc__=f"The answer to a subscription of a {product.kind} session.",
        role=(roles[tuple(product.roles)], ...),
        snapshot=(product.snapshot | None, None),
        events=(events[event_of(product)] | None, None),
    )


@cache
def subscribed(products: tuple[Product, ...]) -> type[BaseModel]:
    """The answer to a subscription of any session."""
    about = inspect.getdoc(Subscribed) or ""
    return _one_of("AnySubscribed", [subscribed_to(product) for product in products], about, by_type=False)


def _message(
    envelope: type[BaseModel], product: Product, name: str, data: type[BaseModel], suffix: str
) -> type[BaseModel]:
    # `clip_submitted` of a clip session is ClipSubmittedEvent, `deleted` is ClipDeletedEvent.
    own = _word(name.removeprefix(f"{product.kind}_"))
    return create_model(
        f"{_word(product.kind)}{own}{suffix}",
        __base__=envelope,
        __doc__=data.__doc__,
        type=(Literal[name], ...),
        data=(data, ...),
    )


def _one_of(name: str, models: Iterable[type[BaseModel]], about: str, *, by_type: bool = True) -> type[BaseModel]:
    members = tuple(models)
    form: Any = Union[members]  # noqa: UP007
    if by_type and len(members) > 1:
        form = Annotated[form, Field(discriminator="type")]
    root: Any = RootModel
    made: type[BaseModel] = create_model(name, __base__=root[form], __doc__=about)
    return made


def _word(snake: str) -> str:
    return "".join(part.capitalize() for part in snake.split("_"))
