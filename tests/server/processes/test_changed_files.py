"""All parts are read at start: another checkout under a running process, or none, changes nothing of its answers."""

import re
import shutil
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from server.documents.contract import CONTRACT
from tests.processes import ROOT, RedisProcess, ServerProcess
from tests.server.client import Browser, browsing, joined

NOBODY = "00000000-0000-4000-8000-000000000000"
FILES = ("/offline-worker.js", "/roomtone.webmanifest", "/roomtone-fab.js")
PAGES = ("/", "/clips", f"/s/{NOBODY}", "/nothing/here", *FILES)


@pytest.fixture
async def checkout(own_redis: RedisProcess, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[ServerProcess]:
    """A server that runs in a checkout of its own, whose log has no errors of what other tests write by hand."""
    folder = tmp_path_factory.mktemp("checkout")
    for name in ("server", "handlers", "storage", "auth", "sessions", "web/dist"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    process = ServerProcess(own_redis.url, tmp_path_factory.mktemp("data"))
    process.folder = folder
    await process.start()
    yield process
    await process.stop()


async def test_OP1_files_that_change_or_go_change_nothing_of_what_is_answered(
    checkout: ServerProcess, server: ServerProcess
) -> None:
    async with browsing(checkout) as browser, browsing(server) as untouched:
        pages = await _pages(browser)
        _take_away(checkout.folder)
        assert await _pages(browser) == pages
        for number, route in enumerate(CONTRACT.routes):
            path = re.sub(r"\{[^}]*\}", NOBODY, route.path)
            # Each call by users of its own: some sign them out, everywhere.
            answer = await _call(browser, route.verb, path, f"here-{number}")
            assert answer == await _call(untouched, route.verb, path, f"there-{number}"), (route.verb, path)
        for document in ("/openapi.json", "/asyncapi.json"):
            assert (await browser.ask("GET", document)).body == (await untouched.ask("GET", document)).body
    async with joined(checkout) as client, joined(server) as other:
        for event in CONTRACT.events:
            acks = [await one.ask(event.name, {"session_id": NOBODY}) for one in (client, other)]
            assert acks[0].get("error") == acks[1].get("error"), event.name
    assert "Error" not in checkout.log.read_text()


async def _pages(browser: Browser) -> list[tuple[str, int, bytes]]:
    shell = (await browser.ask("GET", "/")).body.decode()
    found = []
    for path in (*PAGES, *re.findall(r"/assets/[^\"]+", shell)):
        for coding in ("identity", "gzip"):
            answer = await browser.ask("GET", path, Accept_Encoding=coding)
            found.append((path, answer.status, answer.body))
    return found


async def _call(browser: Browser, verb: str, path: str, sub: str) -> tuple[int, Any]:
    answer = await browser.ask(verb, path, json=None if verb in {"GET", "DELETE"} else {}, **browser.signed_in(sub))
    is_json = answer.headers.get("Content-Type", "").startswith("application/json")
    return answer.status, answer.json.get("code") if is_json else None


def _take_away(folder: Path) -> None:
    """Everything but what Redis runs goes, and the first page is another one."""
    for path in folder.rglob("*"):
        if path.is_file() and path.suffix != ".lua":
            path.unlink()
    (folder / "web/dist/index.html").write_text("<p>another build")
