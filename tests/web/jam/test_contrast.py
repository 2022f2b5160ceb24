"""The steps of a jam that are off stand out from their ground, in each group of four."""

import pytest
from playwright.async_api import Browser

from tests.processes import ServerProcess
from tests.web.jam.pages import (
    TWO,
    context,
    jam,
    opened,
)

# The contrast of each off step with the nearest ancestor that has a colour, as WCAG 2 calculates it.
RATIOS = """() => {
  const parts = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const light = (colour) => parts(colour).slice(0, 3)
    .map((part) => part / 255)
    .map((part) => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)
    .reduce((sum, part, index) => sum + part * [0.2126, 0.7152, 0.0722][index], 0);
  const colour = (one) => getComputedStyle(one).backgroundColor;
  const ground = (one) => {
    const above = parts(colour(one));
    return above.length === 4 && above[3] < 1 ? ground(one.parentElement) : colour(one);
  };
  return [...document.querySelectorAll('.jam-step[aria-pressed="false"]')].map((step) => {
    const two = [light(colour(step)), light(ground(step.parentElement))].sort((a, b) => b - a);
    return (two[0] + 0.05) / (two[1] + 0.05);
  });
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_every_step_that_is_off_is_seen_on_its_ground(
    browser: Browser, server: ServerProcess, scheme: str
) -> None:
    where = await context(browser, server.url, color_scheme=scheme)
    page = await opened(where, f"{server.url}/s/{await jam(server.url, TWO)}")
    ratios = await page.evaluate(RATIOS)
    assert len(ratios) == 30  # two tracks of 16 steps, two of them on
    assert min(ratios) >= 1.15
