"""Recorded sounds on the jam page: made, named, listed, deleted; missing sounds are shown on their track."""

import re
from uuid import uuid4

import aiohttp
import pytest
from playwright.async_api import Browser, Page, expect
from roomtone_client import RoomtoneClient

from storage.redis import keys
from storage.redis.client import Redis
from tests.processes import ServerProcess
from tests.sessions.jam.test_sample import sound
from tests.web.jam.pages import (
    DESKTOP,
    PHONE,
    TWO,
    context,
    id_of,
    jam,
    opened,
    stored,
    track,
)

A_SOUND = '{"session":"%s","size":1,"by":null,"seconds":1,"at":1}'


async def uploaded(url: str, id_: str, name: str) -> str:
    async with (
        aiohttp.ClientSession(url) as http,
        http.post(f"/api/sessions/{id_}/samples", params={"name": name}, data=sound(0.4)) as answer,
    ):
        assert answer.status == 201
        return str((await answer.json())["sampleId"])


async def with_sound(url: str, name: str = "Kettle lid") -> tuple[str, str]:
    """A session without an owner whose track `r` plays a recording."""
    id_ = await jam(url)
    sample = await uploaded(url, id_, name)
    state = {"tracks": [track("k", "Kick", on=(0, 4)), track("r", "Lid", sample, on=(2,))]}
    async with aiohttp.ClientSession(url) as http:
        assert (await http.put(f"/api/sessions/{id_}", json={"state": state})).status == 200
    return id_, sample


async def recording(page: Page) -> None:
    """Begins to record in the dialog."""
    await page.get_by_role("button", name="Record a sound").first.click()
    await page.get_by_role("dialog").get_by_role("button", name="Record", exact=True).click()


async def test_S23_JM13_while_it_records_time_limit_and_level_are_seen(browser: Browser, server: ServerProcess) -> None:
    page = await opened(await context(browser, server.url), f"{server.url}/s/{await jam(server.url, TWO)}")
    await recording(page)
    dialog = page.get_by_role("dialog")
    await expect(dialog.get_by_text(re.compile(r"^[1-9]\.\d of 10 s$"))).to_be_visible()
    meter = dialog.get_by_role("meter", name="Level of the microphone")
    await expect(meter).to_have_attribute("aria-valuetext", re.compile(r"^−\d+ dB$"))  # the fake microphone beeps
    await dialog.get_by_role("button", name="Stop").click()
    await dialog.get_by_label("Name").fill("Kettle lid")
    await dialog.get_by_role("button", name="Use as a track").click()
    await expect(page.locator(".jam-sample").last).to_have_text("Kettle lid")
    await expect(page.get_by_text(re.compile("recording-"))).to_have_count(0)
    await expect(page.locator(".jam-saved")).to_contain_text("Saved")
    await page.reload()
    await expect(page.locator(".jam-sample").last).to_have_text("Kettle lid")


async def test_JM13_recordings_are_listed_with_their_use_and_deleted(browser: Browser, server: ServerProcess) -> None:
    id_, sample = await with_sound(server.url)
    await uploaded(server.url, id_, "Kitchen door")
    one = await opened(await context(browser, server.url), f"{server.url}/s/{id_}")
    other = await opened(await context(browser, server.url, PHONE), f"{server.url}/s/{id_}")
    await one.get_by_role("button", name="Sounds 2").click()
    dialog = one.get_by_role("dialog")
    await expect(dialog.get_by_role("status")).to_have_text("2 of 64 recordings")
    rows = dialog.get_by_role("listitem")
    await expect(rows.nth(0)).to_contain_text("Kettle lid")
    await expect(rows.nth(0)).to_contain_text("0.4 s")
    await expect(rows.nth(0)).to_contain_text("Used on Lid")
    await expect(rows.nth(1)).to_contain_text("Unused")
    await rows.nth(0).get_by_role("button", name="Delete…").click()
    question = one.get_by_role("dialog", name="Delete Kettle lid?")
    await expect(question).to_contain_text("Used on Lid. You can bring it back for 30 days.")
    await question.get_by_role("button", name="Delete", exact=True).click()
    await expect(dialog.locator("p[role=status]")).to_have_text("1 of 64 recordings")
    await dialog.get_by_role("button", name="Close").click()
    row = one.locator('.jam-row[data-track="r"]')
    await expect(row.locator(".jam-sample")).to_have_text("Missing sound. Choose another")
    await expect(row).to_have_class(re.compile("no-sound"))
    await other.locator('.jam-strip[data-track="r"]').tap()  # everybody learns it, at once
    await expect(other.locator(".jam-fault")).to_have_text("Missing sound. Choose another")
    async with (
        aiohttp.ClientSession(server.url) as http,
        http.get(f"/api/sessions/{id_}/samples/{sample.removeprefix('recording-')}") as answer,
    ):
        assert answer.status == 404


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
async def test_S8_JM13_an_unknown_sound_is_seen_on_its_track(
    browser: Browser, server: ServerProcess, size: dict[str, int]
) -> None:
    tracks = [
        track("k", "Kick", on=(0,)),
        track("u", "Odd", "synth:no-such-voice", on=(1,)),
        track("m", "Gone", f"recording-{uuid4()}", on=(1,)),
    ]
    id_ = await jam(server.url, {"state": {"tracks": tracks}})
    page = await opened(await context(browser, server.url, size), f"{server.url}/s/{id_}")
    await expect(page.locator(".no-sound")).to_have_count(2)
    for track_id, said in (("u", "Unknown sound: synth:no-such-voice"), ("m", "Missing sound. Choose another")):
        if size is PHONE:
            await page.locator(f'.jam-strip[data-track="{track_id}"]').tap()
            await expect(page.locator(".jam-fault")).to_have_text(said)
        else:
            await expect(page.locator(f'.jam-row[data-track="{track_id}"] .jam-sample')).to_have_text(said)
    assert await page.evaluate("() => document.documentElement.scrollWidth") <= size["width"]


async def test_JM13_at_the_limit_the_page_says_so_and_a_remix_begins_with_slots_of_its_own(
    browser: Browser, server: ServerProcess, redis: Redis
) -> None:
    id_, _ = await with_sound(server.url)
    key = f"{keys.header(id_)}:samples"
    for _ in range(63):
        await redis.call(key, "HSET", key, str(uuid4()), A_SOUND % id_)
    page = await opened(await context(browser, server.url), f"{server.url}/s/{id_}")
    await page.get_by_role("button", name="Sounds 64").wait_for()
    await page.get_by_role("button", name="Record a sound").click()
    await expect(page.locator(".toast")).to_have_text("64 recordings is the limit. Delete one first.")
    await page.get_by_role("button", name="Remix", exact=True).click()
    await page.wait_for_url(lambda url: id_ not in url)
    await page.get_by_role("button", name="Sounds 64").wait_for()
    await recording(page)
    await expect(page.get_by_role("dialog").get_by_role("button", name="Stop")).to_be_visible()
    assert (await stored(server.url, id_of(page)))["remixedFrom"] == id_


async def test_JM13_the_page_offers_to_delete_what_one_may_delete(browser: Browser, server: ServerProcess) -> None:
    async with RoomtoneClient(server.url, name="Ines") as ines:
        id_ = (await ines.request("POST", "/api/sessions", body=TWO))["id"]
        await uploaded(server.url, id_, "Kettle lid")
    page = await opened(await context(browser, server.url), f"{server.url}/s/{id_}")
    await page.get_by_role("button", name="Sounds 1").click()
    await expect(page.get_by_role("dialog").get_by_role("listitem")).to_have_count(1)
    await expect(page.get_by_role("dialog").get_by_role("button", name="Delete…")).to_have_count(0)


async def test_D13_JM13_a_deleted_recording_comes_back_by_undo_or_from_the_list_or_goes_for_good(
    browser: Browser, server: ServerProcess
) -> None:
    owner = await opened(await context(browser, server.url, locale="ru-RU"), f"{server.url}/s")
    await owner.wait_for_url("**/s/*-*")
    id_ = id_of(owner)
    sample = await uploaded(server.url, id_, "Крышка")
    state = {"tracks": [track("r", "Lid", sample, on=(2,))]}
    async with aiohttp.ClientSession(server.url) as http:
        assert (await http.put(f"/api/sessions/{id_}", json={"state": state})).status == 200
    guest = await opened(await context(browser, server.url), f"{server.url}/s/{id_}")
    heard = guest.locator('.jam-row[data-track="r"] .jam-sample')
    await expect(heard).to_have_text("Крышка")
    await owner.get_by_role("button", name="Звуки 1").click()
    dialog = owner.get_by_role("dialog", name="Записанные звуки")
    rows = dialog.get_by_role("listitem")

    async def delete() -> None:
        await rows.get_by_role("button", name="Удалить…").click()
        question = owner.get_by_role("dialog", name="Удалить «Крышка»?")
        await expect(question).to_contain_text("Её можно вернуть в течение 30 дней.")
        await question.get_by_role("button", name="Удалить", exact=True).click()
        await expect(rows).to_have_count(0)
        await expect(heard).to_have_text("Missing sound. Choose another")

    await delete()
    undo = owner.locator(".toast", has_text="Запись «Крышка» удалена.").get_by_role("button", name="Вернуть")
    await undo.focus()  # by the keyboard alone, while the dialog is open
    await owner.keyboard.press("Enter")
    await expect(rows).to_have_count(1)
    await expect(heard).to_have_text("Крышка")

    await delete()
    in_bin = dialog.get_by_role("button", name="Удалённые 1")
    await in_bin.click()
    deleted = owner.get_by_role("dialog", name="Удалённое", exact=True)
    await deleted.get_by_role("button", name="Восстановить").click()
    await expect(deleted).to_contain_text("Здесь пусто.")
    await deleted.get_by_role("button", name="Закрыть").click()
    await expect(in_bin).to_have_count(0)
    await expect(heard).to_have_text("Крышка")

    await delete()
    await expect(guest.get_by_role("button", name="Sounds")).to_have_count(0)  # nobody else sees what is in the bin
    await in_bin.click()
    await deleted.get_by_role("button", name="Удалить навсегда").click()
    question = owner.get_by_role("dialog", name="Удалить «Крышка» навсегда?")
    await question.get_by_role("button", name="Удалить навсегда").click()
    await expect(deleted).to_contain_text("Здесь пусто.")
    await deleted.get_by_role("button", name="Закрыть").click()
    await expect(in_bin).to_have_count(0)
    await expect(rows).to_have_count(0)
