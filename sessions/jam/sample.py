"""A recorded sample: its content is checked, not its declared type (S19, S23).

A sample is a WAV file of plain PCM, which every browser decodes in the same way; the page records, trims and sends
that.
"""

import struct
from dataclasses import dataclass
from typing import Final

from sessions.base.errors import TooLarge, UnsupportedMedia

LONGEST_SECONDS: Final = 12.0  # the page stops at 10 s; encoders round up
MOST_BYTES: Final = 4 * 1024 * 1024  # 12 s of 48 kHz stereo with 16 bits are 2.3 million
MEDIA_TYPE: Final = "audio/wav"
PCM: Final = 1
RATES: Final = range(8_000, 96_001)


@dataclass(frozen=True, slots=True)
class Wave:
    """The values in the header of a WAV file, checked against its length."""

    channels: int
    rate: int
    bits: int
    seconds: float


def read_wave(content: bytes) -> Wave:
    """The header's values. Raises UnsupportedMedia for any other file, TooLarge for a longer one."""
    if len(content) < 12 or content[:4] != b"RIFF" or content[8:12] != b"WAVE":
        raise UnsupportedMedia("A recording is a WAV file")
    form: tuple[int, int, int, int, int, int] | None = None
    at = 12
    while at + 8 <= len(content):
        name, size = struct.unpack_from("<4sI", content, at)
        at += 8
        if name == b"fmt " and size >= 16 and at + 16 <= len(content):
            form = struct.unpack_from("<HHIIHH", content, at)
        if name == b"data":
            return _wave(form, size, len(content) - at)
        at += size + size % 2
    raise UnsupportedMedia("The WAV file has no sound in it")


def _wave(form: tuple[int, int, int, int, int, int] | None, size: int, left: int) -> Wave:
    if form is None:
        raise UnsupportedMedia("The WAV file does not say what it holds")
    kind, channels, rate, _, frame, bits = form
    is_plain = kind == PCM and channels in (1, 2) and bits in (8, 16, 24) and rate in RATES
    if not is_plain or frame != channels * bits // 8 or not 0 < size <= left:
        raise UnsupportedMedia("A recording is a WAV file of plain PCM, mono or stereo")
    seconds = size / (rate * frame)
    if seconds > LONGEST_SECONDS:
        raise TooLarge(f"A recording has at most {LONGEST_SECONDS:.0f} seconds", limit=f"{LONGEST_SECONDS:.0f} s")
    return Wave(channels, rate, bits, seconds)
