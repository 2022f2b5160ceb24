"""python -m bench.jam_page [--seconds 10] [--rounds 3]: the jam page in a real browser.

`frames`: 16 tracks of 64 steps play while 50 people edit 91 times a second; the times between the page's frames.
`together`: two browsers play one jam; how far apart they hear the same steps, in the middle of a run and with a new
tempo. Times are what each page's audio clock says, with no sound card behind it.
"""

import argparse
import asyncio
import os
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from threading import Thread

import aiohttp
from playwright.async_api import Browser, async_playwright

from bench import editors
from bench.jam import TRACKS, editor, made
from tests.processes import RedisProcess, ServerProcess
from tests.web.conftest import ARGUMENTS, chromium_path
from tests.web.jam.hearing import play
from tests.web.jam.pages import context, opened

EDITORS, RATE = 50, 91
WARM = 3.0  # seconds of playing and editing before it counts
FRAMES = """seconds => new Promise((done) => {
  const times = [];
  let last = performance.now();
  const end = last + seconds * 1000;
  const frame = (now) => {
    times.push(now - last);
    last = now;
    if (now < end) requestAnimationFrame(frame);
    else done(times.slice(1));
  };
  requestAnimationFrame(frame);
})"""


@asynccontextmanager
async def house() -> AsyncIterator[tuple[Browser, str]]:
    """A browser, and a server's address."""
    with tempfile.TemporaryDirectory(prefix="rt") as folder:
        redis = RedisProcess(Path(folder))
        await redis.start()
        server = await ServerProcess(redis.url, Path(folder)).start()
        try:
            async with async_playwright() as playwright:
                path = chromium_path(playwright)
                yield await playwright.chromium.launch(executable_path=path, args=ARGUMENTS), server.url
        finally:
            await server.stop()
            await redis.stop()


async def frames(browser: Browser, url: str, seconds: float) -> list[float]:
    """Ms between frames of the page of a full jam that plays and is edited."""
    async with aiohttp.ClientSession(url) as http:
        id_ = (await made(http, "/api/sessions", {"state": {"tracks": TRACKS}}))["id"]
        tokens = [(await made(http, "/api/auth/guest", {}))["token"] for _ in range(EDITORS)]
    where = await context(browser, url)
    page = await opened(where, f"{url}/s/{id_}")
    await play(page)
    people = [(editor(id_, token), id_) for token in tokens]
    options = {"rate": RATE, "warm": WARM, "seconds": seconds + WARM}
    editing = Thread(target=editors.play, args=(url, people, [os.getpid()]), kwargs=options)
    editing.start()
    await asyncio.sleep(WARM)
    found: list[float] = await page.evaluate(FRAMES, seconds)
    await asyncio.to_thread(editing.join)
    await where.close()
    return sorted(found)


async def main(options: argparse.Namespace) -> None:
    async with house() as (browser, url):
        for number in range(options.rounds):
            times = await frames(browser, url, options.seconds)
            rate, high = 1000 / (sum(times) / len(times)), times[int(len(times) * 0.99)]
            said_of = f"{rate:.1f} frames a second, 99 of 100 within {high:.1f} ms, all in {times[-1]:.1f}"
            print(f"round {number + 1}  {said_of}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m bench.jam_page")
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--rounds", type=int, default=3)
    asyncio.run(main(parser.parse_args()))
