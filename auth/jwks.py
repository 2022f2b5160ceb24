"""The public keys of an identity provider, fetched from its JWKS address and cached."""

import asyncio
import time
from collections.abc import Callable, Collection
from typing import Any, Final

import aiohttp
import orjson
import structlog
from jwt import PyJWK
from jwt.exceptions import PyJWTError

from sessions.base.errors import Unauthorized, Unavailable

log = structlog.get_logger(__name__)

# The type of key that each algorithm signs with (RFC 7518, RFC 8037). A symmetric key in a public document is not
# accepted.
KEY_TYPES: Final = {"RS256": "RSA", "ES256": "EC", "EdDSA": "OKP"}

MAX_KEYS: Final = 64


class KeySet:
    """Keys by `kid`.

    The first use fetches them. After `max_age` seconds they are fetched again in the background while the old ones are
    used; an unknown `kid` fetches at once, but at most every `min_interval` seconds, so that invented ids cannot
    overload the provider. One fetch runs at a time. When the provider is away, the cached keys stay valid.
    """

    def __init__(
        self,
        url: str,
        *,
        algorithms: Collection[str],
        timeout: float = 5.0,
        max_bytes: int = 256 * 1024,
        max_age: float = 600.0,
        min_interval: float = 10.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.url = url
        self._algorithms = frozenset(algorithms) & KEY_TYPES.keys()
        self._timeout = timeout
        self._max_bytes = max_bytes
        self._max_age = max_age
        self._min_interval = min_interval
        self._clock = clock
        self._keys: dict[str | None, list[PyJWK]] = {}
        self._fetched_at = 0.0
        self._tried_at: float | None = None
        self._failed = False
        self._fetching: asyncio.Task[None] | None = None

    async def key(self, kid: str | None, algorithm: str) -> PyJWK:
        """The key named `kid` that fits `algorithm`; without a `kid`, the only key that fits.

        Raises Unauthorized when the provider has no such key, Unavailable when the provider cannot be reached.
        """
        key = self._find(kid, algorithm)
        if key is not None:
            if self._clock() - self._fetched_at > self._max_age and self._may_try():
                self._fetch_in_background()
            return key
        if self._fetching is not None or self._may_try():
            # Shielded: a client that disconnects must not cancel the fetch that others wait for.
            await asyncio.shield(self._fetch_in_background())
            key = self._find(kid, algorithm)
            if key is not None:
                return key
        if self._failed:
            raise Unavailable("The identity provider cannot be reached")
        raise Unauthorized("The token's key is unknown")

    async def load(self) -> int:
        """Fetches the keys now and answers how many are usable here. Raises Unavailable."""
        await asyncio.shield(self._fetch_in_background())
        if self._failed:
            raise Unavailable("The identity provider's keys cannot be read")
        return sum(map(len, self._keys.values()))

    async def close(self) -> None:
        if self._fetching is not None:
            self._fetching.cancel()
            await asyncio.gather(self._fetching, return_exceptions=True)

    def _find(self, kid: str | None, algorithm: str) -> PyJWK | None:
        if kid is not None:
            return next((key for key in self._keys.get(kid, ()) if key.algorithm_name == algorithm), None)
        fitting = [key for keys in self._keys.values() for key in keys if key.algorithm_name == algorithm]
        return fitting[0] if len(fitting) == 1 else None

    def _may_try(self) -> bool:
        return self._tried_at is None or self._clock() - self._tried_at >= self._min_interval

    def _fetch_in_background(self) -> asyncio.Task[None]:
        if self._fetching is None:
            self._tried_at = self._clock()
            self._fetching = asyncio.create_task(self._fetch(), name="jwks")
            self._fetching.add_done_callback(self._fetched)
        return self._fetching

    def _fetched(self, _: asyncio.Task[None]) -> None:
        self._fetching = None

    async def _fetch(self) -> None:
        try:
            keys = self._parse(await self._download())
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
            self._failed = True
            log.warning(
                "jwks_unavailable", url=self.url, error=str(error) or type(error).__name__, kept=len(self._keys)
            )
            return
        self._keys = keys
        self._fetched_at = self._clock()
        self._failed = False
        log.info("jwks_fetched", url=self.url, keys=sum(map(len, keys.values())))

    async def _download(self) -> bytes:
        timeout = aiohttp.ClientTimeout(total=self._timeout)
        # A new HTTP session for each fetch: one request in ten minutes does not need a kept connection. Redirects are
        # not followed: they could lead the server to addresses that nobody configured.
        async with (
            aiohttp.ClientSession(timeout=timeout) as session,
            session.get(self.url, allow_redirects=False) as answer,
        ):
            if answer.status != 200:
                raise ValueError(f"HTTP {answer.status}")
            body = bytearray()
            async for part in answer.content.iter_chunked(16 * 1024):
                body += part
                if len(body) > self._max_bytes:
                    raise ValueError(f"longer than {self._max_bytes} bytes")
            return bytes(body)

    def _parse(self, body: bytes) -> dict[str | None, list[PyJWK]]:
        document = orjson.loads(body)
        listed = document.get("keys") if isinstance(document, dict) else None
        if not isinstance(listed, list) or len(listed) > MAX_KEYS:
            raise ValueError("not a JWK set")
        keys: dict[str | None, list[PyJWK]] = {}
        for member in listed:
            key = self._usable(member)
            if key is not None:
                keys.setdefault(key.key_id, []).append(key)
        if not keys:
            raise ValueError("no usable key")
        return keys

    def _usable(self, member: Any) -> PyJWK | None:
        """The key, if it is a public key for signatures by an algorithm that is allowed here."""
        if not isinstance(member, dict) or member.get("use", "sig") != "sig":
            return None
        if not isinstance(member.get("kid"), str | None) or "d" in member:
            return None
        operations = member.get("key_ops", ["verify"])
        if not isinstance(operations, list) or "verify" not in operations:
            return None
        try:
            key = PyJWK(member)
        except (PyJWTError, TypeError, ValueError):
            return None  # many sets also contain encryption keys or curves that we do not support
        name = key.algorithm_name
        fits = name in self._algorithms and member.get("kty") == KEY_TYPES[name]
        weak = key.Algorithm.check_key_length(key.key) is not None  # RSA below 2048 bits
        return key if fits and not weak else None
