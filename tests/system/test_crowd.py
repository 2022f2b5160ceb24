"""A thousand viewers at once through one process."""

import asyncio

import pytest

from tests.processes import ServerProcess
from tests.system.conftest import Connect
from tests.system.stream import Stream

CROWD = 1000


@pytest.mark.timeout(300)
async def test_C12_C14_SY3_a_thousand_taps_at_once_are_each_stored_once_in_order_and_seen_by_the_dashboard(
    server: ServerProcess, connect: Connect
) -> None:
    stream = await Stream(connect, [server.url]).start(viewers=CROWD)
    mirror = await stream.mirror(stream.streamer)
    seats = await asyncio.gather(*(viewer.subscribe(stream.id) for viewer in stream.viewers))
    acked = await stream.tap(1)
    await stream.wait_until_current(mirror)
    assert len(acked) == len(set(acked)) == CROWD
    assert sorted(acked) == sorted(mirror.clip_ids())
    assert mirror.seqs == list(range(2, CROWD + 2))
    places = [(clip["segment_index"], clip["offset_seconds"], clip["created_at"]) for clip in mirror.view["clips"]]
    assert places == sorted(places)
    assert [seat for seat in seats if seat.events or seat.state != "live"] == []


async def test_C11_two_owners_at_the_same_instant_exactly_one_transition_wins(
    two_servers: tuple[ServerProcess, ServerProcess], connect: Connect
) -> None:
    first, second = (connect(server.url, name=f"Owner {n}") for n, server in enumerate(two_servers))
    session = await first.clips.create()
    link = await first.clips.control_link(session["id"])
    await second.clips.take_control(session["id"], link["url"].partition("#ticket=")[2])
    seat = await first.subscribe(session["id"])
    both = [await second.subscribe(session["id"]), seat]
    assert [one.role for one in both] == ["owner", "owner"]

    async def at_once(event: str) -> list[str]:
        """What two owners get who press the same key at the same time, over sockets and over HTTP."""
        payload = {"session_id": session["id"]}
        answers = await asyncio.gather(
            first.command(event, payload), second.command(event, payload), return_exceptions=True
        )
        return sorted(getattr(answer, "code", "ok") for answer in answers)

    course = ["start_session", *["pause_session", "resume_session"] * 25, "end_session"]
    for event in course:
        assert await at_once(event) == ["invalid_transition", "ok"]
    view = await first.clips.get(session["id"])
    assert [segment["index"] for segment in view["segments"]] == list(range(1, 27))
    await seat.wait_for(lambda received: len(received.events) == len(course))
    assert [event["seq"] for event in seat.events] == list(range(2, len(course) + 2))  # 1: the second owner came
