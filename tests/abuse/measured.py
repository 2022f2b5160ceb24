"""A server whose calls are measured: the longest step of its loop, and the longest script, that each call takes."""

import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final

import orjson

from auth.access import READ_OWN, UPDATE
from storage.redis.client import Redis
from tests.polling import until
from tests.processes import RedisProcess, ServerProcess, free_port
from tests.server.client import Browser, RawClient, browsing
from tests.telegram.bot_api import TOKEN

STEP_MS: Final = 50
SCRIPT_MS: Final = 10
SHARED: Final = 2  # CPU time too grows where others use the caches: 12 ms were seen at a load of 20, 7 ms without
REPEATS: Final = 4
PERMISSIONS: Final = [READ_OWN, UPDATE]


class MeasuredServer(ServerProcess):
    """Without the tests' check of every answer, which takes longer than the answer."""

    module = "tests.abuse.measured_server"


class Measured:
    """A server and the cost of each of its calls: the longest step and the longest script, in ms."""

    def __init__(self, browser: Browser, redis: Redis, redis_pid: int) -> None:
        self.browser = browser
        self.redis_pid = redis_pid
        self.redis = redis
        self.me = browser.signed_in("owner", permissions=PERMISSIONS)
        self.steps: dict[str, float] = {}
        self.scripts: dict[str, float] = {}

    async def ask(self, verb: str, path: str, called: str = "", *, most: int = 299, **sent: Any) -> Any:
        """The answer; its status is `most` at most. A header `Authorization` is that of another user."""
        if "json" in sent:
            body = orjson.dumps(sent.pop("json"))
            sent = {**sent, "data": body, "Content_Type": "application/json"}
        before = self._on_cpu()
        answer = await self.browser.ask(verb, path, **{**self.me, **sent})
        assert answer.status <= most, (path, answer.status, answer.body[:300])
        await self.look(called or f"{verb} {path.rpartition('/')[2]}", before)
        return answer

    async def send(self, client: RawClient, event: str, payload: dict[str, Any], *, refused: bool = False) -> None:
        """With `refused`, the call may be refused."""
        before = self._on_cpu()
        answer = await client.ask(event, payload)
        assert answer["ok"] or (refused and answer["error"] != "internal_error"), answer
        await self.look(event, before)

    async def look(self, call: str, before: tuple[float, float]) -> None:
        """Notes what a call took since `before`: its longest step, or all of its steps where they are less, and the
        same of its scripts. The best of several calls: a cold cache is no fault of the call's."""
        loop, redis = (now - then for now, then in zip(self._on_cpu(), before, strict=True))
        step = await self._longest_step()
        self.steps[call] = min(self.steps.get(call, loop), loop, step)
        (address,) = self.redis.addresses
        slow = await self.redis.ask(address, "SLOWLOG", "GET", 128)
        await self.redis.ask(address, "SLOWLOG", "RESET")
        script = max((entry[2] / 1000 for entry in slow if entry[3][0] == b"EVALSHA"), default=0.0)
        self.scripts[call] = min(self.scripts.get(call, script), script, redis)

    async def _longest_step(self) -> float:
        """Since the last look. A step is noted by the next check of the watchdog, at most 50 ms later, so it is read
        until there was one after the first look."""
        longest = await self._read_step()

        async def is_noted() -> bool:
            nonlocal longest
            since = await self._read_step()
            longest = max(longest, since)
            return since > 0

        await until(is_noted)
        return longest

    async def _read_step(self) -> float:
        lines = (await self.browser.ask("GET", "/metrics")).body.decode().splitlines()
        (line,) = [line for line in lines if line.startswith("roomtone_loop_step_worst_seconds ")]
        return float(line.split()[1]) * 1000

    def _on_cpu(self) -> tuple[float, float]:
        return on_cpu(self.browser.server.pid), on_cpu(self.redis_pid)

    def report(self) -> None:
        for call, step in self.steps.items():
            print(f"{call:60} step {step:6.1f} ms, script {self.scripts.get(call, 0):6.1f} ms")  # noqa: T201

    def require(self) -> None:
        """No step and no script was too long."""
        self.report()
        assert [one for one in self.steps.items() if one[1] > STEP_MS] == []
        assert [one for one in self.scripts.items() if one[1] > SCRIPT_MS * SHARED] == []


def on_cpu(process: int) -> float:
    """The CPU time of a process's first thread, in ms: here, of the event loop and of what runs the scripts."""
    return int(Path(f"/proc/{process}/task/{process}/schedstat").read_text().split()[0]) / 1e6


@asynccontextmanager
async def measuring(folder: Path) -> AsyncIterator[Measured]:
    """A server and a Redis of their own. Limits that a sequence of largest calls would reach are lifted."""
    port = free_port()
    settings: dict[str, Any] = {
        "ROOMTONE_USER_EVENT_RATE": "1e9",
        "ROOMTONE_USER_EVENT_BURST": "1000000000",
        "ROOMTONE_OUTBOX_LIMIT": "16777216",
        "ROOMTONE_PUBLIC_URL": f"http://127.0.0.1:{port}",
        "ROOMTONE_TELEGRAM_TOKEN": TOKEN,
        "ROOMTONE_TELEGRAM_UPDATES": "webhook",
    }
    with tempfile.TemporaryDirectory(prefix="rt") as name:
        process = RedisProcess(Path(name))
        await process.start()
        await process.command("CONFIG", "SET", "slowlog-log-slower-than", "500")
        server = await MeasuredServer(process.url, folder, port, **settings).start()
        redis = await Redis.connect(process.url)
        async with browsing(server) as browser:
            one = Measured(browser, redis, process.pid)

            async def is_measuring() -> bool:
                metrics = (await browser.ask("GET", "/metrics")).body.decode()
                return "roomtone_loop_step_worst_seconds 0.0\n" not in metrics

            await until(is_measuring)
            yield one
        await redis.close()
        await server.stop()
        await process.stop()
