"""JSON over aiohttp."""

import asyncio
import json
import random
from collections.abc import Callable, Mapping
from typing import Any, Final

import aiohttp

from roomtone_client.backoff import Backoff
from roomtone_client.errors import RoomtoneError

_IDEMPOTENT: Final = frozenset({"GET", "HEAD", "PUT", "DELETE"})
_RETRIES: Final = 3
_LONGEST_WAIT: Final = 10.0  # seconds; a longer wait is the caller's decision: the error has `retry_after`


def shared_session() -> aiohttp.ClientSession:
    """A session that any number of clients of one process can share: no limit of connections, and no cookies, so that
    no client uses another's identity. Close it after the clients.
    """
    connector = aiohttp.TCPConnector(limit=0)
    return aiohttp.ClientSession(connector=connector, cookie_jar=aiohttp.DummyCookieJar(), auto_decompress=True)


class Http:
    """Requests of one user. Every failure is a RoomtoneError; no answer at all is `offline`."""

    def __init__(self, url: str, session: aiohttp.ClientSession, bearer: Callable[[], str | None]) -> None:
        self._url = url
        self._session = session
        self._bearer = bearer
        self._backoff = Backoff()

    async def request(
        self,
        method: str,
        path: str,
        *,
        body: Any = None,
        query: Mapping[str, str | int] | None = None,
        headers: Mapping[str, str] | None = None,
        idempotent: bool | None = None,
    ) -> Any:
        """The answer: JSON parsed, other text types as str, anything else as bytes, an empty one as None.

        `body` is sent as JSON, bytes as they are. A repeatable request (`idempotent`; by default GET, HEAD, PUT and
        DELETE) is sent again when the code says `retry`, after the server's `retry_after`.
        """
        repeatable = method.upper() in _IDEMPOTENT if idempotent is None else idempotent
        attempt = 0
        while True:
            try:
                return await self._once(method, path, body, query, headers)
            except RoomtoneError as error:
                wait = max(error.retry_after, self._backoff.delay(attempt, random.random()))  # noqa: S311 - jitter
                final = error.advice != "retry" or error.status == 0 or not repeatable
                if final or attempt >= _RETRIES or wait > _LONGEST_WAIT:
                    raise
            attempt += 1
            await asyncio.sleep(wait)

    async def _once(
        self,
        method: str,
        path: str,
        body: Any,
        query: Mapping[str, str | int] | None,
        headers: Mapping[str, str] | None,
    ) -> Any:
        sent = {"Accept": "application/json", **(headers or {})}
        bearer = self._bearer()
        if bearer is not None:
            sent.setdefault("Authorization", f"Bearer {bearer}")
        data = body
        if body is not None and not isinstance(body, bytes):
            sent.setdefault("Content-Type", "application/json")
            data = json.dumps(body, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()
        try:
            async with self._session.request(method, self._url + path, data=data, params=query, headers=sent) as answer:
                content = _decode(await answer.read(), answer.content_type)
                status, retry_after = answer.status, answer.headers.get("Retry-After")
        except TimeoutError as error:
            raise RoomtoneError("timeout", "the server took too long to answer") from error
        except (aiohttp.ClientError, OSError) as error:
            raise RoomtoneError("offline", f"the server cannot be reached: {type(error).__name__}") from error
        if status < 400:
            return content
        refusal = RoomtoneError.from_body(status, content)
        if retry_after is not None and retry_after.isdecimal() and not refusal.retry_after:
            details = {**refusal.details, "retry_after": int(retry_after)}
            refusal = RoomtoneError(refusal.code, refusal.message, details, status)
        raise refusal


def _decode(content: bytes, content_type: str) -> Any:
    if not content:
        return None
    if content_type.endswith("json"):
        try:
            return json.loads(content)
        except ValueError as error:
            raise RoomtoneError("bad_answer", "the answer is not the JSON that it says it is") from error
    return content.decode() if content_type.startswith("text/") else content
