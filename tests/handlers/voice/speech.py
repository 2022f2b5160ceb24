"""Speech by eSpeak NG, with the time of each word, and a service that recognizes it in the parts that it gets."""

import ctypes
import random
from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

import av
import espeakng_loader  # type: ignore[import-untyped]

from tests.handlers.voice.sound import samples_of
from tests.handlers.voice.tones import Word

RATE: Final = 22_050  # eSpeak's
FRAME: Final = RATE // 50
QUIET: Final = 400  # of 32,768: pauses are below
ALIGNED: Final = 1500  # frames, 30 s, by which a part is found in the whole
RETRIEVAL, UTF8, BY_CHARACTER = 1, 1, 1  # of espeak-ng/speak_lib.h
END, WORD = 0, 1

LINES: Final = (
    ("ru", "Коллеги, по релизу: сборка зелёная, остался вопрос с миграцией."),
    ("en-us", "So the build is green, and the only open question is the migration."),
    ("ru", "Предлагаю катить в четверг утром, пока тихо."),
    ("en-us", "And if it goes wrong on Thursday, what do we roll back first?"),
    ("ru", "Сначала сервис, потом базу. Скрипт я проверю до среды."),
)


class _Event(ctypes.Structure):
    _fields_ = (
        ("type", ctypes.c_int),
        ("unique_identifier", ctypes.c_uint),
        ("text_position", ctypes.c_int),
        ("length", ctypes.c_int),
        ("audio_position", ctypes.c_int),
        ("sample", ctypes.c_int),
        ("user_data", ctypes.c_void_p),
        ("id", ctypes.c_char * 8),
    )


_CALLBACK = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.POINTER(_Event))


def _speaker() -> ctypes.CDLL:
    library = ctypes.CDLL(espeakng_loader.get_library_path())
    data = str(espeakng_loader.get_data_path()).encode()
    assert library.espeak_Initialize(RETRIEVAL, 0, data, 0) == RATE
    return library


def _say(library: ctypes.CDLL, voice: str, line: str) -> "tuple[array[int], list[Word]]":
    """The samples of a line, and when each of its words is said."""
    samples: array[int] = array("h")
    begins: list[tuple[int, float]] = []

    @_CALLBACK  # type: ignore[untyped-decorator]
    def take(wave: Any, count: int, events: Any) -> int:
        at = 0
        while events[at].type != END:
            if events[at].type == WORD:
                begins.append((events[at].text_position - 1, events[at].audio_position / 1000))
            at += 1
        if wave and count:
            samples.extend(wave[:count])
        return 0

    library.espeak_SetSynthCallback(take)
    assert library.espeak_SetVoiceByName(voice.encode()) == 0
    text = line.encode()
    assert library.espeak_Synth(text, len(text) + 1, 0, BY_CHARACTER, 0, UTF8, None, None) == 0
    assert library.espeak_Synchronize() == 0
    written, at = [], 0
    for text_ in line.split():
        written.append((line.index(text_, at), text_))
        at = written[-1][0] + len(text_)
    times = [next(at for begin, at in sorted(begins) if begin >= place) for place, _ in written]
    ends = [*times[1:], len(samples) / RATE]
    return samples, [Word(text_, at, end) for (_, text_), at, end in zip(written, times, ends, strict=True)]


@dataclass
class Talk:
    """Two people take turns, with pauses of 0.6 to 2 s between their lines."""

    seconds: float = 0.0
    words: list[Word] = field(default_factory=list)
    lines: list[list[Word]] = field(default_factory=list)
    voices: list[str] = field(default_factory=list)
    _blocks: "list[array[int]]" = field(default_factory=list)
    _loud: bytearray = field(default_factory=bytearray)

    @classmethod
    def of(cls, seconds: float) -> "Talk":
        library, talk, chance = _speaker(), cls(), random.Random(5)
        said = []
        for voice, line in LINES:
            samples, words = _say(library, voice, line)
            said.append((voice, samples + array("h", bytes(2 * (-len(samples) % FRAME))), words))
        silence: array[int]
        while talk.seconds < seconds:
            for voice, samples, words in said:
                silence = array("h", bytes(2 * FRAME * chance.randrange(30, 100)))
                for block in (silence, samples):
                    begin = talk.seconds
                    talk._add(block)
                moved = [Word(word.text, begin + word.start, begin + word.end) for word in words]
                talk.words += moved
                talk.lines.append(moved)
                talk.voices.append(voice)
        return talk

    def _add(self, block: "array[int]") -> None:
        self._blocks.append(block)
        self._loud += _loud(block)
        self.seconds += len(block) / RATE

    def m4a(self, path: Path) -> bytes:
        with av.open(str(path), "w", format="mp4") as output:
            stream: Any = output.add_stream("aac", rate=RATE, layout="mono")
            resampler = av.AudioResampler(format="fltp", layout="mono", rate=RATE, frame_size=1024)
            for frame in self._frames():
                for ready in resampler.resample(frame):
                    output.mux(stream.encode(ready))
            for ready in resampler.resample(None):
                output.mux(stream.encode(ready))
            output.mux(stream.encode(None))
        return path.read_bytes()

    def _frames(self) -> Iterator[av.AudioFrame]:
        at = 0
        for block in self._blocks:
            frame = av.AudioFrame(format="s16", layout="mono", samples=len(block))
            frame.planes[0].update(block.tobytes() + bytes(frame.planes[0].buffer_size - 2 * len(block)))
            frame.sample_rate, frame.pts, frame.time_base = RATE, at, Fraction(1, RATE)
            at += len(block)
            yield frame

    def recognized(self, file: bytes) -> tuple[float, list[list[Word]], list[str]]:
        """The length of a part, its lines with times in the part, and their voices."""
        samples = samples_of(file, RATE)
        length = len(samples) / RATE
        begin = self._place(_loud(samples)) / 50
        lines, voices = [], []
        for line, voice in zip(self.lines, self.voices, strict=True):
            here = [word for word in line if begin - 0.1 <= word.start < begin + length]
            heard = [Word(word.text, word.start - begin, word.end - begin) for word in here]
            if heard:
                lines.append(heard)
                voices.append(voice)
        return length, lines, voices

    def _place(self, part: bytes) -> int:
        """Where a part begins in the whole, in frames: where what is loud and what is quiet differs least."""
        part = part[:ALIGNED]
        sought = sum(one << at for at, one in enumerate(part))
        window, best, fewest = 0, 0, len(part) + 1
        for at, one in enumerate(self._loud + bytes(25)):
            window = window >> 1 | one << len(part) - 1
            differing = (window ^ sought).bit_count()
            if differing < fewest:
                best, fewest = at - len(part) + 1, differing
        return best


def _loud(samples: "array[int]") -> bytes:
    """Of each 20 ms, whether somebody speaks."""
    return bytes(max(samples[at : at + FRAME]) > QUIET for at in range(0, len(samples) - FRAME + 1, FRAME))
