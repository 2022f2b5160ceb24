"""Handlers that wait for one script, with a real Redis: they go on without a task, and otherwise like all others."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import orjson
import pytest

from auth.caller import PROGRAM
from handlers.api.call import SocketCall
from handlers.api.contract import Access, event
from server.engine import speedups
from server.http.request_ids import CURRENT_CALL
from sessions.base.errors import Conflict
from storage.redis.connection import RedisConnection
from tests.polling import until
from tests.processes import RedisProcess
from tests.server.engine.harness import WebSocket
from tests.server.realtime.both_paths import Anything, Served

LIMIT = 0.05  # seconds of a handler, where it is to be too slow


class Handlers:
    """Each waits for what the test puts into its list. `seen` is what they did, in order."""

    def __init__(self, redis: RedisConnection, prefix: str) -> None:
        self.seen: list[str] = []
        self.tasks: list[asyncio.Task[object] | None] = []
        self._redis, self._prefix = redis, prefix

    @event("ask", access=Access.SIGNED_IN, one_script=True)
    async def ask(self, call: SocketCall, payload: Anything) -> Anything:
        self.seen.append(f"begins {payload.number}")
        call.after_ack(lambda: self.seen.append(f"acked {payload.number}"))
        try:
            await self._redis.call("BLPOP", f"{self._prefix}{payload.number}", 0)
        except asyncio.CancelledError:
            self.seen.append(f"cancelled {payload.number}")
            if payload.text != "stubborn":
                raise
        assert CURRENT_CALL.get() is call
        assert PROGRAM.get() == b"\nsdk 5"
        self.tasks.append(asyncio.current_task())
        if payload.text == "refused":
            raise Conflict("no")
        if payload.text == "broken":
            await self._redis.call("NO-SUCH-COMMAND")
        if payload.text == "again":
            await asyncio.sleep(0)
            async with asyncio.timeout(60):
                await self._redis.call("BLPOP", f"{self._prefix}again", 0)
            assert CURRENT_CALL.get() is call
            self.tasks.append(asyncio.current_task())
        if payload.text == "fault":
            call.after_ack(self._fail)
        return payload

    def _fail(self) -> None:
        raise LookupError


class Asked(Served):
    """A client, its handlers' connection to Redis, and the test's own."""

    handlers: Handlers
    mine: RedisConnection
    theirs: RedisConnection
    prefix: str

    async def begin(self, number: int, text: str = "") -> None:
        """Sends an event, up to where its handler waits."""
        packet = f'42{number}["ask",{{"number":{number},"text":"{text}"}}]'
        await self.ask([WebSocket.frame(1, packet.encode())])

    async def push(self, number: int | str) -> None:
        await self.mine.call("RPUSH", f"{self.prefix}{number}", "now")

    async def answered(self, count: int) -> list[tuple[str, object]]:
        """The first acks: their ids, and the code of each."""
        await soon(lambda: len(self._acks()) >= count)
        return self._acks()

    def _acks(self) -> list[tuple[str, object]]:
        written, found = bytes(self.transport.written), []
        while written:
            size, start = (written[1], 2) if written[1] < 126 else (int.from_bytes(written[2:4], "big"), 4)
            text, written = written[start : start + size], written[start + size :]
            if text.startswith(b"43"):
                ack_id, _, rest = text[2:].partition(b"[")
                answer = orjson.loads(b"[" + rest)[0]
                found.append((ack_id.decode(), answer["ok"] or answer["error"]))
        return found


async def soon(condition: Callable[[], bool]) -> None:
    async def holds() -> bool:
        return condition()

    await until(holds)


@pytest.fixture(params=[True, False], ids=["lane", "general"])
async def by_lane(request: pytest.FixtureRequest) -> bool:
    if request.param and not speedups.is_compiled():
        pytest.skip("there is no C compiler")
    return bool(request.param)


@asynccontextmanager
async def client(
    redis: RedisProcess, patch: pytest.MonkeyPatch, *, by_lane: bool, handler_timeout: float = 15.0
) -> AsyncIterator[Asked]:
    theirs, mine = [await RedisConnection.open(redis.url) for _ in range(2)]
    prefix = f"test_calls:{id(theirs)}:"
    asked = Asked(patch, by_lane=by_lane, handlers=Handlers(theirs, prefix), handler_timeout=handler_timeout)
    asked.mine, asked.theirs, asked.prefix = mine, theirs, prefix
    await asked.connect()
    await asked.ask([WebSocket.frame(1, b'42["nothing"]')])  # the first event of a client is never the lane's
    try:
        yield asked
    finally:
        asked.leave()
        theirs.abort()
        await mine.close()


async def test_EN25_the_events_of_a_client_wait_for_each_other_and_need_no_task(
    redis_server: RedisProcess, monkeypatch: pytest.MonkeyPatch, by_lane: bool
) -> None:
    async with client(redis_server, monkeypatch, by_lane=by_lane) as asked:
        before = asyncio.all_tasks()
        for number in (1, 2, 3):
            await asked.begin(number)
        assert asyncio.all_tasks() == before
        assert asked.handlers.seen == ["begins 1"]
        for number in (3, 1, 2):
            await asked.push(number)
        assert await asked.answered(3) == [("1", True), ("2", True), ("3", True)]
        told = [f"{what} {number}" for number in (1, 2, 3) for what in ("begins", "acked")]
        assert asked.handlers.seen == told
        assert asked.handlers.tasks == [None] * 3
        assert asyncio.all_tasks() == before
        assert asked.metrics.row("ask").codes == {"ok": 3}
        assert asked.taken == (3 if by_lane else 0)


async def test_EN25_refusals_errors_and_faults_are_answered_and_the_next_event_is_handled(
    redis_server: RedisProcess, monkeypatch: pytest.MonkeyPatch, by_lane: bool
) -> None:
    async with client(redis_server, monkeypatch, by_lane=by_lane) as asked:
        for number, text in enumerate(("refused", "broken", "fault", ""), start=1):
            await asked.push(number)
            await asked.begin(number, text)
        expected = [("1", "conflict"), ("2", "internal_error"), ("3", True), ("4", True)]
        assert await asked.answered(4) == expected
        assert asked.connection.close_reason is None


async def test_EN25_what_waits_again_has_a_task(
    redis_server: RedisProcess, monkeypatch: pytest.MonkeyPatch, by_lane: bool
) -> None:
    async with client(redis_server, monkeypatch, by_lane=by_lane) as asked:
        await asked.begin(1, "again")
        await asked.begin(2)
        for one in (1, "again", 2):
            await asked.push(one)
        assert await asked.answered(2) == [("1", True), ("2", True)]
        assert [task is not None for task in asked.handlers.tasks] == [False, True, False]


@pytest.mark.parametrize(("text", "code"), [("", "unavailable"), ("stubborn", True)])
async def test_EN25_a_handler_that_hangs_is_cancelled_and_its_late_reply_is_nobodys(
    redis_server: RedisProcess, monkeypatch: pytest.MonkeyPatch, by_lane: bool, text: str, code: object
) -> None:
    async with client(redis_server, monkeypatch, by_lane=by_lane, handler_timeout=LIMIT) as asked:
        await asked.begin(1, text)
        assert await asked.answered(1) == [("1", code)]
        assert asked.handlers.seen[:2] == ["begins 1", "cancelled 1"]
        await asked.push(1)
        await soon(lambda: not asked.theirs.waiting)
        await asked.push(2)
        await asked.begin(2)
        assert (await asked.answered(2))[1] == ("2", True)


async def test_EN25_the_limit_counts_from_the_beginning_also_for_what_waits_again(
    redis_server: RedisProcess, monkeypatch: pytest.MonkeyPatch, by_lane: bool
) -> None:
    async with client(redis_server, monkeypatch, by_lane=by_lane, handler_timeout=LIMIT) as asked:
        started = asyncio.get_running_loop().time()
        await asked.push(1)
        await asked.begin(1, "again")
        assert await asked.answered(1) == [("1", "unavailable")]
        assert asyncio.get_running_loop().time() - started < 10 * LIMIT


async def test_EN25_a_redis_that_is_lost_refuses_what_waits(
    redis_server: RedisProcess, monkeypatch: pytest.MonkeyPatch, by_lane: bool
) -> None:
    async with client(redis_server, monkeypatch, by_lane=by_lane) as asked:
        await asked.begin(1)
        await asked.begin(2)
        asked.theirs.abort()
        assert await asked.answered(2) == [("1", "unavailable"), ("2", "unavailable")]
        assert asked.connection.close_reason is None


async def test_EN25_a_client_that_leaves_has_its_event_handled_before_its_end(
    redis_server: RedisProcess, monkeypatch: pytest.MonkeyPatch, by_lane: bool
) -> None:
    async with client(redis_server, monkeypatch, by_lane=by_lane) as asked:
        await asked.begin(1)
        await asked.begin(2)
        asked.stream.connection_lost(None)
        assert asked.connection in asked.sockets.connections
        await asked.push(1)
        await asked.push(2)
        await soon(lambda: asked.connection not in asked.sockets.connections)
        assert [one for one in asked.handlers.seen if one.startswith("begins")] == ["begins 1", "begins 2"]
        assert asked.sockets.eio.connection("sid") is None


@pytest.mark.parametrize("text", ["", "stubborn"])
async def test_EN25_a_connection_that_closes_does_not_wait_for_ever(
    redis_server: RedisProcess, monkeypatch: pytest.MonkeyPatch, by_lane: bool, text: str
) -> None:
    async with client(redis_server, monkeypatch, by_lane=by_lane) as asked:
        await asked.begin(1, text)
        await asked.begin(2)
        await asked.sockets.drain(0)
        assert asked.connection.close_reason == "server draining"
        assert asked.connection in asked.sockets.connections
        asked.connection.tick(asked.sockets.eio.now() + 60)
        await soon(lambda: asked.connection not in asked.sockets.connections)
        assert "cancelled 1" in asked.handlers.seen
        assert "begins 2" not in asked.handlers.seen
        await asked.push(1)
        await soon(lambda: not asked.theirs.waiting)


async def test_EN24_the_lane_refuses_the_end_of_what_it_did_not_begin(monkeypatch: pytest.MonkeyPatch) -> None:
    if not speedups.is_compiled():
        pytest.skip("there is no C compiler")
    served = Served(monkeypatch, by_lane=True)
    await served.connect()
    lane, client, entry = served.sockets.lane, served.client, (None,) * 6
    assert lane is not None
    cases: list[tuple[Any, ...]] = [(None,) * 7, (served.connection, client, "1", None, entry, 0.0, None), ("1",)]
    for wrong in cases:
        with pytest.raises(TypeError):
            lane.ended(*wrong)
    assert not served.transport.written
    served.leave()
