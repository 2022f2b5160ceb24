"""Splitting a sound file into parts, without encoding it again. Only a child process runs it (storage.media.child)."""

from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

import av
from av.container import OutputContainer

from sessions.voice.parts import STEP_SECONDS, Span, spans
from storage.media.sound import MUXERS, PEAK_RATE, Bounds, NoSoundError, Timeline, audio_of, loudest, opened

if TYPE_CHECKING:
    Packet = av.Packet[av.AudioStream]


def split(
    path: Path, container: str, folder: Path, part_seconds: int, part_bytes: int, bounds: Bounds
) -> list[dict[str, Any]]:
    """The file in parts of at most `part_seconds` and about `part_bytes`, cut where it is quiet. Each is {"name",
    "seconds", "offset", "begin", "end"}: its length, where in the file it begins, and what it stands for."""
    sizes = _sizes(path, container, bounds)
    if not sizes:
        raise NoSoundError("It holds no sound")
    most = round(part_seconds / STEP_SECONDS)
    is_whole = len(sizes) <= most and sum(sizes) <= part_bytes
    loudness = bytearray(len(sizes)) if is_whole else _loudness(path, container, bounds, len(sizes))
    cut = spans(loudness, sizes, most, part_bytes)
    parts = [_Part(number, span, folder, container) for number, span in enumerate(cut)]
    with path.open("rb") as file, opened(file, container) as source:
        try:
            waiting = list(parts)
            for packet, at in _placed(source, bounds):
                step = int(at / STEP_SECONDS)
                for part in waiting[:2]:  # two parts overlap at most
                    if part.span.first <= step < part.span.last:
                        part.take(packet, at, audio_of(source))
                while waiting and step >= waiting[0].span.last:
                    waiting.pop(0).close()
        finally:
            for part in parts:
                part.close()
    return [part.answer for part in parts if part.is_begun]


def _placed(source: "av.container.InputContainer", bounds: Bounds) -> "Iterator[tuple[Packet, float]]":
    """The packets, and where each begins, in seconds."""
    timeline = Timeline(bounds)
    for packet in source.demux(audio_of(source)):
        if packet.size and packet.time_base is not None:
            timeline.place(packet)
            yield packet, float((packet.pts or 0) * packet.time_base)


def _sizes(path: Path, container: str, bounds: Bounds) -> "array[int]":
    """The bytes of each step."""
    sizes: array[int] = array("I")
    with path.open("rb") as file, opened(file, container) as source:
        for packet, at in _placed(source, bounds):
            step = int(at / STEP_SECONDS)
            if step >= len(sizes):
                sizes.frombytes(bytes(sizes.itemsize * (step + 1 - len(sizes))))
            sizes[step] += packet.size
    return sizes


def _loudness(path: Path, container: str, bounds: Bounds, steps: int) -> bytearray:
    """The loudest sample of each step, 0–255."""
    found = bytearray(steps)
    resampler = av.AudioResampler(format="s16", layout="mono", rate=PEAK_RATE)
    with path.open("rb") as file, opened(file, container) as source:
        audio_of(source).codec_context.thread_count = 1
        for packet, begin in _placed(source, bounds):
            at = begin
            for frame in packet.decode():
                frame.pts = None
                for small in resampler.resample(frame):
                    samples = array("h")
                    samples.frombytes(bytes(small.planes[0])[: small.samples * 2])
                    step = min(steps - 1, int(at / STEP_SECONDS))
                    found[step] = max(found[step], loudest(samples) if samples else 0)
                    at += len(samples) / PEAK_RATE
    return found


@dataclass(slots=True)
class _Part:
    """A part that is being written."""

    number: int
    span: Span
    folder: Path
    container: str
    output: OutputContainer | None = None
    stream: Any = None
    offset: float = 0.0
    seconds: float = 0.0

    @property
    def name(self) -> str:
        return f"part-{self.number}.{self.container}"

    @property
    def is_begun(self) -> bool:
        return self.stream is not None

    def take(self, packet: "Packet", at: float, template: av.AudioStream) -> None:
        if self.output is None:
            self.output = av.open(str(self.folder / self.name), "w", format=MUXERS[self.container])
            self.stream = self.output.add_stream_from_template(template)
            self.offset = at
        copy = av.Packet(bytes(packet))  # writing a packet changes its times, and two parts may have it
        copy.time_base = packet.time_base
        copy.duration = packet.duration
        copy.pts = copy.dts = round(Fraction(at - self.offset) / (packet.time_base or Fraction(1, 1000)))
        copy.is_keyframe = packet.is_keyframe
        copy.stream = self.stream
        lasts = float((packet.duration or 0) * (packet.time_base or 0))
        self.seconds = round(at + lasts - self.offset, 3)
        self.output.mux(copy)

    def close(self) -> None:
        if self.output is not None:
            self.output.close()
            self.output = None

    @property
    def answer(self) -> dict[str, Any]:
        begin, end = (round(step * STEP_SECONDS, 1) for step in (self.span.begin, self.span.end))
        return {"name": self.name, "seconds": self.seconds, "offset": self.offset, "begin": begin, "end": end}
