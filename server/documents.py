"""The contract as documents: OpenAPI 3.1 for HTTP, AsyncAPI 3 for sockets, one JSON Schema for the clients' types."""

import inspect
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import JsonSchemaMode, models_json_schema

from handlers.contract import Access, Contract, Endpoint, Event, File, Media, Route, is_limited
from server.http.responses import STATUS
from sessions.errors import (
    Forbidden,
    InvalidPayload,
    InvalidSessionId,
    RateLimited,
    Refusal,
    RequestTimeout,
    TooLarge,
    Unauthorized,
    UnsupportedMedia,
)

TITLE = "Roomtone"
HTTP_ABOUT = "Live sessions: every change reaches every client once and in order."
SOCKET_ABOUT = (
    "Socket.IO v5 over Engine.IO v4, namespace `/`, path `/socket.io`. Connect with `auth: {token}` or the cookie."
)
REF = "#/components/schemas/{model}"

ERROR_SCHEMA = {
    "type": "object",
    "description": "A refusal: `code` for programs, `error` for people.",
    "required": ["error", "code"],
    "properties": {"error": {"type": "string"}, "code": {"type": "string"}, "request_id": {"type": "string"}},
}
REFUSED_ACK = {
    "type": "object",
    "required": ["ok", "error"],
    "properties": {"ok": {"const": False}, "error": {"type": "string"}, "message": {"type": "string"}},
}


class Schemas:
    """The models of a contract as JSON Schemas that refer to each other."""

    def __init__(self, contract: Contract, template: str = REF) -> None:
        self._template = template
        inputs = {model for endpoint in contract.endpoints for model in _inputs(endpoint)}
        outputs = {model for endpoint in contract.endpoints for model in _outputs(endpoint)} | set(
            contract.sends.values()
        )
        wanted: list[tuple[type[BaseModel], JsonSchemaMode]] = [
            *((model, "validation") for model in sorted(inputs, key=_name)),
            *((model, "serialization") for model in sorted(outputs, key=_name)),
        ]
        self._found, definitions = models_json_schema(wanted, ref_template=template)
        self.definitions: dict[str, Any] = definitions.get("$defs", {})

    def input(self, model: type[BaseModel]) -> dict[str, Any]:
        return self._found[model, "validation"]

    def output(self, model: type[BaseModel]) -> dict[str, Any]:
        return self._found[model, "serialization"]


def _name(model: type[BaseModel]) -> str:
    return model.__name__


def _inputs(endpoint: Endpoint) -> list[type[BaseModel]]:
    return list(endpoint.models.values())


def _outputs(endpoint: Endpoint) -> list[type[BaseModel]]:
    answer = endpoint.answer
    return [answer] if answer is not None and issubclass(answer, BaseModel) else []


def errors_of(endpoint: Endpoint) -> list[type[Refusal]]:
    """Every refusal an endpoint can give: the declared ones and those of the border."""
    border: list[type[Refusal]] = [InvalidPayload] if endpoint.parameters else []
    if "session_id" in endpoint.parameters or any("session_id" in model.model_fields for model in _inputs(endpoint)):
        border.append(InvalidSessionId)
    if endpoint.access is not Access.ANYONE:
        border.append(Unauthorized)  # where none is needed: for one that is not good
    if endpoint.access in {Access.OWNER, Access.ADMIN}:
        border.append(Forbidden)
    if is_limited(endpoint):
        border.append(RateLimited)
    if "body" in endpoint.parameters:
        border += [TooLarge, UnsupportedMedia]
    if {"body", "upload"} & set(endpoint.parameters):
        border.append(RequestTimeout)
    return list(dict.fromkeys([*border, *endpoint.errors]))


# --- OpenAPI ---------------------------------------------------------------------------------------------------------


def openapi(contract: Contract, version: str) -> dict[str, Any]:
    schemas = Schemas(contract)
    paths: dict[str, dict[str, Any]] = {}
    for route in contract.routes:
        paths.setdefault(route.path, {})[route.verb.lower()] = _operation(route, schemas)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": TITLE,
            "version": version,
            "description": HTTP_ABOUT,
        },
        "paths": paths,
        "components": {
            "schemas": {**schemas.definitions, "Error": ERROR_SCHEMA},
            "securitySchemes": {
                "bearer": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"},
                "cookie": {"type": "apiKey", "in": "cookie", "name": "roomtone_token"},
            },
        },
    }


def _operation(route: Route, schemas: Schemas) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "operationId": f"{route.method.__qualname__.replace('.', '_').lower()}",
        "summary": route.summary,
        "description": route.description,
        "tags": [route.method.__qualname__.partition(".")[0]],
        "x-access": route.access.value,
        "security": _security(route),
        "parameters": [*_path_parameters(route), *_query_parameters(route, schemas)],
        "responses": _responses(route, schemas),
    }
    if (body := route.models.get("body")) is not None:
        operation["requestBody"] = {"content": {"application/json": {"schema": schemas.input(body)}}}
    elif "upload" in route.parameters:
        operation["requestBody"] = {"content": {"*/*": {"schema": {"type": "string", "format": "binary"}}}}
    return operation


def _security(route: Route) -> list[dict[str, list[str]]]:
    if route.access is Access.ANYONE:
        return []
    needed: list[dict[str, list[str]]] = [{"bearer": []}, {"cookie": []}]
    return needed if route.access.needs_token else [*needed, {}]


def _path_parameters(route: Route) -> list[dict[str, Any]]:
    return [
        {"name": name, "in": "path", "required": True, "schema": adapter.json_schema()}
        for name, adapter in route.path_parameters.items()
    ]


def _query_parameters(route: Route, schemas: Schemas) -> list[dict[str, Any]]:
    query = route.models.get("query")
    if query is None:
        return []
    schema = schemas.definitions[query.__name__]
    required = set(schema.get("required", []))
    return [
        {"name": name, "in": "query", "required": name in required, "schema": field}
        for name, field in schema["properties"].items()
    ]


def _responses(route: Route, schemas: Schemas) -> dict[str, Any]:
    answer = route.answer
    ok: dict[str, Any] = {"description": route.summary}
    if answer in (File, Media):
        ok["content"] = {"*/*": {"schema": {"type": "string", "format": "binary"}}}
    elif answer is not None and issubclass(answer, BaseModel):
        ok["content"] = {"application/json": {"schema": schemas.output(answer)}}
    responses = {str(route.status): ok}
    for error in errors_of(route):
        status = str(STATUS[error.code])
        known = responses.get(status, {}).get("description")
        responses[status] = {
            "description": f"{known}, `{error.code}`" if known else f"`{error.code}`",
            "content": {"application/json": {"schema": {"$ref": REF.format(model="Error")}}},
        }
    return responses


# --- AsyncAPI --------------------------------------------------------------------------------------------------------


def asyncapi(contract: Contract, version: str) -> dict[str, Any]:
    schemas = Schemas(contract)
    messages: dict[str, Any] = {}
    operations: dict[str, Any] = {}
    for event in contract.events:
        messages[event.name] = _message(event, schemas)
        messages[f"{event.name}.ack"] = {"name": f"{event.name} (ack)", "payload": _ack(event, schemas)}
        operations[event.name] = {
            "action": "receive",
            "channel": {"$ref": "#/channels/root"},
            "summary": event.summary,
            "messages": [{"$ref": f"#/channels/root/messages/{event.name}"}],
            "reply": {
                "channel": {"$ref": "#/channels/root"},
                "messages": [{"$ref": f"#/channels/root/messages/{event.name}.ack"}],
            },
        }
    for name, model in contract.sends.items():
        messages[name] = {"name": name, "summary": inspect.getdoc(model), "payload": schemas.output(model)}
        operations[name] = {
            "action": "send",
            "channel": {"$ref": "#/channels/root"},
            "messages": [{"$ref": f"#/channels/root/messages/{name}"}],
        }
    return {
        "asyncapi": "3.0.0",
        "info": {"title": TITLE, "version": version, "description": SOCKET_ABOUT},
        "channels": {"root": {"address": "/socket.io", "messages": messages}},
        "operations": operations,
        "components": {"schemas": schemas.definitions},
    }


def _message(event: Event, schemas: Schemas) -> dict[str, Any]:
    payload = event.models.get("payload")
    return {
        "name": event.name,
        "summary": event.summary,
        "description": event.description,
        "x-access": event.access.value,
        "x-errors": [error.code for error in errors_of(event)],
        "payload": schemas.input(payload) if payload is not None else {"type": "object"},
    }


def _ack(event: Event, schemas: Schemas) -> dict[str, Any]:
    answer = event.answer
    ok = {"type": "object", "required": ["ok"], "properties": {"ok": {"const": True}}}
    accepted = {"allOf": [ok, schemas.output(answer)]} if answer is not None and issubclass(answer, BaseModel) else ok
    return {"oneOf": [accepted, REFUSED_ACK]}


# --- for the clients' types ------------------------------------------------------------------------------------------


def client_types(contract: Contract) -> dict[str, Any]:
    """One JSON Schema with every model, and the maps from an event's or route's name to what goes in and out."""
    schemas = Schemas(contract, "#/$defs/{model}")
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Contract",
        "type": "object",
        "additionalProperties": False,
        "required": ["events", "sends", "routes"],
        "properties": {
            "events": _closed({event.name: _exchange(event, "payload", schemas) for event in contract.events}),
            "sends": _closed({name: schemas.output(model) for name, model in contract.sends.items()}),
            "routes": _closed({route.name: _exchange(route, "body", schemas) for route in contract.routes}),
        },
        "$defs": schemas.definitions,
    }


def _exchange(endpoint: Endpoint, parameter: str, schemas: Schemas) -> dict[str, Any]:
    taken = endpoint.models.get(parameter)
    answers = _outputs(endpoint)
    return _closed(
        {
            parameter: schemas.input(taken) if taken is not None else {"type": "null"},
            "answer": schemas.output(answers[0]) if answers else {"type": "null"},
        }
    )


def _closed(properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "additionalProperties": False, "required": list(properties), "properties": properties}


# --- the permission matrix -------------------------------------------------------------------------------------------


def permission_matrix(contract: Contract) -> str:
    """Who may call what, as a table in Markdown."""
    lines = ["| call | who | refusals |", "| --- | --- | --- |"]
    for endpoint in contract.endpoints:
        codes = ", ".join(f"`{error.code}`" for error in errors_of(endpoint))
        lines.append(f"| `{endpoint.name}` | {endpoint.access.value} | {codes} |")
    return "\n".join(lines) + "\n"
