"""What a client is answered, and an operator told, when Redis or a script fails."""

import asyncio
import tempfile
import time
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from storage import unavailable as module
from storage.redis import keys
from storage.redis.client import Redis
from storage.unavailable import unavailable
from tests.polling import until
from tests.processes import RedisProcess, ServerProcess
from tests.server.client import browsing, joined

AT_ONCE = 2.0  # seconds; a script that fails takes milliseconds


def test_OP7_a_cause_is_logged_once_a_minute_and_another_one_beside_it(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 1000.0
    monkeypatch.setattr(time, "monotonic", lambda: now)
    monkeypatch.setattr(module, "_logged", {})
    with capture_logs() as lines:
        for key in range(3):
            unavailable(None, f"OOM command not allowed for {key}")
        unavailable(None, OSError(2, "No such file"))
        now += module.PAUSE
        unavailable(None, "OOM command not allowed")
    assert [line["cause"] for line in lines] == [
        "OOM command not allowed for 0",
        "[Errno 2] No such file",
        "OOM command not allowed",
    ]
    for number in range(2 * module.MOST_CAUSES):
        unavailable(None, f"cause-{number}")
    assert len(module._logged) <= module.MOST_CAUSES


async def test_OP7_an_error_of_a_script_is_internal_at_once_and_a_redis_that_is_away_is_logged_with_its_cause() -> None:
    with tempfile.TemporaryDirectory(prefix="rt") as folder:
        own_redis = RedisProcess(Path(folder))
        await own_redis.start()
        server = await ServerProcess(own_redis.url, Path(folder)).start()
        redis = await Redis.connect(own_redis.url)
        async with browsing(server) as browser, joined(server) as client:
            me = browser.signed_in()
            jam = (await browser.ask("POST", "/api/sessions", json={}, **me)).json["id"]
            stream = (await browser.ask("POST", "/api/clip-sessions", json={}, **me)).json["id"]
            assert (await client.ask("start_session", {"session_id": stream}))["ok"]
            for session_id, what in ((jam, "log:main"), (stream, "log:control")):
                key = f"{keys.header(session_id)}:{what}"
                await redis.call(key, "SET", key, "a string where a stream should be")
            edit = {"session_id": jam, "edit_id": "one", "set": {"tempo": 90}}
            async with asyncio.timeout(AT_ONCE):
                assert (await client.ask("edit_session", edit))["error"] == "internal_error"
                paused = await browser.ask("POST", f"/api/clip-sessions/{stream}/pause", **me)
            assert (paused.status, paused.json["code"]) == (500, "internal_error")
            log = server.log.read_text()
            assert "WRONGTYPE" in log
            assert "storage/session/parts/tail.lua" in log or "session/parts/tail.lua:" in log
            await redis.call("k", "CONFIG", "SET", "min-replicas-to-write", "1")
            for _ in range(3):
                assert (await client.ask("edit_session", edit))["error"] == "unavailable"
            await own_redis.kill()

            async def is_away() -> bool:
                return (await browser.ask("GET", f"/api/sessions/{jam}", **me)).status == 503

            await until(is_away)
            lines = [line for line in server.log.read_text().splitlines() if "unavailable" in line]
            assert len([line for line in lines if "NOREPLICAS" in line]) == 1
            assert [line for line in lines if "Connection refused" in line]
            assert len(lines) < 10
        await redis.close()
        await server.stop()
