"""Pages without a network: what opens, what is shown, and to whom."""

import pytest
from playwright.async_api import expect

from tests.web.conftest import Visit
from tests.web.stage import Person, Stage

NOBODY = "00000000-0000-4000-8000-000000000000"


@pytest.fixture
async def ann(stage: Stage) -> Person:
    return await stage.guest("Ann")


async def test_PG8_the_browser_would_install_the_page_that_is_shown(visit: Visit, stage: Stage, ann: Person) -> None:
    session_id = await stage.session(ann, "Secret title")
    page = await visit(f"/c/{session_id}", ann, locale="ru-RU", service_workers="allow")
    devtools = await page.context.new_cdp_session(page)

    async def installs(start: str) -> None:
        await expect(page.locator("link[rel=manifest]")).to_have_attribute("href", f"/roomtone.webmanifest?{start}")
        found = await devtools.send("Page.getAppManifest")
        assert found["errors"] == []
        assert "Secret" not in found["data"]
        assert (await devtools.send("Page.getInstallabilityErrors"))["installabilityErrors"] == []

    await installs(f"start=%2Fc%2F{session_id}&language=ru")
    await page.goto(f"{stage.url}/docs")
    await installs("start=%2F&language=ru")
