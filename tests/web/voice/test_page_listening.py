"""Live listening: the sound is sent from browser to browser during the recording (V22)."""

import base64
import hmac
import socket
import time

from playwright.async_api import Browser, expect

from tests.handlers.voice.servers import Servers
from tests.polling import until
from tests.web.voice.browsers import new_recording, press, visitor

KEEP_PEERS = """() => {
  window.peers = [];
  window.RTCPeerConnection = class extends RTCPeerConnection {
    constructor(...args) { super(...args); window.peers.push(this); }
  };
}"""
SOUND_RECEIVED = """async () => {
  let [energy, bytes] = [0, 0];
  for (const peer of window.peers) for (const [, one] of await peer.getStats())
    if (one.type === "inbound-rtp") [energy, bytes] = [one.totalAudioEnergy ?? 0, one.bytesReceived];
  return [energy, bytes];
}"""


async def test_VO16_live_listening_brings_the_sound_from_browser_to_browser_until_it_is_switched_off(
    browser: Browser, servers: Servers
) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as silent:  # a STUN server that never answers is no obstacle
        silent.bind(("127.0.0.1", 0))
        stun = f"stun:127.0.0.1:{silent.getsockname()[1]}"
        server = await servers(
            ROOMTONE_ICE_SERVERS=f"{stun},turn:127.0.0.1:9",
            ROOMTONE_TURN_SECRET="shared",
        )
        context = await visitor(browser, server.url)
        page = await new_recording(context, server.url)
        other = await context.new_page()
        await other.goto(page.url)
        await other.evaluate(KEEP_PEERS)
        await other.get_by_role("button", name="Слушать", exact=True).click()
        await expect(page.get_by_text("слушает 1 · вживую может слушать каждый")).to_be_visible()
        await expect(other.get_by_role("button", name="Не слушать")).to_be_visible()
        await other.set_viewport_size({"width": 390, "height": 844})
        name = await other.locator(".voice-name h1").bounding_box()
        assert name is not None
        assert name["height"] <= 44  # two lines, beside the count and the keys
        assert await other.evaluate("() => document.documentElement.scrollWidth") <= 390

        async def heard_more() -> bool:
            energy, bytes_ = await other.evaluate(SOUND_RECEIVED)
            return bool(energy > before[0] and bytes_ > before[1])

        before = [0, 0]
        await until(heard_more)  # beeps have energy, silence has none
        before = await other.evaluate(SOUND_RECEIVED)
        await until(heard_more)
        found = await other.evaluate("() => window.peers[0].getConfiguration().iceServers")
        assert [one["urls"] for one in found] == [[stun], ["turn:127.0.0.1:9"]]
        name, password = found[1]["username"], found[1]["credential"]
        until_s, _, user = name.partition(":")
        assert 0 < int(until_s) - time.time() <= 3600
        assert user.startswith("guest_")
        assert password == base64.b64encode(hmac.digest(b"shared", name.encode(), "sha1")).decode()
        await page.get_by_role("button", name="Поделиться", exact=True).click()
        await page.get_by_role("switch", name="Слушать вживую").click()
        await page.keyboard.press("Escape")
        await expect(other.get_by_text("слушать вживую нельзя")).to_be_visible()
        await expect(page.get_by_text("слушать вживую нельзя")).to_be_visible()
        await expect(other.get_by_role("button", name="Слушать", exact=True)).to_have_count(0)
        assert await other.evaluate("() => window.peers.map((one) => one.connectionState)") == ["closed"]
        await press(page, "pause")
        await expect(page.get_by_text("слушать вживую нельзя")).to_have_count(0)
        await context.close()
