"""What counts as a recorded sample."""

import io
import struct
import wave

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions.base.errors import TooLarge, UnsupportedMedia
from sessions.jam.sample import read_wave


def sound(seconds: float = 0.5, rate: int = 44_100, channels: int = 1, width: int = 2) -> bytes:
    """A WAV file of silence."""
    file = io.BytesIO()
    with wave.open(file, "wb") as out:
        out.setnchannels(channels)
        out.setsampwidth(width)
        out.setframerate(rate)
        out.writeframes(bytes(int(seconds * rate) * channels * width))
    return file.getvalue()


@pytest.mark.parametrize(("rate", "channels", "width"), [(44_100, 1, 2), (48_000, 2, 2), (8_000, 1, 1), (96_000, 1, 3)])
def test_S23_a_wav_file_of_plain_sound_is_a_sample(rate: int, channels: int, width: int) -> None:
    found = read_wave(sound(0.5, rate, channels, width))
    assert (found.rate, found.channels, found.bits) == (rate, channels, width * 8)
    assert found.seconds == pytest.approx(0.5, abs=0.001)


def test_S23_a_sample_has_at_most_twelve_seconds() -> None:
    assert read_wave(sound(12.0, 8_000)).seconds == pytest.approx(12)
    with pytest.raises(TooLarge):
        read_wave(sound(12.01, 8_000))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"RIFF",
        b"<html><script>alert(1)</script></html>",
        b"\x1a\x45\xdf\xa3webm",
        sound()[:40],
        sound()[:-1],
        sound(0),
        sound()[:20] + struct.pack("<H", 3) + sound()[22:],
        sound()[:22] + struct.pack("<H", 9) + sound()[24:],
        b"RIFF\x00\x00\x00\x00WAVE" + b"junk\xff\xff\xff\xff",
    ],
)
def test_S23_anything_else_is_refused_whatever_it_says_it_is(content: bytes) -> None:
    with pytest.raises(UnsupportedMedia):
        read_wave(content)


@given(st.binary(max_size=200).map(lambda rest: b"RIFF\x00\x00\x00\x00WAVE" + rest))
def test_S23_no_bytes_at_all_break_the_reader(content: bytes) -> None:
    try:
        found = read_wave(content)
    except (UnsupportedMedia, TooLarge):
        return
    assert found.seconds > 0
