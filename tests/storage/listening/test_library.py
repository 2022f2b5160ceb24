"""A listener's entries and library: deleted, brought back, bounded and read by pages, on both engines."""

import orjson
import pytest

from sessions.base.errors import NotFound, SessionNotFound, TooLarge
from storage.bus.feed import Position
from storage.bus.feeds import Feeds
from storage.listening import store as listening_store
from storage.redis import keys
from tests.storage.listeners import MINUTE, T0, Listener, ann, events, set_clock
from tests.users import a_user

__all__ = ["ann", "set_clock"]

pytestmark = pytest.mark.usefixtures("set_clock")

# --- deleting ---------------------------------------------------------------------------------------------------------


async def test_LI4_an_entry_is_deleted_and_comes_back(ann: Listener) -> None:
    await ann.brings(MINUTE, ("a", 0, 5000), ("b", 0, 6000))
    await ann.store.remove(ann.user, "1")
    assert await ann.spans() == [("b", 0, 6000)]
    with pytest.raises(NotFound):
        await ann.store.remove(ann.user, "1")
    for _ in range(2):
        await ann.store.restore(ann.user, "1")
    assert await ann.spans() == [("a", 0, 5000), ("b", 0, 6000)]
    with pytest.raises(NotFound):
        await ann.store.restore(ann.user, "77")


async def test_an_entry_that_comes_back_becomes_part_of_what_was_heard_meanwhile(ann: Listener) -> None:
    await ann.hears(0, "playing")
    await ann.hears(20_000, "playing")
    await ann.store.remove(ann.user, "1")
    await ann.hears(25_000, "playing")
    await ann.store.restore(ann.user, "1")
    assert await ann.spans() == [("a", 0, 25_000)]


async def test_only_the_last_deleted_entries_can_come_back(ann: Listener, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listening_store, "BIN", 2)
    await ann.brings(60 * MINUTE, *(("a", number * 10 * MINUTE, number * 10 * MINUTE + 5000) for number in range(3)))
    for id_ in ("3", "1", "2"):
        await ann.store.remove(ann.user, id_)
    with pytest.raises(NotFound):
        await ann.store.restore(ann.user, "1")
    await ann.store.restore(ann.user, "2")
    assert [span[1] for span in await ann.spans()] == [10 * MINUTE]


async def test_LI4_deleting_the_history_leaves_nothing_of_it_in_redis(ann: Listener) -> None:
    await ann.hears(0, "playing")
    await ann.brings(60 * MINUTE, ("b", 0, 5000), ("b", 30 * MINUTE, 31 * MINUTE))
    await ann.store.remove(ann.user, "2")
    before = (await ann.store.read(ann.user, ann.id)).position
    assert await ann.store.clear(ann.user, books=False) == 2
    left = await ann.redis.call("k", "KEYS", f"{keys.header(ann.id)}*")
    names = {key.decode().removeprefix(keys.header(ann.id)) for key in left}
    assert names == {"", ":clock", ":books", ":shelf", ":log:history"}
    (told,) = await events(ann)
    assert (told["type"], told["data"]) == ("cleared", {"books": False})
    # Who was away cannot be told what is gone: they begin with a snapshot.
    assert await Feeds(ann.redis).missed(ann.id, "history", Position(before.epoch, before.seq - 1)) is None
    assert await ann.store.clear(ann.user, books=True) == 0
    assert (await ann.store.books(ann.user))[0] == []


# --- books ------------------------------------------------------------------------------------------------------------


async def test_a_player_that_opens_a_book_again_does_not_overwrite_what_a_person_wrote(ann: Listener) -> None:
    await ann.store.change_book(ann.user, "a", {"title": "My title", "hidden": True}, True)
    fields = {"name": "a2.m4b", "title": "File title", "artist": "Somebody", "duration_ms": 5}
    book = orjson.loads(await ann.store.add_book(ann.user, "a", fields))
    assert (book["name"], book["title"], book["artist"], book["duration_ms"]) == ("a.m4b", "My title", "Somebody", 5)
    assert (book["hidden"], book["finished_at"]) == (False, T0)
    told = len(await events(ann))
    await ann.store.add_book(ann.user, "a", fields)
    assert len(await events(ann)) == told
    changed = orjson.loads(await ann.store.change_book(ann.user, "a", {"title": None}, False))
    assert (changed["title"], changed["finished_at"]) == (None, None)


async def test_a_library_is_bounded_and_an_unknown_book_is_not_changed(
    ann: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listening_store, "MOST_BOOKS", 2)
    with pytest.raises(TooLarge):
        await ann.store.add_book(ann.user, "c", {"name": "c"})
    with pytest.raises(NotFound):
        await ann.store.change_book(ann.user, "c", {"title": "C"}, None)
    with pytest.raises(SessionNotFound):
        await ann.store.change_book(a_user("nobody"), "a", {}, None)


async def test_LI11_books_are_added_many_at_once_and_those_without_room_are_named(
    ann: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listening_store, "MOST_BOOKS", 5)
    monkeypatch.setattr(listening_store, "BOOKS_AT_ONCE", 2)
    before = {book.id for book in await ann.store.all_books(ann.user)}
    new = {f"new-{number}": {"name": f"{number}.m4b"} for number in range(5)}
    refused = await ann.store.add_books(ann.user, new)
    assert len(refused) == len(before) + len(new) - 5
    assert {book.id for book in await ann.store.all_books(ann.user)} == before | set(new) - refused
    assert await ann.store.add_books(a_user("has no history yet"), new) == set()
    assert await ann.store.add_books(ann.user, {}) == set()


async def test_a_library_of_any_size_comes_whole_by_pages(ann: Listener) -> None:
    long = "ж" * 200
    for number in range(600):
        await ann.at(max(number, 500))  # more of the same time than a page holds
        await ann.store.add_book(ann.user, f"book-{number}", {"name": long, "title": long, "artist": long})
    rows, cursor = await ann.store.books(ann.user)
    assert cursor is not None
    assert sum(map(len, rows)) <= 524_288
    ids = [book.id for book in await ann.store.all_books(ann.user)]
    assert len(ids) == len(set(ids)) == 602


async def test_a_history_comes_whole_by_pages_and_by_book(ann: Listener) -> None:
    for start in range(0, 250, 50):
        stretches = [
            ("ab"[number % 2], number * 10 * MINUTE, number * 10 * MINUTE + 5000) for number in range(start, start + 50)
        ]
        await ann.brings(250 * 10 * MINUTE, *stretches)
    seen: list[int] = []
    cursor: str | None = ""
    while cursor is not None:
        rows, cursor = await ann.store.page(ann.user, cursor, 37)
        seen += [orjson.loads(row)["started_at"] for row in rows]
    assert seen == [T0 + number * 10 * MINUTE for number in range(249, -1, -1)]
    rows, _ = await ann.store.page(ann.user, "", 200, ["b"])
    assert {orjson.loads(row)["book_id"] for row in rows} == {"b"}
    assert len(rows) == 125
    rows, cursor = await ann.store.page(ann.user, "", 10, ["b", "ghost"])
    assert {orjson.loads(row)["book_id"] for row in rows} == {"b"}
    assert cursor is not None


async def test_entries_that_began_in_the_same_instant_are_on_one_page_each(ann: Listener) -> None:
    books = [f"book-{number}" for number in range(12)]
    await ann.has(*books)
    await ann.brings(MINUTE, *((book, 0, 5000) for book in books))
    seen: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        rows, cursor = await ann.store.page(ann.user, cursor, 5)
        seen += [orjson.loads(row)["book_id"] for row in rows]
    assert sorted(seen) == sorted(books)


async def test_LI10_a_history_has_so_many_bookmarks_and_moves_those_it_has(
    ann: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listening_store, "MOST_BOOKMARKS", 2)
    for book, mark in (("a", "1"), ("b", "2")):
        await ann.store.set_bookmark(ann.user, book, mark, 5)
    before = len(await events(ann))
    with pytest.raises(TooLarge):
        await ann.store.set_bookmark(ann.user, "a", "3", 5)
    assert len(await events(ann)) == before
    await ann.store.set_bookmark(ann.user, "a", "1", 6)
    assert [orjson.loads(row)["position_ms"] for row in await ann.store.bookmarks(ann.user, "a")] == [6]
    await ann.store.set_bookmark(ann.user, "b", "2", None)
    await ann.store.set_bookmark(ann.user, "a", "3", 5)
