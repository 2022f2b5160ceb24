"""Checks of addresses: the port to listen on, the services that jobs call, the proxy in front."""

import errno
import json
import socket
from collections.abc import AsyncIterator
from typing import Final

import aiohttp

from server.checks.finding import Finding, fail, ok, warn
from server.settings.environment import variable_name
from server.settings.model import Settings

SECONDS: Final = 5
SERVICES: Final = ("transcription_url", "tasks_url")


def why_not(error: OSError, settings: Settings) -> str | None:
    """Why the server cannot listen, and what to do; None when that is not the problem."""
    if error.errno == errno.EADDRINUSE:
        return f"Port {settings.port} is taken. End what listens there, or set PORT to another one."
    if error.errno == errno.EACCES:
        return f"Port {settings.port} needs more rights than this user has. Set PORT to one above 1023."
    if error.errno == errno.EADDRNOTAVAIL:
        return f"{settings.host} is no address of this machine. Set HOST to 127.0.0.1 or 0.0.0.0."
    return None


async def check_network(settings: Settings) -> AsyncIterator[Finding]:
    yield await _port(settings)
    if settings.public_url is not None and settings.public_url.startswith("https:") and not settings.trusted_proxies:
        yield warn(
            "Proxies",
            "ROOMTONE_PUBLIC_URL is https, so there is a proxy, and none is trusted: all clients share the limits of "
            "one address",
            "set ROOMTONE_TRUSTED_PROXIES to the address that its requests come from",
        )
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=SECONDS)) as http:
        for field in SERVICES:
            url = getattr(settings, field)
            if url is not None:
                yield await _service(http, variable_name(field), url)


async def _port(settings: Settings) -> Finding:
    try:
        socket.create_server((settings.host, settings.port)).close()
    except OSError as error:
        if error.errno == errno.EADDRINUSE and await _is_ours(settings):
            return ok("Port", f"Roomtone serves on port {settings.port}")
        problem, _, advice = (why_not(error, settings) or f"{error.strerror}. Set HOST and PORT.").partition(". ")
        return fail("Port", problem, advice[0].lower() + advice[1:].removesuffix("."))
    return ok("Port", f"{settings.port} is free" if settings.port else "a free one is taken")


async def _is_ours(settings: Settings) -> bool:
    """Whether what listens there answers as this server does."""
    host = {"0.0.0.0": "127.0.0.1"}.get(settings.host, settings.host)  # noqa: S104 - compared, not listened on
    try:
        async with (
            aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=SECONDS)) as http,
            http.get(f"http://{host}:{settings.port}/healthz") as answer,
        ):
            told = json.loads(await answer.content.read(1000))
    except (aiohttp.ClientError, TimeoutError, OSError, ValueError):
        return False
    return isinstance(told, dict) and told.keys() == {"status", "version"}


async def _service(http: aiohttp.ClientSession, name: str, url: str) -> Finding:
    """Any answer counts: what the service thinks of this request says nothing about a job's."""
    try:
        async with http.get(url):
            return ok("Services", f"{name} answers")
    except (aiohttp.ClientError, TimeoutError, OSError) as error:
        text = f"{name} cannot be reached ({type(error).__name__}): {url}"
        return fail("Services", text, "start the service, or mend its address")
