"""Clients of all four kinds of session, who change and read without a pause and note what they were answered."""

import asyncio
import itertools
import random
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any
from uuid import uuid4

import aiohttp
from roomtone_client import Backoff, RoomtoneClient, RoomtoneError

from auth.access import READ_OWN, UPDATE
from tests.faults.history import Call, History
from tests.faults.machine import Machine
from tests.server.client import a_token, bearer

QUICK = Backoff(base=0.05, cap=0.3)
DAY = 86_400
PAUSE = 0.03  # seconds between two calls of a client
PATIENCE = 3.0  # seconds for an answer over HTTP
NEVER_SENT = -1
LISTENED = 1_700_000_000_000  # Unix ms; far from every clock step


class Load:
    """One session of each kind, two clients each, on both processes."""

    def __init__(self, machine: Machine, http: aiohttp.ClientSession, seed: int) -> None:
        self.histories: dict[str, History] = {}
        self._machine = machine
        self._http = http
        self._chance = random.Random(seed)
        self._numbers = itertools.count(1)
        self._stopping = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []
        self._readers: dict[str, Callable[[], Awaitable[list[str]]]] = {}
        self._owner = f"owner-{uuid4()}"
        self._clients: list[RoomtoneClient] = []

    async def begin(self) -> None:
        data_dir = self._machine.servers[0].data_dir
        made = int(time.time()) - 2 * DAY  # before and after every step of the clock
        token = a_token(data_dir, self._owner, 2 * DAY, iat=made, permissions=[READ_OWN, UPDATE])
        self._headers = bearer(token)
        for server in self._machine.servers:
            self._clients.append(RoomtoneClient(server.url, token=token, session=self._http, backoff=QUICK))
        self._machine.clients[:] = self._clients
        stream = (await self._ask("POST", "/api/clip-sessions", {"title": "t"}))["id"]
        await self._clients[0].command("start_session", {"session_id": stream})
        jam = (await self._ask("POST", "/api/sessions", {}))["id"]
        voices = [(await self._ask("POST", "/voicebot/create_session", {}))["session_id"] for _ in range(3)]
        await self._ask("PUT", "/api/listening")
        await self._ask("POST", "/api/listening/books", {"id": "dune", "name": "dune.mp3"})
        active = (await self._ask("POST", "/voicebot/activate_session", {"session_id": voices[0]}))["session_id"]
        self._make("clip", [], lambda: self._notes(stream), lambda n: self._tap(stream, n))
        tempo = await self._tempo(jam)
        self._make("jam", tempo, lambda: self._tempo(jam), lambda n: self._edit(jam, n))
        self._make("voice", [active], self._active, lambda n: self._activate(voices[n % 3]))
        self._make("listening", [], self._entries, self._listen)
        for client in self._clients:
            self._tasks.append(asyncio.create_task(self._ask_durable(client)))

    async def give_up(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for client in self._clients:
            await client.close()

    async def end(self) -> dict[str, list[str]]:
        """What the sessions show once all calls are answered."""
        self._stopping.set()
        await asyncio.gather(*self._tasks)
        found = {}
        for kind, read in self._readers.items():
            call = self.histories[kind].begin("read")
            found[kind] = await read()
            self.histories[kind].saw(call, found[kind])
        return found

    def answered_since(self, start: int) -> int | None:
        """When a change of each kind that was begun after `start` was answered, None before. Raises what a client has
        failed with."""
        for task in self._tasks:
            if task.done():
                task.result()
        ends = [
            min(
                (call.end for call in history.calls if call.do != "read" and call.start > start and call.end),
                default=None,
            )
            for history in self.histories.values()
        ]
        return None if None in ends else max(end for end in ends if end is not None)

    def _make(
        self,
        kind: str,
        first: list[str],
        read: Callable[[], Awaitable[list[str]]],
        change: Callable[[int], Awaitable[None]],
    ) -> None:
        self.histories[kind] = History(kind, first)
        self._readers[kind] = read
        self._tasks += [asyncio.create_task(self._go_on(kind, read, change)) for _ in self._clients]

    async def _go_on(
        self, kind: str, read: Callable[[], Awaitable[list[str]]], change: Callable[[int], Awaitable[None]]
    ) -> None:
        history = self.histories[kind]
        while not self._stopping.is_set():
            if self._chance.random() < 0.5:
                await change(next(self._numbers))
            else:
                call = history.begin("read")
                history.saw(call, await read())
            await asyncio.sleep(PAUSE)

    # --- changes: each is sent until it is answered, under one key -------------------------------------------------

    async def _command(self, kind: str, call: Call, event: str, payload: dict[str, Any], key: str) -> None:
        client = self._chance.choice(self._clients)
        await client.command(event, payload, idempotency_key=key, queue_offline=True)
        call.answered()

    async def _tap(self, stream: str, number: int) -> None:
        call = self.histories["clip"].begin("add", f"n{number}")
        await self._command("clip", call, "submit_clip", {"session_id": stream, "note": call.value}, str(uuid4()))

    async def _notes(self, stream: str) -> list[str]:
        return [clip["note"] for clip in (await self._ask("GET", f"/api/clip-sessions/{stream}"))["clips"]]

    async def _edit(self, jam: str, number: int) -> None:
        call = self.histories["jam"].begin("write", str(60 + number % 120 + number / 10_000))
        edit = {"session_id": jam, "set": {"tempo": float(call.value)}}
        await self._command("jam", call, "edit_session", edit, str(uuid4()))

    async def _tempo(self, jam: str) -> list[str]:
        return [str(float((await self._ask("GET", f"/api/sessions/{jam}"))["state"]["tempo"]))]

    async def _activate(self, session_id: str) -> None:
        """No key: a repeat may take effect again, so each attempt counts by itself."""
        while True:
            call = self.histories["voice"].begin("write", session_id)
            status, _ = await self._try("POST", "/voicebot/activate_session", {"session_id": session_id})
            if status == 200:
                call.answered()
                return
            if status == NEVER_SENT:
                self.histories["voice"].calls.remove(call)
            await asyncio.sleep(10 * PAUSE)  # porcupine tries every order of the attempts whose end is unknown

    async def _active(self) -> list[str]:
        return [(await self._ask("POST", "/voicebot/active_session", {}))["active_session"]["session_id"]]

    async def _listen(self, number: int) -> None:
        history = self.histories["listening"]
        begun = LISTENED + number * 3_600_000
        item = {"client_id": str(uuid4()), "book_id": "dune", "started_at": begun, "ended_at": begun + 60_000}
        call = history.begin("add", f"s{number}")
        answer = await self._ask("POST", "/api/listening/sessions/batch", {"items": [item]})
        call.answered()
        if self._chance.random() < 0.7:
            call = history.begin("remove", call.value)
            # A repeat of what was stored is `known`, and names no entry.
            entry_id = answer["items"][0]["entry_id"] or await self._entry(begun)
            gone = await self._ask("DELETE", f"/api/listening/sessions/{entry_id}")
            call.answered()
            if gone and (other := _value(gone)) != call.value:
                # After a loss the numbers of entries are given again: a repeat of the deletion hit another entry.
                history.calls.append(Call("remove", other, [], call.start, call.end))

    async def _items(self) -> list[dict[str, Any]]:
        return list((await self._ask("GET", "/api/listening/sessions?limit=100"))["items"])

    async def _entry(self, begun: int) -> str:
        return next(str(one["id"]) for one in await self._items() if one["started_at"] == begun)

    async def _entries(self) -> list[str]:
        return [_value(one) for one in await self._items()]

    async def _ask_durable(self, client: RoomtoneClient) -> None:
        """`durable` is about what was answered since the call before."""
        covered: dict[str, set[str]] = {}
        while not self._stopping.is_set():
            before = {kind: history.acknowledged for kind, history in self.histories.items()}
            with suppress(RoomtoneError):
                if await client.durability() == "durable":
                    for kind, history in self.histories.items():
                        history.durable |= before[kind] - covered.get(kind, set())
                else:
                    covered = {kind: history.acknowledged for kind, history in self.histories.items()}
            await asyncio.sleep(10 * PAUSE)

    # --- HTTP ------------------------------------------------------------------------------------------------------

    async def _ask(self, verb: str, path: str, json: Any = None) -> Any:
        """The answer, from whichever process gives one."""
        while True:
            status, answer = await self._try(verb, path, json)
            if status in {200, 201, 204}:
                return answer
            if 0 < status < 500 and status != 429 and not (verb == "DELETE" and status == 404):
                raise AssertionError((verb, path, status, answer))
            if verb == "DELETE" and status == 404:
                return None
            await asyncio.sleep(PAUSE)

    async def _try(self, verb: str, path: str, json: Any) -> tuple[int, Any]:
        url = self._chance.choice(self._machine.servers).url + path
        try:
            async with (
                asyncio.timeout(PATIENCE),
                self._http.request(verb, url, json=json, headers=self._headers) as answer,
            ):
                return answer.status, await answer.json() if answer.content_type == "application/json" else None
        except aiohttp.ClientConnectorError:
            return NEVER_SENT, None
        except (aiohttp.ClientError, TimeoutError):
            return 0, None


def _value(entry: dict[str, Any]) -> str:
    return f"s{(entry['started_at'] - LISTENED) // 3_600_000}"
