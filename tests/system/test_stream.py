"""A whole evening: one streamer and 25 viewers on two servers, from the start to the export and after a restart."""

import asyncio
import csv
import io
import re

import pytest
from roomtone_client import RoomtoneError

from tests.processes import ServerProcess
from tests.system.conftest import Connect, Installation
from tests.system.mirror import content
from tests.system.stream import Stream

NOTES = ["Геральт оскорбил барона", "🔥🔥🔥", "что это было?! 😂", "Ё" * 100, "🏆" * 100]


async def refusal(work: object) -> str:
    """The code of the refusal."""
    with pytest.raises(RoomtoneError) as refused:
        await work  # type: ignore[misc]
    return refused.value.code


async def test_C2_C6_C8_C9_C10_C14_C16_C18_C22_SY20_a_stream_with_25_viewers_through_two_servers(
    installation: Installation, connect: Connect
) -> None:
    stream = await Stream(connect, installation.urls).start(viewers=25)
    board = await stream.mirror(stream.streamer)
    seats = await asyncio.gather(*(viewer.subscribe(stream.id) for viewer in stream.viewers))
    assert {seat.role for seat in seats} == {"viewer"}

    async def everyone_taps(part: int) -> list[str]:
        payloads = [
            {"session_id": stream.id, "note": NOTES[(n + part) % len(NOTES)], "submitted_by": f"Зритель {n}"}
            for n in range(25)
        ]
        acks = await asyncio.gather(
            *(viewer.command("submit_clip", payload) for viewer, payload in zip(stream.viewers, payloads, strict=True))
        )
        return [ack["clip"]["id"] for ack in acks]

    taps = await everyone_taps(0)
    assert await refusal(stream.viewers[0].command("pause_session", {"session_id": stream.id})) == "forbidden"
    await stream.streamer.command("pause_session", {"session_id": stream.id})
    late = stream.viewers[7].command("submit_clip", {"session_id": stream.id, "note": "слишком поздно"})
    assert await refusal(late) == "session_not_active"
    await stream.streamer.clips.resume(stream.id)
    taps += await everyone_taps(1)
    await stream.streamer.command("end_session", {"session_id": stream.id})
    assert await refusal(stream.viewers[3].clips.submit(stream.id, note="конец")) == "session_not_active"
    assert await refusal(stream.streamer.clips.resume(stream.id)) == "invalid_transition"

    for seat in seats:
        await seat.wait_for(lambda received: len(received.events) == 3)
        assert [event["type"] for event in seat.events] == ["session_paused", "session_resumed", "session_ended"]
    await stream.wait_until_current(board)
    assert sorted(board.clip_ids()) == sorted(taps)

    reviewed = taps[::10]
    for clip_id in reviewed:
        await stream.streamer.clips.mark(stream.id, clip_id, clipped=True)
    await stream.streamer.clips.edit_note(stream.id, taps[0], "Барон — дословно")
    await stream.wait_until_current(board)
    assert {clip["id"] for clip in board.view["clips"] if clip["clipped"]} == set(reviewed)

    before = await stream.streamer.clips.get(stream.id)
    text = await stream.streamer.clips.export(stream.id, "text")
    assert re.search(r"Segment 1 00:\d\d:\d\d – Барон — дословно", text)
    table = await stream.streamer.clips.export(stream.id, "csv", per="tap")
    rows = list(csv.DictReader(io.StringIO(table)))
    assert len(rows) == 50
    assert {row["note"] for row in rows} == {*NOTES, "Барон — дословно"}

    await installation.stop()
    await installation.start()
    after = await stream.another(installation.urls[1]).clips.get(stream.id)
    assert content(dict(after)) == content(dict(before))
    assert await stream.streamer.clips.export(stream.id, "text") == text


async def test_SY4_SY11_a_viewer_who_becomes_an_owner_starts_again_in_the_owners_feed(
    two_servers: tuple[ServerProcess, ServerProcess], connect: Connect
) -> None:
    stream = await Stream(connect, [server.url for server in two_servers]).start(viewers=2)
    await stream.tap(3)
    friend = await stream.mirror(stream.viewers[1])
    await stream.streamer.clips.pause(stream.id)
    link = await stream.streamer.clips.control_link(stream.id)
    await stream.viewers[1].clips.take_control(stream.id, link["url"].partition("#ticket=")[2])
    stream.viewers[1].cut()
    await stream.viewers[1].wait_for(lambda: friend.view["role"] == "owner")
    assert friend.starts == 2
    assert len(friend.view["clips"]) == 6


async def test_SY4_SY11_a_position_in_the_viewers_feed_says_nothing_about_the_owners(
    two_servers: tuple[ServerProcess, ServerProcess], connect: Connect
) -> None:
    stream = await Stream(connect, [server.url for server in two_servers]).start(viewers=2)
    await stream.tap(3)
    await stream.streamer.clips.pause(stream.id)
    seat = await stream.viewers[1].subscribe(stream.id)
    assert seat.held is not None
    position = seat.held.position  # the subscription starts again when its user becomes an owner
    link = await stream.streamer.clips.control_link(stream.id)
    await stream.viewers[1].clips.take_control(stream.id, link["url"].partition("#ticket=")[2])
    payload = {"session_id": stream.id, "since": position}
    ack = await stream.viewers[1].connection.call("subscribe_on_session", payload, 15.0)
    assert ack["role"] == "owner"
    assert len(ack["snapshot"]["clips"]) == 6
