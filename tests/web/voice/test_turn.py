"""Live listening through a TURN server, where browsers cannot reach each other: a real coturn, our credentials."""

import time
from collections.abc import AsyncIterator
from typing import Any

import pytest
from playwright.async_api import Browser, expect

from server.products.voice import TURN_SECONDS, ice_servers
from server.settings.model import Settings
from tests.handlers.voice.relay import SECRET, relay
from tests.handlers.voice.servers import Servers
from tests.polling import until
from tests.users import a_user
from tests.web.voice.browsers import new_recording, press, visitor
from tests.web.voice.test_page_listening import SOUND_RECEIVED

RELAY_ONLY = """
  window.peers = [];
  window.RTCPeerConnection = class extends RTCPeerConnection {
    constructor(configuration) {
      super({ ...configuration, iceTransportPolicy: "relay" });
      window.peers.push(this);
    }
  };
"""
WAY = """async () => {
  const stats = await window.peers.at(-1).getStats();
  const pair = [...stats.values()].find((one) => one.type === "candidate-pair" && one.state === "succeeded");
  return pair ? [stats.get(pair.localCandidateId).candidateType, stats.get(pair.remoteCandidateId).candidateType] : [];
}"""
GATHERED = """async (server) => {
  const peer = new RTCPeerConnection({ iceServers: [server], iceTransportPolicy: "relay" });
  const [types, errors] = [[], []];
  const done = new Promise((resolve) => {
    peer.onicecandidate = (event) => {
      if (event.candidate === null) resolve();
      else if (event.candidate.type) types.push(event.candidate.type);
    };
  });
  peer.onicecandidateerror = (event) => errors.push(event.errorCode);
  peer.createDataChannel("x");
  await peer.setLocalDescription();
  await done;
  peer.close();
  return [[...new Set(types)], [...new Set(errors)]];
}"""


@pytest.fixture(scope="module")
async def turn(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[str]:
    async with relay(tmp_path_factory.mktemp("turn")) as address:
        yield address


async def test_AC16_a_relay_carries_the_sound_where_browsers_do_not_reach_each_other(
    browser: Browser, servers: Servers, turn: str
) -> None:
    server = await servers(ROOMTONE_ICE_SERVERS=turn, ROOMTONE_TURN_SECRET=SECRET)
    context = await visitor(browser, server.url)
    await context.add_init_script(RELAY_ONLY)
    page = await new_recording(context, server.url)
    other = await context.new_page()
    await other.goto(page.url)
    await other.get_by_role("button", name="Слушать", exact=True).click()
    await expect(page.get_by_text("слушает 1 · вживую может слушать каждый")).to_be_visible()
    before = [0, 0]

    async def heard_more() -> bool:
        energy, bytes_ = await other.evaluate(SOUND_RECEIVED)
        return bool(energy > before[0] and bytes_ > before[1])

    await until(heard_more)
    before = await other.evaluate(SOUND_RECEIVED)
    await until(heard_more)
    assert await other.evaluate(WAY) == ["relay", "relay"]
    await press(page, "pause")
    await context.close()


async def test_AC16_a_relay_refuses_an_expired_credential_and_one_made_with_another_secret(
    browser: Browser, turn: str
) -> None:
    context = await browser.new_context()
    page = await context.new_page()

    async def gathered(secret: str, at: float) -> Any:
        settings = Settings(ice_servers=(turn,), turn_secret=secret)
        (server,) = ice_servers(settings, lambda: at)(a_user("ann"))
        return await page.evaluate(GATHERED, server.model_dump())

    now = time.time()
    assert (await gathered(SECRET, now))[0] == ["relay"]
    assert await gathered(SECRET, now - TURN_SECONDS - 60) == [[], [401]]
    assert await gathered("another", now) == [[], [401]]
    await context.close()
