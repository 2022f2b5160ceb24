"""Malicious files read by the real child processes: each ends within its limits, and nothing else is affected."""

import asyncio
import io
import os
import socket
import sys
import wave
from pathlib import Path

import av
import pytest

from storage.media.children import TOO_LONG, BrokenMediaError, Children
from storage.media.sandbox import ResourceLimits
from tests.abuse.media_files import greedy_mp4, mp3_that_is_sdp, with_gaps
from tests.handlers.voice.sound import speak
from tests.polling import until
from tests.processes import ROOT

MEMORY = 512 * 1024 * 1024
LIMITS = ResourceLimits(memory=MEMORY, cpu=20, wall=60, output=64 * 1024 * 1024)
DAY = 86_400


def children(limits: ResourceLimits = LIMITS, seconds_most: int = DAY) -> Children:
    return Children(limits, seconds_most=seconds_most)


async def python(program: str, *arguments: str) -> str:
    """The output of a separate Python."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", program, *arguments, cwd=ROOT, stdout=asyncio.subprocess.PIPE
    )
    out, _ = await process.communicate()
    return out.decode()


TRIES = """
import os, socket, subprocess, sys, threading
from storage.media.sandbox import isolate
socket.socket(socket.AF_INET, socket.SOCK_DGRAM).close()
print(isolate(os.getppid()))
for name, what in {
    "udp": lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM),
    "tcp": lambda: socket.socket(socket.AF_INET6, socket.SOCK_STREAM),
    "unix": lambda: socket.socket(socket.AF_UNIX, socket.SOCK_STREAM),
    "pair": lambda: socket.socketpair(),
    "program": lambda: subprocess.run(["/bin/true"]),
    "fork": lambda: os.fork() or os._exit(0),
    "exec": lambda: os.execv("/bin/true", ["true"]),
    "kill": lambda: os.kill(os.getppid(), 0),
}.items():
    try:
        what()
    except PermissionError:
        print(name, "refused")
"""


@pytest.mark.skipif(sys.platform != "linux", reason="the filter is Linux's")
async def test_MD1_a_child_opens_no_socket_and_starts_no_program() -> None:
    said = (await python(TRIES)).splitlines()
    assert said[0] == "seccomp"
    assert said[1:] == [f"{name} refused" for name in ("udp", "tcp", "unix", "pair", "program", "fork", "exec", "kill")]


async def test_MD1_a_child_whose_parent_is_gone_does_not_begin() -> None:
    assert "gone" in await python(
        "from storage.media.sandbox import isolate, IsolationError\n"
        "try: isolate(1 << 22)\nexcept IsolationError as error: print(error)"
    )


async def test_MD1_a_small_mp4_that_asks_for_700_MB_gets_no_more_than_its_limit(tmp_path: Path) -> None:
    content = greedy_mp4()
    assert len(content) < 600
    (tmp_path / "source").write_bytes(content)
    with pytest.raises(BrokenMediaError):
        await children().run("examine", tmp_path, len(content), container="mp4")
    # What the limit prevents: the same file, read without it, takes all the memory it asks for.
    used = await python(
        "import av, resource, sys\nav.open(sys.argv[1])\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024)",
        str(tmp_path / "source"),
    )
    assert int(used) > MEMORY


async def test_MD1_what_begins_like_MP3_and_goes_on_as_SDP_opens_no_socket(tmp_path: Path) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind(("127.0.0.1", 0))
        content = mp3_that_is_sdp(probe.getsockname()[1])
    (tmp_path / "source").write_bytes(content)
    with pytest.raises(BrokenMediaError):
        await children().run("examine", tmp_path, len(content), container="mp3")
    with av.open(io.BytesIO(content), "r", timeout=1) as guessed:  # prevented by naming the demuxer
        assert guessed.format.name == "sdp"


@pytest.mark.parametrize("gap", [3, 700, 100_000])
async def test_MD3_times_in_the_far_future_count_as_the_sound_that_there_is(tmp_path: Path, gap: int) -> None:
    content = with_gaps(speak(tmp_path / "sound", 3, [0.5, 2]), gap)
    (tmp_path / "chunks").write_bytes(content)
    (tmp_path / "source").write_bytes(content)
    reader = children()
    found = await reader.run("assemble", tmp_path, len(content), fragments=[(0, len(content))], container="webm")
    assert abs(found["duration_ms"] - 3_000) < 100
    assert (tmp_path / "whole").stat().st_size < 2 * len(content)
    examined = await reader.run("examine", tmp_path, len(content), container="webm")
    assert abs(examined["duration_ms"] - 3_000) < 100


async def test_MD3_gaps_make_no_parts(tmp_path: Path) -> None:
    content = with_gaps(speak(tmp_path / "sound", 6, [0.5]), 600)  # 300 packets, ten minutes apart
    (tmp_path / "source").write_bytes(content)
    found = await children().run(
        "split", tmp_path, len(content), container="webm", part_seconds=600, part_bytes=1_000_000
    )
    assert len(found) == 1
    assert abs(found[0]["seconds"] - 6) < 0.1


async def test_MD3_sound_longer_than_the_limit_is_refused_with_the_limit(tmp_path: Path) -> None:
    content = speak(tmp_path / "source", 65, [])
    (tmp_path / "chunks").write_bytes(content)
    reader = children(seconds_most=60)
    for task, arguments in (
        ("examine", {}),
        ("assemble", {"fragments": [(0, len(content))]}),
        ("split", {"part_seconds": 5, "part_bytes": 10_000}),
    ):
        with pytest.raises(BrokenMediaError, match="longer than 0 h 1 min"):
            await reader.run(task, tmp_path, len(content), container="webm", **arguments)


def alive(folder: Path) -> list[int]:
    """Processes whose working directory is this folder."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if (process / "cwd").readlink() == folder:
                found.append(int(process.name))
        except OSError:
            continue
    return found


async def begun(folder: Path) -> bool:
    return bool(alive(folder))


def environment_of(process: int) -> bytes:
    return Path(f"/proc/{process}/environ").read_bytes()


def silence(path: Path, seconds: int) -> int:
    """WAV without a sound in it. Answers its size."""
    with wave.open(str(path), "wb") as output:
        output.setparams((2, 2, 48_000, 0, "NONE", "not compressed"))
        for _ in range(seconds // 60):
            output.writeframes(bytes(4 * 48_000 * 60))
    return path.stat().st_size


async def test_MD1_a_child_that_takes_too_much_CPU_ends(tmp_path: Path) -> None:
    size = silence(tmp_path / "source", 3600)  # 0.7 GB takes several seconds on any machine
    limits = ResourceLimits(memory=MEMORY, cpu=1, wall=60, output=1)
    with pytest.raises(BrokenMediaError, match=TOO_LONG):
        await children(limits).run("examine", tmp_path, size, container="wav")
    assert alive(tmp_path) == []


async def test_MD1_a_child_that_takes_too_long_is_killed(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "source")  # reading it blocks for ever
    limits = ResourceLimits(memory=MEMORY, cpu=20, wall=1, output=1)
    with pytest.raises(BrokenMediaError, match=TOO_LONG):
        await children(limits).run("examine", tmp_path, 1, container="wav")
    assert alive(tmp_path) == []


async def test_MD1_a_child_whose_job_is_given_up_ends(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "source")
    running = asyncio.create_task(children().run("examine", tmp_path, 1, container="wav"))
    await until(lambda: begun(tmp_path))
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    assert alive(tmp_path) == []


async def test_MD1_a_child_writes_no_more_than_its_limit(tmp_path: Path) -> None:
    content = speak(tmp_path / "sound", 60, [1, 30])
    (tmp_path / "chunks").write_bytes(content)
    limits = ResourceLimits(memory=MEMORY, cpu=20, wall=60, output=10_000)
    with pytest.raises(BrokenMediaError):
        await children(limits).run(
            "assemble", tmp_path, len(content), fragments=[(0, len(content))], container="webm"
        )  # fmt: skip
    assert (tmp_path / "whole").stat().st_size <= 10_000


async def test_MD1_a_child_has_nothing_of_the_workers_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ROOMTONE_SECRET", "s3cret")
    os.mkfifo(tmp_path / "source")
    running = asyncio.create_task(children().run("examine", tmp_path, 1, container="wav"))
    await until(lambda: begun(tmp_path))
    (child,) = alive(tmp_path)
    environment = environment_of(child)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    assert b"s3cret" not in environment
    assert b"PYTHONPATH" in environment
