"""What is no HTTP at all is answered like every other refusal: in our form, without versions and without an echo.

aiohttp's own answer repeats what was sent and names Python's version, and its log has a traceback for each: a line that
any stranger can write as often as she likes, with a piece of a header that was too long, which may be a token.
"""

import asyncio
from collections.abc import Awaitable, Callable

import structlog
from aiohttp import web
from aiohttp.web_protocol import RequestHandler
from aiohttp.web_request import BaseRequest

from handlers.call import new_request_id
from server.http.headers import HEADERS
from server.http.responses import error_json
from sessions.errors import InternalError, InvalidPayload, Refusal

log = structlog.get_logger("http")

Handle = Callable[[BaseRequest], Awaitable[web.StreamResponse]]


class Protocol(RequestHandler):
    """One HTTP connection."""

    __slots__ = ()

    def handle_error(
        self, request: BaseRequest, status: int = 500, exc: BaseException | None = None, message: str | None = None
    ) -> web.StreamResponse:
        request_id = new_request_id()
        if status >= 500:
            log.error("connection_failed", request_id=request_id, exc_info=exc)
        else:
            log.info("no_http", request_id=request_id, address=request.remote, fault=type(exc).__name__)
        if request.writer.output_size > 0:
            raise ConnectionError("Half an answer cannot become another one")
        refusal = InternalError() if status >= 500 else InvalidPayload("This is no request that can be read")
        return _closing(refusal, request_id, status)


def _closing(refusal: Refusal, request_id: str, status: int) -> web.Response:
    """An answer after which nothing more is read of this client."""
    response = web.Response(
        body=error_json(refusal, request_id), status=status, content_type="application/json", headers=HEADERS
    )
    response.headers["X-Request-Id"] = request_id
    response.headers["Cache-Control"] = "no-store"
    response.force_close()
    return response


def _expecting_nothing_strange(handle: Handle) -> Handle:
    """aiohttp looks at `Expect` before any of our code, and answers what it does not know by itself: with its name and
    version, with what was sent, and without our headers."""

    async def checked(request: BaseRequest) -> web.StreamResponse:
        expected = request.headers.get("Expect")
        if expected is not None and expected.lower() != "100-continue":
            refusal = InvalidPayload("Only `Expect: 100-continue` is understood")
            return _closing(refusal, new_request_id(), web.HTTPExpectationFailed.status_code)
        return await handle(request)

    return checked


class HttpServer(web.Server):
    def __call__(self) -> RequestHandler:
        return Protocol(self, loop=self._loop, **self._kwargs)


class Runner(web.AppRunner):
    async def _make_server(self) -> web.Server:
        made = await super()._make_server()
        return HttpServer(
            _expecting_nothing_strange(made.request_handler),
            request_factory=made.request_factory,
            handler_cancellation=made.handler_cancellation,
            loop=asyncio.get_running_loop(),
            **made._kwargs,
        )
