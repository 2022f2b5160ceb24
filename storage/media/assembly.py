"""Recordings made whole: fragments in the order of their chunks, one file with a duration and an index for seeking.

Nothing is encoded again: packets are copied, each fragment's times put behind the one before. FFmpeg works in a thread
and in files, so that hours of audio cost neither the loop nor memory.
"""

import asyncio
import tempfile
from array import array
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from fractions import Fraction
from io import BytesIO
from pathlib import Path
from typing import Final

import av
from av.container import InputContainer, OutputContainer

from sessions.voice_recording import HEADER_BYTES, PEAKS, fragments
from storage.media.store import MediaStore

PEAK_RATE: Final = 8_000  # samples/s that peaks are taken from: an hour is read in seconds, and a picture shows no more
FULL: Final = 32_768  # the largest sample of 16 bits
CODEC_DELAY_S: Final = Fraction(1, 50)  # a packet without a duration lasts this long: opus' usual 20 ms

Progress = Callable[[int], Awaitable[None]]


class BrokenRecordingError(Exception):
    """The bytes are no audio that can be put together: trying again changes nothing."""


@dataclass(frozen=True, slots=True)
class Assembled:
    """`path` is local and temporary, `size` in bytes. `peaks` are 0–255, at most PEAKS of them."""

    path: Path
    size: int
    media_type: str
    duration_ms: int
    fragments: int
    peaks: list[int]


async def assemble(media: MediaStore, paths: Sequence[str], folder: Path, progress: Progress) -> Assembled:
    """Puts the chunks at `paths`, number 0 first, together in `folder`. Raises BrokenRecordingError."""
    pieces = await _download(media, paths, folder, progress)
    target = folder / "whole"
    media_type, duration = await asyncio.to_thread(_remux, pieces, target)
    await progress(60)
    peaks = await asyncio.to_thread(_peaks, target, duration)
    await progress(90)
    return Assembled(target, target.stat().st_size, media_type, round(duration * 1000), len(pieces), peaks)


async def parts(media: MediaStore, path: str, folder: Path, seconds: int) -> list[Path]:
    """The assembled recording at `path` in parts of about `seconds`, each a file of its own."""
    whole = folder / "source"
    whole.write_bytes(await media.read(path))
    return await asyncio.to_thread(_split, whole, folder, seconds)


def scratch() -> tempfile.TemporaryDirectory[str]:
    """A folder for the files of one job."""
    return tempfile.TemporaryDirectory(prefix="roomtone-")


async def _download(media: MediaStore, paths: Sequence[str], folder: Path, progress: Progress) -> list[Path]:
    """One file a fragment."""
    raw = folder / "chunks"
    starts: list[bytes] = []
    offsets = [0]
    with raw.open("wb") as file:
        for number, path in enumerate(paths):
            body = await media.read(path)
            starts.append(body[:HEADER_BYTES])
            offsets.append(offsets[-1] + file.write(body))
            if number % 100 == 99:
                await progress(5 + 35 * number // len(paths))
    await progress(40)
    pieces = []
    with raw.open("rb") as file:
        for number, span in enumerate(fragments(starts)):
            piece = folder / f"fragment-{number}"
            file.seek(offsets[span.start])
            piece.write_bytes(file.read(offsets[span.stop] - offsets[span.start]))
            pieces.append(piece)
    return pieces


def _remux(pieces: Sequence[Path], target: Path) -> tuple[str, Fraction]:
    """Copies the packets of all pieces into one file. Answers its media type and its length in seconds."""
    try:
        with ExitStack() as stack:
            sources = [stack.enter_context(av.open(str(piece))) for piece in pieces]
            is_mp4 = "mp4" in sources[0].format.name
            form, media_type = ("mp4", "audio/mp4") if is_mp4 else ("webm", "audio/webm")
            options = {"movflags": "faststart"} if is_mp4 else {}
            output = stack.enter_context(av.open(str(target), "w", format=form, options=options))
            duration = _copy(sources, output)
    except (av.FFmpegError, IndexError, ValueError) as error:
        raise BrokenRecordingError(f"The recording is no audio that can be put together ({error})") from error
    if not duration:
        raise BrokenRecordingError("The recording holds no sound")
    return media_type, duration


def _copy(sources: Sequence[InputContainer], output: OutputContainer) -> Fraction:
    stream = output.add_stream_from_template(sources[0].streams.audio[0])
    end = Fraction(0)
    for source in sources:
        audio = source.streams.audio[0]
        if audio.codec_context.name != stream.codec_context.name:
            raise BrokenRecordingError("The fragments are of different kinds of audio")
        begin, first = end, None
        for packet in source.demux(audio):
            if packet.pts is None or not packet.size or packet.time_base is None:
                continue
            unit = packet.time_base
            first = packet.pts if first is None else first
            packet.pts = packet.dts = packet.pts - first + round(begin / unit)
            end = packet.pts * unit + (packet.duration * unit if packet.duration else CODEC_DELAY_S)
            packet.stream = stream
            output.mux(packet)
    return end


def _peaks(path: Path, duration: Fraction) -> list[int]:
    """The loudest sample of each of PEAKS equal stretches."""
    stretch = max(1, -(-int(duration * PEAK_RATE) // PEAKS))
    found: list[int] = []
    samples = array("h")
    for part in _samples(path):
        samples.extend(part)
        while len(samples) >= stretch:
            found.append(_loudest(samples[:stretch]))
            del samples[:stretch]
    if samples and len(found) < PEAKS:
        found.append(_loudest(samples))
    return found


def _samples(path: Path) -> Iterator[Sequence[int]]:
    resampler = av.AudioResampler(format="s16", layout="mono", rate=PEAK_RATE)
    with av.open(str(path)) as source:
        for frame in source.decode(audio=0):
            for small in resampler.resample(frame):
                part = array("h")
                part.frombytes(bytes(small.planes[0])[: small.samples * 2])
                yield part


def length_ms(content: bytes) -> int | None:
    """Ms of sound in a file; None when there is none that can be played. Takes its time: call it on a thread.

    By its packets: a recorder that writes as it goes leaves the length out of the header."""
    end = Fraction(0)
    try:
        with av.open(BytesIO(content), "r") as source:
            audio = source.streams.audio[0]
            for packet in source.demux(audio):
                if packet.pts is not None and packet.size and packet.time_base is not None:
                    last = packet.duration * packet.time_base if packet.duration else CODEC_DELAY_S
                    end = max(end, packet.pts * packet.time_base + last)
    except (av.FFmpegError, IndexError, ValueError):
        return None
    return round(end * 1000) or None


def _loudest(samples: Sequence[int]) -> int:
    highest, lowest = max(samples), min(samples)
    return min(255, max(highest, -lowest) * 255 // FULL)


def _split(whole: Path, folder: Path, seconds: int) -> list[Path]:
    with av.open(str(whole)) as source:
        audio = source.streams.audio[0]
        form = "mp4" if "mp4" in source.format.name else "webm"
        found: list[Path] = []
        output: OutputContainer | None = None
        try:
            for packet in source.demux(audio):
                if packet.pts is None or not packet.size or packet.time_base is None:
                    continue
                number = int(packet.pts * packet.time_base // seconds)
                if output is None or number >= len(found):
                    if output is not None:
                        output.close()
                    found.append(folder / f"part-{len(found)}.{form}")
                    output = av.open(str(found[-1]), "w", format=form)
                    stream = output.add_stream_from_template(audio)
                    first = packet.pts
                packet.pts = packet.dts = packet.pts - first
                packet.stream = stream
                output.mux(packet)
        finally:
            if output is not None:
                output.close()
    return found
