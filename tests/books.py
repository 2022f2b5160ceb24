"""Audiobooks for the tests: a tone with a title and chapters, made by FFmpeg."""

import math
from array import array
from fractions import Fraction
from pathlib import Path

import av

RATE = 16_000
SAMPLES = 1024


def audiobook(path: Path, title: str, *, seconds: int = 30, chapters: int = 3, hertz: int = 220) -> Path:
    """Writes an M4B of this length, with chapters of the same length each. Another `hertz` is another book."""
    with av.open(str(path), "w", format="mp4") as out:
        stream = out.add_stream("aac", rate=RATE)
        stream.layout = "mono"
        out.metadata.update({"title": title, "artist": "Jules Verne"})
        length = seconds * 1000 // chapters
        out.set_chapters(
            [
                {
                    "id": number,
                    "start": number * length,
                    "end": (number + 1) * length,
                    "time_base": Fraction(1, 1000),
                    "metadata": {"title": f"Part {number + 1}"},
                }
                for number in range(chapters)
            ]
        )
        period = [round(6000 * math.sin(2 * math.pi * hertz * at / RATE)) for at in range(RATE)]  # a second of it
        for first in range(0, seconds * RATE, SAMPLES):
            samples = array("h", (period[at % RATE] for at in range(first, first + SAMPLES)))
            frame = av.AudioFrame(format="s16", layout="mono", samples=SAMPLES)
            frame.planes[0].update(samples.tobytes())
            frame.sample_rate, frame.pts = RATE, first
            out.mux(stream.encode(frame))
        out.mux(stream.encode(None))
    return path


def covered(path: Path, title: str, picture: bytes) -> Path:
    """Writes a minute of silence as an MP3 with a PNG as its cover."""
    frames = b"".join(
        name + len(content).to_bytes(4, "big") + b"\0\0" + content
        for name, content in (
            (b"TIT2", b"\0" + title.encode("latin-1")),
            (b"APIC", b"\0image/png\0\x03\0" + picture),
        )
    )
    size = bytes(len(frames) >> shift & 0x7F for shift in (21, 14, 7, 0))
    silence = b"\xff\xfb\x10\xc0" + bytes(100)  # 32 kbit/s at 44.1 kHz: 26 ms
    path.write_bytes(b"ID3\x03\0\0" + size + frames + silence * 2300)
    return path
