"""The contract's documents are valid by their own published schemas, and say what the server does."""

import asyncio
import contextlib
import threading
from pathlib import Path
from typing import Any, cast

import aiohttp
import jsonschema
import orjson
import pytest
from aiohttp.test_utils import make_mocked_request
from openapi_spec_validator import OpenAPIV31SpecValidator

from handlers.api.contract import Endpoint, Media, Route
from server.documents.asyncapi import asyncapi
from server.documents.contract import CONTRACT, VERSION
from server.documents.openapi import openapi
from server.documents.schemas import errors_of
from server.http.operations import Operations
from server.limits.room import Room
from server.observability.metrics import Metrics
from sessions.base.errors import DigestMismatch, PreconditionFailed
from sessions.clip.exports import ExportOptions, Format, export_clips
from storage.bus.bus import Bus
from storage.redis.client import Redis
from tests.processes import ServerProcess
from tests.sessions.clip.streams import a_session

ASYNCAPI_SCHEMA = Path(__file__).parents[3] / "web/node_modules/@asyncapi/specs/schemas/3.0.0-without-$id.json"


@pytest.fixture(scope="module")
async def served(server: ServerProcess) -> dict[str, Any]:
    async with aiohttp.ClientSession() as session:
        documents = {}
        for name in ("openapi", "asyncapi"):
            async with session.get(f"{server.url}/{name}.json") as answer:
                assert answer.status == 200
                documents[name] = orjson.loads(await answer.read())
        return documents


def test_OP10_what_is_served_is_made_from_the_contract(served: dict[str, Any]) -> None:
    assert served["openapi"] == orjson.loads(orjson.dumps(openapi(CONTRACT, VERSION)))
    assert served["asyncapi"] == orjson.loads(orjson.dumps(asyncapi(CONTRACT, VERSION)))


async def test_OP10_documents_that_are_asked_for_at_once_are_made_one_after_the_other() -> None:
    """They share the models of what is sent: made twice at once, each document referred to models of the other."""
    meeting = threading.Barrier(2)
    met: list[int] = []

    def make() -> dict[str, Any]:
        with contextlib.suppress(threading.BrokenBarrierError):
            met.append(meeting.wait(0.3))
        return {}

    documents = {"/one": make, "/other": make}
    operations = Operations(cast("Redis", None), cast("Bus", None), cast("Room", None), Metrics(), documents)
    asked = [operations.document(make_mocked_request("GET", path)) for path in documents]
    assert [answer.status for answer in await asyncio.gather(*asked)] == [200, 200]
    assert met == []


def test_OP10_the_http_document_is_valid_openapi_3_1(served: dict[str, Any]) -> None:
    assert served["openapi"]["openapi"].startswith("3.1")
    problems = [error.message for error in OpenAPIV31SpecValidator(served["openapi"]).iter_errors()]
    assert problems == []


def test_OP10_the_socket_document_is_valid_asyncapi_3(served: dict[str, Any]) -> None:
    assert served["asyncapi"]["asyncapi"] == "3.0.0"
    schema = orjson.loads(ASYNCAPI_SCHEMA.read_bytes())
    validator = jsonschema.Draft7Validator(schema)
    assert [error.message[:200] for error in validator.iter_errors(served["asyncapi"])] == []


def test_OP10_every_reference_points_somewhere(served: dict[str, Any]) -> None:
    for document in served.values():
        assert len(references(document)) > 100
        for reference in references(document):
            found: Any = document
            for part in reference.removeprefix("#/").split("/"):
                found = found[part.replace("~1", "/").replace("~0", "~")]


def references(value: Any) -> list[str]:
    if isinstance(value, dict):
        own = [value["$ref"]] if isinstance(value.get("$ref"), str) else []
        return own + [found for part in value.values() for found in references(part)]
    if isinstance(value, list):
        return [found for part in value for found in references(part)]
    return []


def test_OP10_every_endpoint_is_documented_with_its_refusals(served: dict[str, Any]) -> None:
    missing = {endpoint.name: undocumented(endpoint, served) for endpoint in CONTRACT.endpoints}
    assert {name: found for name, found in missing.items() if found} == {}
    assert missing


def undocumented(endpoint: Endpoint, served: dict[str, Any]) -> list[str]:
    codes = [error.code for error in errors_of(endpoint)]
    found = [] if endpoint.description else ["description"]
    if not isinstance(endpoint, Route):
        documented = served["asyncapi"]["channels"]["root"]["messages"][endpoint.name]["x-errors"]
        return found if documented == codes else [*found, f"{documented} and not {codes}"]
    responses = served["openapi"]["paths"][endpoint.path][endpoint.verb.lower()]["responses"]
    if str(endpoint.status) not in responses:
        found.append(str(endpoint.status))
    told = {error.code: responses.get(str(error.status), {}).get("description", "") for error in errors_of(endpoint)}
    return found + [code for code, description in told.items() if f"`{code}`" not in description]


def test_OP10_what_is_read_in_parts_says_so_and_bodies_say_whether_they_may_be_left_out(served: dict[str, Any]) -> None:
    paths = served["openapi"]["paths"]
    for route in CONTRACT.routes:
        operation = paths[route.path][route.verb.lower()]
        headers = {one["name"] for one in operation["parameters"] if one["in"] == "header"}
        is_media = route.answer is Media
        assert ({"206", "416"} <= operation["responses"].keys()) == is_media
        assert ({"Range", "If-Range"} <= headers) == is_media
        assert ("304" in operation["responses"]) == ("If-None-Match" in headers)
        assert ("304" in operation["responses"]) == (is_media or (route.tagged and route.verb == "GET"))
        assert ("If-Match" in headers) == (PreconditionFailed in route.errors)
        assert ("Content-Digest" in headers) == (DigestMismatch in route.errors)
        if (body := route.models.get("body")) is not None:
            assert operation["requestBody"]["required"] == bool(body.model_json_schema().get("required"))
    assert any(route.answer is Media for route in CONTRACT.routes)
    assert paths["/api/sessions/{uuid}"]["put"]["requestBody"]["required"]


def test_OP10_a_put_that_may_be_repeated_says_what_it_answers_then(served: dict[str, Any]) -> None:
    made_by_put = [route for route in CONTRACT.routes if route.verb == "PUT" and route.status == 201]
    assert made_by_put
    for route in made_by_put:
        responses = served["openapi"]["paths"][route.path]["put"]["responses"]
        assert responses["200"]["content"] == responses["201"]["content"]


def test_OP10_ids_and_lines_are_documented_as_they_are_checked(served: dict[str, Any]) -> None:
    paths, models = served["openapi"]["paths"], served["openapi"]["components"]["schemas"]
    (session_id,) = paths["/api/clip-sessions/{session_id}"]["get"]["parameters"][:1]
    (_, clip_id) = paths["/api/clip-sessions/{session_id}/clips/{clip_id}"]["patch"]["parameters"]
    v4, v8 = "B1946AC9-2492-4D23-ABCD-0123456789ab", "b1946ac9-2492-8d23-abcd-0123456789ab"
    for schema, accepted, refused in (
        (session_id["schema"], [v4], [v8, v4[:-1], v4.replace("4D", "1d"), v4.replace("-AB", "-cb")]),
        (clip_id["schema"], [v4, v8], [v4.replace("4D", "1d")]),
        (
            models["NewClipSession"]["properties"]["title"],
            ["", "Ночной забег 🔥", " a \n"],
            ["a\nb", "a\x00b", "a\u2028b"],
        ),
    ):
        for kind, values in ((type(None), accepted), (jsonschema.ValidationError, refused)):
            for value in values:
                found = next(jsonschema.Draft202012Validator(schema).iter_errors(value), None)
                assert isinstance(found, kind), (value, found)


@pytest.mark.parametrize("format_", list(Format))
def test_OP10_every_export_is_of_a_documented_type(format_: Format, served: dict[str, Any]) -> None:
    content = served["openapi"]["paths"]["/api/clip-sessions/{session_id}/export"]["get"]["responses"]["200"]["content"]
    made = export_clips(format_, a_session(), (), (), ExportOptions())
    assert made.media_type.partition(";")[0] in content
