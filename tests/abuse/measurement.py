"""A server whose calls are measured: the longest step of its loop, and the longest script and command in Redis, of
each call."""

import tempfile
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final

import orjson

from auth.access import READ_OWN, UPDATE
from storage.redis.client import Redis
from tests.abuse.measured_server import TIMES
from tests.handlers.telegram.bot_api import TOKEN
from tests.polling import until
from tests.processes import RedisProcess, ServerProcess, free_port
from tests.server.client import Browser, RawClient, browsing

STEP_MS: Final = 50
SCRIPT_MS: Final = 10
COMMAND_MS: Final = 10
NOTED_US: Final = 500
"""Commands that take longer are in the slow log."""
REPEATS: Final = 4
PERMISSIONS: Final = [READ_OWN, UPDATE]


class MeasuredServer(ServerProcess):
    """Without the tests' check of every answer, which takes longer than the answer."""

    module = "tests.abuse.measured_server"


class CallMeasurement:
    """A server and the cost of each of its calls: the longest step, script and command outside of scripts, in ms.

    `measured_script` times scripts by their CPU. Redis times commands by the clock, with the time in which it waited
    for a processor. The best of several calls has few such waits; commands of a single call are not judged.
    """

    def __init__(self, browser: Browser, redis: Redis) -> None:
        self.browser = browser
        self.redis = redis
        self.me = browser.signed_in("owner", permissions=PERMISSIONS)
        self.steps: dict[str, float] = {}
        self.scripts: dict[str, float] = {}
        self.commands: dict[str, float] = {}
        self.longest: dict[str, str] = {}  # the name of the script
        self.longest_command: dict[str, str] = {}
        self.looks = Counter[str]()

    async def ask(self, verb: str, path: str, called: str = "", *, most: int = 299, **sent: Any) -> Any:
        """The answer; its status is `most` at most. A header `Authorization` is that of another user."""
        before = self._on_cpu()
        answer = await self._ask(verb, path, most, sent)
        await self.look(called or f"{verb} {path.rpartition('/')[2]}", before)
        return answer

    async def try_out(self, verb: str, path: str, called: str, **sent: Any) -> str:
        """Asks whatever may be refused. The name under which it is noted has the status: a refusal costs less."""
        before = self._on_cpu()
        answer = await self._ask(verb, path, 499, sent)
        noted = f"{answer.status} {called}"
        await self.look(noted, before)
        return noted

    async def _ask(self, verb: str, path: str, most: int, sent: dict[str, Any]) -> Any:
        if "json" in sent:
            sent = {**sent, "data": orjson.dumps(sent["json"]), "Content_Type": "application/json"}
            del sent["json"]
        answer = await self.browser.ask(verb, path, **{**self.me, **sent})
        assert answer.status <= most, (path, answer.status, answer.body[:300])
        return answer

    async def send(
        self, client: RawClient, event: str, payload: dict[str, Any], called: str = "", *, refused: bool = False
    ) -> None:
        """With `refused`, the call may be refused."""
        before = self._on_cpu()
        answer = await client.ask(event, payload)
        assert answer["ok"] or (refused and answer["error"] != "internal_error"), answer
        await self.look(called or event, before)

    async def look(self, call: str, before: float) -> None:
        """Notes what a call took since `before`: its longest step, or all of its steps where they are less, and its
        longest script. The best of several calls: a cold cache is no fault of the call's."""
        self.looks[call] += 1
        loop = self._on_cpu() - before
        # No step is longer than the whole: only where that is long is it asked for, which waits for the watchdog.
        step = loop if loop < STEP_MS / 2 else min(loop, await self._longest_step())
        self.steps[call] = min(self.steps.get(call, step), step)
        (address,) = self.redis.addresses
        times = await self.redis.ask(address, "ZRANGE", TIMES, 0, 0, "REV", "WITHSCORES")
        await self.redis.ask(address, "DEL", TIMES)
        name, took = (times[0].decode(), float(times[1])) if times else ("", 0.0)
        if took <= self.scripts.get(call, took):
            self.longest[call] = name
            self.scripts[call] = took
        name, took = await self._longest_command(address)
        if took <= self.commands.get(call, took):
            self.longest_command[call], self.commands[call] = name, took

    async def forget_commands(self) -> None:
        """What was written directly is no call's command."""
        (address,) = self.redis.addresses
        await self._longest_command(address)

    async def _longest_command(self, address: str) -> tuple[str, float]:
        """Its words and ms, of those since the last look. Scripts time themselves, and so what they call."""
        found = await self.redis.ask(address, "SLOWLOG", "GET", -1)
        await self.redis.ask(address, "SLOWLOG", "RESET")
        took = [(b" ".join(one[3][:2]).decode("utf-8", "replace"), one[2] / 1000) for one in found]
        own = [one for one in took if not one[0].upper().startswith(("EVAL", "SCRIPT", "SLOWLOG"))]
        return max(own, key=lambda one: one[1], default=("", 0.0))

    def is_short(self, call: str) -> bool:
        """Whether a call took less than half of what it may: to repeat it would tell no more."""
        return (
            self.steps[call] < STEP_MS / 2
            and self.scripts[call] < SCRIPT_MS / 2
            and self.commands[call] < COMMAND_MS / 2
        )

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

    def _on_cpu(self) -> float:
        return on_cpu(self.browser.server.pid)

    def report(self) -> None:
        for call, step in self.steps.items():
            script, name = self.scripts.get(call, 0), self.longest.get(call, "")
            took = f"step {step:6.1f} ms, script {script:6.1f} ms {name:20}"
            command = f"command {self.commands[call]:6.1f} ms {self.longest_command[call][:60]}"
            print(f"{call[:60]:60} {took} {command}")  # noqa: T201

    def require(self) -> None:
        """No step, no script and no command was too long."""
        self.report()
        assert [one for one in self.steps.items() if one[1] > STEP_MS] == []
        assert [one for one in self.scripts.items() if one[1] > SCRIPT_MS] == []
        long = [call for call, took in self.commands.items() if took > COMMAND_MS and self.looks[call] > 1]
        assert [(call, self.commands[call], self.longest_command[call]) for call in long] == []


def on_cpu(process: int) -> float:
    """The CPU time of a process's first thread, in ms: here, of the event loop."""
    return int(Path(f"/proc/{process}/task/{process}/schedstat").read_text().split()[0]) / 1e6


@asynccontextmanager
async def measuring(folder: Path) -> AsyncIterator[CallMeasurement]:
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
        server = await MeasuredServer(process.url, folder, port, **settings).start()
        redis = await Redis.connect(process.url)
        (address,) = redis.addresses
        await redis.ask(address, "CONFIG", "SET", "slowlog-log-slower-than", NOTED_US)
        async with browsing(server) as browser:
            one = CallMeasurement(browser, redis)

            async def is_measuring() -> bool:
                metrics = (await browser.ask("GET", "/metrics")).body.decode()
                return "roomtone_loop_step_worst_seconds 0.0\n" not in metrics

            await until(is_measuring)
            yield one
        await redis.close()
        await server.stop()
        await process.stop()
