"""`doctor`: checks everything that a start depends on, and says what to do."""

import argparse
import asyncio
import sys
from collections.abc import AsyncIterator

from server.checks.finding import Finding, fail, ok, warn
from server.checks.identity import check_identity
from server.checks.machine import check_machine
from server.checks.media import check_media
from server.checks.network import check_network
from server.checks.proxies import check_proxies
from server.checks.redis import SUBJECT, check_redis
from server.http.credentials import Proxies
from server.http.pages import DIST
from server.observability.logs import configure_logs
from server.processes.redis_binary import NoRedisError
from server.processes.start import redis_of
from server.settings.environment import load_settings, unknown_variables
from server.settings.errors import CannotStartError
from server.settings.extras import require_extras
from server.settings.model import Settings

_MARKS = {"ok": "ok  ", "warn": "WARN", "fail": "FAIL"}


def add_arguments(_: argparse.ArgumentParser) -> None:
    pass


def main(_: argparse.Namespace) -> int:
    settings = load_settings()
    configure_logs("error", "text")
    return asyncio.run(_report(settings))


async def findings(settings: Settings) -> AsyncIterator[Finding]:
    """All checks, in the order in which they are best solved."""
    strange = unknown_variables()
    for name, meant in strange.items():
        yield warn("Settings", f"{name} is no setting", f"call it {meant}" if meant else "take it out")
    if not strange:
        yield ok("Settings", "are right")
    async for finding in check_identity(settings):
        yield finding
    for finding in check_machine(settings, dist=DIST):
        yield finding
    try:
        require_extras(settings)
    except CannotStartError as error:
        problem, _, advice = str(error).partition(" Install it: ")
        yield fail("Extras", problem, advice)
    async for finding in check_network(settings):
        yield finding
    yield await check_media(settings)
    try:
        async with redis_of(settings) as url:
            async for finding in check_redis(url):
                yield finding
            if (seen := await check_proxies(url, Proxies(settings.trusted_proxies))) is not None:
                yield seen
    except (NoRedisError, CannotStartError) as error:
        yield fail(SUBJECT, str(error), "see above")


async def _report(settings: Settings) -> int:
    failed = False
    async for finding in findings(settings):
        failed = failed or finding.level == "fail"
        sys.stdout.write(f"{_MARKS[finding.level]}  {finding.subject}: {finding.text}\n")
        if finding.advice:
            sys.stdout.write(f"      → {finding.advice}\n")
    sys.stdout.write("Something is in the way.\n" if failed else "Roomtone can start.\n")
    return 1 if failed else 0
