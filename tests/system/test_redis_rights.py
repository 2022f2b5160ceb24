"""The product works with exactly the rights in Redis that docs/deploying.md names."""

import re
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest

from auth.access import READ_OWN, UPDATE
from server.checks.redis import check_redis
from storage.redis.client import Redis
from storage.session.durability import AppendOnlyFiles
from tests.handlers.voice.people import SECRET, Person, token
from tests.handlers.voice.sound import chunks_of, speak
from tests.polling import until
from tests.processes import ROOT, RedisProcess, ServerProcess, WorkerProcess
from tests.server.client import browsing, joined
from tests.storage.nodes import Cluster

RIGHTS = re.findall(r"^ACL SETUSER roomtone (.+)$", (ROOT / "docs/deploying.md").read_text(), re.MULTILINE)
WORDS = RIGHTS[0].replace(">password", ">secret").split()
NAMED = "://roomtone:secret@"


@pytest.fixture
async def own_redis() -> AsyncIterator[RedisProcess]:
    with tempfile.TemporaryDirectory(prefix="rt") as folder:
        redis = RedisProcess(Path(folder))
        await redis.start()
        assert await redis.command("ACL", "SETUSER", "roomtone", *WORDS) == b"+OK\r\n"
        yield redis
        await redis.stop()


def named(url: str) -> str:
    return url.replace("://", NAMED)


async def test_OP12_the_whole_product_runs_with_the_documented_rights(own_redis: RedisProcess, tmp_path: Path) -> None:
    assert len(RIGHTS) == 1
    server = await ServerProcess(named(own_redis.url), tmp_path, ROOMTONE_SECRET=SECRET).start()
    worker = await WorkerProcess(named(own_redis.url), tmp_path, ROOMTONE_SECRET=SECRET).start()
    async with aiohttp.ClientSession() as http, browsing(server) as browser:
        (tmp_path / "secret").write_text(SECRET)
        ready = await browser.ask("GET", "/readyz")
        assert (ready.status, ready.json["checks"]["queue"]) == (200, True)
        ann = Person(http, server.url, token("ann"))
        session_id = (await ann.create())["session_id"]
        recording = await ann.record(session_id, chunks_of(speak(tmp_path / "one.webm", 1, [0.5]), 3))
        me = browser.signed_in("ann")
        async with joined(server, "ann", permissions=[READ_OWN, UPDATE]) as client:
            clips = (await browser.ask("POST", "/api/clip-sessions", json={"title": "t"}, **me)).json["id"]
            jam = (await browser.ask("POST", "/api/sessions", json={}, **me)).json["id"]
            for one in (session_id, clips, jam):
                assert (await client.ask("subscribe_on_session", {"session_id": one}))["ok"]
            assert (await client.ask("start_session", {"session_id": clips}))["ok"]
            assert (await client.ask("submit_clip", {"session_id": clips, "submission_id": "1"}))["ok"]
            assert (await client.ask("edit_session", {"session_id": jam, "edit_id": "1", "set": {"tempo": 90}}))["ok"]
            assert (await client.ask("wait_durable", {"run": "another"}))["ok"]
        assert (await browser.ask("PUT", "/api/listening", **me)).status in {200, 201}

        async def is_assembled() -> bool:
            found = (await ann.view(session_id))["recordings"]
            return any(one["recording_id"] == recording and one.get("audio_url") for one in found)

        await until(is_assembled)
    await worker.stop()
    await server.stop()
    redis = await Redis.connect(own_redis.url)
    assert [entry[entry.index(b"object") + 1] for entry in await redis.call("", "ACL", "LOG")] == []
    await redis.close()


async def test_OP12_the_doctor_tries_each_command_prefix_and_channel(own_redis: RedisProcess) -> None:
    async def refused(*rights: str) -> list[str]:
        assert await own_redis.command("ACL", "SETUSER", "roomtone", "reset", *WORDS, *rights) == b"+OK\r\n"
        return [one.text async for one in check_redis(named(own_redis.url)) if one.level == "fail"]

    assert await refused() == []
    found = await refused("-xadd", "-zpopmin")
    assert [one.partition(" on ")[0] for one in found] == ["its user may not use XADD, ZPOPMIN"] * 2
    assert "may not use rt:{jobs}:doctor:probe: NOPERM" in (await refused("resetkeys", "~rt:{b*"))[0]
    assert "SPUBLISH" in (await refused("resetchannels"))[0]
    assert "WAITAOF" in (await refused("-waitaof"))[0]
    assert "NOPERM" in (await refused("resetkeys"))[0]
    assert await refused("-slowlog") == []
    findings = [one async for one in check_redis(named(own_redis.url))]
    assert [one.level for one in findings if "slow scripts are not reported" in one.text] == ["warn"]


async def test_OP12_a_cluster_with_the_documented_rights(tmp_path: Path) -> None:
    cluster = await Cluster(tmp_path).start()
    for node in cluster.nodes:
        await node.ask("ACL", "SETUSER", "roomtone", *WORDS)
    url = named(cluster.nodes[0].url)
    redis = await Redis.connect(url)
    files = AppendOnlyFiles(redis)
    assert not (await files.sync()).is_on_disk
    assert [one.text async for one in check_redis(url) if "may not" in one.text] == []
    for node in cluster.nodes:
        assert await node.ask("ACL", "LOG") == []
    await files.close()
    await redis.close()
    await cluster.stop()
