"""A prepared stream: a session that has been live for a while, with its moments."""

from base64 import b64decode
from collections.abc import Sequence
from dataclasses import dataclass, field
from time import time
from types import TracebackType
from typing import Any, NamedTuple, Self

import aiohttp

from storage.redis import keys
from tests.polling import until
from tests.processes import RedisProcess

Json = dict[str, Any]
SQUARE = b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGM44aAAAAL8ASlRYbKsAAAAAElFTkSuQmCC")
"""A PNG of one dot."""


class Tap(NamedTuple):
    """One tap: seconds into its segment, and its note."""

    at: int
    by: str = "Anonymous"
    note: str | None = None
    tag: str | None = None


@dataclass
class Person:
    """A guest with their own token."""

    name: str
    token: str
    id: str

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}


LATER_SECONDS = 60
"""A row that is due so late waits for a time, such as the end of a pause: it is not being written."""
_DUE = "return tonumber(redis.call('ZSCORE', KEYS[1], ARGV[1]) or ARGV[2]) < tonumber(ARGV[2]) and 1 or 0"


@dataclass
class Stage:
    """Sends the HTTP requests of a stream's people, and moves a stream's past in Redis, so that no test waits an
    hour."""

    url: str
    redis: RedisProcess
    now: float = field(init=False, default_factory=time)
    """The present that everything on it counts from: one, however long the staging takes."""
    _http: aiohttp.ClientSession = field(init=False)

    async def __aenter__(self) -> Self:
        self._http = aiohttp.ClientSession(self.url)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._http.close()

    async def call(self, person: Person | None, method: str, path: str, body: Json | None = None) -> Any:
        headers = person.headers if person else {}
        async with self._http.request(method, path, json=body, headers=headers) as answer:
            answer.raise_for_status()
            return await answer.json() if answer.status != 204 else None

    async def picture(self, person: Person, book_id: str, content: bytes) -> str:
        """Uploads a book's picture; answers its address."""
        path = f"/api/listening/books/{book_id}/artwork"
        async with self._http.put(path, data=content, headers=person.headers) as answer:
            answer.raise_for_status()
            return str((await answer.json())["artwork_url"])

    async def guest(self, name: str) -> Person:
        made = await self.call(None, "POST", "/api/auth/guest", {"name": name})
        return Person(made["user"]["name"], made["token"], made["user"]["id"])

    async def session(self, owner: Person, title: str, game: str = "", lead: int = 0) -> str:
        body: Json = {"title": title, "game": game, "lead_seconds": lead}
        made = await self.call(owner, "POST", "/api/clip-sessions", body)
        return str(made["id"])

    async def act(self, owner: Person, session_id: str, action: str) -> None:
        await self.call(owner, "POST", f"/api/clip-sessions/{session_id}/{action}")

    async def segment(
        self, owner: Person, session_id: str, index: int, ago: float, length: float | None, taps: Sequence[Tap]
    ) -> None:
        """A segment that began `ago` seconds before `now` and lasted `length` seconds, or is still open."""
        await self.act(owner, session_id, "start" if index == 1 else "resume")
        start = int((self.now - ago) * 1000)
        await self._backdate(session_id, f"{index}:start", start)
        viewers: dict[str, Person] = {}
        for tap in taps:
            viewer = viewers[tap.by] if tap.by in viewers else await self.guest(tap.by)
            viewers[tap.by] = viewer
            body: Json = {"submitted_by": tap.by, "tapped_at": start + tap.at * 1000}
            if tap.note is not None:
                body["note"] = tap.note
            if tap.tag is not None:
                body["tag"] = tap.tag
            await self.call(viewer, "POST", f"/api/clip-sessions/{session_id}/clips", body)
        if length is not None:
            await self.act(owner, session_id, "pause")
            await self._backdate(session_id, f"{index}:end", start + int(length * 1000))

    async def told(self, *session_ids: str) -> None:
        """Returns when homes show these sessions as they are by now: a row that came later would move the others."""

        async def is_told() -> bool:
            soon = str(int((time() + LATER_SECONDS) * 1000))
            asked = [("EVAL", _DUE, "1", keys.index(one, "home", "changed"), one, soon) for one in session_ids]
            return {await self.redis.command(*words) for words in asked} == {b":0\r\n"}

        await until(is_told)

    async def _backdate(self, session_id: str, field_name: str, at_ms: int) -> None:
        await self.redis.command("HSET", f"{keys.header(session_id)}:segments", field_name, str(at_ms))


# The stream of the pictures: "Death March, blind", with its jokes and its hills of taps.
FIRST_HALF = [
    *(Tap(764 + n // 2, "lena", "Wrong Nekker, right funeral", "rip") for n in range(3)),
    Tap(2300, tag="clutch"),
    *(Tap(3330 + n, note="first drowner took him in nine seconds") for n in range(2)),
    *(Tap(3771 + n // 2, "lena", "“One more quest and then I sleep”", "funny") for n in range(5)),
]
SECOND_HALF = [
    *(Tap(545 + n, "toast", "Gwent table flip") for n in range(4)),
    Tap(1046, tag="rip"),
    *(Tap(1751 + n, "Маша", "Ваня забыл выпить масло, и всё равно выжил", "funny") for n in range(3)),
    *(Tap(1900 + n // 3, "pixel_ira", "Griffin one-shot with a crossbow bolt", "win") for n in range(12)),
    *(Tap(2282 + n, "Bo", "that parry was not human", "epic") for n in range(2)),
    Tap(2518, tag="clutch"),
    *(Tap(2535 + n // 3, "kassandra", "Geralt insulted the Baron") for n in range(7)),
]
FIRST_LENGTH = 3850
BREAK_LENGTH = 480
SECOND_SO_FAR = 2542


async def death_march(stage: Stage, owner: Person, *, until: str = "active") -> str:
    """The stream of the pictures: two segments with a break between; `until` its state: active, paused or ended."""
    session_id = await stage.session(owner, "Death March, blind", "The Witcher 3")
    whole = FIRST_LENGTH + BREAK_LENGTH + SECOND_SO_FAR
    await stage.segment(owner, session_id, 1, whole, FIRST_LENGTH, FIRST_HALF)
    length = None if until == "active" else SECOND_SO_FAR
    await stage.segment(owner, session_id, 2, SECOND_SO_FAR, length, SECOND_HALF)
    await stage.call(owner, "PATCH", f"/api/clip-sessions/{session_id}", {"lead_seconds": 8})
    if until == "ended":
        await stage.act(owner, session_id, "end")
    return session_id
