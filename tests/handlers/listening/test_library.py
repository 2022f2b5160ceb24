"""Bookmarks, and histories of other programs, over the product's own routes."""

from typing import Any

from tests.handlers.listening.test_history import (
    Person,
    a_listener,
    now_ms,
    subscribed,
)
from tests.processes import ServerProcess

DUNE = "/api/listening/books/dune/bookmarks"
AT = 1_769_613_300


async def marks(person: Person) -> list[tuple[str, int]]:
    return [(mark["id"], mark["position_ms"]) for mark in (await person.ask("GET", DUNE))["items"]]


async def test_LI10_a_bookmark_is_on_every_device_as_soon_as_it_is_set_moved_or_removed(server: ServerProcess) -> None:
    async with a_listener(server, "dune", "emma") as ann, ann.socket() as phone:
        await subscribed(phone, ann.session_id)
        early = await ann.ask("PUT", f"{DUNE}/b", {"position_ms": 9000, "at": 5})
        assert early == {"book_id": "dune", "id": "b", "bookmark": {"id": "b", "position_ms": 9000, "at": 5}}
        assert (await phone.event("session_event"))["data"] == early
        repeated = await ann.ask("PUT", f"{DUNE}/b", {"position_ms": 9000})
        assert repeated == early  # and nobody hears of it
        late = await ann.ask("PUT", f"{DUNE}/a", {"position_ms": 20_000, "at": now_ms() + 10**9})
        assert late["bookmark"]["at"] <= now_ms() + 1000
        assert (await phone.event("session_event"))["data"] == late
        assert await marks(ann) == [("b", 9000), ("a", 20_000)]
        for _ in range(2):
            gone = await ann.ask("DELETE", f"{DUNE}/b")
            assert gone == {"book_id": "dune", "id": "b", "bookmark": None}
        assert (await phone.event("session_event"))["data"] == gone
        assert await marks(ann) == [("a", 20_000)]
        # An id is of one book; and a book that is not there has none.
        assert await ann.refused("PUT", "/api/listening/books/emma/bookmarks/a", {"position_ms": 1}) == (
            409,
            "conflict",
        )
        for verb, body in (("GET", None), ("PUT", {"position_ms": 1}), ("DELETE", None)):
            path = "/api/listening/books/none/bookmarks" + ("" if verb == "GET" else "/x")
            assert await ann.refused(verb, path, body) == (404, "not_found")


async def test_LI4_bookmarks_go_with_the_library_and_stay_when_only_entries_are_deleted(server: ServerProcess) -> None:
    async with a_listener(server, "dune") as ann:
        await ann.ask("PUT", f"{DUNE}/a", {"position_ms": 1})
        await ann.ask("DELETE", "/api/listening/sessions")
        assert await marks(ann) == [("a", 1)]
        await ann.ask("DELETE", "/api/listening")
        await ann.ask("POST", "/api/listening/books", {"id": "dune", "name": "dune.mp3"})
        assert await marks(ann) == []


async def test_I3_nobody_else_has_ones_bookmarks(server: ServerProcess) -> None:
    async with a_listener(server, "dune") as ann, a_listener(server, "dune") as bob:
        await ann.ask("PUT", f"{DUNE}/a", {"position_ms": 1})
        assert await marks(bob) == []


async def test_LI10_a_bookmark_outside_of_a_book_is_refused(server: ServerProcess) -> None:
    async with a_listener(server, "dune") as ann:
        for body in (
            {"position_ms": -1},
            {"position_ms": "1"},
            {"position_ms": 10**12},
            {},
            {"position_ms": 1, "x": 1},
        ):
            assert await ann.refused("PUT", f"{DUNE}/a", body) == (400, "invalid_payload")
        assert await ann.refused("PUT", f"{DUNE}/{'a' * 65}", {"position_ms": 1}) == (400, "invalid_payload")
        assert await marks(ann) == []


def listen(at: int, title: str = "Leagues", **info: Any) -> dict[str, Any]:
    track = {"artist_name": "Jules Verne", "track_name": title, "additional_info": info}
    return {"listened_at": at, "track_metadata": track}


async def imported(person: Person, source: str, **body: Any) -> list[tuple[str, str | None]]:
    found = (await person.ask("POST", f"/api/listening/import/{source}", body))["items"]
    return [(item["result"], item["reason"]) for item in found]


async def test_LI11_listens_are_imported_once_and_each_has_its_result(server: ServerProcess) -> None:
    async with a_listener(server) as ann:
        payload = [
            listen(AT, duration_played=600),
            listen(AT + 86_400, duration_ms=500),
            listen(AT + 10**8, duration=60),
            listen(AT, "Emma"),
            {"listened_at": "yesterday"},
        ]
        answers = await imported(ann, "listenbrainz", listen_type="import", payload=payload)
        assert answers == [
            ("stored", None),
            ("refused", "too_short"),
            ("refused", "in_the_future"),
            ("refused", "no_length"),
            ("refused", "invalid"),
        ]
        assert (await imported(ann, "listenbrainz", payload=payload))[0] == ("known", None)
        (entry,) = (await ann.ask("GET", "/api/listening/sessions"))["items"]
        assert (entry["book_title"], entry["artist"]) == ("Leagues", "Jules Verne")
        assert (entry["started_at"], entry["ended_at"]) == (AT * 1000, (AT + 600) * 1000)


async def test_LI11_an_export_is_imported_as_the_same_history(server: ServerProcess) -> None:
    async with a_listener(server, "dune", "emma") as ann, a_listener(server) as bob:
        begin = now_ms() - 10**8
        await ann.brings(("dune", begin + 7, begin + 60_001), ("emma", begin, begin + 5_000))
        exported = await ann.ask("GET", "/api/listening/export?format=json")
        assert await imported(bob, "listenbrainz", payload=exported) == [("stored", None)] * 2
        histories = [(await one.ask("GET", "/api/listening/sessions"))["items"] for one in (ann, bob)]
        ours, theirs = ([{**entry, "id": ""} for entry in history] for history in histories)
        assert ours == theirs


async def test_LI11_sessions_of_audiobookshelf_are_imported_as_its_server_answers_them(server: ServerProcess) -> None:
    async with a_listener(server) as ann:
        session = {"id": "s", "libraryItemId": "item", "displayTitle": "Leagues", "startedAt": AT * 1000}
        played = session | {"timeListening": 90.5, "currentTime": 12.5, "updatedAt": AT * 1000, "chapters": []}
        page = {"total": 2, "numPages": 1, "page": 0, "itemsPerPage": 10, "sessions": [played, session]}
        assert await imported(ann, "audiobookshelf", **page) == [("stored", None), ("refused", "invalid")]
        (entry,) = (await ann.ask("GET", "/api/listening/sessions"))["items"]
        assert entry["ended_at"] - entry["started_at"] == 90_500
        (book,) = (await ann.ask("GET", "/api/listening/books"))["items"]
        assert (book["id"], book["place"]["position_ms"]) == ("abs-item", 12_500)
        assert book["place"]["player_id"] == "unknown"  # nobody said which player it was
        # A book that was taken out of the library stays out of it.
        await ann.ask("DELETE", "/api/listening/books/abs-item")
        again = played | {"id": "s2", "startedAt": (AT + 86_400) * 1000}
        assert await imported(ann, "audiobookshelf", sessions=[again]) == [("stored", None)]
        (book,) = (await ann.ask("GET", "/api/listening/books"))["items"]
        assert book["hidden"]


async def test_LI11_an_import_is_bounded_and_refuses_fields_that_nobody_knows(server: ServerProcess) -> None:
    async with a_listener(server) as ann:
        for source, body in (
            ("listenbrainz", {"payload": []}),
            ("listenbrainz", {"payload": [{}] * 501}),
            ("listenbrainz", {"payload": [1]}),
            ("listenbrainz", {"payload": [{}], "more": 1}),
            ("listenbrainz", {"payload": [{}], "listen_type": "playing_now"}),
            ("audiobookshelf", {"sessions": "all"}),
            ("audiobookshelf", {}),
        ):
            assert await ann.refused("POST", f"/api/listening/import/{source}", body) == (400, "invalid_payload")
