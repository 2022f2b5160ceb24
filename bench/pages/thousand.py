"""An account with a thousand entries in each of its lists, made through the API: any tree of the repository is filled
alike."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress
from http import HTTPStatus
from typing import Any, TypeVar
from urllib.parse import urlsplit
from uuid import uuid4

from aiohttp import ClientResponseError

from tests.web.jam.pages import track
from tests.web.stage import Json, Person, Stage

T = TypeVar("T")
R = TypeVar("R")
AT_ONCE = 3  # requests
TRIES = 60  # seconds
BATCH = 100  # plays of one request
SECONDS_APART = 12  # moments of the stream: taps 5 s apart would be one moment
MINUTE, HOUR = 60_000, 3_600_000
FEW = 4
NOTES = ("Gwent table flip", None, "that parry was not human", "first drowner took him in nine seconds")
TAGS = ("funny", "rip", None, "clutch")


async def fill(stage: Stage, admin: Person, count: int) -> dict[str, tuple[str, Person | None]]:
    """The pages: the address of each, and who looks at it."""
    one = await stage.guest("Kassia")
    asked: list[Json] = [{"name": f"Jam {number}"} for number in range(count)]
    jams = await _all(lambda body: _ask(stage, one, "POST", "/api/sessions", body), asked)
    await _all(
        lambda number: _ask(
            stage, one, "POST", "/api/clip-sessions", {"title": f"Night {number}", "game": "Bloodborne"}
        ),
        range(count),
    )
    made = [{"session_name": f"Meeting {number}"} for number in range(count)]
    await _all(lambda body: _ask(stage, one, "POST", "/voicebot/create_session", body), made)
    voice = (await _ask(stage, one, "POST", "/voicebot/create_session", {"session_name": "All hands"}))["session_id"]
    texts: list[Json] = [
        {"text": f"{number}. We said what we would do next, and who does it."} for number in range(count)
    ]
    await _all(lambda body: _ask(stage, one, "POST", f"/voicebot/sessions/{voice}/materials", body), texts)
    live, ended = await _stream(stage, one, count), await _stream(stage, one, count)
    await stage.act(one, ended, "end")
    with suppress(ClientResponseError):  # older trees have no such page
        await _ask(stage, one, "POST", f"/api/clip-sessions/{ended}/best", {"show": "all", "notes": True})
    tracks = [track(f"t{n}", f"Track {n}", on=(0, 4, 8 + n % 4)) for n in range(16)]
    body: Json = {"name": "Full", "state": {"version": 1, "tempo": 120, "tracks": tracks}}
    full = (await _ask(stage, one, "POST", "/api/sessions", body))["id"]
    await _listen(stage, one, count)
    invited = await _ask(stage, one, "POST", f"/api/people/{full}/invitations", {"role": "editor", "uses": 0})
    await _all(lambda jam: _ask(stage, one, "DELETE", f"/api/sessions/{jam['id']}"), jams[: count // FEW])
    return {
        "home": ("/", one),
        "home, first visit": ("/", None),
        "docs": ("/docs", None),
        "clip list": ("/clips", one),
        "control room": (f"/clips/{live}", one),
        "review": (f"/clips/{ended}", one),
        "viewer": (f"/c/{live}", None),
        "viewer, ended": (f"/c/{ended}", None),
        "best moments": (f"/c/{ended}/best", None),
        "jam": (f"/s/{full}", one),
        "voice list": ("/session?list", one),
        "voice session": (f"/session/{voice}", one),
        "player": ("/listen", one),
        "history": ("/listen/sessions", one),
        "statistics": ("/listen/statistics", one),
        "invitation": (urlsplit(invited["url"]).path, await stage.guest("Bo")),
        "keys": ("/keys", one),
        "admin": ("/admin", admin),
        "admin, sessions": ("/admin/sessions", admin),
        "admin, audit": ("/admin/audit", admin),
        "admin, deleted": ("/admin/deleted", admin),
    }


async def _ask(stage: Stage, person: Person, method: str, path: str, body: Json | None = None) -> Any:
    """The answer, once the server takes the request: it limits what one user does in a second."""
    for _ in range(TRIES):
        try:
            return await stage.call(person, method, path, body)
        except ClientResponseError as error:
            if error.status not in (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE):
                raise
            await asyncio.sleep(1)
    raise SystemExit(f"the server takes no {method} {path}")


async def _all(work: Callable[[T], Awaitable[R]], items: Iterable[T]) -> list[R]:
    """The results, in order."""
    turn = asyncio.Semaphore(AT_ONCE)

    async def one(item: T) -> R:
        async with turn:
            return await work(item)

    return await asyncio.gather(*(one(item) for item in items))


async def _stream(stage: Stage, owner: Person, count: int) -> str:
    """A live stream that is as long as its moments need."""
    session_id = await stage.session(owner, "Death March, blind", "The Witcher 3")
    length = count * SECONDS_APART + 60
    await stage.segment(owner, session_id, 1, length, None, [])
    start = int((stage.now - length) * 1000)

    async def tap(number: int) -> None:
        at = start + (number * SECONDS_APART + 5) * 1000
        words = {"note": NOTES[number % FEW], "tag": TAGS[number % FEW]}
        said = {name: word for name, word in words.items() if word is not None}
        body: Json = {"submitted_by": "lena", "tapped_at": at, **said}
        await _ask(stage, owner, "POST", f"/api/clip-sessions/{session_id}/clips", body)

    await _all(tap, range(count))
    return session_id


async def _listen(stage: Stage, one: Person, count: int) -> None:
    """As many books, each played once, over the last months."""
    books: list[Json] = [
        {"id": f"book-{n}", "name": f"{n}.m4b", "title": f"Book {n}", "duration_ms": 10 * HOUR} for n in range(count)
    ]
    await _all(lambda body: _ask(stage, one, "POST", "/api/listening/books", body), books)
    now = int(stage.now * 1000)
    for first in range(0, count, BATCH):
        starts = [(n, now - (n + 1) * 4 * HOUR) for n in range(first, min(first + BATCH, count))]
        items = [
            {"client_id": str(uuid4()), "book_id": f"book-{n}", "started_at": at, "ended_at": at + 40 * MINUTE}
            for n, at in starts
        ]
        await _ask(stage, one, "POST", "/api/listening/sessions/batch", {"items": items})
