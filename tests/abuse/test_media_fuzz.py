"""Files of every accepted type, made by Hypothesis and by mutation of valid ones, read by the real child processes."""

import random
import time
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from storage.media.children import BrokenMediaError, Children
from storage.media.sandbox import ResourceLimits
from tests.abuse.test_media_children import alive
from tests.handlers.voice.sound import speak

LIMITS = ResourceLimits(memory=512 * 1024 * 1024, cpu=5, wall=20, output=8 * 1024 * 1024)
CONTAINERS = ("webm", "ogg", "mp4", "mp3", "wav")
STARTS = {
    "webm": b"\x1a\x45\xdf\xa3",
    "ogg": b"OggS\0\x02",
    "mp4": b"\0\0\0\x18ftypM4A ",
    "mp3": b"\xff\xfb\x90\0",
    "wav": b"RIFF\xff\xff\xff\xffWAVEfmt ",
}


@cache
def good(container: str) -> bytes:
    with TemporaryDirectory() as folder:
        return speak(Path(folder) / "sound", 0.3, [0.1], container)


def mutated(content: bytes, seed: int) -> bytes:
    """The same with some bytes changed, doubled or left out; mostly near the beginning, where the structure is."""
    chance = random.Random(seed)
    found = bytearray(content)
    for _ in range(chance.randint(1, 12)):
        reach = len(found) if chance.random() < 0.3 else min(len(found), 400)
        at = chance.randrange(max(1, reach))
        kind = chance.randrange(4)
        if kind == 0:
            found[at : at + 1] = bytes([chance.randrange(256)])
        elif kind == 1:
            found[at : at + 4] = chance.choice([b"\xff\xff\xff\xff", b"\x7f\xff\xff\xff", bytes(4), b"\0\1\0\0"])
        elif kind == 2:
            found[at:at] = found[at : at + chance.randint(1, 64)]
        else:
            del found[at : at + chance.randint(1, 64)]
    return bytes(found)


def arguments_of(task: str, content: bytes) -> dict[str, Any]:
    if task == "assemble":
        return {"fragments": [(0, len(content))]}
    return {"part_seconds": 600, "part_bytes": 1_000_000} if task == "split" else {}


async def read(content: bytes, container: str, task: str = "examine") -> None:
    """One task with a file. Its answer is checked; the main point is that it ends."""
    children = Children(LIMITS, seconds_most=3600)
    with TemporaryDirectory() as name:
        folder = Path(name)
        for file in ("source", "chunks"):
            (folder / file).write_bytes(content)
        began = time.monotonic()
        try:
            found = await children.run(task, folder, len(content), container=container, **arguments_of(task, content))
        except BrokenMediaError as error:
            found = str(error)
        assert found
        assert time.monotonic() - began < LIMITS.wall + 5
        assert alive(folder) == []


@pytest.mark.parametrize("container", CONTAINERS)
async def test_MD1_mutations_of_good_files_end_within_the_limits(container: str) -> None:
    recorded = container in {"webm", "ogg", "mp4"}
    await read(good(container), container)
    for seed in range(3):
        task = ("examine", "split", "assemble" if recorded else "examine")[seed]
        await read(mutated(good(container), seed), container, task)


@settings(max_examples=3, phases=[Phase.explicit, Phase.generate])
@given(container=st.sampled_from(CONTAINERS), rest=st.binary(max_size=2_000))
async def test_MD1_bytes_that_only_begin_like_sound_end_within_the_limits(container: str, rest: bytes) -> None:
    await read(STARTS[container] + rest, container)
