"""Joining sounds of any kind into one file. Only a child process runs it (storage.media.child).

Opus stays as it is, whatever it lies in, and so does AAC of one kind; everything else is encoded to Opus. Ten minutes
of MP3 take 2.6 s of CPU, sounds that are copied some tens of ms.
"""

import os
from collections.abc import Iterator, Sequence
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import av

from storage.media.sound import MEDIA_TYPES, Bounds, NoSoundError, Progress, Timeline, audio_of, opened

if TYPE_CHECKING:
    from av.container import InputContainer

    Packet = av.Packet[av.AudioStream]

RATE: Final = 48_000  # samples/s of Opus
LEAST_BITS, MOST_BITS = 24_000, 96_000  # bit/s of what is encoded: as its source has, within these
NICENESS: Final = 10  # a serving process runs it: live sessions come first


def join(sounds: Sequence[tuple[str, str]], target: Path, bounds: Bounds, progress: Progress) -> dict[str, Any]:
    """The sounds, each (file, container), one after the other in one file."""
    os.nice(NICENESS)
    kinds = [_kind(Path(name), container) for name, container in sounds]
    is_aac = kinds[0].startswith("aac") and len(set(kinds)) == 1
    form = "mp4" if is_aac else "webm"
    options = {"movflags": "faststart"} if is_aac else {}
    timeline = Timeline(bounds)
    with av.open(str(target), "w", format=form, options=options) as output:
        stream: Any = None
        for number, (name, container) in enumerate(sounds):
            with Path(name).open("rb") as file, opened(file, container) as source:
                audio = audio_of(source)
                is_kept = is_aac or kinds[number] == "opus"
                if stream is None:
                    stream = output.add_stream_from_template(audio) if is_kept else _opus(output)
                timeline.fragment()
                for packet in source.demux(audio) if is_kept else _encoded(source, audio):
                    if packet.size and packet.time_base is not None:
                        timeline.place(packet)
                        packet.stream = stream
                        output.mux(packet)
            progress(100 * (number + 1) // len(sounds))
    if not timeline.end:
        raise NoSoundError("There is no sound")
    return {"media_type": MEDIA_TYPES[form], "duration_ms": round(timeline.end * 1000)}


def _kind(path: Path, container: str) -> str:
    """Two sounds of one kind follow each other without being encoded."""
    with path.open("rb") as file, opened(file, container) as source:
        context = audio_of(source).codec_context
        name = context.name.removeprefix("lib")
        if name != "aac":
            return name
        return f"aac {context.sample_rate} {context.layout.name} {(context.extradata or b'').hex()}"


def _opus(output: "av.container.OutputContainer") -> av.AudioStream:
    return output.add_stream("libopus", rate=RATE, layout="stereo")


def _encoded(source: "InputContainer", audio: av.AudioStream) -> "Iterator[Packet]":
    audio.codec_context.thread_count = 1
    layout = "mono" if audio.codec_context.channels == 1 else "stereo"
    encoder: Any = av.CodecContext.create("libopus", "w")
    encoder.sample_rate, encoder.layout, encoder.format = RATE, layout, "flt"
    encoder.time_base = Fraction(1, RATE)
    encoder.bit_rate = min(MOST_BITS, max(LEAST_BITS, audio.codec_context.bit_rate or MOST_BITS))
    resampler = av.AudioResampler(format="flt", layout=layout, rate=RATE)
    fifo = av.AudioFifo()
    encoder.open()
    frame_size = encoder.frame_size

    def taken(*, is_end: bool = False) -> "Iterator[Packet]":
        while (frame := fifo.read(frame_size, partial=is_end)) is not None:
            frame.time_base = Fraction(1, RATE)
            yield from encoder.encode(frame)

    for frame in source.decode(audio):
        frame.pts = None  # from it, the resampler would fill a gap of years with silence
        for small in resampler.resample(frame):
            small.pts = None
            fifo.write(small)
        yield from taken()
    for small in resampler.resample(None):
        small.pts = None
        fifo.write(small)
    yield from taken(is_end=True)
    yield from encoder.encode(None)
