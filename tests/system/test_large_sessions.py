"""Sessions larger than the buffer of one client: everybody gets the snapshot once, and misses nothing (SY22)."""

import asyncio
from typing import Any
from uuid import uuid4

import orjson
import pytest
from roomtone_client import RoomtoneError

from sessions.clip.session import ClipSubmission
from sessions.voice.session import NewVoiceSession
from storage.clip.store import ClipStore
from storage.redis.client import Redis
from storage.voice.store import VoiceStore
from tests.polling import PATIENCE
from tests.processes import ServerProcess
from tests.server.client import a_token, browsing
from tests.storage.sessions import a_text, fill
from tests.system.conftest import Connect
from tests.system.stream import Stream
from tests.users import a_recorder, a_user, known_as

TAPS = 6_000  # 2.2 MB: twice the buffer of a client


async def tap(redis: Redis, session_id: str) -> None:
    """TAPS moments in the first second, without their crowd."""
    clips = ClipStore(redis, public_url="http://here", log_length=1000, max_tap_age_ms=60_000)
    await clips.submit(session_id, a_user("crowd"), ClipSubmission())
    await fill(redis, session_id, TAPS - 1, gap=0.0001)


async def test_SY22_SY8_a_streamer_gets_into_a_control_room_of_six_thousand_moments_while_more_are_made(
    server: ServerProcess, connect: Connect, redis: Redis
) -> None:
    stream = await Stream(connect, [server.url]).start(viewers=5)
    await tap(redis, stream.id)
    late = stream.another(server.url)
    mirror, acked = await asyncio.gather(stream.mirror(late), stream.tap(40))
    await stream.wait_until_current(mirror)
    assert {*acked} <= {*mirror.clip_ids()}
    assert len(mirror.clip_ids()) == TAPS + len(acked)
    assert mirror.starts == 1
    assert late.connection.losses == 0


async def test_SY22_SY5_a_client_that_is_cut_between_two_pages_goes_on_with_them(
    server: ServerProcess, connect: Connect, redis: Redis
) -> None:
    stream = await Stream(connect, [server.url]).start(viewers=5)
    await tap(redis, stream.id)
    late = stream.another(server.url)
    asked: list[str] = []
    call = late.connection.call

    async def counted(event: str, payload: Any, timeout: float) -> dict[str, Any]:  # noqa: ASYNC109
        asked.append(event)
        if asked.count("next_page") in {1, 3} and event == "next_page":
            late.cut()
        return await call(event, payload, timeout)

    late.connection.call = counted  # type: ignore[method-assign]
    mirror, _ = await asyncio.gather(stream.mirror(late), stream.tap(40))
    await stream.wait_until_current(mirror)
    assert mirror.starts == 1
    assert asked.count("subscribe_on_session") == 3


async def test_SY22_an_http_reader_gets_pages_and_a_client_all_of_them(
    server: ServerProcess, connect: Connect, redis: Redis
) -> None:
    stream = await Stream(connect, [server.url]).start(viewers=0)
    await tap(redis, stream.id)
    view = await stream.streamer.clips.get(stream.id)
    assert len({clip["id"] for clip in view["clips"]}) == TAPS
    assert view["next_cursor"] is None
    first = await stream.streamer.request("GET", f"/api/clip-sessions/{stream.id}")
    assert 0 < len(first["clips"]) < TAPS
    assert first["next_cursor"]
    await stream.streamer.clips.end(stream.id)
    exported = await stream.streamer.clips.export(stream.id, "csv")
    assert len(exported.strip().splitlines()) >= 2


@pytest.mark.parametrize("cursor", ["x", "1", "1.2", "1.2.3", "9" * 199, "1.10000000.0000000001:nobody", "1.1.0.'--"])
async def test_SY22_a_cursor_that_is_none_of_ours_is_refused(
    server: ServerProcess, connect: Connect, cursor: str
) -> None:
    stream = await Stream(connect, [server.url]).start(viewers=0)
    await stream.mirror(stream.streamer)
    headers: dict[str, Any] = {"Authorization": f"Bearer {stream.streamer.identity.token}"}
    async with browsing(server) as browser:
        answer = await browser.ask("GET", f"/api/clip-sessions/{stream.id}?cursor={cursor}", **headers)
        assert (answer.status, answer.json["code"]) == (400, "invalid_payload")
    with pytest.raises(RoomtoneError) as refused:
        await stream.streamer.connection.call("next_page", {"session_id": stream.id, "cursor": cursor}, PATIENCE)
    assert refused.value.code == "invalid_payload"


async def test_SY22_an_owner_gets_into_a_voice_session_of_twelve_megabytes(
    server: ServerProcess, connect: Connect, redis: Redis
) -> None:
    voice = VoiceStore(redis, public_url="http://here", log_length=1000)
    owner, session_id = known_as(uuid4().hex), str(uuid4())
    await voice.create(session_id, a_recorder(owner), NewVoiceSession(session_name="Long"), place=1)
    for _ in range(20):
        texts = [a_text(str(uuid4()), "ж" * 6000, owner) for _ in range(50)]
        attached = (voice.attach(session_id, a_recorder(owner), one["material_id"], one) for one in texts)
        await asyncio.gather(*attached)
    token = a_token(server.data_dir, owner, permissions=["VOICEBOT_SESSIONS.READ_OWN", "VOICEBOT_SESSIONS.UPDATE"])
    client = connect(server.url, token=token)
    subscription = await client.subscribe(session_id, timeout=PATIENCE)
    assert len({material["material_id"] for material in subscription.snapshot["materials"]}) == 1000
    assert len(orjson.dumps(subscription.snapshot, option=0)) > 12_000_000
    assert client.connection.losses == 0
