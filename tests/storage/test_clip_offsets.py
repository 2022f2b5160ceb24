"""Which segment a moment belongs to, and where in it (C2, C13, C16, CL1, CL2)."""

from typing import Any

import pytest

from sessions.base.errors import SessionNotActive
from sessions.clip.session import Action, ClipSessionChange
from storage.clip.store import ClipStore
from storage.redis import keys
from storage.redis.client import Redis
from tests.storage.sessions import OWNER, a_clip, a_session

HOUR_MS = 3_600_000
NOW = 210.0
TIMES = {"1:start": 0, "1:end": 100, "2:start": 160, "2:end": 200, "3:start": 200}
"""Of three segments, in seconds; the third is open for ten seconds."""
TWO_BREAKS = (Action.START, Action.PAUSE, Action.RESUME, Action.PAUSE, Action.RESUME)


class Stream:
    """A stream with three segments behind it. Times are seconds since its start."""

    def __init__(self, store: ClipStore, session_id: str, started_at: int) -> None:
        self.store = store
        self.id = session_id
        self._started_at = started_at

    async def tap(self, at: float | None) -> dict[str, Any]:
        """A moment that somebody new has marked then; None for one without a time of its own."""
        when = {} if at is None else {"tapped_at": self._started_at + round(at * 1000)}
        return await a_clip(self.store, self.id, f"viewer at {at}", submission_id=f"{at}", **when)

    async def refusal(self, at: float | None) -> object:
        with pytest.raises(SessionNotActive) as refused:
            await self.tap(at)
        return refused.value.details["reason"]


@pytest.fixture
async def stream(stores: Redis) -> Stream:
    store = ClipStore(stores, public_url="", log_length=1000, max_tap_age_ms=HOUR_MS)
    session_id = await a_session(store, *TWO_BREAKS)
    started_at = (await store.read(session_id, OWNER)).now - round(NOW * 1000)
    segments = f"{keys.header(session_id)}:segments"
    stored = [part for name, at in TIMES.items() for part in (name, started_at + at * 1000)]
    await stores.call(segments, "HSET", segments, *stored)
    return Stream(store, session_id, started_at)


async def started(stream: Stream, redis: Redis, *, hours: float) -> None:
    """The third segment began so long ago."""
    segments, now = f"{keys.header(stream.id)}:segments", (await stream.store.read(stream.id, OWNER)).now
    await redis.call(segments, "HSET", segments, "3:start", now - round(hours * 3600) * 1000)


async def test_C13_CL1_CL2_a_moment_has_its_segment_and_its_seconds_there_less_the_lead(stream: Stream) -> None:
    await stream.store.update(stream.id, OWNER, ClipSessionChange(lead_seconds=8))
    places = {
        at: (1, raw, seconds)
        for at, raw, seconds in ((-1.0, 0, 0), (-0.001, 0, 0), (0, 0, 0), (7.9, 7, 0), (8.9, 8, 0), (12, 12, 4))
    }
    places |= {99.999: (1, 99, 91), 160: (2, 0, 0), 199.999: (2, 39, 31), 200: (3, 0, 0), 209: (3, 9, 1)}
    for at, place in places.items():
        clip = await stream.tap(at)
        assert (clip["segment_index"], clip["raw_offset_seconds"], clip["offset_seconds"]) == place, at
        assert clip["offset_hms"] == f"00:{place[2] // 60:02}:{place[2] % 60:02}"


@pytest.mark.parametrize("at", [None, 99_999.0])
async def test_C13_CL2_a_moment_without_a_time_or_from_the_future_is_of_now(stream: Stream, at: float | None) -> None:
    clip = await stream.tap(at)
    assert clip["segment_index"] == 3
    assert 10 <= clip["raw_offset_seconds"] < 60


async def test_CL1_a_new_lead_counts_for_moments_from_then_on(stream: Stream) -> None:
    before = await stream.tap(50)
    await stream.store.update(stream.id, OWNER, ClipSessionChange(lead_seconds=20))
    assert [(await stream.tap(at))["offset_seconds"] for at in (50, 51)] == [before["offset_seconds"], 31]


async def test_C4_C13_a_stream_that_is_left_alone_for_a_year_is_on_air(stream: Stream, stores: Redis) -> None:
    await started(stream, stores, hours=8760)
    assert (await stream.tap(None))["offset_hms"].startswith("8760:00:")


@pytest.mark.parametrize(("hours", "hms"), [(1.2095, "01:12:34"), (100, "100:00:00"), (-0.01, "00:00:00")])
async def test_C13_C21_hours_have_the_documents_form_and_a_clock_that_stepped_back_gives_zero(
    stream: Stream, stores: Redis, hours: float, hms: str
) -> None:
    await started(stream, stores, hours=hours)
    assert (await stream.tap(None))["offset_hms"][:-1] == hms[:-1]


@pytest.mark.parametrize(("at", "reason"), [(-1.5, "early"), (-60, "early"), (100, "break"), (159.999, "break")])
async def test_CL2_C16_a_moment_of_a_break_or_from_before_the_stream_is_refused(
    stream: Stream, at: float, reason: str
) -> None:
    assert await stream.refusal(at) == reason
    await stream.store.transition(stream.id, OWNER, Action.PAUSE)
    assert await stream.refusal(at) == reason


async def test_CL2_a_moment_that_waited_longer_than_the_setting_is_refused(stream: Stream) -> None:
    assert await stream.refusal(NOW - HOUR_MS / 1000 - 1) == "too_old"


@pytest.mark.parametrize("at", [None, 50.0, 99.999])
async def test_C2_C16_only_an_active_session_takes_moments_whatever_time_they_have(
    stream: Stream, at: float | None
) -> None:
    for action, reason in ((Action.PAUSE, "paused"), (Action.END, "ended")):
        await stream.store.transition(stream.id, OWNER, action)
        assert await stream.refusal(at) == reason
    assert await Stream(stream.store, await a_session(stream.store), 0).refusal(at) == "created"
