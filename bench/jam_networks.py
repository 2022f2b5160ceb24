"""python -m bench.jam_networks [--seconds 30] [network …]

Two Chromium contexts play one jam, each on a network of its own (tests/web/jam/networks.py): by how many ms they hear
the same step apart, from two seconds after Play on.
"""

import argparse
import asyncio

from bench.jam_page import house
from tests.web.jam.hearing import heard_together
from tests.web.jam.networks import NETWORKS
from tests.web.jam.test_networks import STEP_MS, two


async def main(options: argparse.Namespace) -> None:
    async with house() as (browser, url):
        for name in options.networks or NETWORKS:
            async with two(browser, url, NETWORKS[name]) as pages:
                apart = await heard_together(*pages, options.seconds, STEP_MS)
                late = sum([await page.evaluate("() => window.heard.late") for page in pages])
                told = [(await page.locator(".jam-sync").inner_text()).split("±")[-1] for page in pages]
            high = sorted(map(abs, apart.ms))[int(len(apart.ms) * 0.95)]
            print(
                f"{name}: {len(apart.ms)} steps, median {apart.median:+.1f} ms, 95 of 100 within {high:.1f}, "
                f"all within {apart.most:.1f}; a step moved by {apart.moved:.1f} ms at most, "
                f"sounds started too late: {late}; told ±{told[0]} and ±{told[1]}",
                flush=True,
            )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m bench.jam_networks")
    parser.add_argument("--seconds", type=float, default=30)
    parser.add_argument("networks", nargs="*", metavar="network", choices=[*NETWORKS, []])
    asyncio.run(main(parser.parse_args()))
