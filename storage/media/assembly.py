"""Assembling recordings and reading sound files: the worker's side. FFmpeg itself runs in child processes.

Bytes go from the store through files in the job's folder, so hours of audio take no memory.
"""

import tempfile
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sessions.voice.recording import HEADER_BYTES, Container, container_of, fragments
from storage.media.children import BrokenMediaError, Children
from storage.media.store import MediaStore

MOST_FRAGMENTS: Final = 10_000  # fragments of a recording: one every four seconds of a night
PART_BYTES: Final = 20 * 1024 * 1024  # in one part: services accept 25 MB at once

Progress = Callable[[int], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Assembled:
    """`path` is local and temporary, `size` in bytes. `peaks` are 0–255, at most PEAKS of them."""

    path: Path
    size: int
    media_type: str
    duration_ms: int
    fragments: int
    peaks: list[int]


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the sound in its own file, which begins at `offset` in the sound. It stands for `begin` to `end`, all
    in seconds, and may overlap with its neighbours."""

    path: Path
    seconds: float
    offset: float
    begin: float
    end: float


async def assemble(
    media: MediaStore, children: Children, paths: Sequence[str], folder: Path, progress: Progress
) -> Assembled:
    """Joins the chunks at `paths`, number 0 first, into one file in `folder`. Raises BrokenMediaError, UnableError."""
    starts: list[bytes] = []
    offsets = [0]
    with (folder / "chunks").open("wb") as file:
        for number, path in enumerate(paths):
            body = await media.read(path)
            starts.append(body[:HEADER_BYTES])
            offsets.append(offsets[-1] + file.write(body))
            if number % 100 == 99:
                await progress(5 + 35 * number // len(paths))
    await progress(40)
    spans = [(offsets[span.start], offsets[span.stop] - offsets[span.start]) for span in fragments(starts)]
    container = container_of(starts[0])
    if container is None or len(spans) > MOST_FRAGMENTS:
        raise BrokenMediaError("The recording is cut into too many pieces")
    answer = await children.run(
        "assemble", folder, offsets[-1], progress, fragments=spans, container=container.value
    )  # fmt: skip
    whole = folder / "whole"
    return Assembled(
        whole, whole.stat().st_size, answer["media_type"], answer["duration_ms"], len(spans), answer["peaks"]
    )  # fmt: skip


async def parts(
    media: MediaStore, children: Children, path: str, container: str, folder: Path, seconds: int
) -> list[Part]:
    """The sound at `path` in parts of at most `seconds`. Raises BrokenMediaError, UnableError."""
    size = await media.download(path, folder / "source")
    answer = await children.run("split", folder, size, container=container, part_seconds=seconds, part_bytes=PART_BYTES)
    return [Part(folder / one.pop("name"), **one) for one in answer]


@dataclass(frozen=True, slots=True)
class Joined:
    """`path` is local and temporary."""

    path: Path
    media_type: str
    duration_ms: int


async def join(media: MediaStore, children: Children, sounds: Sequence[tuple[str, Container]], folder: Path) -> Joined:
    """The sounds, each (path, container), as one file in `folder`. Raises BrokenMediaError, UnableError, NotFound."""
    size = 0
    for number, (path, _) in enumerate(sounds):
        size += await media.download(path, folder / f"sound-{number}")
    named = [(f"sound-{number}", container.value) for number, (_, container) in enumerate(sounds)]
    answer = await children.run("join", folder, size, sounds=named)
    return Joined(folder / "whole", answer["media_type"], answer["duration_ms"])


@dataclass(frozen=True, slots=True)
class Examined:
    """The sound of a file. A silent film has none: it stays a document."""

    has_sound: bool
    duration_ms: int = 0
    peaks: tuple[int, ...] = ()


async def examine(media: MediaStore, children: Children, path: str, container: str, folder: Path) -> Examined:
    """The sound of the file at `path`, which begins like `container`. Raises BrokenMediaError, UnableError."""
    size = await media.download(path, folder / "source")
    answer = await children.run("examine", folder, size, container=container)
    return Examined(answer["has_sound"], answer.get("duration_ms", 0), tuple(answer.get("peaks", ())))


def scratch() -> tempfile.TemporaryDirectory[str]:
    """A folder for the files of one job."""
    return tempfile.TemporaryDirectory(prefix="roomtone-")
