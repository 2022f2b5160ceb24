"""The contract's HTTP half as OpenAPI 3.1."""

from typing import Any

from pydantic import BaseModel

from handlers.api.contract import (
    File,
    Media,
    Route,
    StreamedAnswer,
)
from server.documents.contract import Contract
from server.documents.schemas import REF, TITLE, Schemas, errors_of
from sessions.base.errors import DigestMismatch, PreconditionFailed

ABOUT = "Live sessions: every change reaches every client once and in order."
ERROR_SCHEMA = {
    "type": "object",
    "description": "A refusal: `code` for programs, `error` for people.",
    "required": ["error", "code"],
    "properties": {"error": {"type": "string"}, "code": {"type": "string"}, "request_id": {"type": "string"}},
}


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
            "description": ABOUT,
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
        "parameters": [*_path_parameters(route), *_query_parameters(route, schemas), *_header_parameters(route)],
        "responses": _responses(route, schemas),
    }
    if (body := route.models.get("body")) is not None:
        operation["requestBody"] = {
            "required": any(field.is_required() for field in body.model_fields.values()),
            "content": {"application/json": {"schema": schemas.input(body)}},
        }
    elif "upload" in route.parameters:
        operation["requestBody"] = {
            "required": True,
            "content": {"*/*": {"schema": {"type": "string", "format": "binary"}}},
        }
    return operation


def _security(route: Route) -> list[dict[str, list[str]]]:
    if not route.access.reads_token:
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


HEADERS = {
    "If-Match": "Carried out only when one of these entity tags is current: a list, or `*`",
    "If-None-Match": "304 when one of these entity tags is current: a list, `W/` makes no difference, or `*`",
    "Range": "One range of bytes, such as `bytes=0-1023`",
    "If-Range": "The entity tag that the range is of; another one is answered with everything",
    "Content-Digest": "`sha-256=:<base64>:` of the body (RFC 9530)",
}


def _header_parameters(route: Route) -> list[dict[str, Any]]:
    named: list[str] = []
    if PreconditionFailed in route.errors:
        named.append("If-Match")
    if route.answer is Media:
        named += ["If-None-Match", "Range", "If-Range"]
    elif route.tagged and route.verb == "GET":
        named.append("If-None-Match")
    if DigestMismatch in route.errors:
        named.append("Content-Digest")
    return [
        {"name": name, "in": "header", "required": False, "description": HEADERS[name], "schema": {"type": "string"}}
        for name in named
    ]


def _responses(route: Route, schemas: Schemas) -> dict[str, Any]:
    answer = route.answer
    ok: dict[str, Any] = {"description": route.summary}
    if answer in (File, Media, StreamedAnswer):
        ok["content"] = {kind: {"schema": _file_schema(kind, answer)} for kind in route.media}
    elif answer is not None and issubclass(answer, BaseModel):
        ok["content"] = {"application/json": {"schema": schemas.output(answer)}}
    if route.tagged or answer is Media:
        ok["headers"] = {"ETag": {"description": "Of exactly this content", "schema": {"type": "string"}}}
    responses = {str(route.status): ok}
    if route.known is not None:
        responses[str(route.known)] = {**ok, "description": "It was known already, and nothing was changed"}
    if route.tagged and route.verb == "GET":
        responses["304"] = {"description": "What the client has is current"}
    if answer is Media:
        responses |= {
            "206": {**ok, "description": "The range that was asked for"},
            "304": {"description": "What the client has is current"},
            "416": {"description": "The range is outside the content; `Content-Range` has the size"},
        }
    for error in errors_of(route):
        status = str(error.status)
        known = responses.get(status, {}).get("description")
        responses[status] = {
            "description": f"{known}, `{error.code}`" if known else f"`{error.code}`",
            "content": {"application/json": {"schema": {"$ref": REF.format(model="Error")}}},
        }
    return responses


def _file_schema(media_type: str, answer: object) -> dict[str, Any]:
    if media_type == "application/json":  # what is made while it is sent is a list of any length
        return {"type": "array"} if answer is StreamedAnswer else {"type": "object"}
    return {"type": "string"} if media_type.startswith("text/") else {"type": "string", "format": "binary"}
