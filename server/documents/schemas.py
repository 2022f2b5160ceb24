"""The models of a contract as JSON Schemas that refer to each other, and the refusals of an endpoint."""

from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import JsonSchemaMode, models_json_schema

from handlers.api.contract import (
    Access,
    Endpoint,
    Route,
    is_limited,
)
from handlers.live.subscriptions import Subscribed
from server.documents.contract import Contract
from server.documents.outgoing import event_models, event_of, signal_models, signal_of, subscribed, subscribed_to
from sessions.base.errors import (
    Blocked,
    Forbidden,
    InvalidPayload,
    InvalidSessionId,
    RateLimited,
    Refusal,
    RequestTimeout,
    StorageFull,
    TooLarge,
    Unauthorized,
    UnsupportedMedia,
)

TITLE = "Roomtone"
REF = "#/components/schemas/{model}"


class Schemas:
    def __init__(self, contract: Contract, template: str = REF) -> None:
        self._template = template
        self._contract = contract
        inputs = {model for endpoint in contract.endpoints for model in endpoint.models.values()}
        answers = (self.answer(endpoint) for endpoint in contract.endpoints)
        outputs = {answer for answer in answers if answer is not None} | set(contract.sends.values())
        for product in contract.products:
            outputs |= {product.snapshot, event_of(product), subscribed_to(product)}
            if (signal := signal_of(product)) is not None:
                outputs.add(signal)
            outputs |= {*event_models(product).values(), *signal_models(product).values()}
        wanted: list[tuple[type[BaseModel], JsonSchemaMode]] = [
            *((model, "validation") for model in sorted(inputs, key=_name)),
            *((model, "serialization") for model in sorted(outputs, key=_name)),
        ]
        self._found, definitions = models_json_schema(wanted, ref_template=template)
        self.definitions: dict[str, Any] = definitions.get("$defs", {})
        sent = [self.output(model) for model in outputs]
        for name in self._reached([self.input(model) for model in inputs]) - self._reached(sent):
            _close(self.definitions[name])

    def answer(self, endpoint: Endpoint) -> type[BaseModel] | None:
        """The model of an endpoint's answer; None when the answer is not JSON."""
        answer = endpoint.answer
        if answer is Subscribed:
            return subscribed(self._contract.products)
        return answer if answer is not None and issubclass(answer, BaseModel) else None

    def input(self, model: type[BaseModel]) -> dict[str, Any]:
        return self._found[model, "validation"]

    def output(self, model: type[BaseModel] | None) -> dict[str, Any]:
        """A schema that nothing matches, when there is no model; `tsType` is for the tool that makes TypeScript of
        it."""
        return {"not": {}, "tsType": "never"} if model is None else self._found[model, "serialization"]

    def _reached(self, schemas: list[dict[str, Any]]) -> set[str]:
        """The names of the definitions that these schemas refer to, also through others."""
        before, behind = self._template.split("{model}")
        names: set[str] = set()
        waiting: list[Any] = list(schemas)
        while waiting:
            one = waiting.pop()
            if isinstance(one, dict):
                waiting.extend(one.values())
                reference = one.get("$ref")
                if isinstance(reference, str) and reference.startswith(before):
                    name = reference.removeprefix(before).removesuffix(behind)
                    if name not in names:
                        names.add(name)
                        waiting.append(self.definitions[name])
            elif isinstance(one, list):
                waiting.extend(one)
        return names


def _close(schema: dict[str, Any]) -> None:
    """Says that an object with declared fields has no others (D21)."""
    if schema.get("type") == "object" and "properties" in schema:
        schema.setdefault("additionalProperties", False)


def _name(model: type[BaseModel]) -> str:
    return model.__name__


def errors_of(endpoint: Endpoint) -> list[type[Refusal]]:
    """Every refusal of an endpoint: the declared ones and those before its handler."""
    takes_query = isinstance(endpoint, Route)  # one that has none refuses every field of it
    before: list[type[Refusal]] = [InvalidPayload] if endpoint.parameters or takes_query else []
    if "session_id" in endpoint.parameters or any("session_id" in one.model_fields for one in endpoint.models.values()):
        before.append(InvalidSessionId)
    if endpoint.access is not Access.ANYONE:
        before += [Unauthorized, Blocked]  # an endpoint without a needed token refuses an invalid one
    if endpoint.access in {Access.OWNER, Access.ADMIN}:
        before.append(Forbidden)
    if endpoint.grows:
        before.append(StorageFull)
    if is_limited(endpoint):
        before.append(RateLimited)
    if "body" in endpoint.parameters:
        before += [TooLarge, UnsupportedMedia]
    if {"body", "upload"} & set(endpoint.parameters):
        before.append(RequestTimeout)
    return list(dict.fromkeys([*before, *endpoint.errors]))
