"""A guest with a minute and all that a guest may do, held to half a core, and those who use the server beside it.

    python -m tests.abuse.attacker            quiet for 15 s, attacked for 60 s, and what became of it
    python -m tests.abuse.attacker --seed 7   another attack

The attacker is a process of its own (`--url`). It takes part under many guests from several forwarded addresses, with
every endpoint of the contract, mostly at its largest legal input.
"""

import argparse
import asyncio
import json
import os
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

import aiohttp

from handlers.api.contract import Endpoint, Route
from server.documents.contract import CONTRACT
from tests.abuse.largest_inputs import BOOK, largest
from tests.handlers.voice.people import digest
from tests.processes import ROOT, RedisProcess, ServerProcess, WorkerProcess
from tests.server.client import RawClient, a_token, bearer, connected

ADDRESSES: Final = [f"192.0.2.{n}" for n in range(1, 6)]
ELSEWHERE: Final = "198.51.100.7"
HANDS: Final = 8  # calls of the attacker at once
MOST_GUESTS: Final = 200
UPLOAD: Final = 512 * 1024
OF_ANY_KIND: Final = ("/api/people", "/api/reports", "/api/deleted", "/admin")
PAGES: Final = ("/c/{session}", "/join/{token}", "/s/{session}", "/session/{session}", "/clips/{session}")
SETTINGS: Final[dict[str, Any]] = {
    "ROOMTONE_TRUSTED_PROXIES": "127.0.0.0/8",
    "ROOMTONE_ADDRESS_EVENT_RATE": "2000",
    "ROOMTONE_ADDRESS_CONNECTIONS": "4000",
    "ROOMTONE_ADDRESS_SUBSCRIPTIONS": "10000",
    "ROOMTONE_USER_CONNECTIONS": "64",
    "ROOMTONE_USER_SUBSCRIPTIONS": "400",
    "ROOMTONE_CREATE_LIMIT": "10",
    "ROOMTONE_CLIP_GAP": "2",
}
"""As shipped, where the tests' servers lift a limit; and a proxy is believed."""


@dataclass
class Guest:
    """One of the attacker's names."""

    address: str
    token: str
    id: str
    socket: RawClient | None = None
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)  # one event at a time


@dataclass
class Attacker:
    """`share` of a core is what it takes at most, by its own CPU time."""

    url: str
    seed: int
    seconds: float
    share: float
    answers: Counter[str] = field(default_factory=Counter)
    made: dict[str, list[tuple[str, Guest]]] = field(default_factory=dict)
    guests: list[Guest] = field(default_factory=list)
    tokens: list[str] = field(default_factory=list)

    async def run(self) -> None:
        self.chance = random.Random(self.seed)
        self._ends = time.monotonic() + self.seconds
        self._began, self._worked = time.monotonic(), time.process_time()
        self._bodies = {endpoint.name: _body(endpoint) for endpoint in CONTRACT.endpoints}
        connector = aiohttp.TCPConnector(limit=HANDS * 2)
        timeout = aiohttp.ClientTimeout(total=10)
        async with AsyncExitStack() as self._open:
            self._http = await self._open.enter_async_context(
                aiohttp.ClientSession(connector=connector, timeout=timeout, cookie_jar=aiohttp.DummyCookieJar())
            )
            await asyncio.gather(*(self._hand() for _ in range(HANDS)))

    async def _hand(self) -> None:
        while time.monotonic() < self._ends:
            spent = time.process_time() - self._worked
            early = spent / self.share - (time.monotonic() - self._began)
            if early > 0:
                await asyncio.sleep(early)
            with suppress(aiohttp.ClientError, ConnectionError, TimeoutError):
                await self._one()

    async def _one(self) -> None:
        if self.chance.random() < 0.1:
            return await self._read_a_page()
        return await self._call()

    async def _read_a_page(self) -> None:
        """A page of any session, or none, or of an invitation."""
        known = [one for made in self.made.values() for one in made[-20:]]
        session = self.chance.choice(known)[0] if known else str(uuid4())
        path = self.chance.choice(PAGES).replace("{session}", session).replace("{token}", self._parameter("token", ""))
        headers = {"X-Forwarded-For": self.chance.choice(ADDRESSES)}
        async with self._http.get(self.url + path, headers=headers, allow_redirects=False) as answer:
            await answer.read()
            self._count(f"GET {path.split('/')[1]}", answer.status)

    async def _call(self) -> None:
        if not self.guests or (len(self.guests) < MOST_GUESTS and self.chance.random() < 0.05):
            await self._enter()
        if not self.guests:
            return
        endpoint = self.chance.choice(CONTRACT.endpoints)
        if isinstance(endpoint, Route) and endpoint.verb == "DELETE" and self.chance.random() < 0.7:
            return  # or little would be left to attack
        kinds = list(self.made)
        if isinstance(endpoint, Route) and not endpoint.path.startswith(OF_ANY_KIND):
            kinds = [_kind(endpoint.path)]
        known = [one for kind in kinds for one in self.made.get(kind, [])[-20:]]
        session, guest = self.chance.choice(known) if known else (str(uuid4()), self.chance.choice(self.guests))
        if self.chance.random() < 0.2:  # another's
            guest = self.chance.choice(self.guests)
        if isinstance(endpoint, Route):
            await self._ask(guest, endpoint, session)
        else:
            await self._say(guest, endpoint, session)

    async def _enter(self) -> None:
        address = self.chance.choice(ADDRESSES)
        headers = {"X-Forwarded-For": address}
        async with self._http.post(f"{self.url}/api/auth/guest", json={}, headers=headers) as answer:
            self._count("POST /api/auth/guest", answer.status)
            if answer.status in {200, 201}:
                made = await answer.json()
                self.guests.append(Guest(address, made["token"], made["user"]["id"]))

    async def _ask(self, guest: Guest, route: Route, session: str) -> None:
        path = route.path
        for name in route.path_parameters:
            path = path.replace(f"{{{name}}}", self._parameter(name, session))
        headers = {"X-Forwarded-For": guest.address, **bearer(guest.token)}
        data = self._body_for(route)
        if "upload" in route.parameters:
            data = self.chance.choice([b"\x1a\x45\xdf\xa3", b"RIFF", b"%PDF"]) + self.chance.randbytes(UPLOAD)
            headers |= {"Content-Digest": digest(data), "Content-Type": "audio/webm"}
        elif data:
            headers["Content-Type"] = "application/json"
        async with self._http.request(
            route.verb, self.url + path, data=data or None, headers=headers, allow_redirects=False
        ) as answer:
            body = await answer.read()
            self._count(route.name, answer.status)
            if answer.status == 201 and answer.content_type == "application/json":
                self._remember(guest, route, json.loads(body))

    def _body_for(self, route: Route) -> bytes:
        """Somebody else's id where a person is named, so that roles, requests, invitations and removals are of
        people who exist."""
        data = self._bodies[route.name]
        if b'"user_id"' not in data or self.chance.random() < 0.2:
            return data
        named = {"user_id": self.chance.choice(self.guests).id}
        if b'"role"' in data:
            named["role"] = self.chance.choice(["owner", "co-owner", "editor", "viewer"])
        return json.dumps({**json.loads(data), **named}).encode()

    def _parameter(self, name: str, session: str) -> str:
        if name in {"session_id", "uuid"}:
            return session
        if name == "token":
            return self.chance.choice(self.tokens[-20:]) if self.tokens else "0" * 75
        if name == "book_id":
            return BOOK
        if name == "step":
            return "1"
        if name == "action":
            return self.chance.choice(["start", "pause", "resume", "end"])
        return "0" if name == "number" else str(uuid4())

    def _remember(self, guest: Guest, route: Route, made: dict[str, Any]) -> None:
        if route.path.endswith("/invitations"):
            self.tokens.append(str(made["url"]).rpartition("/")[2])
            return
        found = made.get("id") or made.get("session_id")
        if isinstance(found, str):
            self.made.setdefault(_kind(route.path), []).append((found, guest))

    async def _say(self, guest: Guest, event: Endpoint, session: str) -> None:
        payload = json.loads(self._bodies[event.name] or b"{}")
        if "session_id" in (event.models["payload"].model_fields if event.models else {}):
            payload["session_id"] = session
        if event.name == "edit_session":
            payload["edit_id"] = str(uuid4())
        try:
            async with guest.turn, asyncio.timeout(10):
                ack = await self._acked(guest, event, payload)
        except (ConnectionError, TimeoutError):
            guest.socket = None
            raise
        self._count(event.name, 200 if ack.get("ok") else str(ack.get("error")))

    async def _acked(self, guest: Guest, event: Endpoint, payload: dict[str, Any]) -> dict[str, Any]:
        if guest.socket is None:
            guest.socket = await self._open.enter_async_context(
                connected(self.url, **{"X-Forwarded-For": guest.address})
            )
            await guest.socket.join({"token": guest.token})
        return await guest.socket.ask(event.name, payload)

    def _count(self, name: str, status: int | str) -> None:
        self.answers[f"{name} {status}"] += 1


def _kind(path: str) -> str:
    return "/".join(path.split("/")[1:3]) if path.startswith("/api") else "voice"


def _body(endpoint: Endpoint) -> bytes:
    found = largest(endpoint, "body" if isinstance(endpoint, Route) else "payload")
    return json.dumps(found, ensure_ascii=False).encode() if found else b""


class Neighbours:
    """An editor of a jam at an address of their own, a viewer of a stream at the attacker's, and who looks at /healthz.

    `times` are in ms; `refused` is every answer that is no success."""

    def __init__(self, server: ServerProcess) -> None:
        self._server = server
        self.times: dict[str, list[float]] = {"edit": [], "healthz": [], "tap": []}
        self.refused: list[str] = []

    async def run(self, seconds: float) -> None:
        async with AsyncExitStack() as stack:
            self._http = await stack.enter_async_context(
                aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar(), headers={"X-Forwarded-For": ELSEWHERE})
            )
            jam = await self._made("/api/sessions", {})
            stream = await self._made("/api/clip-sessions", {})
            await self._made(f"/api/clip-sessions/{stream}/start", None, 200)
            editor = await self._joined(stack, "editor", ELSEWHERE, jam)
            viewer = await self._joined(stack, "viewer", ADDRESSES[0], stream)
            ends = time.monotonic() + seconds
            await asyncio.gather(
                self._repeat("edit", ends, 0.1, lambda n: self._edit(editor, jam, n)),
                self._repeat("healthz", ends, 0.1, self._health),
                self._repeat("tap", ends, 2.5, lambda n: self._tap(viewer, stream, n)),
            )

    async def _made(self, path: str, body: Any, status: int = 201) -> str:
        headers = bearer(a_token(self._server.data_dir, "editor"))
        async with self._http.post(self._server.url + path, json=body, headers=headers) as answer:
            assert answer.status == status, await answer.text()
            return str((await answer.json())["id"])

    async def _joined(self, stack: AsyncExitStack, sub: str, address: str, session: str) -> RawClient:
        client = await stack.enter_async_context(connected(self._server.url, **{"X-Forwarded-For": address}))
        await client.join({"token": a_token(self._server.data_dir, sub)})
        assert (await client.ask("subscribe_on_session", {"session_id": session}))["ok"]
        return client

    async def _repeat(self, what: str, ends: float, pause: float, call: Any) -> None:
        n = 0
        while time.monotonic() < ends:
            began = time.perf_counter()
            refusal = await call(n)
            self.times[what].append((time.perf_counter() - began) * 1000)
            if refusal:
                self.refused.append(f"{what}: {refusal}")
            n += 1
            await asyncio.sleep(pause)

    async def _edit(self, editor: RawClient, jam: str, n: int) -> str:
        ack = await editor.ask(
            "edit_session", {"session_id": jam, "edit_id": str(uuid4()), "set": {"tempo": 60 + n % 99}}
        )
        return "" if ack["ok"] else str(ack)

    async def _tap(self, viewer: RawClient, stream: str, n: int) -> str:
        ack = await viewer.ask("submit_clip", {"session_id": stream, "submission_id": str(n)})
        return "" if ack["ok"] else str(ack)

    async def _health(self, _: int) -> str:
        async with self._http.get(f"{self._server.url}/healthz") as answer:
            return "" if answer.status == 200 else str(answer.status)


@dataclass(frozen=True)
class Outcome:
    """`answers` are the attacker's, by call and status. Sizes are in bytes."""

    quiet: Neighbours
    beside: Neighbours
    answers: dict[str, int]
    memory: int
    redis: int
    disk: int
    log: str


async def attack(server: ServerProcess, *, seed: int, seconds: float, share: float = 0.5) -> dict[str, int]:
    """Attacks a server from a process of its own. Answers what it got."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.abuse.attacker", "--url", server.url, "--seed", str(seed),
        "--seconds", str(seconds), "--share", str(share), cwd=ROOT, stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    try:
        async with asyncio.timeout(seconds + 90):
            out, _ = await process.communicate()
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    return dict(json.loads(out))


@asynccontextmanager
async def installation(folder: Path, redis: RedisProcess) -> AsyncIterator[ServerProcess]:
    """A server as shipped and its worker."""
    server = ServerProcess(redis.url, folder, **SETTINGS)
    worker = WorkerProcess(redis.url, folder, ROOMTONE_MEDIA_CHILDREN="1", ROOMTONE_JOB_CONCURRENCY="1")
    await server.start()
    await worker.start()
    try:
        yield server
    finally:
        await worker.kill()
        await server.kill()


async def attacked(folder: Path, redis: RedisProcess, *, seed: int, quiet: float, seconds: float) -> Outcome:
    async with installation(folder, redis) as server:
        before, beside = Neighbours(server), Neighbours(server)
        await before.run(quiet)
        memory = _resident(server.pid)
        _, answers = await asyncio.gather(beside.run(seconds), attack(server, seed=seed, seconds=seconds))
        log = server.log.read_text()
        return Outcome(
            before, beside, answers, _resident(server.pid) - memory, _resident(redis.pid), _disk(folder / "media"), log
        )


def _resident(pid: int) -> int:
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def _disk(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def p99(times: Sequence[float]) -> float:
    return sorted(times)[int(len(times) * 0.99)] if times else 0.0


async def _report(seed: int) -> int:
    with tempfile.TemporaryDirectory(prefix="rt") as name:
        folder = Path(name)
        redis = RedisProcess(folder)
        await redis.start()
        found = await attacked(folder, redis, seed=seed, quiet=15, seconds=60)
        await redis.stop()
    statuses = Counter[str]()
    for call, count in found.answers.items():
        statuses[call.rpartition(" ")[2]] += count
    holds = not found.beside.refused and "Traceback" not in found.log
    for what, times in found.beside.times.items():
        quiet, beside = p99(found.quiet.times[what]), p99(times)
        holds &= what == "tap" or beside < max(3 * quiet, 50)
        print(f"{what:8} p99 {quiet:6.1f} ms quiet, {beside:6.1f} ms beside the attack ({len(times)} calls)")  # noqa: T201
    print(f"the attacker got {dict(statuses.most_common())}")  # noqa: T201
    print(f"others refused: {found.beside.refused[:5]}")  # noqa: T201
    print(f"MiB: server +{found.memory >> 20}, Redis {found.redis >> 20}, media {found.disk >> 20}")  # noqa: T201
    return 0 if holds else 1


async def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--url")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--share", type=float, default=0.5)
    asked = parser.parse_args()
    if asked.url is None:
        return await _report(asked.seed)
    one = Attacker(asked.url, asked.seed, asked.seconds, asked.share)
    await one.run()
    print(json.dumps(one.answers))  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
