"""Two people make music on two computers, by what is seen on the pages alone."""

import re

from playwright.async_api import Browser, expect

from tests.processes import ServerProcess
from tests.web.jam.pages import context


async def test_a_jam_of_two(browser: Browser, server: ServerProcess) -> None:
    ines = await (await context(browser, server.url, locale="en-GB")).new_page()
    await ines.goto(server.url)
    await ines.get_by_role("button", name="New Session").click()
    await ines.wait_for_url(re.compile(r"/s/[0-9a-f-]{36}$"))
    await ines.get_by_role("button", name="Start empty").click()
    await ines.get_by_role("button", name="Stop", exact=True).click()
    await ines.get_by_role("button", name="Kick", exact=True).first.click()  # one of the sounds to begin with
    await ines.get_by_role("button", name="Invite").click()
    await expect(ines.get_by_text("Session link copied! Anyone with this link can edit.")).to_be_visible()
    link = await ines.evaluate("navigator.clipboard.readText()")

    theo = await (await context(browser, server.url, locale="en-GB")).new_page()
    await theo.goto(link)
    steps = [page.get_by_role("button", name=re.compile(r"^Kick, step 3, (on|off)$")) for page in (ines, theo)]
    for step in steps:
        await expect(step).to_be_visible()
    is_on = await steps[0].get_attribute("aria-pressed") == "true"
    await steps[0].click()
    await expect(steps[1]).to_have_attribute("aria-pressed", "false" if is_on else "true")
    await steps[1].click()
    await expect(steps[0]).to_have_attribute("aria-pressed", "true" if is_on else "false")

    await theo.get_by_label("Tempo").first.fill("97")
    await theo.get_by_label("Tempo").first.press("Enter")
    await expect(ines.get_by_label("Tempo").first).to_have_value("97")

    await ines.get_by_role("button", name="Play", exact=True).click()
    await expect(theo.get_by_text("Press play to hear it").first).to_be_visible()
    await theo.get_by_role("button", name="Play", exact=True).click()
    await expect(theo.get_by_text("In step with 1 other").first).to_be_visible()
    await ines.get_by_role("button", name="Stop", exact=True).click()
    await expect(theo.get_by_role("button", name="Play", exact=True)).to_be_visible()

    await theo.get_by_role("button", name="Remix", exact=True).click()
    await expect(theo.get_by_text("Remixed! You're now editing a copy.")).to_be_visible()
    await expect(theo.get_by_label("Tempo").first).to_have_value("97")
    assert theo.url != ines.url
