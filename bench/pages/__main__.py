"""Every page with a thousand entries in a slow browser: `python -m bench.pages [--tree PATH] [--rounds 3]`.

The server of this tree, and with `--tree` that of another built clone, each on its own Valkey and filled alike. Each
page is opened with an empty cache at two widths while the browser's CPU is slowed down four times, the trees in turn.
Prints a Markdown table; docs/pages.md has a run.
"""

import argparse
import asyncio
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from playwright.async_api import Browser, async_playwright

from bench.pages.thousand import fill
from tests.processes import ROOT, RedisProcess, ServerProcess
from tests.server.client import a_token
from tests.web.conftest import ARGUMENTS, pages_path
from tests.web.stage import Person, Stage

SLOWER = 4
SIZES = ((1280, 800), (390, 844))
PATIENCE = 60.0  # seconds until a page is at rest
Addresses = dict[str, tuple[str, Person | None]]
Figures = dict[str, float]

WATCH = """
window.seen = { fcp: 0, lcp: 0, cls: 0, blocked: 0 };
window.last = 0;
const watch = (type, take) => new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) take(entry);
  window.last = performance.now();
}).observe({ type, buffered: true });
watch("paint", (one) => { if (one.name === "first-contentful-paint") seen.fcp = one.startTime; });
watch("largest-contentful-paint", (one) => { seen.lcp = one.startTime; });
watch("layout-shift", (one) => { if (!one.hadRecentInput) seen.cls += one.value; });
watch("longtask", (one) => { seen.blocked += Math.max(0, one.duration - 50); });
"""
# At rest: its content is there, and for a second nothing was painted, moved or blocked.
AT_REST = """document.querySelector("h1") && !document.querySelector(".loading, .voice-seeking")
  && seen.fcp > 0 && performance.now() - Math.max(last, seen.fcp) > 1000"""
FIGURES = {"nodes": ",.0f", "fcp": ".0f", "lcp": ".0f", "cls": ".3f", "blocked": ".0f"}
FOUND = "({ ...seen, nodes: document.querySelectorAll('*').length })"


@dataclass
class Tree:
    """A running server with a thousand entries, and the JavaScript of its pages in kB."""

    name: str
    url: str
    pages: Addresses
    weights: dict[str, float]


def weights(tree: Path, folder: Path) -> dict[str, float]:
    """What web/scripts/weight.mjs of this tree counts for each path of the other, in kB."""
    vite = ("node_modules/.bin/vite", "build", "--manifest", "--outDir", str(folder / "dist"))
    subprocess.run(vite, cwd=tree / "web", check=True, capture_output=True)
    (folder / "src").symlink_to(tree / "web" / "src")
    script = ("node", str(ROOT / "web" / "scripts" / "weight.mjs"), "--list")
    listed = subprocess.run(script, cwd=folder, capture_output=True, text=True, check=False).stdout
    sizes = {module: float(size) for size, module in re.findall(r"([\d.]+) kB +src/(\S+)\.ts", listed)}
    routes = (tree / "web" / "src" / "app" / "pages.ts").read_text()
    found = re.findall(r'path: "([^"]+)",.*?import\("\.\./([^"]+)"\)', routes, re.DOTALL)
    return {path: sizes[module] for path, module in found}


def pattern(address: str) -> str:
    """The path of the contract that an address belongs to."""
    path = address.partition("?")[0]
    for form, name in (
        ("/clips/", "sessionId"),
        ("/c/", "sessionId"),
        ("/s/", "sessionId"),
        ("/session/", "sessionId"),
    ):
        path = re.sub(rf"^{form}[^/]+", f"{form}{{{name}}}", path)
    return re.sub(r"^/i/[^/]+", "/i/{token}", path)


@asynccontextmanager
async def running(name: str, tree: Path, count: int) -> AsyncIterator[Tree]:
    with tempfile.TemporaryDirectory(prefix="rt") as at:
        folder = Path(at)
        redis = RedisProcess(folder)
        await redis.start()
        server = ServerProcess(redis.url, folder)
        server.folder = tree
        await server.start()
        try:
            token = a_token(folder, "admin", 24 * 3600, roles=["admin"], name="Oskar")
            async with Stage(server.url, redis) as stage:
                pages = await fill(stage, Person("Oskar", token, "admin"), count)
            sizes = weights(tree, folder)
            yield Tree(name, server.url, {n: one for n, one in pages.items() if pattern(one[0]) in sizes}, sizes)
        finally:
            await server.stop()
            await redis.stop()


async def opened(browser: Browser, tree: Tree, page_name: str, size: tuple[int, int]) -> Figures:
    """The figures of one visit with an empty cache."""
    path, person = tree.pages[page_name]
    phone = size[0] < 600
    shape: dict[str, Any] = {"viewport": {"width": size[0], "height": size[1]}, "has_touch": phone, "is_mobile": phone}
    context = await browser.new_context(**shape, locale="en-GB")
    try:
        if person is not None:
            await context.add_cookies([{"name": "roomtone_token", "value": person.token, "url": tree.url}])
        await context.add_init_script(WATCH)
        page = await context.new_page()
        slow = await context.new_cdp_session(page)
        await slow.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
        await page.goto(tree.url + path, wait_until="commit")
        async with asyncio.timeout(PATIENCE):
            while not await page.evaluate(AT_REST):  # noqa: ASYNC110 - what a page may evaluate itself, its CSP says
                await asyncio.sleep(0.25)
        found: Figures = await page.evaluate(FOUND)
        return found
    finally:
        await context.close()


def line(trees: list[Tree], name: str, width: int, found: dict[str, list[Figures]]) -> str:
    """Each cell has the figure of each tree."""

    def cell(form: str, of: Callable[[Tree], float]) -> str:
        return " → ".join(format(of(tree), form) if name in tree.pages else "–" for tree in trees)

    cells = [cell(".1f", lambda tree: tree.weights[pattern(tree.pages[name][0])])]
    for figure, form in FIGURES.items():
        cells.append(cell(form, lambda tree, figure=figure: median(one[figure] for one in found[tree.name])))  # type: ignore[misc]
    return f"| {name} | {width} | " + " | ".join(cells) + " |"


async def main(options: argparse.Namespace) -> None:
    async with AsyncExitStack() as stack:
        trees = [await stack.enter_async_context(running("after", ROOT, options.entries))]
        if options.tree is not None:
            trees.insert(0, await stack.enter_async_context(running("before", options.tree, options.entries)))
        playwright = await stack.enter_async_context(async_playwright())
        browser = await playwright.chromium.launch(executable_path=pages_path(playwright), args=ARGUMENTS)
        stack.push_async_callback(browser.close)
        print("| page | width | JS kB | nodes | FCP ms | LCP ms | CLS | blocked ms |")
        print("| --- | --- | --- | --- | --- | --- | --- | --- |")
        for name in trees[-1].pages:
            if options.pages and name not in options.pages:
                continue
            for size in SIZES:
                found: dict[str, list[Figures]] = {tree.name: [] for tree in trees}
                for _ in range(options.rounds):
                    for tree in (one for one in trees if name in one.pages):
                        found[tree.name].append(await opened(browser, tree, name, size))
                print(line(trees, name, size[0], found), flush=True)
        print(f"\n{options.entries} entries, {options.rounds} rounds, {os.cpu_count()} cores.", end=" ")
        print("Load average {:.1f}, {:.1f}, {:.1f}.".format(*os.getloadavg()))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m bench.pages")
    parser.add_argument("--tree", type=lambda path: Path(path).resolve(), help="another built clone, as the before")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--entries", type=int, default=1000)
    parser.add_argument("--pages", nargs="*", help="names, as in the table")
    sys.exit(asyncio.run(main(parser.parse_args())))
