"""The socket half of the contract as AsyncAPI 3: commands and their acks, and all messages of the server: one for each
type of event, each signal and each answer to a subscription."""

import inspect
from typing import Any

from pydantic import BaseModel

from handlers.api.contract import SocketEvent
from server.documents.contract import Contract
from server.documents.outgoing import event_models, signal_models
from server.documents.schemas import TITLE, Schemas, errors_of

ABOUT = "Socket.IO v5 over Engine.IO v4, namespace `/`, path `/socket.io`. Connect with `auth: {token}` or the cookie."
REFUSED_ACK = {
    "type": "object",
    "required": ["ok", "error"],
    "properties": {"ok": {"const": False}, "error": {"type": "string"}, "message": {"type": "string"}},
}


def asyncapi(contract: Contract, version: str) -> dict[str, Any]:
    schemas = Schemas(contract)
    messages: dict[str, Any] = {}
    operations: dict[str, Any] = {}
    for event in contract.events:
        messages[event.name] = _command(event, schemas)
        messages[f"{event.name}.ack"] = {"name": f"{event.name} (ack)", "payload": _ack(event, schemas)}
        operations[event.name] = {
            "action": "receive",
            "channel": {"$ref": "#/channels/root"},
            "summary": event.summary,
            "messages": [_reference(event.name)],
            "reply": {"channel": {"$ref": "#/channels/root"}, "messages": [_reference(f"{event.name}.ack")]},
        }
    for operation, sent in _sent(contract).items():
        for name, model in sent.items():
            about = inspect.getdoc(model)
            messages[name] = {"name": operation.partition(".")[0], "summary": about, "payload": schemas.output(model)}
        operations[operation] = {
            "action": "send",
            "channel": {"$ref": "#/channels/root"},
            "messages": [_reference(name) for name in sent],
        }
    return {
        "asyncapi": "3.0.0",
        "info": {"title": TITLE, "version": version, "description": ABOUT},
        "channels": {"root": {"address": "/socket.io", "messages": messages}},
        "operations": operations,
        "components": {"schemas": {name: _without_mapping(one) for name, one in schemas.definitions.items()}},
    }


def _sent(contract: Contract) -> dict[str, dict[str, type[BaseModel]]]:
    """The messages that the server sends on its own: for each operation its messages. `session_event.clip` sends
    `session_event.clip.clip_submitted` and the others, all of them as the Socket.IO event `session_event`."""
    sent = {name: {name: model} for name, model in contract.sends.items()}
    for product in contract.products:
        for event, models in (
            ("session_event", event_models(product)),
            ("session_signal", signal_models(product)),
        ):
            operation = f"{event}.{product.kind}"
            if models:
                sent[operation] = {f"{operation}.{name}": model for name, model in models.items()}
    return sent


def _without_mapping(schema: dict[str, Any]) -> dict[str, Any]:
    """AsyncAPI has no map from a tag to a schema; the constant `type` of each form distinguishes them too."""
    return {name: value for name, value in schema.items() if name != "discriminator"}


def _reference(message: str) -> dict[str, str]:
    return {"$ref": f"#/channels/root/messages/{message}"}


def _command(event: SocketEvent, schemas: Schemas) -> dict[str, Any]:
    payload = event.models.get("payload")
    return {
        "name": event.name,
        "summary": event.summary,
        "description": event.description,
        "x-access": event.access.value,
        "x-errors": [error.code for error in errors_of(event)],
        "x-once-by": event.once_by,
        "x-repeatable": event.repeatable or event.once_by is not None,
        "payload": schemas.input(payload) if payload is not None else {"type": "object"},
    }


def _ack(event: SocketEvent, schemas: Schemas) -> dict[str, Any]:
    answer = schemas.answer(event)
    ok = {"type": "object", "required": ["ok"], "properties": {"ok": {"const": True}}}
    accepted = ok if answer is None else {"allOf": [ok, schemas.output(answer)]}
    return {"oneOf": [accepted, REFUSED_ACK]}
