"""The source of both clients' types: one JSON Schema with every model, and the maps from names to models."""

from typing import Any

from handlers.api.contract import Endpoint
from server.documents.contract import Contract
from server.documents.outgoing import event_of, signal_of, subscribed_to
from server.documents.schemas import Schemas

DEFINITIONS = "#/$defs/{model}"


def client_types(contract: Contract) -> dict[str, Any]:
    """Every model, and the maps from the name of an event, a route or a kind to its models."""
    schemas = Schemas(contract, DEFINITIONS)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Contract",
        "type": "object",
        "additionalProperties": False,
        "required": ["events", "kinds", "sends", "routes"],
        "properties": {
            "events": _closed({event.name: _exchange(event, "payload", schemas) for event in contract.events}),
            "kinds": _closed(
                {
                    product.kind: _closed(
                        {
                            "snapshot": schemas.output(product.snapshot),
                            "event": schemas.output(event_of(product)),
                            "signal": schemas.output(signal_of(product)),
                            "subscribed": schemas.output(subscribed_to(product)),
                        }
                    )
                    for product in contract.products
                }
            ),
            "sends": _closed({name: schemas.output(model) for name, model in contract.sends.items()}),
            "routes": _closed({route.name: _exchange(route, "body", schemas) for route in contract.routes}),
        },
        "$defs": schemas.definitions,
    }


def _exchange(endpoint: Endpoint, parameter: str, schemas: Schemas) -> dict[str, Any]:
    taken, answer = endpoint.models.get(parameter), schemas.answer(endpoint)
    return _closed(
        {
            parameter: schemas.input(taken) if taken is not None else {"type": "null"},
            "answer": schemas.output(answer) if answer is not None else {"type": "null"},
        }
    )


def _closed(properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "additionalProperties": False, "required": list(properties), "properties": properties}
