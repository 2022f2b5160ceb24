"""Pictures of links: one child process draws at a time, and what was drawn is kept by a hash of what it shows."""

import asyncio
import contextlib
import os
import sys
from collections import OrderedDict
from pathlib import Path
from typing import Final

import structlog

from handlers.api.preview import Preview

log = structlog.get_logger("previews")

ROOT: Final = Path(__file__).parents[2]
KEPT: Final = 200  # pictures, of at most 100 kB each: 5 MB as they are
MOST_BYTES: Final = 102_400
WAITING: Final = 4  # pictures that wait for the child; who comes after that gets the fixed one
SECONDS: Final = 8  # until a child that hangs is killed


class Pictures:
    def __init__(self) -> None:
        self._kept: OrderedDict[str, bytes] = OrderedDict()
        self._one = asyncio.Lock()
        self._waiting = 0

    async def of(self, preview: Preview) -> bytes | None:
        """A PNG; None when too many wait, or it could not be drawn."""
        digest = preview.digest
        if (known := self._kept.get(digest)) is not None:
            self._kept.move_to_end(digest)
            return known
        if self._waiting >= WAITING:
            return None
        self._waiting += 1
        try:
            async with self._one:
                picture = self._kept.get(digest) or await _drawn(preview.drawn)
        finally:
            self._waiting -= 1
        if picture is not None:
            self._kept[digest] = picture
            if len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return picture


async def _drawn(preview: bytes) -> bytes | None:
    try:
        child = await asyncio.create_subprocess_exec(
            sys.executable, "-P", "-s", "-m", "server.previews.child", str(os.getpid()),
            cwd="/", env={"PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"},
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
        )  # fmt: skip
    except OSError:
        log.exception("preview_not_drawn")
        return None
    try:
        async with asyncio.timeout(SECONDS):
            picture, errors = await child.communicate(preview)
    except TimeoutError:
        log.warning("preview_took_too_long")
        return None
    finally:
        if child.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                child.kill()
            await child.wait()
    if child.returncode == 0 and 0 < len(picture) <= MOST_BYTES:
        return picture
    log.error(
        "preview_not_drawn", code=child.returncode, bytes=len(picture), tail=errors[-500:].decode(errors="replace")
    )
    return None
