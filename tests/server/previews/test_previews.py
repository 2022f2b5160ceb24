"""What chats show of an address, as their programs fetch it: without a token, without scripts."""

import asyncio
import io
import re
from collections.abc import AsyncIterator
from html import unescape
from typing import Any, NamedTuple
from uuid import uuid4

import aiohttp
import pytest
from PIL import Image

from handlers.api.preview import Preview, Strip
from server.previews import pictures
from server.previews.pictures import WAITING, Pictures
from storage.redis import keys
from storage.redis.client import Redis
from tests.processes import RedisProcess, ServerProcess
from tests.web.jam.pages import track
from tests.web.stage import Person, Stage, Tap

BOTS = (
    "TelegramBot (like TwitterBot)",
    "Mozilla/5.0 (compatible; Discordbot/2.0; +https://discordapp.com)",
    "facebookexternalhit/1.1",
    "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)",
    "WhatsApp/2.23",
)


@pytest.fixture
async def stage(server: ServerProcess, redis_server: RedisProcess) -> AsyncIterator[Stage]:
    async with Stage(server.url, redis_server) as opened:
        yield opened


class Answer(NamedTuple):
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def tags(self) -> dict[str, str]:
        found = re.findall(r'<meta (?:property|name)="([^"]+)" content="([^"]*)"', self.body.decode())
        return {name: unescape(value) for name, value in found}


async def fetched(url: str, agent: str = BOTS[0]) -> Answer:
    async with aiohttp.ClientSession() as http, http.get(url, headers={"User-Agent": agent}) as answer:
        varying = {"Date", "X-Request-ID"}
        headers = {name: value for name, value in answer.headers.items() if name not in varying}
        return Answer(answer.status, headers, await answer.read())


async def a_jam(stage: Stage, person: Person, name: str) -> str:
    tracks = [track(f"t{n}", "Kick", on=(0, 4, 8 + n)) for n in range(3)]
    made = await stage.call(person, "POST", "/api/sessions", {"name": name, "state": {"version": 1, "tracks": tracks}})
    return str(made["id"])


async def test_PG3_a_chat_shows_title_state_and_picture_of_what_the_link_opens(stage: Stage, redis: Redis) -> None:
    kassia = await stage.guest("Kassia")
    title = '<b>"Death" March</b> & night \u202eblind'
    stream = await stage.session(kassia, title, "The Witcher 3")
    await stage.segment(kassia, stream, 1, 600, None, [Tap(5), Tap(30)])
    jam = await a_jam(stage, kassia, "Дождливый вторник")
    header = keys.header(jam)
    before = await redis.call(header, "HGETALL", header)
    for bot in BOTS:
        answer = await fetched(f"{stage.url}/c/{stream}", bot)
        assert answer.status == 200
        assert b"<b>" not in answer.body
        assert "\u202e" not in answer.body.decode()
        assert answer.tags["og:title"] == '<b>"Death" March</b> & night blind · live now'
        assert answer.tags["og:description"] == "Tap when something happens. The streamer gets the second."
        assert answer.tags["twitter:card"] == "summary_large_image"
    assert (await fetched(f"{stage.url}/clips/{stream}")).tags == answer.tags
    shown = (await fetched(f"{stage.url}/s/{jam}")).tags
    assert (shown["og:title"], shown["og:description"]) == ("Дождливый вторник", "Джем. Откройте и играйте вместе.")
    for tags in (answer.tags, shown):
        picture = await fetched(tags["og:image"])
        assert picture.headers["Content-Type"] == "image/png"
        assert Image.open(io.BytesIO(picture.body)).size == (1200, 630)
        assert len(picture.body) <= 102_400
    assert await redis.call(header, "HGETALL", header) == before


async def test_PG9_only_a_page_that_will_draw_cyrillic_asks_for_its_font(stage: Stage) -> None:
    kassia = await stage.guest("Kassia")
    addresses = ("/", f"/c/{await stage.session(kassia, 'Night')}", f"/c/{await stage.session(kassia, 'Ночь')}")
    asking = []
    async with aiohttp.ClientSession() as http:
        for languages in ("en-GB,ru;q=0.5", "ru-RU,ru"):
            for address in addresses:
                async with http.get(stage.url + address, headers={"Accept-Language": languages}) as answer:
                    assert "Accept-Language" in answer.headers["Vary"]
                    asking.append("inter-cyrillic" in await answer.text())
    assert asking == [False, False, True, True, True, True]


async def test_PG4_what_the_link_does_not_open_has_the_same_bytes_as_what_does_not_exist(
    stage: Stage, redis: Redis
) -> None:
    kassia = await stage.guest("Kassia")
    private, deleted, stream = [
        await a_jam(stage, kassia, "Secret"),
        await a_jam(stage, kassia, "Gone"),
        await stage.session(kassia, "Stream"),
    ]
    voice = await stage.call(kassia, "POST", "/voicebot/create_session", {"session_name": "Mine alone"})
    await stage.call(kassia, "PATCH", f"/api/people/{private}", {"link": "nobody"})
    await stage.call(kassia, "DELETE", f"/api/sessions/{deleted}")
    unknown = await fetched(f"{stage.url}/s/{uuid4()}")
    assert unknown.tags["og:title"] == "You were sent a room"
    paths = (f"/s/{private}", f"/s/{deleted}", f"/s/{stream}", f"/session/{voice['session_id']}", "/i/none", "/c/none")
    for path in paths:
        assert await fetched(stage.url + path) == unknown, path
    nothing = await fetched(f"{stage.url}/preview/jam/{uuid4()}.png")
    for kind, session_id in (("jam", private), ("jam", deleted), ("jam", stream), ("none", private), ("jam", "x")):
        assert await fetched(f"{stage.url}/preview/{kind}/{session_id}.png") == nothing
    assert nothing.body == (await fetched(unknown.tags["og:image"])).body


async def test_PG3_an_invitation_says_who_invites_to_what_and_is_not_used_up(stage: Stage) -> None:
    kassia = await stage.guest("Kassia")
    jam = await a_jam(stage, kassia, "Rainy Tuesday")
    await stage.call(kassia, "PATCH", f"/api/people/{jam}", {"link": "nobody"})
    body = {"role": "editor", "uses": 1, "note": ""}
    made = await stage.call(kassia, "POST", f"/api/people/{jam}/invitations", body)
    for _ in range(3):
        tags = (await fetched(made["url"])).tags
        assert tags["og:title"] == "Kassia invites you to Rainy Tuesday"
        assert tags["og:description"] == "To take part."
    wren = await stage.guest("Wren")
    await stage.call(wren, "POST", "/api" + made["url"].removeprefix(stage.url).replace("/i/", "/invitations/"))


def a_preview(**words: Any) -> Preview:
    fixed = {"title": "", "description": "", "kind": "Jam", "hue": "", "state": "", "facts": "", "strip": Strip()}
    return Preview(**{**fixed, "heading": "Night", **words})


@pytest.mark.parametrize(
    "words",
    [
        {"heading": "W" * 100, "facts": "Ы" * 100},
        {"heading": "夜の部屋 🔥", "facts": "הלילה"},
        {"heading": "👩‍🚀" * 30, "state": "Live now", "hue": "live"},
        {"strip": Strip("heat", (0,) * 48), "heading": " "},
        {"strip": Strip("wave", (255,)), "state": "Paused", "hue": "hold"},
        {"strip": Strip("pattern", (9 * 65_536 + 65_535,) * 9)},
    ],
)
async def test_PG5_whatever_a_title_is_the_picture_is_drawn_in_time_and_small(words: dict[str, Any]) -> None:
    picture = await Pictures().of(a_preview(**words))
    assert picture is not None
    assert Image.open(io.BytesIO(picture)).size == (1200, 630)


async def test_PG5_one_picture_is_drawn_at_a_time_and_kept_by_what_it_shows(monkeypatch: pytest.MonkeyPatch) -> None:
    go_on, drawing = asyncio.Event(), list[bytes]()

    async def draw(preview: bytes) -> bytes:
        drawing.append(preview)
        await go_on.wait()
        return b"png"

    monkeypatch.setattr(pictures, "_drawn", draw)
    kept = Pictures()
    asked = [asyncio.create_task(kept.of(a_preview(heading=str(n % 2), title=str(n)))) for n in range(WAITING)]
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert await kept.of(a_preview(heading="one too many")) is None
    assert len(drawing) == 1
    go_on.set()
    assert await asyncio.gather(*asked) == [b"png"] * WAITING
    assert len(drawing) == 2  # the others show the same
