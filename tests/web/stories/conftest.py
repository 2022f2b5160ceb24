"""What the stories need: a server whose recorders are missed soon, a worker that writes down what was said, and people
who have never been there."""

from collections.abc import AsyncIterator, Awaitable
from pathlib import Path
from typing import Any, Protocol

import pytest
from playwright.async_api import Browser, Page

from tests.handlers.voice.speech_service import KEY, in_tones, speech_service
from tests.handlers.voice.tones import Word
from tests.processes import RedisProcess, ServerProcess, WorkerProcess
from tests.web.jam.pages import DESKTOP, context

SAID = "the build is green and the rolback waits"


def heard(file: bytes) -> tuple[float, list[list[Word]], list[str]]:
    """The words in a sound; the beeps of Chromium's microphone are a sentence."""
    seconds, lines, voices = in_tones(file)
    each = seconds / len(SAID.split())
    words = [Word(text, n * each, (n + 0.9) * each) for n, text in enumerate(SAID.split())]
    return (seconds, lines, voices) if lines else (seconds, [words], ["A"])


@pytest.fixture(scope="module")
async def studio(redis_server: RedisProcess, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[str]:
    """The address of a server whose recorders are missed after two seconds, and whose worker transcribes."""
    folder: Path = tmp_path_factory.mktemp("studio")
    async with speech_service() as speech:
        speech.recognize = heard
        settings: dict[str, Any] = {"ROOMTONE_GUEST_SPENDING": "true"}
        hearing = {"ROOMTONE_TRANSCRIPTION_URL": speech.url, "ROOMTONE_TRANSCRIPTION_KEY": KEY}
        server = await ServerProcess(redis_server.url, folder, ROOMTONE_RECORDER_LEASE="2", **settings).start()
        worker = await WorkerProcess(redis_server.url, folder, **hearing, **settings).start()
        yield server.url
        await worker.stop()
        await server.stop()


class Arrive(Protocol):
    """A newcomer's browser at the home page, or at a link that they were sent."""

    def __call__(self, link: str = "", size: dict[str, int] = DESKTOP, **options: Any) -> Awaitable[Page]: ...


@pytest.fixture
async def arrive(browser: Browser, studio: str) -> AsyncIterator[Arrive]:
    faults: list[str] = []

    async def newcomer(link: str = "", size: dict[str, int] = DESKTOP, script: str = "", **options: Any) -> Page:
        where = await context(browser, studio, size, **({"locale": "en-GB"} | options))
        where.on("weberror", lambda error: faults.append(str(error.error)))
        await where.add_init_script(script)
        page = await where.new_page()
        await page.goto(link or studio)
        await page.wait_for_selector("h1")
        return page

    yield newcomer
    assert faults == []


async def pasted(page: Page) -> str:
    """What this newcomer copied last."""
    return str(await page.evaluate("navigator.clipboard.readText()"))
