"""The headers that every answer has."""

from typing import Final

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware


def _policy(media: str = "", ancestors: str = "'none'") -> str:
    return "; ".join(
        [
            "default-src 'self'",
            f"img-src 'self' data: blob:{media}",
            f"media-src 'self' blob:{media}",
            "worker-src 'self' blob:",
            "object-src 'none'",
            "base-uri 'none'",
            "form-action 'self'",
            f"frame-ancestors {ancestors}",
        ]
    )


CONTENT_SECURITY_POLICY: Final = _policy()
OPEN_MEDIA_POLICY: Final = _policy(" https:")
"""Of pages that show pictures and play sound from any https address."""
TELEGRAM_POLICY: Final = _policy(
    ancestors=" ".join(f"https://{client}.telegram.org" for client in ("web", "weba", "webk", "webz"))
)
"""Of the Mini App's page: in Telegram's web clients it is a frame; its other apps show it in a window of their own."""

HEADERS: Final = {
    "Server": "Roomtone",  # otherwise aiohttp would send its name and version, and Python's
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(self)",
    "Cross-Origin-Opener-Policy": "same-origin",
}


def headers_of(*, hsts_seconds: int = 0) -> dict[str, str]:
    """`hsts_seconds`: how long a browser uses only HTTPS for this host; 0 where it is served over HTTP."""
    strict = {"Strict-Transport-Security": f"max-age={hsts_seconds}"} if hsts_seconds else {}
    return {**HEADERS, **strict}


def with_headers(headers: dict[str, str]) -> Middleware:
    @web.middleware
    async def middleware(request: web.Request, handler: Handler) -> web.StreamResponse:
        response = await handler(request)
        if not response.prepared:
            for name, value in headers.items():
                response.headers.setdefault(name, value)
        return response

    return middleware


def vary_by(response: web.StreamResponse, name: str) -> None:
    """Adds a header of the request to Vary."""
    named = response.headers.get("Vary")
    if named is None:
        response.headers["Vary"] = name
    elif name.lower() not in [one.strip().lower() for one in named.split(",")]:
        response.headers["Vary"] = f"{named}, {name}"
