"""Sound files through FFmpeg: reading one, joining fragments into one.

Only a child process runs this (`storage.media.child`), so that a malicious file cannot harm a serving process. The
demuxer is named, never guessed; it may open only the given file; only sound codecs are allowed. Times in a file are not
trusted: they count from packet to packet, for a short gap, and not beyond. `storage.media.splitting` splits a file.
"""

import io
from array import array
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any, BinaryIO, Final

import av
from av.container import InputContainer, OutputContainer

from sessions.voice.recording import PEAKS

PEAK_RATE: Final = 8_000  # samples/s for the peaks: an hour is read in seconds, and a picture shows no more
FULL: Final = 32_768  # the largest 16-bit sample
STEP: Final = PEAK_RATE // 100  # samples of one peak at first
PACKET_SECONDS: Final = Fraction(1, 50)  # a packet without a duration lasts this long: the usual 20 ms of opus
LONGEST_PACKET: Final = Fraction(1)  # seconds of one packet; opus's longest has 120 ms, PCM's in WAV 85 ms
LONGEST_GAP: Final = Fraction(2)  # seconds between packets; a longer gap is an error in the file

CODECS: Final = (
    "opus,libopus,vorbis,libvorbis,aac,mp3,mp3float,flac,alac,"
    "pcm_s16le,pcm_s24le,pcm_s32le,pcm_f32le,pcm_u8,pcm_alaw,pcm_mulaw"
)
_OPTIONS: Final = {
    "protocol_whitelist": "",
    "format_whitelist": "matroska,webm,ogg,mov,mp3,wav,flac",
    "codec_whitelist": CODECS,
}
MUXERS: Final = {"webm": "webm", "ogg": "ogg", "mp4": "mp4", "mp3": "mp3", "wav": "wav", "flac": "flac"}
MEDIA_TYPES: Final = {
    "webm": "audio/webm",
    "ogg": "audio/ogg",
    "mp4": "audio/mp4",
    "mp3": "audio/mpeg",
    "wav": "audio/wav",
    "flac": "audio/flac",
}

Progress = Callable[[int], None]


class NoSoundError(Exception):
    """The file has no sound that can be played; people see the text with the reason."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """`seconds` of sound that a file may hold."""

    seconds: int

    @property
    def packets(self) -> int:
        return self.seconds * 120 + 1_000  # opus has 50 a second, AAC up to 94


def examine(path: Path, container: str, bounds: Bounds) -> dict[str, Any]:
    """Length and waveform of a file's sound; pictures are not decoded. Without `has_sound` it is a silent film."""
    with path.open("rb") as file, opened(file, container) as source:
        if source.streams.video and not source.streams.audio:
            return {"has_sound": False}
        samples, peaks = _peaks(source, bounds)
    if not samples:
        raise NoSoundError("It holds no sound")
    return {"has_sound": True, "duration_ms": samples * 1000 // PEAK_RATE, "peaks": peaks}


def assemble(
    chunks: Path, fragments: Sequence[tuple[int, int]], container: str, target: Path, bounds: Bounds, progress: Progress
) -> dict[str, Any]:
    """Copies the packets of all fragments, each (offset, size) in `chunks`, into one file, without encoding them
    again."""
    form = "mp4" if container == "mp4" else "webm"
    timeline = Timeline(bounds)
    options = {"movflags": "faststart"} if form == "mp4" else {}
    with chunks.open("rb") as file, av.open(str(target), "w", format=form, options=options) as output:
        stream: av.AudioStream | None = None
        for offset, size in fragments:
            with opened(_Span(file, offset, size), container) as source:
                stream = _append(source, output, stream, timeline)
    if not timeline.end:
        raise NoSoundError("The recording holds no sound")
    progress(60)
    with target.open("rb") as file, opened(file, form) as source:
        _, peaks = _peaks(source, bounds)
    progress(90)
    return {"media_type": MEDIA_TYPES[form], "duration_ms": round(timeline.end * 1000), "peaks": peaks}


class Timeline:
    """The positions of packets in time. A file's own times count only from packet to packet, and only for a short
    gap."""

    def __init__(self, bounds: Bounds) -> None:
        self.end = Fraction(0)
        self._total = Fraction(0)
        self._packets = 0
        self._bounds = bounds
        self._last: Fraction | None = None

    def fragment(self) -> None:
        """The next packets have new times."""
        self._last = None

    def place(self, packet: "av.Packet[av.AudioStream]") -> None:
        """Places a packet after the one before. Raises NoSoundError beyond the limits."""
        unit = packet.time_base or Fraction(1, 1000)
        lasts = min(packet.duration * unit, LONGEST_PACKET) if packet.duration else PACKET_SECONDS
        said = packet.pts * unit if packet.pts is not None else None
        gap = Fraction(0)
        if said is not None and self._last is not None and 0 <= said - self._last <= LONGEST_GAP:
            gap = said - self._last
        packet.pts = packet.dts = round((self.end + gap) / unit)
        self._last = said + lasts if said is not None else None
        self.end += gap + lasts
        self._total += gap + lasts
        self._packets += 1
        if self._total > self._bounds.seconds or self._packets > self._bounds.packets:
            raise NoSoundError(
                f"It is longer than {self._bounds.seconds // 3600} h {self._bounds.seconds // 60 % 60} min"
            )


def _append(
    source: InputContainer, output: OutputContainer, stream: av.AudioStream | None, timeline: Timeline
) -> av.AudioStream:
    audio = audio_of(source)
    if stream is None:
        stream = output.add_stream_from_template(audio)
    elif audio.codec_context.name != stream.codec_context.name:
        raise NoSoundError("The fragments are of different kinds of sound")
    timeline.fragment()
    for packet in source.demux(audio):
        if packet.size and packet.time_base is not None:
            timeline.place(packet)
            packet.stream = stream
            output.mux(packet)
    return stream


def opened(file: "BinaryIO | _Span", container: str) -> InputContainer:
    return av.open(file, "r", format=MUXERS[container], options=_OPTIONS)


def audio_of(source: InputContainer) -> av.AudioStream:
    if not source.streams.audio:
        raise NoSoundError("It holds no sound")
    return source.streams.audio[0]


def _peaks(source: InputContainer, bounds: Bounds) -> tuple[int, list[int]]:
    """The number of samples of PEAK_RATE, and the loudest of each of PEAKS equal parts, 0–255."""
    audio = audio_of(source)
    audio.codec_context.thread_count = 1
    steps = bytearray()
    samples = array("h")
    count = 0
    for part in _samples(source, audio):
        count += len(part)
        if count > bounds.seconds * PEAK_RATE:
            raise NoSoundError(f"It is longer than {bounds.seconds // 3600} h {bounds.seconds // 60 % 60} min")
        samples.extend(part)
        whole = len(samples) // STEP * STEP
        steps.extend(loudest(samples[start : start + STEP]) for start in range(0, whole, STEP))
        del samples[:whole]
    if samples:
        steps.append(loudest(samples))
    shown = min(PEAKS, len(steps))
    return count, [max(steps[i * len(steps) // shown : (i + 1) * len(steps) // shown]) for i in range(shown)]


def _samples(source: InputContainer, audio: av.AudioStream) -> Iterator[Sequence[int]]:
    resampler = av.AudioResampler(format="s16", layout="mono", rate=PEAK_RATE)
    for frame in source.decode(audio):
        frame.pts = None  # from it, the resampler would fill a gap of years with silence
        for small in resampler.resample(frame):
            part = array("h")
            part.frombytes(bytes(small.planes[0])[: small.samples * 2])
            yield part


def loudest(samples: Sequence[int]) -> int:
    highest, lowest = max(samples), min(samples)
    return min(255, max(highest, -lowest) * 255 // FULL)


class _Span(io.RawIOBase):
    """A part of a file as its own file, for reading."""

    def __init__(self, file: BinaryIO, offset: int, size: int) -> None:
        super().__init__()
        self._file = file
        self._offset = offset
        self._size = size
        self._at = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence]
        self._at = max(0, base + offset)
        return self._at

    def read(self, size: int = -1) -> bytes:
        left = max(0, self._size - self._at)
        self._file.seek(self._offset + self._at)
        data = self._file.read(left if size < 0 else min(size, left))
        self._at += len(data)
        return data
