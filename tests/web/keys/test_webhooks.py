"""Webhooks and their deliveries on the page, in a real browser."""

import os
import re

from playwright.async_api import expect

from storage.home.store import id_of
from storage.redis import keys
from storage.redis.client import Redis
from storage.webhooks.deliveries import Deliveries
from storage.webhooks.relay import WebhookRelay
from storage.webhooks.sender import WebhookSender
from tests.processes import RedisProcess
from tests.storage.webhooks.receiver import receiving
from tests.web.conftest import Visit
from tests.web.stage import Stage


async def test_WH8_a_webhook_is_made_its_deliveries_are_listed_and_sent_again(
    visit: Visit, stage: Stage, redis_server: RedisProcess
) -> None:
    mira = await stage.guest("Mira")
    page = await visit("/keys", mira)
    await expect(page.get_by_text("No webhooks yet.")).to_be_visible()
    await page.keyboard.press("w")
    await page.get_by_label("Address").fill("http://backend.example/hook")
    await page.get_by_role("button", name="Make the webhook").click()
    await expect(page.locator(".field-wrong")).to_be_visible()
    await page.get_by_label("Address").fill("https://backend.example/hook")
    await page.get_by_text("stream started").click()
    await page.get_by_role("button", name="Make the webhook").click()
    secret = await page.get_by_role("textbox", name=re.compile("The secret")).input_value()
    assert secret.startswith("whsec_")
    await expect(page.get_by_text("Nothing sent yet")).to_be_visible()

    stream = await stage.session(mira, "Death March, blind")
    await stage.act(mira, stream, "start")
    redis, sender = await Redis.connect(redis_server.url), WebhookSender(may_reach_private=True)
    home = id_of(mira.id)
    async with receiving() as receiver:
        place = f"{keys.header(home)}:webhooks"  # the receiver of this test is no public one
        ((id_, fields),) = zip(*[iter(await redis.call(place, "HGETALL", place))] * 2, strict=True)
        await redis.call(
            place, "HSET", place, id_, fields.replace(b"https:\\/\\/backend.example\\/hook", receiver.url.encode())
        )
        receiver.secret, receiver.status = secret, 502
        await WebhookRelay(redis, public_url="").relay(stream)
        deliveries = Deliveries(redis, sender, pauses_ms=(0,))
        line = f"{home} {id_.decode()} {stream}"
        await deliveries.deliver(line)
        await page.reload()
        await expect(page.get_by_text(re.compile("Fails since"))).to_be_visible()
        row = page.get_by_role("listitem").filter(has_text="stream.started")
        await expect(row).to_contain_text("It answers 502")
        if folder := os.environ.get("ROOMTONE_PICTURES"):
            await page.screenshot(path=f"{folder}/hooks-failing.png")
        receiver.status = 204
        async with page.expect_response(lambda answer: answer.request.method == "POST"):
            await page.get_by_role("button", name=re.compile("Send now: stream.started")).click()
        await deliveries.deliver(line)
        await page.reload()
        await expect(page.get_by_text("Delivers")).to_be_visible()
        await page.get_by_role("button", name=re.compile("Send again: stream.started")).click()
        await expect(page.get_by_role("button", name=re.compile("Send now"))).to_be_visible()
        await deliveries.deliver(line)
        assert len(receiver.got) == 3
        assert len({id_ for id_, _ in receiver.got}) == 1
        await page.reload()
        if folder:
            await page.screenshot(path=f"{folder}/hooks.png")
    await sender.close()
    await redis.close()
    await page.get_by_role("button", name=re.compile("^Webhook: ")).click()
    await page.get_by_role("menuitem", name="Remove").click()
    await page.get_by_role("button", name="Remove", exact=True).click()
    await expect(page.get_by_text("No webhooks yet.")).to_be_visible()
