"""Sharing a voice session, by what is seen on the pages alone."""

from playwright.async_api import Browser, expect

from tests.web.jam.pages import PHONE, context


async def test_a_session_is_shared_with_who_asked_for_it(browser: Browser, studio: str) -> None:
    ann = await (await context(browser, studio, locale="en-GB")).new_page()
    await ann.goto(studio)
    await ann.get_by_role("button", name="Record now").click()
    await expect(ann.get_by_text("Recording", exact=True).first).to_be_visible()
    await ann.wait_for_url("**/session/*-*")
    await expect(ann.get_by_text("Recording 1").first).to_be_visible()  # something of it has arrived
    await ann.get_by_role("button", name="Done", exact=True).first.click()
    await expect(ann.get_by_text("Session closed").first).to_be_visible()

    bob = await (await context(browser, studio, PHONE, locale="en-GB")).new_page()
    await bob.goto(ann.url)
    await expect(bob.get_by_text("You have no access to this session")).to_be_visible()
    await bob.get_by_role("button", name="Copy my code").click()
    await expect(bob.get_by_text("Copied. Send it to the owner.")).to_be_visible()
    bobs_code = await bob.evaluate("navigator.clipboard.readText()")

    await ann.get_by_role("button", name="Share", exact=True).click()
    share = ann.get_by_role("dialog", name="Share")
    await share.get_by_label("Name or code of a person").fill(bobs_code)
    await share.get_by_role("button", name="Invite", exact=True).click()
    await expect(share.locator(".people-row")).to_have_count(2)
    await bob.reload()
    await expect(bob.get_by_text("the build is green").first).to_be_visible()
    await bob.get_by_role("button", name="Share", exact=True).click()
    await expect(bob.get_by_role("dialog", name="Share").get_by_label("Name or code of a person")).to_have_count(0)
