"""Around every handler: the request's id, other sites' pages, and turning refusals into answers."""

from collections.abc import Awaitable, Callable
from typing import Final

import structlog
from aiohttp import web
from aiohttp.typedefs import Middleware

from auth.access import FOR_ADMINS
from auth.caller import PROGRAM, program_line
from server.http import credentials
from server.http.headers import vary_by
from server.http.pages import ANYWHERE, PAGES
from server.http.request_ids import begin_request
from server.http.responses import error_json
from sessions.base.errors import (
    InternalError,
    InvalidPayload,
    MethodNotAllowed,
    NotFound,
    Refusal,
)

log = structlog.get_logger("http")

REQUEST_ID = web.RequestKey("request_id", str)
CLIENT_LEFT: Final = 499  # as nginx counts it; nobody receives this answer

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@web.middleware
async def with_request_id(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Gives every request an id, for the log, for errors and for the answer's headers."""
    request[REQUEST_ID] = begin_request()
    response = await handler(request)
    if not response.prepared:
        response.headers["X-Request-Id"] = request[REQUEST_ID]
    return response


CORS = {
    "Access-Control-Allow-Methods": "GET, POST, PUT, PATCH, DELETE",
    "Access-Control-Allow-Headers": "Authorization, Content-Type, Content-Digest, If-Match, If-None-Match, Range",
    "Access-Control-Expose-Headers": "X-Request-Id, Retry-After, ETag, Content-Range",
    "Access-Control-Max-Age": "600",
}


def with_cors(origins: credentials.Origins) -> Middleware:
    """Pages of the origins in the settings may call us with a token; the cookie is not sent from there."""

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
            response.headers.update({"Access-Control-Allow-Origin": origin, **CORS})
            vary_by(response, "Origin")
        return response

    return middleware


def with_program(access_ms: int) -> Middleware:
    """Scripts learn with what kind of program somebody calls; this is kept for so long."""
    page, api = program_line("page", access_ms), program_line("api", access_ms)

    @web.middleware
    async def middleware(request: web.Request, handler: Handler) -> web.StreamResponse:
        PROGRAM.set(page if credentials.is_browser(request.headers.get("User-Agent")) else api)
        return await handler(request)

    return middleware


@web.middleware
async def with_refusals(request: web.Request, handler: Handler) -> web.StreamResponse:
    """The one place where a refusal, or a fault, becomes an HTTP answer."""
    try:
        return await handler(request)
    except Refusal as refusal:
        return refused(refusal, request)
    except web.HTTPException as error:
        if error.status < 400:
            return web.Response(status=error.status, headers={"Location": error.headers["Location"]})
        return await _refused_by_aiohttp(error, request)
    except web.RequestPayloadError:
        return refused(InvalidPayload("The body cannot be read"), request)
    except Exception as error:
        if has_left(request, error):
            return web.Response(status=CLIENT_LEFT)
        log.exception("handler_failed", path=request.path)
        return refused(InternalError(), request)


def has_left(request: web.Request, error: BaseException) -> bool:
    """Whether `error` only means that the client closed its connection during the request."""
    transport = request.transport
    return isinstance(error, ConnectionError) and (transport is None or transport.is_closing())


async def _refused_by_aiohttp(error: web.HTTPException, request: web.Request) -> web.Response:
    if isinstance(error, web.HTTPNotFound):
        return refused(NotFound(), request)
    if isinstance(error, web.HTTPMethodNotAllowed):
        response = refused(MethodNotAllowed(), request)
        response.headers["Allow"] = ", ".join(sorted(await _allowed(error, request)))
        return response
    response = refused(InvalidPayload(error.reason), request)
    response.set_status(error.status)
    return response


async def _allowed(error: web.HTTPMethodNotAllowed, request: web.Request) -> set[str]:
    """The methods of the address, without those that the page of "not found" answers (RFC 9110, 10.2.1)."""
    pages, allowed = request.app.get(PAGES), set(error.allowed_methods)
    if pages is None or "GET" not in allowed or pages.has(request.path):
        return allowed
    found = await request.app.router.resolve(request.clone(method="GET"))
    return allowed - {"GET", "HEAD"} if found.route.name == ANYWHERE else allowed


def refused(refusal: Refusal, request: web.Request) -> web.Response:
    body, content_type = error_json(refusal, request[REQUEST_ID]), "application/json"
    if refusal.text == FOR_ADMINS and "json" not in request.headers.get("Accept", ""):
        body, content_type = FOR_ADMINS.encode(), "text/plain"  # K23: to whoever does not ask for JSON
    response = web.Response(body=body, status=refusal.status, content_type=content_type)
    response.headers["Cache-Control"] = "no-store"
    if response.status == 408:
        response.force_close()  # the rest of the body is ignored
    if response.status == 401:
        response.headers["WWW-Authenticate"] = "Bearer"  # RFC 9110, 15.5.2
    if (wait := refusal.details.get("retry_after")) is not None:
        response.headers["Retry-After"] = str(max(1, round(wait)))
    return response
