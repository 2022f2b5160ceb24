"""HTTP: a declared route becomes an aiohttp handler; one place turns refusals into answers."""

import time
from collections.abc import AsyncIterator, Callable
from enum import StrEnum
from typing import Any, Final, Protocol

from aiohttp import web
from pydantic import ValidationError

from auth.access import require_admin
from auth.blocks import Blocks
from auth.script_keys import is_key
from auth.tokens import TokenVerifier
from auth.user import User
from handlers.api.call import Call
from handlers.api.contract import (
    Access,
    File,
    Media,
    Route,
    StreamedAnswer,
    is_limited,
    violations,
)
from handlers.api.entity_tags import EntityTags
from handlers.script_keys.check import KeyCheck
from server.http import credentials
from server.http.bodies import RequestUpload, disposition, media_response, whole_body
from server.http.middleware import CLIENT_LEFT, REQUEST_ID, Handler, has_left
from server.http.responses import json_of, loads, parse, refuse_query
from server.limits.client_limits import ClientLimits
from server.limits.intake import Arriving
from server.limits.rates import BYTES_IN, BYTES_OUT, Bucket
from sessions.base.errors import (
    InvalidPayload,
    InvalidSessionId,
    Refusal,
    UnsupportedMedia,
)

UPLOAD_BYTES_IN: Final = 65_536  # of an upload for which it costs one more: its bytes are streamed, not parsed
FREE: Final = Bucket(0, 1)

Bound = Callable[..., Any]


class RequestCounts(Protocol):
    def answered(self, route: str, status: int, seconds: float) -> None: ...


class HttpApi:
    """The routes of the contract, in aiohttp's form."""

    def __init__(
        self,
        routes: list[tuple[Route, Bound]],
        *,
        verifier: TokenVerifier,
        keys: KeyCheck,
        blocks: Blocks,
        proxies: credentials.Proxies,
        origins: credentials.Origins,
        secure_cookie: bool,
        cookie_seconds: int,
        body_seconds: float,
        budgets: ClientLimits,
        is_busy: Callable[[str], bool],
        counts: RequestCounts,
    ) -> None:
        self._routes = routes
        self._verifier = verifier
        self._keys = keys
        self._blocks = blocks
        self._proxies = proxies
        self._origins = origins
        self._secure_cookie = secure_cookie
        self._cookie_seconds = cookie_seconds
        self._body_seconds = body_seconds
        self._budgets = budgets
        self._is_busy = is_busy
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
                status = refusal.status
                raise
            except Exception as error:
                status = CLIENT_LEFT if has_left(request, error) else 500
                raise
            finally:
                self._counts.answered(route.name, status, time.perf_counter() - started)

        return handle

    async def _answer(self, route: Route, bound: Bound, request: web.Request) -> web.StreamResponse:
        # The rate is checked before any work: identity and rate come before the query and the body. An id in the path
        # costs nothing to parse, and an invalid one is refused before anything about the caller (V23).
        arguments = self._path_arguments(route, request)
        call = await self._call(route, request)
        bucket, arriving = self._pay(route, request, call)
        if route.grows:
            self._budgets.room.require(media="upload" in route.parameters)
        arguments |= _query(route, request)
        if "body" in route.parameters:
            body = await whole_body(request, self._body_seconds, arriving)
            arguments["body"] = parse(route.validators["body"], _json(request, body))
        if "upload" in route.parameters:
            upload = RequestUpload(request, self._body_seconds, arriving)
            who = call.signed_in.spender if call.signed_in is not None else ""
            self._budgets.uploads.take(who, call.address)
            try:
                answer = await bound(call, upload=upload, **arguments)
            finally:
                self._budgets.uploads.give(who, call.address)
        else:
            answer = await bound(call, **arguments)
        if isinstance(answer, Media):
            return media_response(answer, request)
        if isinstance(answer, StreamedAnswer):
            return _streamed(answer, bucket)
        status = call.status or route.status
        if _is_known(request, call):
            response = web.Response(status=304)
        elif route.answer is None:
            response = web.Response(status=status)
        elif isinstance(answer, File):
            response = _file(answer, status)
        else:
            response = web.Response(body=json_of(answer), status=status, content_type="application/json")
        bucket.owe((response.content_length or 0) // BYTES_OUT)
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
                problems = error.errors(include_url=False, include_input=False)
                raise violations([{**one, "loc": (name, *one["loc"])} for one in problems]) from None
        return arguments

    async def _call(self, route: Route, request: web.Request) -> Call:
        """The caller, if they may call now. Raises Unauthorized, Forbidden, Blocked."""
        headers = request.headers
        hops = ",".join(headers.getall("X-Forwarded-For", ()))  # each proxy may write a line of its own
        address = self._proxies.client(request.remote or "", hops)
        call = Call(address, request_id=request[REQUEST_ID])
        call.if_match = EntityTags.read(headers.get("If-Match"))
        call.token = credentials.bearer(headers.get("Authorization"))
        if call.token is None:
            call.token = credentials.cookie_token(headers.get("Cookie"))
            call.is_by_cookie = call.token is not None
            if call.token is not None or request.method not in credentials.SAFE_VERBS:
                self._origins.require_own(headers)
        if call.token is not None and route.access.reads_token:
            if is_key(call.token) and not call.is_by_cookie:
                call.signed_in = await self._with_key(route, request, call.token, address)
                call.token = None
            else:
                call.signed_in = await self._verifier.verify(call.token)
        if route.access.needs_token:
            _ = call.user
        is_reading = call.signed_in is None and request.method in credentials.SAFE_VERBS
        if route.access.reads_token and not is_reading:
            self._blocks.require_address(call.signed_in, address)
        if route.access is Access.ADMIN:
            require_admin(call.signed_in)
        return call

    async def _with_key(self, route: Route, request: web.Request, token: str, address: str) -> User:
        """Whom a script's key acts for (D41). Raises Unauthorized, Blocked, Forbidden for what it may not do."""
        crowds = self._budgets.crowds
        if crowds.is_limited:  # before the store is asked
            crowds.consume(address, "", id(request.transport), 1, time.monotonic())
        user = await self._keys.user(token, address)
        about = request.match_info.get("session_id") or request.match_info.get("uuid")
        if user.key is not None:
            user.key.require(route.scope, about.lower() if about else None)
        return user

    def _pay(self, route: Route, request: web.Request, call: Call) -> tuple[Bucket, Arriving]:
        """Checked with the request's head alone. Answers the bucket for the rest of the request's cost, and what a body
        without a declared length pays as it arrives. Raises RateLimited."""
        unit = UPLOAD_BYTES_IN if "upload" in route.parameters else BYTES_IN
        cost = route.cost + (request.content_length or 0) // unit
        who = call.signed_in.spender if call.signed_in is not None else f"address {call.address}"
        bucket = FREE
        if is_limited(route):
            bucket = self._budgets.rates.bucket(who)
            bucket.consume(cost=cost)
        about = request.match_info.get("session_id") or request.match_info.get("uuid", "")
        # Behind one address, callers without a user are distinguished by their connections.
        within = who if call.signed_in is not None else id(request.transport)
        group = about if self._is_busy(about) else ""
        crowds = self._budgets.crowds
        crowds.consume(call.address, group, within, cost, time.monotonic())

        if request.content_length is not None:
            return bucket, Arriving(self._budgets.intake, call.address)
        paid = 0

        def pay() -> None:
            """For what has arrived on the wire: of small chunks, most is not the body, and it takes as long."""
            nonlocal paid
            more = request.protocol.received // unit - paid  # type: ignore[attr-defined]  # it is ours
            if more > 0:
                paid += more
                bucket.owe(more)
                crowds.consume(call.address, group, within, more, time.monotonic())

        return bucket, Arriving(self._budgets.intake, call.address, pay)

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


def _query(route: Route, request: web.Request) -> dict[str, Any]:
    """Raises InvalidPayload, also for fields that a route without a query gets (D21)."""
    if "query" in route.parameters:
        return {"query": parse(route.validators["query"], dict(request.query))}
    if request.query_string:
        refuse_query(request.query)
    return {}


def _pattern(route: Route) -> str:
    """The path in aiohttp's form; a parameter with fixed values matches only these."""
    path = route.path
    for name in route.path_parameters:
        hint = route.hints[name]
        if isinstance(hint, type) and issubclass(hint, StrEnum):
            path = path.replace(f"{{{name}}}", f"{{{name}:{'|'.join(hint)}}}")
    return path


def _json(request: web.Request, body: bytes) -> Any:
    if not body:
        return {}
    if request.content_type != "application/json":
        raise UnsupportedMedia("Send JSON with Content-Type: application/json")
    try:
        return loads(body)
    except ValueError:
        raise InvalidPayload("The body is not valid JSON") from None


def _is_known(request: web.Request, call: Call) -> bool:
    """Whether the client already has exactly these bytes (If-None-Match on a read, RFC 9110, 13.1.2)."""
    etag = call.headers.get("ETag")
    if etag is None or request.method not in {"GET", "HEAD"}:
        return False
    known = EntityTags.read(request.headers.get("If-None-Match"))
    return known is not None and known.match_weakly(etag)


def _streamed(answer: StreamedAnswer, bucket: Bucket) -> web.Response:
    headers = {
        "Content-Type": answer.media_type,
        "Content-Disposition": disposition(answer.filename),
        "Cache-Control": "no-store",
    }
    return web.Response(body=paid(answer.parts, bucket) if answer.is_paid else answer.parts, headers=headers)


async def paid(parts: AsyncIterator[bytes], bucket: Bucket) -> AsyncIterator[bytes]:
    """The parts; each costs its size when it is sent."""
    async for part in parts:
        bucket.owe(len(part) // BYTES_OUT)
        yield part


def _file(answer: File, status: int) -> web.Response:
    response = web.Response(body=answer.content, status=status, headers={"Content-Type": answer.media_type})
    if answer.filename is not None:
        response.headers["Content-Disposition"] = disposition(answer.filename)
    return response
