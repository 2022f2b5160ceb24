"""One POST of a webhook, in the form of Standard Webhooks: the id, the time and the HMAC are headers.

The receiver computes HMAC-SHA256 of `<id>.<timestamp>.<body>` with the secret, and compares it with what follows `v1,`
in `webhook-signature`. An id that comes again is the same event.
"""

import base64
import hashlib
import hmac
import secrets
import socket
import time
from dataclasses import dataclass
from typing import Any, Final

import aiohttp
from aiohttp import TCPConnector

from storage.webhooks.addresses import is_public

PREFIX: Final = "whsec_"
SECONDS: Final = 10  # for the whole exchange
ANSWER: Final = 1024  # bytes that are read of an answer
GONE: Final = 410


class PrivateAddressError(OSError):
    """The address is one that webhooks must not reach."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a POST. `status` is None when there was no answer, `error` is '' when it was taken."""

    status: int | None
    took_ms: int
    error: str

    @property
    def is_gone(self) -> bool:
        """Whether the receiver wants nothing more."""
        return self.status == GONE


def new_secret() -> str:
    return PREFIX + base64.b64encode(secrets.token_bytes(32)).decode()


def signature(secret: str, id_: str, at: int, body: bytes) -> str:
    """What `webhook-signature` says. A secret that is no `whsec_…` is taken as its bytes."""
    key = base64.b64decode(secret.removeprefix(PREFIX)) if secret.startswith(PREFIX) else secret.encode()
    signed = f"{id_}.{at}.".encode() + body
    return "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()


class WebhookSender:
    """`may_reach_private`: also addresses of this machine and its networks, as the operator's own alerts may."""

    def __init__(self, *, may_reach_private: bool) -> None:
        self._may_reach_private = may_reach_private
        self._http: aiohttp.ClientSession | None = None

    async def close(self) -> None:
        if self._http is not None:
            await self._http.close()

    async def post(self, url: str, secret: str, id_: str, body: bytes) -> Outcome:
        """No redirect is followed: what it names was not checked."""
        at, started = int(time.time()), time.monotonic()
        headers = {
            "Content-Type": "application/json",
            "User-Agent": "Roomtone-Webhooks",
            "webhook-id": id_,
            "webhook-timestamp": str(at),
            "webhook-signature": signature(secret, id_, at, body),
        }
        status, error = None, ""
        try:
            async with self._session().post(url, data=body, headers=headers, allow_redirects=False) as answer:
                status = answer.status
                if not 200 <= status < 300:
                    error = f"It answers {status}"
                await answer.content.read(ANSWER)
        except PrivateAddressError as refused:
            error = str(refused)
        except TimeoutError:
            error = f"No answer within {SECONDS} seconds"
        except (aiohttp.ClientError, OSError, ValueError) as failed:
            error = f"It cannot be reached ({type(failed).__name__})"
            if isinstance(failed.__cause__, PrivateAddressError):
                error = str(failed.__cause__)
        return Outcome(status, round((time.monotonic() - started) * 1000), error)

    def _session(self) -> aiohttp.ClientSession:
        if self._http is None:
            # A connection for each POST: every one resolves the name anew and has its address checked.
            connector = TCPConnector(force_close=True, use_dns_cache=False, socket_factory=self._socket, limit=64)
            timeout = aiohttp.ClientTimeout(total=SECONDS)
            self._http = aiohttp.ClientSession(
                connector=connector, timeout=timeout, cookie_jar=aiohttp.DummyCookieJar(), trust_env=False
            )
        return self._http

    def _socket(self, info: tuple[Any, ...]) -> socket.socket:
        """The socket for the address that is about to be connected to: what was checked is what is reached, however
        often the name's address changes."""
        family, kind, protocol, _, address = info
        if not self._may_reach_private and not is_public(str(address[0])):
            raise PrivateAddressError("Its address is private: webhooks reach the public internet alone")
        made = socket.socket(family, kind, protocol)
        made.setblocking(False)
        return made
