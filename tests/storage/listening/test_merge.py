"""Two listening histories of one person become one, whatever breaks off in between."""

from contextlib import aclosing
from typing import Any

import orjson
import pytest

import storage.listening.merge
from auth.user import User
from sessions.base.errors import SessionNotFound, Unavailable
from sessions.listening.session import Stretch
from storage.account.identities import Identities
from storage.listening.merge import HistoryMerge
from storage.listening.store import ListeningStore, history_of
from storage.redis import keys
from storage.redis.client import Redis
from tests.storage.home.test_store import somebody
from tests.storage.listeners import MINUTE, T0, Listener, set_clock

__all__ = ["set_clock"]

Spans = list[tuple[str, int, int]]


@pytest.fixture
def store(stores: Redis) -> ListeningStore:
    return ListeningStore(stores, log_length=1000)


@pytest.fixture
def histories(stores: Redis) -> HistoryMerge:
    return HistoryMerge(stores, log_length=1000)


@pytest.fixture
def identities(stores: Redis) -> Identities:
    return Identities(stores, name_seconds=60)


async def heard(store: ListeningStore, user: User, *spans: tuple[str, int, int]) -> None:
    """Stretches of books, in minutes after T0."""
    for book in sorted({book for book, _, _ in spans}):
        await store.add_book(user, book, {"name": f"{book}.m4b"})
    items = [
        Stretch(client_id=f"{book}-{start}", book_id=book, started_at=T0 + start * MINUTE, ended_at=T0 + end * MINUTE)
        for book, start, end in spans
    ]
    assert {result for result, _, _ in await store.batch(user, items, 0)} == {"stored"}


async def spans_of(store: ListeningStore, user: User) -> Spans:
    found = []
    async with aclosing(store.spans(user)) as parts:
        async for _, _, spans in parts:
            found += [(one.book_id, (one.started_at - T0) // MINUTE, (one.ended_at - T0) // MINUTE) for one in spans]
    return sorted(found, key=lambda span: (span[1], span[0]))


async def books_of(store: ListeningStore, user: User) -> dict[str, dict[str, Any]]:
    rows, _ = await store.books(user)
    return {book["id"]: book for book in map(orjson.loads, rows)}


async def left_of(stores: Redis, user: User) -> list[bytes]:
    """What is left in Redis of the history that was made as this user's, but for what its home row was told."""
    found = await stores.call("k", "KEYS", f"{keys.header(history_of(user.id))}*")
    return [key for key in found if not key.endswith(b":homes")]


async def test_AC21_LI11_after_a_join_there_is_one_history_with_all_entries_books_and_bookmarks(
    stores: Redis, store: ListeningStore, identities: Identities
) -> None:
    giver, keeper = somebody("giver"), somebody("keeper")
    await heard(store, giver, ("a", 0, 10), ("a", 100, 110), ("b", 30, 40))
    await heard(store, keeper, ("a", 12, 20), ("c", 50, 60))
    await store.add_book(giver, "never", {"name": "never.m4b"})
    await store.change_book(giver, "a", {"title": "Of the giver", "artist": "Jules Verne"}, finished=True)
    await store.change_book(keeper, "a", {"title": "Of the keeper"}, None)
    await store.set_bookmark(giver, "a", "m1", 1000)
    await store.set_bookmark(giver, "a", "same", 2000)
    await store.set_bookmark(keeper, "c", "same", 3000)
    one = await identities.join(giver, keeper)
    # Stretches of one book that are less than five minutes apart are one entry, as if one history had heard both.
    assert await spans_of(store, one) == [("a", 0, 20), ("b", 30, 40), ("c", 50, 60), ("a", 100, 110)]
    books = await books_of(store, one)
    assert sorted(books) == ["a", "b", "c", "never"]
    assert (books["a"]["title"], books["a"]["artist"]) == ("Of the keeper", "Jules Verne")
    assert books["a"]["finished_at"] is not None
    places = {mark["position_ms"] for mark in map(orjson.loads, await store.bookmarks(one, "a"))}
    assert places == {1000, 2000}  # though another book here has a bookmark of that id
    assert [orjson.loads(mark)["position_ms"] for mark in await store.bookmarks(one, "c")] == [3000]
    assert await left_of(stores, giver) == []
    repeat = [Stretch(client_id="b-30", book_id="b", started_at=T0 + 30 * MINUTE, ended_at=T0 + 40 * MINUTE)]
    assert [result for result, _, _ in await store.batch(one, repeat, 0)] == ["known"]


@pytest.mark.parametrize("breaks_at", range(1, 12))
async def test_AC21_a_merge_that_breaks_off_anywhere_loses_and_doubles_nothing(
    stores: Redis,
    store: ListeningStore,
    histories: HistoryMerge,
    monkeypatch: pytest.MonkeyPatch,
    breaks_at: int,
) -> None:
    giver, keeper = somebody("giver"), somebody("keeper")
    theirs = [("a", 10 * number, 10 * number + 1) for number in range(5)]
    await heard(store, giver, *theirs)
    await heard(store, keeper, ("b", 3, 4))
    await store.set_bookmark(giver, "a", "m", 1000)
    monkeypatch.setattr(storage.listening.merge, "PART", 2)
    runs, own = 0, HistoryMerge._run

    async def run(self: HistoryMerge, *arguments: Any) -> Any:
        """Each step happens; the process is gone after one of them."""
        nonlocal runs
        runs += 1
        answer = await own(self, *arguments)
        if runs == breaks_at:
            raise Unavailable("The process was killed")
        return answer

    monkeypatch.setattr(HistoryMerge, "_run", run)
    with pytest.raises(Unavailable):
        await histories.merge(giver.id, keeper.id)
    deleted = orjson.loads((await store.page(keeper, "", 1))[0][0])
    await store.remove(keeper, deleted["id"])  # by the listener, who does not want it back
    assert await histories.merge(giver.id, keeper.id)
    gone = (deleted["book_id"], (deleted["started_at"] - T0) // MINUTE, (deleted["ended_at"] - T0) // MINUTE)
    expected = [one for one in [*theirs, ("b", 3, 4)] if one != gone]
    assert await spans_of(store, keeper) == sorted(expected, key=lambda span: (span[1], span[0]))
    assert len(await store.bookmarks(keeper, "a")) == 1
    assert await left_of(stores, giver) == []


async def test_AC21_what_is_heard_under_the_other_id_later_comes_with_the_next_visit(
    stores: Redis, store: ListeningStore, identities: Identities
) -> None:
    giver, keeper = somebody("giver"), somebody("keeper")
    for user in (giver, keeper):
        await heard(store, user, ("a", 0, 10))
    await identities.join(giver, keeper)
    await heard(store, giver, ("b", 20, 30))  # by a device whose token is older than the join
    one = await identities.current(giver)
    assert await spans_of(store, one) == [("a", 0, 10), ("b", 20, 30)]
    assert await left_of(stores, giver) == []


async def test_AC21_an_entry_that_goes_on_while_it_moves_keeps_its_end(
    store: ListeningStore, histories: HistoryMerge, monkeypatch: pytest.MonkeyPatch
) -> None:
    giver, keeper = somebody("giver"), somebody("keeper")
    await heard(store, giver, ("a", 0, 10))
    await store.open(keeper)
    own = HistoryMerge._run

    async def run(self: HistoryMerge, session_id: str, name: str, *arguments: Any) -> Any:
        if name == "listening/merge_part_done" and await spans_of(store, giver) == [("a", 0, 10)]:
            more = Stretch(client_id="m", book_id="a", started_at=T0 + 8 * MINUTE, ended_at=T0 + 12 * MINUTE)
            await store.batch(giver, [more], 0)
        return await own(self, session_id, name, *arguments)

    monkeypatch.setattr(HistoryMerge, "_run", run)
    assert await histories.merge(giver.id, keeper.id)
    assert await spans_of(store, keeper) == [("a", 0, 12)]


async def test_AC21_what_finds_no_room_stays_and_moves_when_there_is_room(
    store: ListeningStore, histories: HistoryMerge, monkeypatch: pytest.MonkeyPatch
) -> None:
    giver, keeper = somebody("giver"), somebody("keeper")
    await heard(store, giver, ("a", 0, 1), ("a", 10, 11))
    await heard(store, keeper, ("b", 20, 21), ("b", 30, 31))
    await store.set_bookmark(giver, "a", "m", 1000)
    monkeypatch.setattr(storage.listening.merge, "MOST_ENTRIES", 3)
    assert await histories.merge(giver.id, keeper.id) is False
    assert await spans_of(store, keeper) == [("a", 10, 11), ("b", 20, 21), ("b", 30, 31)]
    assert await spans_of(store, giver) == [("a", 0, 1)]
    assert await histories.merge(giver.id, keeper.id) is False
    latest = orjson.loads((await store.page(keeper, "", 1))[0][0])
    await store.remove(keeper, latest["id"])
    assert await histories.merge(giver.id, keeper.id) is True
    assert await spans_of(store, keeper) == [("a", 0, 1), ("a", 10, 11), ("b", 20, 21)]
    assert len(await store.bookmarks(keeper, "a")) == 1


async def test_AC21_a_book_without_room_stays_with_its_entries_and_bookmarks(
    store: ListeningStore, histories: HistoryMerge, monkeypatch: pytest.MonkeyPatch
) -> None:
    giver, keeper = somebody("giver"), somebody("keeper")
    await heard(store, giver, ("a", 0, 1))
    await store.set_bookmark(giver, "a", "m", 1000)
    await heard(store, keeper, ("b", 20, 21))
    monkeypatch.setattr(storage.listening.merge, "MOST_BOOKS", 1)
    assert await histories.merge(giver.id, keeper.id) is False
    assert (sorted(await books_of(store, keeper)), sorted(await books_of(store, giver))) == (["b"], ["a"])
    assert await spans_of(store, giver) == [("a", 0, 1)]
    assert len(await store.bookmarks(giver, "a")) == 1


@pytest.mark.usefixtures("set_clock")
async def test_AC21_LI5_a_book_is_where_it_was_left_last_on_either_side(
    stores: Redis, store: ListeningStore, identities: Identities
) -> None:
    giver, keeper = Listener(stores), Listener(stores)
    for one in (giver, keeper):
        await one.has("a", "b")
    for ms, (one, book) in enumerate([(giver, "a"), (keeper, "a"), (keeper, "b"), (giver, "b")]):
        await one.hears(ms, "playing", book, player=f"p{ms}", position_ms=ms)
    joined = await identities.join(giver.user, keeper.user)
    places = {id_: book["place"]["position_ms"] for id_, book in (await books_of(store, joined)).items()}
    assert places == {"a": 1, "b": 3}


async def test_AC21_an_opened_history_without_anything_goes(
    stores: Redis, store: ListeningStore, identities: Identities
) -> None:
    giver, keeper = somebody("giver"), somebody("keeper")
    await store.open(giver)
    await heard(store, keeper, ("a", 0, 1))
    await identities.join(giver, keeper)
    assert await left_of(stores, giver) == []
    with pytest.raises(SessionNotFound):
        await store.read(giver, history_of(giver.id))
