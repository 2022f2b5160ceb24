"""Child processes that run FFmpeg: one for each task, with limits, without network, killed at a timeout.

How many run at once is up to the queues of the worker (storage/jobs/jobs.py). Whatever a file does to its child, the
worker reads one line of JSON or gets the reason why there is none.
"""

import asyncio
import contextlib
import os
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any, Final

import orjson
import structlog

from storage.media.sandbox import ResourceLimits

log = structlog.get_logger("media")

ROOT: Final = Path(__file__).parents[2]
LONGEST_LINE: Final = 1_048_576  # bytes of an answer; a split into 1,000 parts takes 50 kB
LEAST_CPU: Final = 10  # seconds: the start of Python and FFmpeg takes half of one, on a busy machine too
CPU_PER_MIB: Final = 6  # seconds: a MiB of speech at 6 kbit/s, the lowest of opus, lasts 23 min and decodes in 3 s
WALL_PER_CPU: Final = 4  # on a busy machine

TOO_LONG: Final = "It takes too long to read"
DIED: Final = "It is no sound that can be played (the reader stopped)"

Progress = Callable[[int], Awaitable[None]]


class BrokenMediaError(Exception):
    """The bytes are not a sound file that can be read within the limits; trying again would not help. People see its
    text."""


class UnableError(Exception):
    """The machine could not do it this time; it may be tried again."""


class Children:
    """`limits` are the highest; a small file gets less time."""

    def __init__(self, limits: ResourceLimits, *, seconds_most: int) -> None:
        self._limits = limits
        self._seconds_most = seconds_most

    async def run(self, task: str, folder: Path, size: int, progress: Progress | None = None, **arguments: Any) -> Any:
        """The answer of `storage.media.child` to a task about `size` bytes that are in `folder`.

        Raises BrokenMediaError, UnableError.
        """
        limits = self._for(size)
        request = {
            "task": task,
            "arguments": {**arguments, "seconds_most": self._seconds_most},
            "limits": {"memory": limits.memory, "cpu": limits.cpu, "wall": limits.wall, "output": limits.output},
            "parent": os.getpid(),
        }
        (folder / "request.json").write_bytes(orjson.dumps(request))
        return await self._run(folder, limits, progress)

    def _for(self, size: int) -> ResourceLimits:
        cpu = min(self._limits.cpu, LEAST_CPU + CPU_PER_MIB * size // 1_048_576)
        return ResourceLimits(
            memory=self._limits.memory,
            cpu=cpu,
            wall=min(self._limits.wall, cpu * WALL_PER_CPU),
            output=min(self._limits.output, 2 * size + 1_048_576),
        )

    async def _run(self, folder: Path, limits: ResourceLimits, progress: Progress | None) -> Any:
        said: dict[str, Any] = {}
        async with _child(folder) as child:
            try:
                async with asyncio.timeout(limits.wall):
                    async for line in _lines(child):
                        said |= line
                        if progress is not None and "progress" in line:
                            await progress(line["progress"])
                    code = await child.wait()
            except TimeoutError:
                raise BrokenMediaError(TOO_LONG) from None
        return _answer(said, code, folder)


def _answer(said: Mapping[str, Any], code: int, folder: Path) -> Any:
    if "found" in said and code == 0:
        return said["found"]
    if "refused" in said:
        raise BrokenMediaError(said["refused"])
    if "isolation" not in said:  # it has not read a byte of the file
        tail = (folder / "errors").read_bytes()[-500:].decode(errors="replace")
        log.error("media_child_did_not_start", code=code, reason=said.get("unable"), tail=tail)
        raise UnableError("Sound cannot be read on this machine now")
    raise BrokenMediaError(TOO_LONG if code in {-9, -24} else DIED)  # SIGKILL and SIGXCPU: its CPU time was used up


@contextlib.asynccontextmanager
async def _child(folder: Path) -> AsyncIterator[asyncio.subprocess.Process]:
    """A child process that has only the folder: no environment, no standard input. It ends with the block."""
    with (folder / "errors").open("wb") as errors:
        try:
            child = await asyncio.create_subprocess_exec(
                sys.executable, "-P", "-s", "-m", "storage.media.child",
                cwd=folder, env={"PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"}, limit=LONGEST_LINE,
                stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE, stderr=errors,
            )  # fmt: skip
        except OSError as error:
            raise UnableError("Sound cannot be read on this machine now") from error
    try:
        yield child
    finally:
        if child.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                child.kill()
            await child.wait()


async def _lines(child: asyncio.subprocess.Process) -> AsyncIterator[dict[str, Any]]:
    """Its output, line by line. A line that is not our JSON ends the reading: the program may have been taken over."""
    output = child.stdout
    if output is None:
        return
    try:
        while line := await output.readline():
            message = orjson.loads(line)
            if not isinstance(message, dict):
                break
            yield message
    except ValueError:  # not JSON, or a line without end
        child.kill()
