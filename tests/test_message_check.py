"""An undeclared message fails a test run: tests of the listener of every run."""

import asyncio
import os
import sys
from asyncio.subprocess import PIPE
from pathlib import Path

import pytest

from server.processes.embedded_redis import EmbeddedRedis
from storage.bus.feeds import Feeds
from storage.redis.client import Redis
from tests import message_check
from tests.polling import PATIENCE, until
from tests.storage.nodes import Node

ID = "00000000-0000-4000-8000-000000000000"
HEAD = f'"session_id":"{ID}","by":null'.encode()
REMOVED = b'{"clip_id":"%b"}' % ID.encode()


def event(name: bytes, data: bytes, kind: bytes = b"e") -> bytes:
    return kind + b' epoch 1 {"seq":1,"at":1,"type":"%b",%b,"data":%b}' % (name, HEAD, data)


@pytest.mark.parametrize(
    ("feed", "message"),
    [
        ("control", event(b"clip_removed", REMOVED)),
        ("main", event(b"visibility_changed", b'{"isPublic":false}', b"a")),
        ("main", event(b"deleted", b"{}", b"x")),
        ("public", b's {"type":"audience",%b,"data":{"viewers":3}}' % HEAD),
        ("events", b't socket-1 {"type":"peer",%b,"data":{"from":"x","sdp":"v=0"}}' % HEAD),
    ],
)
def test_what_is_declared_is_in_order(feed: str, message: bytes) -> None:
    assert message_check.published(feed, message) is None


@pytest.mark.parametrize(
    ("feed", "message"),
    [
        ("control", event(b"clip_exploded", REMOVED)),  # no such type
        ("public", event(b"clip_removed", REMOVED)),  # this feed does not carry it
        ("nowhere", event(b"clip_removed", REMOVED)),  # no such feed
        ("control", event(b"clip_removed", b"{}")),  # a field is missing
        ("control", event(b"clip_removed", REMOVED[:-1] + b',"why":"spam"}')),  # a field too many
        ("control", event(b"clip_removed", b'{"clip_id":7}')),  # another form
        ("public", b's {"type":"audience",%b,"data":{"viewers":"3"}}' % HEAD),  # text for a number
        ("public", b's {"type":"presence",%b,"data":{}}' % HEAD),  # a stream's viewers have no presence
    ],
)
def test_what_is_not_declared_is_found(feed: str, message: bytes) -> None:
    assert message_check.published(feed, message) is not None


async def test_whoever_publishes_it_the_listener_receives_it(redis: Redis) -> None:
    await Feeds(redis).signal(ID, "main", b'{"type":"fireworks",%b,"data":{"text":"\xc3\xa9 \\n \\""}}' % HEAD)
    script = "return redis.call('SPUBLISH', KEYS[1], ARGV[1])"
    channel = f"rt:{{b1}}:session:{ID}:feed:main"
    await redis.call(channel, "EVAL", script, 1, channel, event(b"edited", b'{"set":7,"edit_id":"e"}'))
    found: list[str] = []

    async def both() -> bool:
        found.extend(message_check.take_problems())
        return len(found) == 2

    await until(both)
    assert "fireworks" in found[0] + found[1]


async def test_a_node_on_a_port_is_recorded_too(tmp_path: Path) -> None:
    async with Node(tmp_path, "--requirepass", "secret") as node:
        await node.ask("SPUBLISH", f"rt:{{b1}}:session:{ID}:feed:main", event(b"fireworks", b"{}").decode())
        await node.ask("PING")  # a turn of its loop later, whoever listens has been told
    (found,) = message_check.take_problems()
    assert found.startswith("the event 'fireworks' is not declared for the feed 'main': add it to `feeds` in server/")


def test_a_feed_that_no_product_has_is_named() -> None:
    found = message_check.published("nowhere", event(b"edited", b"{}"))
    assert found == "'edited' went to the feed 'nowhere', which no product has: add it to `feeds` in server/products/"


async def test_in_development_what_is_not_declared_is_an_error_in_the_servers_output(tmp_path: Path) -> None:
    environment = {name: value for name, value in os.environ.items() if name != message_check.FOLDER}
    environment |= {"PORT": "0", "HOST": "127.0.0.1", "ROOMTONE_DATA_DIR": str(tmp_path)}
    server = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.dev", "run"), env=environment, stdout=PIPE, stderr=PIPE
    )
    assert server.stdout is not None
    assert server.stderr is not None
    await server.stdout.readline()  # it serves
    async with EmbeddedRedis(tmp_path) as url:
        redis = await Redis.connect(url)
        channel = f"rt:{{b1}}:session:{ID}:feed:nowhere"
        await redis.call(channel, "SPUBLISH", channel, event(b"edited", b"{}"))
        await redis.close()
    async with asyncio.timeout(PATIENCE):
        assert b"error: 'edited' went to the feed 'nowhere'" in await server.stderr.readuntil(b"'nowhere'")
    server.terminate()
    assert await server.wait() == 0
