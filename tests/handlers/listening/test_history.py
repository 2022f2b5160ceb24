"""Listening over the product's own sockets and routes."""

import csv
import io
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import orjson
import pytest

from tests.processes import ServerProcess
from tests.server.client import Browser, RawClient, browsing, joined

HOUR = 3_600_000


@asynccontextmanager
async def a_listener(server: ServerProcess, *books: str) -> AsyncIterator["Person"]:
    """Somebody with a history of their own and these books."""
    async with browsing(server) as browser:
        person = Person(browser, f"listener-{uuid4()}")
        person.session_id = (await person.ask("PUT", "/api/listening"))["id"]
        for book in books:
            await person.ask("POST", "/api/listening/books", {"id": book, "name": f"{book}.mp3", "title": book.title()})
        yield person


class Person:
    def __init__(self, browser: Browser, sub: str) -> None:
        self.browser = browser
        self.sub = sub
        self.session_id = ""

    async def ask(self, verb: str, path: str, json: Any = None) -> Any:
        answer = await self.browser.ask(verb, path, json=json, **self.browser.signed_in(self.sub))
        assert answer.status in {200, 201, 204}, answer.body
        return orjson.loads(answer.body)

    async def refused(self, verb: str, path: str, json: Any = None) -> tuple[int, str]:
        answer = await self.browser.ask(verb, path, json=json, **self.browser.signed_in(self.sub))
        return answer.status, orjson.loads(answer.body)["code"]

    async def brings(self, *stretches: tuple[str, int, int]) -> list[str]:
        items = [
            {"client_id": str(uuid4()), "book_id": book, "started_at": start, "ended_at": end}
            for book, start, end in stretches
        ]
        answer = await self.ask("POST", "/api/listening/sessions/batch", {"items": items})
        return [item["result"] for item in answer["items"]]

    def socket(self) -> Any:
        return joined(self.browser.server, self.sub)


def playing(book: str = "dune", **said: Any) -> dict[str, Any]:
    return {"book_id": book, "status": "playing", "player_id": "p", **said}


def now_ms() -> int:
    return int(time.time() * 1000)


async def subscribed(client: RawClient, session_id: str) -> dict[str, Any]:
    return await client.ask("subscribe_on_session", {"session_id": session_id})


async def test_I15_a_heartbeat_reaches_every_device_of_the_listener(server: ServerProcess) -> None:
    async with a_listener(server, "dune") as ann, ann.socket() as phone, ann.socket() as desk:
        begun = await subscribed(desk, ann.session_id)
        assert (begun["role"], begun["snapshot"]["entries"]) == ("listener", [])
        answer = await phone.ask("track_playback", playing(device="Phone", position_ms=5))
        told = (await desk.event("session_event"))["data"]
        assert (answer["result"], told["entries"], told["count"]) == ("tracked", [answer["entry"]], 1)
        assert (told["player"]["device"], told["player"]["position_ms"]) == ("Phone", 5)
        assert (await phone.ask("track_playback", playing()))["result"] == "throttled"
        assert (await ann.ask("GET", "/api/listening/sessions"))["items"] == [answer["entry"]]


async def test_I2_only_the_main_player_counts(server: ServerProcess) -> None:
    async with a_listener(server, "dune") as ann, ann.socket() as phone:
        for owner in ("clip", "clip-editor", "Main"):
            answer = await phone.ask("track_playback", playing(owner_id=owner))
            assert answer == {"ok": True, "result": "other_owner", "entry": None}
            assert await ann.ask("POST", "/api/listening/playback", playing(owner_id=owner)) == {
                "result": "other_owner",
                "entry": None,
            }
        assert (await phone.ask("track_playback", playing()))["result"] == "tracked"
        # A clip that plays or stops meanwhile neither extends nor ends what the main player plays.
        await phone.ask("track_playback", {**playing(owner_id="clip"), "status": "paused"})
        snapshot = (await subscribed(phone, ann.session_id))["snapshot"]
        assert [player["status"] for player in snapshot["players"]] == ["playing"]
        stretch = {"client_id": "c", "book_id": "dune", "started_at": 1, "ended_at": 2, "owner_id": "clip"}
        answer = await ann.ask("POST", "/api/listening/sessions/batch", {"items": [stretch]})
        assert [item["result"] for item in answer["items"]] == ["other_owner"]
        assert len((await ann.ask("GET", "/api/listening/sessions"))["items"]) == 1


async def test_I11_a_dropped_socket_ends_the_players_entry_at_once(server: ServerProcess) -> None:
    async with a_listener(server, "dune") as ann, ann.socket() as desk:
        await subscribed(desk, ann.session_id)
        started = now_ms() - HOUR
        await ann.brings(("dune", started, started + HOUR - 1000))
        await desk.event("session_event")
        async with ann.socket() as phone:
            answer = await phone.ask("track_playback", playing())
            assert (await desk.event("session_event"))["data"]["player"]["status"] == "playing"
        told = (await desk.event("session_event"))["data"]
        assert told["player"]["status"] == "stopped"
        assert told["entries"] == [answer["entry"]]


async def test_I8_a_dropped_socket_leaves_no_entry_of_one_heartbeat(server: ServerProcess) -> None:
    async with a_listener(server, "dune") as ann, ann.socket() as desk:
        await subscribed(desk, ann.session_id)
        async with ann.socket() as phone:
            entry = (await phone.ask("track_playback", playing()))["entry"]
            await desk.event("session_event")
        told = (await desk.event("session_event"))["data"]
        assert (told["removed"], told["count"]) == ([entry["id"]], 0)


async def test_I3_nobody_else_reads_a_history(server: ServerProcess) -> None:
    async with a_listener(server, "dune") as ann, a_listener(server) as bob, bob.socket() as socket:
        await ann.brings(("dune", now_ms() - HOUR, now_ms() - 1000))
        assert (await subscribed(socket, ann.session_id))["error"] == "session_not_found"
        assert (await bob.ask("GET", "/api/listening/sessions"))["items"] == []
        assert (await bob.ask("GET", "/api/listening/books"))["items"] == []
        assert (await bob.refused("DELETE", "/api/listening/sessions/1"))[0] == 404
        async with joined(server, "boss", roles=["admin"]) as boss:
            assert (await subscribed(boss, ann.session_id))["error"] == "session_not_found"
        async with browsing(server) as nobody:
            answer = await nobody.ask("GET", "/api/listening/sessions")
            assert answer.status == 401
        assert len((await ann.ask("GET", "/api/listening/sessions"))["items"]) == 1


async def test_LI2_a_batch_corrects_a_wrong_clock_and_says_so(server: ServerProcess) -> None:
    async with a_listener(server, "dune") as ann:
        ahead = now_ms() + 24 * HOUR
        ended = ahead - 1000  # by the server's clock in the past, whatever Redis' clock says
        items = [{"client_id": "1", "book_id": "dune", "started_at": ended - HOUR, "ended_at": ended}]
        refused = await ann.ask("POST", "/api/listening/sessions/batch", {"items": items})
        assert [item["reason"] for item in refused["items"]] == ["in_the_future"]
        answer = await ann.ask("POST", "/api/listening/sessions/batch", {"items": items, "sent_at": ahead})
        assert abs(answer["skew_ms"] + 24 * HOUR) < HOUR
        (item,) = answer["items"]
        assert (item["result"], item["entry_id"]) == ("stored", "1")
        (entry,) = (await ann.ask("GET", "/api/listening/sessions"))["items"]
        assert entry["ended_at"] - entry["started_at"] == HOUR
        near = await ann.ask("POST", "/api/listening/sessions/batch", {"items": items, "sent_at": now_ms() + 4000})
        assert near["skew_ms"] == 0  # less than 5 s, also when the request takes some


async def test_LI5_a_book_is_where_it_was_left_last_in_whatever_order_that_is_told(server: ServerProcess) -> None:
    async with a_listener(server, "dune") as ann, ann.socket() as desk:

        async def left(client_id: str, ended_at: int, position_ms: int, device: str) -> dict[str, Any]:
            item = {"client_id": client_id, "book_id": "dune", "started_at": ended_at - HOUR, "ended_at": ended_at}
            batch = {"items": [{**item, "position_ms": position_ms}], "player_id": device, "device": device}
            await ann.ask("POST", "/api/listening/sessions/batch", batch)
            place: dict[str, Any] = (await ann.ask("GET", "/api/listening/books"))["items"][0]["place"]
            return place

        await subscribed(desk, ann.session_id)
        now = now_ms()
        place = {"position_ms": 7, "at": now - HOUR, "player_id": "Phone", "device": "Phone"}
        assert await left("1", now - HOUR, 7, "Phone") == place
        told = [(await desk.event("session_event"))["data"] for _ in range(2)]
        assert [one["book"]["place"] for one in told if "book" in one] == [place]
        assert await left("2", now - 5 * HOUR, 3, "Desk") == place
        assert (await left("3", now - 30_000, 9, "Desk"))["position_ms"] == 9
        # A stop that was under way for a minute is older than that.
        await desk.ask("track_playback", {**playing(position_ms=8, ago_ms=60_000), "status": "paused"})
        assert (await ann.ask("GET", "/api/listening/books"))["items"][0]["place"]["position_ms"] == 9


@pytest.mark.parametrize(
    "body",
    [
        {"items": []},
        {"items": [{"client_id": "1", "book_id": "a", "started_at": 0, "ended_at": 1, "position_ms": -1}]},
        {"items": [{"client_id": "1", "book_id": "a", "started_at": 0, "ended_at": 1}], "device": "x" * 61},
        {"items": [{"client_id": "1", "book_id": "a", "started_at": -1, "ended_at": 0}]},
        {"items": [{"client_id": "", "book_id": "a", "started_at": 0, "ended_at": 0}]},
        {"items": [{"client_id": "1", "book_id": "a b", "started_at": 0, "ended_at": 0}]},
        {"items": [{"client_id": "1", "book_id": "a", "started_at": 0.5, "ended_at": 1}]},
        {"items": [{"client_id": "1", "book_id": "a", "started_at": 0, "ended_at": 10**18}]},
        {"items": [{"client_id": "1", "book_id": "a", "started_at": 0, "ended_at": 1}] * 501},
    ],
)
async def test_a_batch_of_another_form_changes_nothing(server: ServerProcess, body: dict[str, Any]) -> None:
    async with a_listener(server, "a") as ann:
        assert await ann.refused("POST", "/api/listening/sessions/batch", body) == (400, "invalid_payload")
        assert (await ann.ask("PUT", "/api/listening"))["entries"] == 0


@pytest.mark.parametrize("said", [{"player_id": ""}, {"ago_ms": -1}, {"ago_ms": 300_001}, {"position_ms": 1.5}])
async def test_a_report_of_another_form_is_refused(server: ServerProcess, said: dict[str, Any]) -> None:
    async with a_listener(server, "dune") as ann, ann.socket() as phone:
        assert (await phone.ask("track_playback", playing() | said))["error"] == "invalid_payload"


async def test_a_history_is_searched_by_title_artist_and_name(server: ServerProcess) -> None:
    async with a_listener(server, "dune", "emma", "ivan") as ann:
        await ann.ask("PATCH", "/api/listening/books/emma", {"artist": "Jane Austen", "title": "ЭММА"})
        start = now_ms() - 10 * HOUR
        await ann.brings(
            *((book, start + at * HOUR, start + at * HOUR + 5000) for at, book in enumerate(("dune", "emma", "dune")))
        )
        for words, found in (("AUSTEN", 1), ("эмма", 1), ("dune.mp3", 2), ("e", 3), ("nothing", 0)):
            answer = await ann.ask("GET", f"/api/listening/sessions?q={words}")
            assert (len(answer["items"]), answer["next_cursor"]) == (found, None)
        first = await ann.ask("GET", "/api/listening/sessions?q=dune&limit=1")
        second = await ann.ask("GET", f"/api/listening/sessions?q=dune&limit=1&cursor={first['next_cursor']}")
        ids = [answer["items"][0]["id"] for answer in (first, second)]
        assert ids == ["3", "1"]
        log = await ann.ask("GET", "/api/listening/sessions?book_id=dune")
        assert [entry["id"] for entry in log["items"]] == ids
        assert await ann.refused("GET", "/api/listening/sessions?cursor=x") == (400, "invalid_payload")


async def test_an_entry_is_deleted_with_a_way_back_and_everything_without(server: ServerProcess) -> None:
    async with a_listener(server, "dune") as ann, ann.socket() as desk:
        await ann.brings(("dune", now_ms() - 2 * HOUR, now_ms() - HOUR))
        await subscribed(desk, ann.session_id)
        gone = await ann.ask("DELETE", "/api/listening/sessions/1")
        assert (await desk.event("session_event"))["data"]["removed"] == ["1"]
        back = await ann.ask("POST", "/api/listening/sessions/1/restore")
        assert back["entry"] == gone
        assert (await desk.event("session_event"))["data"]["entries"] == [gone]
        assert await ann.ask("DELETE", "/api/listening/sessions") == {"entries": 1}
        assert (await desk.event("session_event"))["type"] == "cleared"
        assert await ann.refused("POST", "/api/listening/sessions/1/restore") == (404, "not_found")
        assert (await ann.ask("PUT", "/api/listening"))["books"] == 1
        assert await ann.ask("DELETE", "/api/listening") == {"entries": 0}
        assert (await ann.ask("PUT", "/api/listening"))["books"] == 0


async def test_I18_a_hidden_book_leaves_the_library_and_stays_in_the_history(server: ServerProcess) -> None:
    async with a_listener(server, "dune") as ann:
        await ann.brings(("dune", now_ms() - 2 * HOUR, now_ms() - HOUR))
        hidden = await ann.ask("DELETE", "/api/listening/books/dune")
        assert hidden["hidden"] is True
        (entry,) = (await ann.ask("GET", "/api/listening/sessions"))["items"]
        assert (entry["book_title"], entry["book_name"], entry["hidden"]) == ("Dune", "dune.mp3", True)
        assert (await ann.ask("PATCH", "/api/listening/books/dune", {"hidden": False}))["hidden"] is False
        for change in ({"finished": 0}, {"hidden": "no"}):
            refused = await ann.refused("PATCH", "/api/listening/books/dune", change)
            assert refused == (400, "invalid_payload")
        assert await ann.refused("DELETE", "/api/listening/books/ghost") == (404, "not_found")


async def test_LI3_statistics_are_those_of_the_period_and_the_time_zone(server: ServerProcess) -> None:
    async with a_listener(server, "dune", "emma") as ann:
        day = int(datetime(2026, 1, 1, tzinfo=UTC).timestamp() * 1000)
        # In Berlin this begins at 23:30 on the last day of the year before.
        await ann.brings(("dune", day - 90 * 60_000, day - 30 * 60_000), ("emma", day - HOUR, day))
        for zone, days, hour in (("Europe/Berlin", [30, 60], 0), ("UTC", [90, 0], 22)):
            path = f"/api/listening/statistics?zone={zone}&first=2025-12-31&last=2026-01-01"
            found = await ann.ask("GET", path)
            assert [one["ms"] // 60_000 for one in found["days"]] == days
            assert [one["date"] for one in found["days"]] == ["2025-12-31", "2026-01-01"]
            assert found["hours"][hour] > 0
            assert (found["listened_ms"], found["left_out_ms"]) == (90 * 60_000, 30 * 60_000)
            assert {one["book"]["id"]: one["ms"] for one in found["books"]} == {"dune": HOUR, "emma": HOUR}
        assert (found["days_listened"], found["longest_streak"], found["current_streak"]) == (1, 1, 0)
        later = await ann.ask("GET", "/api/listening/statistics?first=2026-01-02&last=2026-01-03")
        assert (later["listened_ms"], later["books"], later["zone"]) == (0, [], "UTC")


async def test_a_current_streak_reaches_back_beyond_the_period(server: ServerProcess) -> None:
    async with a_listener(server, "dune") as ann:
        today = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
        midnight = int(today.timestamp() * 1000)
        await ann.brings(
            *(("dune", midnight - day * 24 * HOUR, midnight - day * 24 * HOUR + 5000) for day in range(1, 4))
        )
        path = f"/api/listening/statistics?first={today.date()}&last={today.date()}"
        found = await ann.ask("GET", path)
        assert (found["current_streak"], found["longest_streak"], found["today"]) == (3, 0, str(today.date()))


@pytest.mark.parametrize(
    "query",
    ["", "first=2026-01-02&last=2026-01-01", "first=2026-01-01&last=2027-01-02", "first=x&last=y",
     "first=2026-01-01&last=2026-01-02&zone=Europe/Nowhere", "first=0001-01-01&last=0001-01-02"],
)  # fmt: skip
async def test_a_period_that_is_none_is_refused(server: ServerProcess, query: str) -> None:
    async with a_listener(server) as ann:
        assert await ann.refused("GET", f"/api/listening/statistics?{query}") == (400, "invalid_payload")


async def test_a_history_is_saved_as_csv_and_as_json(server: ServerProcess) -> None:
    async with a_listener(server, "dune") as ann:
        await ann.ask("PATCH", "/api/listening/books/dune", {"title": '=1+1, "Дюна"', "artist": "F. Herbert"})
        start = int(datetime(2026, 1, 28, 15, 15, tzinfo=UTC).timestamp() * 1000)
        await ann.brings(("dune", start, start + 45 * 60_000))
        signed_in = ann.browser.signed_in(ann.sub)
        answer = await ann.browser.ask("GET", "/api/listening/export?format=csv&zone=Europe/Berlin", **signed_in)
        assert answer.body.startswith(b"\xef\xbb\xbf")
        header, row = csv.reader(io.StringIO(answer.body.decode("utf-8-sig")))
        assert dict(zip(header, row, strict=True)) == {
            "Started": "2026-01-28T16:15:00+01:00",
            "Ended": "2026-01-28T17:00:00+01:00",
            "Seconds": "2700",
            "Duration": "45:00",
            "Title": '\'=1+1, "Дюна"',
            "Artist": "F. Herbert",
            "Name": "dune.mp3",
            "Book": "dune",
        }
        (listen,) = await ann.ask("GET", "/api/listening/export?format=json")
        assert listen["listened_at"] == start // 1000
        assert listen["track_metadata"]["artist_name"] == "F. Herbert"
        assert listen["track_metadata"]["additional_info"]["duration_played"] == 2700
        assert await ann.refused("GET", "/api/listening/export?format=xml") == (400, "invalid_payload")
