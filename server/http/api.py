"""HTTP: a declared route becomes an aiohttp handler; refusals become answers in one place."""

import time
from collections.abc import Awaitable, Callable
from enum import StrEnum
from typing import Any, Protocol

import structlog
from aiohttp import web
from aiohttp.typedefs import Middleware
from pydantic import ValidationError

from auth.tokens import TokenVerifier
from handlers.call import Call
from handlers.contract import Access, File, Media, Route, is_limited, violations
from server.http import credentials
from server.http.bodies import RequestUpload, media_response, whole_body
from server.http.request_ids import begin_request
from server.http.responses import STATUS, error_json, json_of, parse
from server.rates import Rates
from server.realtime import codec
from sessions.errors import (
    InternalError,
    InvalidPayload,
    InvalidSessionId,
    NotFound,
    Refusal,
    TooLarge,
    UnsupportedMedia,
)

log = structlog.get_logger("http")

REQUEST_ID = web.RequestKey("request_id", str)

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
Bound = Callable[..., Any]


class Counts(Protocol):
    def answered(self, route: str, status: int, seconds: float) -> None: ...


class HttpApi:
    """The routes of the contract, as aiohttp sees them."""

    def __init__(
        self,
        routes: list[tuple[Route, Bound]],
        *,
        verifier: TokenVerifier,
        proxies: credentials.Proxies,
        origins: credentials.Origins,
        secure_cookie: bool,
        cookie_seconds: int,
        body_seconds: float,
        rates: Rates,
        counts: Counts,
    ) -> None:
        self._routes = routes
        self._verifier = verifier
        self._proxies = proxies
        self._origins = origins
        self._secure_cookie = secure_cookie
        self._cookie_seconds = cookie_seconds
        self._body_seconds = body_seconds
        self._rates = rates
        self._counts = counts

    def definitions(self) -> list[web.RouteDef]:
        return [web.route(route.verb, _pattern(route), self._handler(route, bound)) for route, bound in self._routes]

    def _handler(self, route: Route, bound: Bound) -> Handler:
        async def handle(request: web.Request) -> web.StreamResponse:
            started = time.perf_counter()
            status = 500
            try:
                response = await self._answer(route, bound, request)
                status = response.status
                return response
            except Refusal as refusal:
                status = STATUS[refusal.code]
                raise
            finally:
                self._counts.answered(route.name, status, time.perf_counter() - started)

        return handle

    async def _answer(self, route: Route, bound: Bound, request: web.Request) -> web.StreamResponse:
        arguments = self._path_arguments(route, request)
        if "query" in route.parameters:
            arguments["query"] = parse(route.validators["query"], dict(request.query))
        if "body" in route.parameters:
            arguments["body"] = parse(route.validators["body"], await _json_body(request, self._body_seconds))
        if "upload" in route.parameters:
            arguments["upload"] = RequestUpload(request, self._body_seconds)
        call = await self._call(route, request)
        answer = await bound(call, **arguments)
        if isinstance(answer, Media):
            return media_response(answer, request)
        status = call.status or route.status
        if route.answer is None:
            response = web.Response(status=status)
        elif isinstance(answer, File):
            response = _file(answer, status)
        else:
            response = web.Response(body=json_of(answer), status=status, content_type="application/json")
        response.headers["Cache-Control"] = "no-store"
        response.headers.update(call.headers)
        self._put_cookie(call, response)
        return response

    def _path_arguments(self, route: Route, request: web.Request) -> dict[str, Any]:
        arguments = {}
        for name, adapter in route.path_parameters.items():
            try:
                arguments[name] = adapter.validate_python(request.match_info[name])
            except ValidationError as error:
                if name == "session_id":
                    raise InvalidSessionId from None
                found = error.errors(include_url=False, include_input=False)
                raise violations([{**one, "loc": (name, *one["loc"])} for one in found]) from None
        return arguments

    async def _call(self, route: Route, request: web.Request) -> Call:
        """Identity comes last: a malformed id is said before anything about the caller (V23)."""
        headers = request.headers
        address = self._proxies.client(request.remote or "", headers.get("X-Forwarded-For"))
        call = Call(address, request_id=request[REQUEST_ID])
        call.if_match = headers.get("If-Match")
        call.token = credentials.bearer(headers.get("Authorization"))
        if call.token is None:
            call.token = credentials.cookie_token(headers.get("Cookie"))
            if call.token is not None or request.method not in credentials.SAFE_VERBS:
                self._origins.require_own(headers)
        if call.token is not None and route.access is not Access.ANYONE:
            call.signed_in = await self._verifier.verify(call.token)
        if route.access.needs_token:
            _ = call.user
        if is_limited(route):
            self._rates.bucket(call.signed_in.id if call.signed_in is not None else f"address {call.address}").spend()
        return call

    def _put_cookie(self, call: Call, response: web.Response) -> None:
        if call.set_token is not None:
            response.set_cookie(
                credentials.COOKIE,
                call.set_token,
                max_age=self._cookie_seconds,
                httponly=True,
                samesite="Lax",
                secure=self._secure_cookie,
                path="/",
            )
        elif call.clear_token:
            response.del_cookie(credentials.COOKIE, path="/", samesite="Lax", secure=self._secure_cookie, httponly=True)


def _pattern(route: Route) -> str:
    """The path as aiohttp matches it; a parameter that is one of a few words matches only these."""
    path = route.path
    for name in route.path_parameters:
        hint = route.hints[name]
        if isinstance(hint, type) and issubclass(hint, StrEnum):
            path = path.replace(f"{{{name}}}", f"{{{name}:{'|'.join(hint)}}}")
    return path


async def _json_body(request: web.Request, seconds: float) -> Any:
    body = await whole_body(request, seconds)
    if not body:
        return {}
    if request.content_type != "application/json":
        raise UnsupportedMedia("Send JSON with Content-Type: application/json")
    try:
        return codec.loads(body)
    except ValueError:
        raise InvalidPayload("The body is not valid JSON") from None


def _file(answer: File, status: int) -> web.Response:
    response = web.Response(body=answer.content, status=status, headers={"Content-Type": answer.media_type})
    if answer.filename is not None:
        response.headers["Content-Disposition"] = f'attachment; filename="{answer.filename}"'
    return response


@web.middleware
async def with_request_id(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Every request has an id of ours, in the log, in errors and in the answer's headers."""
    request[REQUEST_ID] = begin_request()
    response = await handler(request)
    if not response.prepared:
        response.headers["X-Request-Id"] = request[REQUEST_ID]
    return response


CORS = {
    "Access-Control-Allow-Methods": "GET, POST, PUT, PATCH, DELETE",
    "Access-Control-Allow-Headers": "Authorization, Content-Type, Content-Digest, If-Match, Range",
    "Access-Control-Expose-Headers": "X-Request-Id, Retry-After, ETag, Content-Range",
    "Access-Control-Max-Age": "600",
}


def with_cors(origins: credentials.Origins) -> Middleware:
    """Pages of the origins that the settings name may call us with a token; the cookie is not sent from there."""

    @web.middleware
    async def middleware(request: web.Request, handler: Handler) -> web.StreamResponse:
        origin = request.headers.get("Origin")
        if origin is None or not origins.allowed(origin) or request.path.startswith("/socket.io"):
            return await handler(request)
        if request.method == "OPTIONS" and "Access-Control-Request-Method" in request.headers:
            response: web.StreamResponse = web.Response(status=204)
        else:
            response = await handler(request)
        if not response.prepared:
            response.headers.update({"Access-Control-Allow-Origin": origin, "Vary": "Origin", **CORS})
        return response

    return middleware


@web.middleware
async def with_refusals(request: web.Request, handler: Handler) -> web.StreamResponse:
    """The one place where a refusal, or a fault, becomes an HTTP answer."""
    try:
        return await handler(request)
    except Refusal as refusal:
        return refused(refusal, request)
    except web.HTTPRequestEntityTooLarge:
        return refused(TooLarge(limit=request.client_max_size), request)
    except web.HTTPException as error:
        if error.status == 404:
            return refused(NotFound(), request)
        if error.status < 400:
            raise
        response = web.json_response({"error": error.reason, "code": "invalid_payload"}, status=error.status)
        if "Allow" in error.headers:
            response.headers["Allow"] = error.headers["Allow"]
        return response
    except Exception:
        log.exception("handler_failed", path=request.path)
        return refused(InternalError(), request)


def refused(refusal: Refusal, request: web.Request) -> web.Response:
    response = web.Response(
        body=error_json(refusal, request[REQUEST_ID]), status=STATUS[refusal.code], content_type="application/json"
    )
    response.headers["Cache-Control"] = "no-store"
    if response.status == 408:
        response.force_close()  # what else of the body comes is nobody's any more
    if response.status == 401:
        response.headers["WWW-Authenticate"] = "Bearer"  # RFC 9110, 15.5.2
    if (wait := refusal.details.get("retry_after")) is not None:
        response.headers["Retry-After"] = str(max(1, round(wait)))
    return response
