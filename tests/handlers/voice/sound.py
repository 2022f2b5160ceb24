"""Sound for the tests: beeps at known times, in the containers that browsers record, cut into chunks as they cut it."""

import io
import math
import wave
from array import array
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import cast

import av

RATE = 48_000
BEEP = 0.1  # seconds
LOUD = 3_000  # of 32,768: a beep is above, silence and the codec's noise below


def beeping(seconds: float, beeps: Sequence[float]) -> "array[int]":
    """Silence with a beep at each of the given times, as 16-bit samples."""
    samples = array("h", bytes(2 * round(seconds * RATE)))
    for at in beeps:
        for i in range(round(BEEP * RATE)):
            samples[round(at * RATE) + i] = round(12_000 * math.sin(2 * math.pi * 880 * i / RATE))
    return samples


def microphone(path: Path, every: float) -> Path:
    """The sound of Chromium's fake microphone, repeated: a beep every so many seconds."""
    with wave.open(str(path), "wb") as output:
        output.setparams((1, 2, RATE, 0, "NONE", "not compressed"))
        output.writeframes(beeping(10, [i * every for i in range(round(10 / every))]).tobytes())
    return path


def speak(path: Path, seconds: float, beeps: Sequence[float], container: str = "webm") -> bytes:
    """A file of `seconds` with a beep at each of the given times."""
    return encoded(path, beeping(seconds, beeps), container)


def encoded(path: Path, samples: "array[int]", container: str) -> bytes:
    """A file of these samples."""
    codec = {"mp4": "aac", "mp3": "libmp3lame", "wav": "pcm_s16le", "flac": "flac"}.get(container, "libopus")
    options = (
        {"movflags": "frag_keyframe+empty_moov"} if container == "mp4" else {"live": "1"} if container == "webm" else {}
    )
    with av.open(str(path), "w", format=container, options=options) as output:
        stream = cast("av.AudioStream", output.add_stream(codec, rate=RATE, layout="mono"))
        sample = {"aac": "fltp", "libmp3lame": "s16p"}.get(codec, "s16")
        resampler = av.AudioResampler(format=sample, layout="mono", rate=RATE)
        step = RATE // 50
        for start in range(0, len(samples), step):
            part = samples[start : start + step]
            frame = av.AudioFrame(format="s16", layout="mono", samples=len(part))
            frame.planes[0].update(part.tobytes() + bytes(frame.planes[0].buffer_size - 2 * len(part)))
            frame.sample_rate, frame.pts, frame.time_base = RATE, start, Fraction(1, RATE)
            for ready in resampler.resample(frame):
                output.mux(stream.encode(ready))
        output.mux(stream.encode(None))
    return path.read_bytes()


def moving_picture(path: Path) -> bytes:
    """A second of film without sound."""
    with av.open(str(path), "w", format="webm") as output:
        stream = output.add_stream("libvpx", rate=10)
        stream.width, stream.height, stream.pix_fmt = 16, 16, "yuv420p"
        for number in range(10):
            frame = av.VideoFrame(16, 16, "yuv420p")
            frame.pts, frame.time_base = number, Fraction(1, 10)
            output.mux(stream.encode(frame))
        output.mux(stream.encode(None))
    return path.read_bytes()


def film(path: Path, seconds: float, beeps: "list[float]") -> bytes:
    """An MP4 with pictures and beeps, as Telegram's round videos are."""
    speak(path.with_name("beeps"), seconds, beeps, "mp4")
    with av.open(str(path.with_name("beeps"))) as source, av.open(str(path), "w", format="mp4") as output:
        pictures = output.add_stream("mpeg4", rate=10)
        pictures.width, pictures.height, pictures.pix_fmt = 16, 16, "yuv420p"
        audio = source.streams.audio[0]
        stream = output.add_stream_from_template(audio)
        for number in range(round(seconds * 10)):
            picture = av.VideoFrame(16, 16, "yuv420p")
            picture.pts, picture.time_base = number, Fraction(1, 10)
            output.mux(pictures.encode(picture))
        output.mux(pictures.encode(None))
        for packet in source.demux(audio):
            if packet.size:
                packet.stream = stream
                output.mux(packet)
    return path.read_bytes()


def chunks_of(whole: bytes, count: int) -> list[bytes]:
    """The bytes in `count` pieces: only the first has the header, and they end anywhere, as a browser's do."""
    size = max(64, -(-len(whole) // count))
    return [whole[start : start + size] for start in range(0, len(whole), size)]


def samples_of(file: bytes, rate: int) -> "array[int]":
    """The sound of a file as 16-bit samples of one channel."""
    samples = array("h")
    resampler = av.AudioResampler(format="s16", layout="mono", rate=rate)
    with av.open(io.BytesIO(file), "r") as audio:
        for frame in audio.decode(audio=0):
            frame.pts = None
            for small in resampler.resample(frame):
                samples.frombytes(bytes(small.planes[0])[: small.samples * 2])
    return samples


def decoded(path: Path) -> tuple[float, list[float]]:
    """The length in seconds, and when beeps begin."""
    beeps: list[float] = []
    count = 0
    quiet_since = -1.0
    resampler = av.AudioResampler(format="s16", layout="mono", rate=RATE)
    with av.open(str(path)) as source:
        for frame in source.decode(audio=0):
            for small in resampler.resample(frame):
                samples = array("h")
                samples.frombytes(bytes(small.planes[0])[: small.samples * 2])
                for sample in samples:
                    if abs(sample) > LOUD:
                        at = count / RATE
                        if at - quiet_since > BEEP:
                            beeps.append(at)
                        quiet_since = at
                    count += 1
    return count / RATE, beeps
