"""axe-core on a page."""

from playwright.async_api import Page

from tests.processes import ROOT

AXE = (ROOT / "web/node_modules/axe-core/axe.min.js").read_text(encoding="utf-8")
RUN_AXE = """async (rules) => {
  const only = rules.length ? { runOnly: { type: "rule", values: rules } } : {};
  const { violations } = await axe.run(document, { resultTypes: ["violations"], ...only });
  return violations
    .filter((one) => ["serious", "critical"].includes(one.impact))
    .map((one) => `${one.id}: ${one.nodes.map((node) => node.target + " " + node.failureSummary).join("; ")}`);
}"""
COLORS = ("color-contrast", "link-in-text-block")
"""The rules that look at colors. All others look at elements and sizes."""


async def serious(page: Page, *rules: str) -> list[str]:
    """The serious faults, by these rules or by all."""
    await page.evaluate(AXE)
    found: list[str] = await page.evaluate(RUN_AXE, list(rules))
    return found


async def serious_in_the_dark(page: Page) -> list[str]:
    """The serious faults of color alone once a page that was light has become dark. It becomes light again."""
    await page.emulate_media(color_scheme="dark")
    await page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    await page.evaluate(
        """() => Promise.allSettled(
          document.getAnimations()
            .filter((one) => one.effect.getComputedTiming().endTime !== Infinity)
            .map((one) => one.finished))"""
    )
    assert await page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches")
    found: list[str] = await page.evaluate(RUN_AXE, list(COLORS))
    await page.emulate_media(color_scheme="light")
    return found
