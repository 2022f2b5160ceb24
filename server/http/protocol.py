"""What is no HTTP at all is answered like every other refusal: in our form, without versions and without an echo.

aiohttp's own answer repeats what was sent and names Python's version, and its log has a traceback for each: a line that
any stranger can write as often as she likes, with a piece of a header that was too long, which may be a token.
"""

import asyncio

import structlog
from aiohttp import web
from aiohttp.web_protocol import RequestHandler
from aiohttp.web_request import BaseRequest

from handlers.call import new_request_id
from server.http.pages import HEADERS
from server.http.responses import error_json
from sessions.errors import InternalError, InvalidPayload

log = structlog.get_logger("http")


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
        response = web.Response(
            body=error_json(refusal, request_id), status=status, content_type="application/json", headers=HEADERS
        )
        response.headers["X-Request-Id"] = request_id
        response.force_close()
        return response


class HttpServer(web.Server):
    def __call__(self) -> RequestHandler:
        return Protocol(self, loop=self._loop, **self._kwargs)


class Runner(web.AppRunner):
    async def _make_server(self) -> web.Server:
        made = await super()._make_server()
        return HttpServer(
            made.request_handler,
            request_factory=made.request_factory,
            handler_cancellation=made.handler_cancellation,
            loop=asyncio.get_running_loop(),
            **made._kwargs,
        )
