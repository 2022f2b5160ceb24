"""Items of other programs become stretches, or are refused with a reason."""

from typing import Any

import orjson
import pytest

from sessions.listening.export import json_rows
from sessions.listening.imports import UnreadableError, from_audiobookshelf, from_listenbrainz
from sessions.listening.session import Entry

AT = 1_769_613_300


def listen(**info: Any) -> dict[str, Any]:
    track = {"artist_name": "Jules Verne", "track_name": "Leagues", "release_name": "x", "additional_info": info}
    return {"listened_at": AT, "track_metadata": track, "recording_msid": "any other field"}


def shelf_session(**other: Any) -> dict[str, Any]:
    said = {
        "id": "s-1",
        "libraryItemId": "l-1",
        "bookId": "b-1",
        "episodeId": None,
        "displayTitle": "Leagues",
        "displayAuthor": "Jules Verne",
        "duration": 36000.5,
        "timeListening": 90.5,
        "currentTime": 1000.25,
        "startedAt": AT * 1000,
        "updatedAt": AT * 1000 + 10**9,
        "chapters": [{"id": 0}],
    }
    return said | other


@pytest.mark.parametrize(
    ("info", "length"),
    [
        ({"duration_played": 61}, 61_000),
        ({"duration_ms": 1500}, 1500),
        ({"duration": 3, "duration_ms": 0}, 3000),
        ({"duration_played": 61, "duration_ms": 100_000}, 61_000),
    ],
)
def test_LI11_a_listen_is_as_long_as_it_was_played_or_as_its_track(info: dict[str, Any], length: int) -> None:
    found = from_listenbrainz(listen(**info))
    assert (found.stretch.started_at, found.stretch.ended_at) == (AT * 1000, AT * 1000 + length)
    assert found.book == {
        "name": "Leagues",
        "title": "Leagues",
        "artist": "Jules Verne",
        "artwork_url": None,
        "duration_ms": None,
    }


def test_LI11_an_entry_that_was_exported_is_imported_to_the_millisecond() -> None:
    entry = Entry(
        id="1",
        book_id="sha-9c",
        book_name="leagues.m4b",
        book_title="Leagues",
        artist=None,
        artwork_url=None,
        hidden=False,
        started_at=AT * 1000 + 123,
        ended_at=AT * 1000 + 45_678,
    )
    item = orjson.loads(json_rows([entry]))
    found = from_listenbrainz(item)
    stretch = found.stretch
    assert (stretch.book_id, stretch.started_at, stretch.ended_at) == ("sha-9c", entry.started_at, entry.ended_at)
    assert (found.book["name"], found.book["title"], found.book["artist"]) == ("leagues.m4b", "Leagues", None)


def test_LI11_a_session_of_audiobookshelf_ends_after_what_was_listened_and_not_at_its_last_change() -> None:
    found = from_audiobookshelf(shelf_session())
    stretch = found.stretch
    assert (stretch.client_id, stretch.book_id, stretch.position_ms) == ("abs-s-1", "abs-l-1", 1_000_250)
    assert (stretch.started_at, stretch.ended_at) == (AT * 1000, AT * 1000 + 90_500)
    assert (found.book["title"], found.book["duration_ms"]) == ("Leagues", 36_000_500)
    episodes = {from_audiobookshelf(shelf_session(episodeId=one)).stretch.book_id for one in ("e1", "e2", None)}
    assert len(episodes) == 3


@pytest.mark.parametrize(
    "item",
    [
        {},
        {"listened_at": AT},
        {"listened_at": str(AT), "track_metadata": listen(duration=1)["track_metadata"]},
        {"listened_at": True, "track_metadata": listen(duration=1)["track_metadata"]},
        {"listened_at": 10**30, "track_metadata": listen(duration=1)["track_metadata"]},
        {"listened_at": AT, "track_metadata": []},
        {"listened_at": AT, "track_metadata": listen(duration=1)["track_metadata"] | {"track_name": ""}},
        {"listened_at": AT, "track_metadata": listen(duration=1)["track_metadata"] | {"track_name": 1}},
        listen(duration_ms="1"),
        listen(duration_ms=1.5),
        listen(duration=1, book_id="no id"),
        listen(duration=1, book_id=["a"]),
        listen(duration=1, book_name={"a": 1}),
        listen(started_at=None, duration=1),
    ],
)
def test_LI11_a_listen_that_cannot_be_read_is_refused(item: dict[str, Any]) -> None:
    with pytest.raises(UnreadableError, match="invalid"):
        from_listenbrainz(item)


def test_LI11_a_listen_without_a_length_is_refused() -> None:
    with pytest.raises(UnreadableError, match="no_length"):
        from_listenbrainz(listen())


@pytest.mark.parametrize(
    "said",
    [
        {"id": None},
        {"id": "x" * 200},
        {"libraryItemId": None, "bookId": None},
        {"libraryItemId": 7},
        {"libraryItemId": "no id"},
        {"startedAt": "2026"},
        {"startedAt": -1},
        {"timeListening": "90"},
        {"timeListening": float("nan")},
        {"timeListening": -1},
        {"timeListening": 1e300},
        {"duration": 1e8},
        {"currentTime": "1"},
        {"displayTitle": 5},
    ],
)
def test_LI11_a_session_that_cannot_be_read_is_refused(said: dict[str, Any]) -> None:
    with pytest.raises(UnreadableError, match="invalid"):
        from_audiobookshelf(shelf_session(**said))
