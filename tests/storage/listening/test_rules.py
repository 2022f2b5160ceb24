"""I1–I19 through the scripts, on both engines, at exact times."""

import orjson
import pytest

from sessions.base.errors import Forbidden, TooLarge
from storage.listening import store as listening_store
from storage.redis import keys
from storage.redis.client import Redis
from tests.storage.listeners import MINUTE, SECOND, T0, Listener, ann, events, set_clock
from tests.users import a_user

__all__ = ["ann", "set_clock"]

pytestmark = pytest.mark.usefixtures("set_clock")
WINDOW = 5 * MINUTE


async def test_I1_a_play_is_a_stretch_of_the_wall_clock_wherever_it_is_in_the_book(ann: Listener) -> None:
    assert await ann.hears(0, "playing", position_ms=3_600_000) == "tracked"
    assert await ann.hears(90_000, "paused", position_ms=5) == "finalized"
    assert await ann.spans() == [("a", 0, 90_000)]


async def test_I4_I10_heartbeats_that_come_too_soon_are_dropped_and_a_little_jitter_is_not_too_soon(
    ann: Listener,
) -> None:
    assert await ann.hears(0, "playing") == "tracked"
    assert [await ann.hears(at, "playing") for at in (200, 4499)] == ["throttled", "throttled"]
    assert await ann.spans() == [("a", 0, 0)]
    assert await ann.hears(4500, "playing") == "tracked"
    assert await ann.hears(8999, "playing") == "throttled"
    assert await ann.hears(9000, "playing") == "tracked"
    assert await ann.spans() == [("a", 0, 9000)]


async def test_I4_a_dropped_heartbeat_writes_and_tells_nothing(ann: Listener) -> None:
    await ann.hears(0, "playing", position_ms=1)
    before = await events(ann)
    await ann.hears(100, "playing", position_ms=2)
    assert await events(ann) == before


async def test_I5_tracking_extends_the_books_own_latest_entry(ann: Listener) -> None:
    await ann.brings(100_000, ("a", 0, 10_000), ("b", 20_000, 90_000))
    await ann.hears(120_000, "playing", "a")
    assert await ann.spans() == [("a", 0, 120_000), ("b", 20_000, 90_000)]


@pytest.mark.parametrize(("age", "entries"), [(WINDOW - 1, 1), (WINDOW, 2), (WINDOW + 1, 2)])
async def test_I6_I7_I13_exactly_five_minutes_is_too_long_ago(ann: Listener, age: int, entries: int) -> None:
    await ann.hears(0, "playing")
    await ann.hears(10_000, "paused")
    await ann.hears(10_000 + age, "playing")
    spans = await ann.spans()
    assert len(spans) == entries
    assert spans[-1][2] == 10_000 + age


@pytest.mark.parametrize(("lasted", "kept"), [(0, False), (999, False), (1000, True)])
async def test_I8_less_than_a_second_is_deleted(ann: Listener, lasted: int, kept: bool) -> None:
    await ann.hears(0, "playing")
    assert await ann.hears(lasted, "paused") == ("finalized" if kept else "dropped")
    assert await ann.spans() == ([("a", 0, lasted)] if kept else [])
    assert (await events(ann))[-1]["data"]["removed"] == ([] if kept else ["1"])


async def test_I8_a_second_try_right_after_a_slip_is_recorded_from_its_start(ann: Listener) -> None:
    for at, status in ((0, "playing"), (500, "paused"), (1000, "playing"), (4000, "paused")):
        await ann.hears(at, status)
    assert await ann.spans() == [("a", 1000, 4000)]


async def test_I8_finalizing_is_never_throttled_and_twice_is_no_error(ann: Listener) -> None:
    await ann.hears(0, "playing")
    assert await ann.hears(1234, "paused") == "finalized"
    assert await ann.hears(1235, "paused") == "nothing"
    assert await ann.spans() == [("a", 0, 1234)]


@pytest.mark.parametrize("status", ["paused", "stopped", "ended", "error", "loading", "buffering"])
async def test_I9_every_other_status_finalizes(ann: Listener, status: str) -> None:
    await ann.hears(0, "playing")
    await ann.hears(2000, status)
    await ann.hears(3000, status)
    assert await ann.spans() == [("a", 0, 2000)]


async def test_I11_what_a_crash_left_is_there_and_is_not_resumed_after_the_window(ann: Listener) -> None:
    await ann.hears(0, "playing")
    await ann.hears(60_000, "playing")
    await ann.hears(60_000 + WINDOW, "playing", player="relaunched")
    assert await ann.spans() == [("a", 0, 60_000), ("a", 360_000, 360_000)]


@pytest.mark.parametrize("says", [True, False])
async def test_I12_another_book_ends_the_first_at_once_and_has_its_own_entry(ann: Listener, says: bool) -> None:
    await ann.hears(0, "playing", "a")
    if says:
        await ann.hears(3000, "paused", "a")
    assert await ann.hears(3000, "playing", "b") == "tracked"
    await ann.hears(8000, "paused", "b")
    assert await ann.spans() == [("a", 0, 3000), ("b", 3000, 8000)]


async def test_I14_a_book_that_does_not_exist_leaves_no_trace(stores: Redis, ann: Listener) -> None:
    assert await ann.hears(0, "playing", "ghost") == "unknown_book"
    assert await ann.hears(9000, "paused", "ghost") == "nothing"
    assert await ann.spans() == []
    nobody = Listener(stores)
    assert await nobody.hears(0, "playing") == "unknown_book"
    assert await nobody.hears(0, "paused") == "nothing"
    assert await nobody.rows() == []
    assert await stores.call("k", "EXISTS", keys.header(nobody.id)) == 0


async def test_I14_another_book_that_does_not_exist_still_ends_the_first(ann: Listener) -> None:
    await ann.hears(0, "playing", "a")
    assert await ann.hears(6000, "playing", "ghost") == "unknown_book"
    assert await ann.hears(9000, "paused", "a") == "nothing"
    assert await ann.spans() == [("a", 0, 6000)]


async def test_I14_an_entry_that_was_deleted_meanwhile_is_no_error(ann: Listener) -> None:
    await ann.hears(0, "playing")
    await ann.store.remove(ann.user, "1")
    assert await ann.hears(6000, "paused") == "nothing"
    assert await ann.spans() == []


async def test_I15_every_change_is_told_as_it_was_stored(ann: Listener) -> None:
    await ann.hears(0, "playing", device="Phone", position_ms=7)
    last = (await events(ann))[-1]
    assert last["type"] == "entries_changed"
    assert last["data"] == {
        "entries": await ann.rows(),
        "removed": [],
        "player": {
            "id": "p",
            "device": "Phone",
            "book_id": "a",
            "status": "playing",
            "position_ms": 7,
            "at": T0,
        },
        "count": 1,
    }


async def test_I18_rows_are_newest_first_and_a_hidden_book_keeps_its_history(ann: Listener) -> None:
    await ann.brings(9 * MINUTE, ("a", 0, MINUTE), ("b", 2 * MINUTE, 3 * MINUTE))
    fields = {"title": "Dune", "artist": "F. Herbert", "artwork_url": "https://example.org/a.jpg", "hidden": True}
    await ann.store.change_book(ann.user, "a", fields, None)
    first, second = await ann.rows()
    assert (first["book_id"], first["book_title"], first["book_name"], first["hidden"]) == ("b", None, "b.m4b", False)
    assert second == {
        "id": "1",
        "book_id": "a",
        "book_name": "a.m4b",
        "book_title": "Dune",
        "artist": "F. Herbert",
        "artwork_url": "https://example.org/a.jpg",
        "hidden": True,
        "started_at": T0,
        "ended_at": T0 + MINUTE,
    }


async def test_I19_the_documents_day_gives_the_documents_entries(ann: Listener) -> None:
    for played, paused in ((0, 15), (17, 30)):
        for at in range(played * MINUTE, paused * MINUTE, 5 * SECOND):
            await ann.hears(at, "playing")
        await ann.hears(paused * MINUTE, "paused")
    await ann.hears(50 * MINUTE, "playing")
    assert await ann.by_id() == {"1": ("a", 0, 30 * MINUTE), "2": ("a", 50 * MINUTE, 50 * MINUTE)}


async def test_I3_a_history_is_its_listeners_alone(stores: Redis, ann: Listener) -> None:
    await ann.hears(0, "playing")
    for stranger in (a_user("stranger"), a_user("boss", roles=["admin"])):
        with pytest.raises(Forbidden):
            await ann.store.read(stranger, ann.id)
        assert await ann.store.page(stranger, "", 10) == ([], None)
    assert ann.store.id_of(a_user("x")) != ann.store.id_of(a_user("y"))


# --- several players, lost connections --------------------------------------------------------------------------------


async def test_I6_a_device_that_slept_longer_than_the_window_did_not_listen_meanwhile(ann: Listener) -> None:
    await ann.hears(0, "playing")
    await ann.hears(60_000, "playing")
    assert await ann.hears(3_600_000, "paused") == "nothing"
    assert await ann.spans() == [("a", 0, 60_000)]


async def test_I8_a_slip_on_one_device_does_not_delete_what_another_one_plays(ann: Listener) -> None:
    await ann.hears(0, "playing", player="phone")
    await ann.hears(100, "playing", player="desk")
    assert await ann.hears(500, "paused", player="desk") == "nothing"
    await ann.hears(5000, "playing", player="phone")
    assert await ann.spans() == [("a", 0, 5000)]


async def test_I11_a_lost_connection_ends_the_entry_at_its_last_heartbeat(ann: Listener) -> None:
    await ann.hears(0, "playing", connection="old")
    await ann.hears(5000, "playing", connection="old")
    await ann.lost(40_000, "old")
    assert await ann.spans() == [("a", 0, 5000)]
    assert (await events(ann))[-1]["data"]["player"]["status"] == "stopped"
    told = len(await events(ann))
    await ann.lost(41_000, "old")
    assert len(await events(ann)) == told


async def test_I11_the_end_of_an_old_connection_does_not_stop_a_player_that_has_come_back(ann: Listener) -> None:
    await ann.hears(0, "playing", connection="old")
    await ann.hears(5000, "playing", connection="new")
    await ann.lost(6000, "old")
    await ann.hears(10_000, "paused", connection="new")
    assert await ann.spans() == [("a", 0, 10_000)]


async def test_I8_a_stop_that_was_delayed_ends_when_it_was_and_never_before_the_last_heartbeat(ann: Listener) -> None:
    await ann.hears(0, "playing")
    await ann.hears(10_000, "paused", ago_ms=4000)
    assert await ann.spans() == [("a", 0, 6000)]
    await ann.hears(20_000, "playing")
    await ann.hears(21_000, "paused", ago_ms=9000)
    assert await ann.spans() == [("a", 0, 20_000)]


async def test_I1_a_clock_that_steps_back_takes_nothing_away(ann: Listener) -> None:
    await ann.hears(0, "playing")
    await ann.hears(60_000, "paused")
    await ann.hears(10_000, "playing")
    await ann.hears(11_000, "paused")
    assert await ann.spans() == [("a", 0, 60_000)]


async def test_the_place_in_a_book_is_kept_while_playing_and_when_a_person_seeks_in_a_paused_one(ann: Listener) -> None:
    await ann.hears(0, "playing", position_ms=1000, device="Phone")
    await ann.hears(2000, "paused", position_ms=3000, device="Phone")
    await ann.hears(9000, "paused", position_ms=500_000, device="Desk", player="q")
    (book,) = [orjson.loads(row) for row in (await ann.store.books(ann.user))[0] if b'"id":"a"' in row]
    assert book["place"] == {"position_ms": 500_000, "at": T0 + 9000, "player_id": "q", "device": "Desk"}
    assert await ann.spans() == [("a", 0, 2000)]


async def test_only_so_many_players_are_remembered_and_the_oldest_goes(ann: Listener) -> None:
    for number in range(listening_store.MOST_PLAYERS + 1):
        await ann.hears(number, "playing", player=f"p{number}")
    read = await ann.store.read(ann.user, ann.id)
    known = {orjson.loads(player)["id"] for player in read.players}
    assert len(known) == listening_store.MOST_PLAYERS
    assert "p0" not in known


# --- stretches that waited --------------------------------------------------------------------------------------------


async def test_LI2_stretches_are_stored_once_in_any_order_with_a_result_for_each(ann: Listener) -> None:
    hour = 60 * MINUTE
    answers = await ann.brings(
        10 * hour,
        ("a", 5 * hour, 6 * hour),
        ("a", hour, 2 * hour),
        ("ghost", 0, 1),
        ("b", 3 * hour, 2 * hour),
        ("b", 11 * hour, 12 * hour),
        ("b", 3 * hour, 3 * hour + 999),
        ("b", -25 * hour, hour),
        ("b", -T0, -T0 + hour),
        ("b", 9 * hour, 11 * hour),
    )
    assert answers == [
        ("stored", ""),
        ("stored", ""),
        ("refused", "unknown_book"),
        ("refused", "ends_before_start"),
        ("refused", "in_the_future"),
        ("refused", "too_short"),
        ("refused", "too_long"),
        ("refused", "too_old"),
        ("stored", "end_was_in_the_future"),
    ]
    assert await ann.spans() == [("a", hour, 2 * hour), ("a", 5 * hour, 6 * hour), ("b", 9 * hour, 10 * hour)]


async def test_a_stretch_between_two_entries_joins_them_when_it_is_near_both(ann: Listener) -> None:
    await ann.brings(60 * MINUTE, ("a", 0, 10 * MINUTE), ("a", 19 * MINUTE, 25 * MINUTE), ("b", 0, 30 * MINUTE))
    await ann.brings(60 * MINUTE, ("a", 14 * MINUTE, 15 * MINUTE))
    assert await ann.by_id() == {"1": ("a", 0, 25 * MINUTE), "3": ("b", 0, 30 * MINUTE)}
    last = (await events(ann))[-1]["data"]
    assert ([one["id"] for one in last["entries"]], last["removed"], last["count"]) == (["1"], ["2"], 2)


@pytest.mark.parametrize(("gap", "entries"), [(WINDOW - 1, 1), (WINDOW, 2)])
async def test_I6_stretches_join_by_the_same_strict_window_on_both_sides(ann: Listener, gap: int, entries: int) -> None:
    await ann.brings(60 * MINUTE, ("a", 20 * MINUTE, 21 * MINUTE))
    await ann.brings(60 * MINUTE, ("a", 21 * MINUTE + gap, 30 * MINUTE))
    assert len(await ann.spans()) == entries
    await ann.brings(60 * MINUTE, ("a", 10 * MINUTE, 20 * MINUTE - gap))
    assert len(await ann.spans()) == 2 * entries - 1


async def test_LI1_a_stretch_that_is_sent_again_changes_nothing_even_when_its_entry_was_deleted(ann: Listener) -> None:
    await ann.brings(MINUTE, ("a", 0, 5000))
    await ann.store.remove(ann.user, "1")
    ann._items = iter([1])  # type: ignore[assignment]
    told = len(await events(ann))
    assert await ann.brings(MINUTE, ("a", 0, 5000)) == [("known", "")]
    assert await ann.spans() == []
    assert len(await events(ann)) == told


async def test_a_wrong_clock_is_corrected_for_the_whole_batch(ann: Listener) -> None:
    day = 24 * 60 * MINUTE
    assert await ann.brings(MINUTE, ("a", day, day + 5000), skew=-day) == [("stored", "")]
    assert await ann.spans() == [("a", 0, 5000)]


async def test_a_large_batch_is_told_in_parts_and_a_full_history_refuses_the_rest(
    ann: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listening_store, "MOST_ENTRIES", 70)
    stretches = [("a", number * 10 * MINUTE, number * 10 * MINUTE + 5000) for number in range(80)]
    answers = await ann.brings(80 * 10 * MINUTE, *stretches)
    assert answers == [("stored", "")] * 70 + [("refused", "history_full")] * 10
    assert len(await ann.spans()) == 70
    assert len(await events(ann)) == 2 + 5  # in parts of fifteen
    with pytest.raises(TooLarge):
        await ann.hears(80 * 10 * MINUTE + WINDOW, "playing")
