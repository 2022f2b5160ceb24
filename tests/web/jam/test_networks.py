"""Two browsers play one jam, each on a network of its own: how far apart the same step is heard."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

import pytest
from playwright.async_api import Browser, Page, expect

from tests.polling import until
from tests.processes import ServerProcess
from tests.web.jam.hearing import LISTEN, Apart, heard_together, play, starts
from tests.web.jam.networks import NETWORKS, UNEVEN, Network, behind
from tests.web.jam.pages import context, jam, opened, track

STEP_MS = 125.0
MOVED_MS = 2.1
"""A step moves by at most 2 ms; the audio clock counts in samples of 0.02 ms."""
EVERY_STEP = {"state": {"version": 1, "tempo": 120, "tracks": [track("k", "Kick", on=tuple(range(16)))]}}
MOST_MS = {"quiet": 1.0, "uneven": 5.0, "very-uneven": 10.0, "one-way": 10.0}


@asynccontextmanager
async def two(
    browser: Browser, url: str, networks: tuple[Network | None, Network | None]
) -> AsyncIterator[tuple[Page, Page]]:
    """Two people in one jam with a sound on each step; what they hear is noted."""
    id_ = await jam(url, EVERY_STEP)
    async with AsyncExitStack() as stack:
        pages = []
        for seed, network in enumerate(networks):
            address = url if network is None else await stack.enter_async_context(behind(network, url, seed))
            where = await context(browser, address)
            stack.push_async_callback(where.close)
            await where.add_init_script(LISTEN)
            pages.append(await opened(where, f"{address}/s/{id_}"))
        yield pages[0], pages[1]


async def test_JM14_two_hear_a_step_together_and_none_jumps(browser: Browser, server: ServerProcess) -> None:
    async with two(browser, server.url, (None, UNEVEN)) as (one, other):
        apart = await heard_together(one, other, 1.5, STEP_MS, settled=0.5)
        await expect(one.locator(".jam-sync")).to_contain_text("In step with 1 other, ±")
        await expect(other.locator(".jam-sync")).to_contain_text("Slow network, ±1")
    assert len(apart.ms) >= 10
    assert apart.moved <= MOVED_MS
    assert abs(apart.median) < 25  # the proof below is exact; here a busy machine is allowed for


async def test_JM9_a_new_tempo_and_swing_begin_on_one_step_for_both(browser: Browser, server: ServerProcess) -> None:
    async with two(browser, server.url, (None, None)) as (one, other):
        await one.get_by_role("button", name="Play", exact=True).click()
        await expect(other.locator(".jam-sync")).to_have_text("Press play to hear it")
        await play(other)
        await expect(one.locator(".jam-sync")).to_contain_text("In step with 1 other, ±")
        await one.locator("#jam-tempo").fill("60")
        await one.locator("#jam-tempo").press("Enter")
        await expect(other.locator("#jam-tempo")).to_have_value("60")
        await other.get_by_role("slider", name="Swing").press("PageUp")
        changed = len(await starts(one))

        async def went_on() -> bool:
            return len(await starts(one)) > changed + 6

        await until(went_on)
        first, second = await starts(one), await starts(other)
    first = [at for at in first if second[0] - 1 < at < second[-1] + 1]
    assert 240 < first[-1] - first[-2] < 262  # a swung step at 60 is 250 ± 8 ms long
    assert Apart.of(first, second, 250).most < 30  # on two different steps it would be 125


@pytest.mark.long
@pytest.mark.parametrize("name", NETWORKS)
async def test_JM14_on_every_network_from_two_seconds_after_play(
    browser: Browser, server: ServerProcess, name: str
) -> None:
    async with two(browser, server.url, NETWORKS[name]) as pages:
        apart = await heard_together(*pages, 30, STEP_MS)
    assert len(apart.ms) > 200
    assert abs(apart.median) <= MOST_MS[name]
    assert apart.moved <= MOVED_MS
