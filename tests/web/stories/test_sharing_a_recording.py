"""Sharing a voice session, by what is seen on the pages alone."""

from playwright.async_api import Browser, expect

from tests.web.jam.pages import PHONE, context


async def test_a_session_is_shared_with_who_asked_for_it(browser: Browser, studio: str) -> None:
    ann = await (await context(browser, studio, locale="en-GB")).new_page()
    await ann.goto(studio)
    await ann.get_by_role("button", name="New voice session").click()
    await expect(ann.get_by_text("Recording", exact=True).first).to_be_visible()
    await ann.wait_for_url("**/session/*-*")
    await ann.get_by_role("button", name="Done", exact=True).first.click()
    await expect(ann.get_by_text("Session closed").first).to_be_visible()

    bob = await (await context(browser, studio, PHONE, locale="en-GB")).new_page()
    await bob.goto(ann.url)
    await expect(bob.get_by_text("You have no access to this session")).to_be_visible()
    await bob.get_by_role("button", name="Copy my id").click()
    await expect(bob.get_by_text("Copied. Send it to the owner.")).to_be_visible()
    bobs_id = await bob.evaluate("navigator.clipboard.readText()")

    await ann.get_by_role("button", name="Share").click()
    await ann.get_by_role("radio", name="Invited people").check()
    await ann.get_by_label("Their ids, one a line").fill(bobs_id)
    await ann.get_by_role("button", name="Save").click()
    await expect(ann.get_by_text("access: invited people")).to_be_visible()
    await bob.reload()
    await expect(bob.get_by_text("Recording 1").first).to_be_visible()
    await expect(bob.get_by_role("button", name="Share")).to_have_count(0)
