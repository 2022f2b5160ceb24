"""The row of a listening history on its listener's home, at exact times."""

from typing import Any

import pytest

import storage.home.relay
from storage.home.relay import HomeRelay
from storage.home.store import HomeStore
from storage.redis.client import Redis
from tests.storage.home.test_store import changes, rows
from tests.storage.listeners import MINUTE, SECOND, T0, Listener, ann, clocked, set_clock

__all__ = ["ann", "set_clock"]

pytestmark = pytest.mark.usefixtures("set_clock")


class Home:
    """What Ann's home says of the history after the relay has looked."""

    def __init__(self, ann: Listener) -> None:
        self.ann = ann
        self.homes = HomeStore(ann.redis)
        self._relay = HomeRelay(ann.redis, public_url="", lease_ms=1, pace_ms=0)

    async def row(self) -> dict[str, Any] | None:
        await self._relay.relay(self.ann.id)
        return (await rows(self.homes, self.ann.user)).get(self.ann.id)


@pytest.fixture
def home(ann: Listener, monkeypatch: pytest.MonkeyPatch) -> Home:
    monkeypatch.setattr(storage.home.relay, "load", clocked)
    return Home(ann)


async def test_PE7_LI14_a_history_is_one_row_that_changes_when_listening_begins_and_ends(
    ann: Listener, home: Home
) -> None:
    assert await home.row() is None  # books alone, and nothing heard
    await ann.store.change_book(
        ann.user, "a", {"title": "Leagues", "artist": "Jules Verne", "duration_ms": 100_000}, None
    )
    await ann.hears(0, "playing", position_ms=1000, device="Ann's phone")
    playing = await home.row()
    assert playing is not None
    assert {name: playing[name] for name in ("kind", "title", "state", "role", "listed", "changed_at")} == {
        "kind": "listening",
        "title": "Leagues",
        "state": "playing",
        "role": "owner",
        "listed": True,
        "changed_at": T0,
    }
    assert playing["facts"] == {"artist": "Jules Verne", "device": "Ann's phone", "heard": None, "artwork_url": None}
    await ann.hears(41 * SECOND, "paused", position_ms=41_900, device="Ann's phone")
    stopped = await home.row()
    assert stopped is not None
    assert (stopped["state"], stopped["changed_at"]) == ("stopped", T0 + 41 * SECOND)
    assert stopped["facts"] == {"artist": "Jules Verne", "device": "Ann's phone", "heard": 41, "artwork_url": None}
    await ann.hears(MINUTE, "playing", "b")
    other = await home.row()
    assert other is not None
    assert (other["title"], other["state"], other["facts"]["artist"]) == ("b.m4b", "playing", None)


async def test_PE8_LI14_heartbeats_change_no_row(ann: Listener, home: Home, stores: Redis) -> None:
    await ann.hears(0, "playing", position_ms=0)
    began = await home.row()
    before = await changes(stores, ann.user)
    for number in range(1, 40):
        await ann.hears(number * 5 * SECOND, "playing", position_ms=number * 5000)
        assert await home.row() == began
    assert await changes(stores, ann.user) == before


async def test_LI14_a_player_that_nobody_hears_any_more_does_not_play_for_ever(ann: Listener, home: Home) -> None:
    await ann.hears(0, "playing")
    await ann.hears(10 * SECOND, "playing")
    await home.row()
    await ann.at(70 * SECOND - 1)
    still = await home.row()
    await ann.at(70 * SECOND)
    over = await home.row()
    assert still is not None
    assert over is not None
    assert (still["state"], over["state"]) == ("playing", "stopped")
    await ann.hears(80 * SECOND, "playing", connection="c")
    await ann.lost(81 * SECOND, "c")
    lost = await home.row()
    assert lost is not None
    assert (lost["state"], lost["changed_at"]) == ("stopped", T0 + 81 * SECOND)


async def test_LI14_what_was_heard_offline_or_is_deleted_or_comes_back_is_on_the_row(ann: Listener, home: Home) -> None:
    await ann.brings(60 * MINUTE, ("a", 0, 5000), ("b", 10 * MINUTE, 11 * MINUTE))
    found = await home.row()
    assert found is not None
    assert (found["title"], found["state"]) == ("b.m4b", "stopped")
    latest = (await ann.rows())[0]["id"]
    await ann.store.remove(ann.user, latest)
    without = await home.row()
    assert without is not None
    assert without["title"] == "a.m4b"
    await ann.store.restore(ann.user, latest)
    assert await home.row() == found
    await ann.store.change_book(ann.user, "b", {"title": "Renamed"}, None)
    renamed = await home.row()
    assert renamed is not None
    assert renamed["title"] == "Renamed"
    await ann.store.set_artwork(ann.user, "b", f"{'d' * 64} 9 image/jpeg file")
    pictured = await home.row()
    assert pictured is not None
    assert pictured["facts"]["artwork_url"] == f"/api/listening/books/b/artwork?v={'d' * 16}"
    await ann.store.clear(ann.user, books=False)
    assert await home.row() is None
