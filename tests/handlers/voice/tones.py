"""Speech that a test can recognize: each word is a tone of its own pitch, so a fake service hears in the bytes that it
got which words they hold, and when."""

import math
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from tests.handlers.voice.sound import RATE, encoded, samples_of

TEXT = (
    "Коллеги, по релизу сборка зелёная остался вопрос с миграцией предлагаю катить в четверг утром пока тихо "
    "So the build is green and only open question rollback if it goes wrong on Thursday what do we then"
)
WORDS = TEXT.split()
SECOND_VOICE = 16
"""Words from this one on are said by somebody else, and in English."""
LOWEST, STEP = 400, 60  # Hz of the first word, and between two
LASTS = 0.24  # seconds of a word
PAUSE = 0.5  # seconds of silence between two utterances
_RATE = 16_000
_FRAME = _RATE // 50
_LOUD = 1_200


@dataclass(frozen=True)
class Word:
    """A word and when it is said, in seconds."""

    text: str
    start: float
    end: float


def script(seconds: float, *, every: float = 2.0) -> list[Word]:
    """Three words each `every` seconds, through all words again and again."""
    said: list[Word] = []
    at, number = 0.3, 0
    while at + 3 * (LASTS + 0.1) < seconds:
        for i in range(3):
            start = at + i * (LASTS + 0.1)
            said.append(Word(WORDS[number % len(WORDS)], start, start + LASTS))
            number += 1
        at += every
    return said


def spoken(path: Path, seconds: float, words: Sequence[Word], container: str = "webm") -> bytes:
    """A file in which the words are said."""
    samples = array("h", bytes(2 * round(seconds * RATE)))
    for word in words:
        pitch = LOWEST + STEP * WORDS.index(word.text)
        first, count = round(word.start * RATE), round((word.end - word.start) * RATE)
        tone = [round(12_000 * math.sin(2 * math.pi * pitch * i / RATE)) for i in range(count)]
        samples[first : first + count] = array("h", tone)
    return encoded(path, samples, container)


def recognized(file: bytes) -> tuple[float, list[Word]]:
    """The length of a sound, and the words in it."""
    samples = samples_of(file, _RATE)
    loud = [max(samples[i : i + _FRAME]) > _LOUD for i in range(0, len(samples) - _FRAME, _FRAME)]
    words: list[Word] = []
    first = None
    for i, is_loud in enumerate([*loud, False]):
        if is_loud and first is None:
            first = i
        elif not is_loud and first is not None:
            words += _word(samples, first, i)
            first = None
    return len(samples) / _RATE, words


def _word(samples: "array[int]", first: int, last: int) -> list[Word]:
    """The word whose pitch is heard in the middle of these frames; none for a click."""
    quarter = (last - first) * _FRAME // 4
    part = samples[first * _FRAME + quarter : last * _FRAME - quarter]
    if len(part) < 3 * _FRAME:
        return []
    crossings = sum(1 for a, b in pairwise(part) if a < 0 <= b)
    number = round((crossings * _RATE / len(part) - LOWEST) / STEP)
    return [Word(WORDS[number], first / 50, last / 50)] if 0 <= number < len(WORDS) else []


def utterances(words: Sequence[Word]) -> list[list[Word]]:
    """The words between pauses, each list of one voice."""
    found: list[list[Word]] = []
    for word in words:
        is_next = found and word.start - found[-1][-1].end < PAUSE and voice(word) == voice(found[-1][-1])
        if is_next:
            found[-1].append(word)
        else:
            found.append([word])
    return found


def voice(word: Word) -> str:
    """Who says it."""
    return "B" if WORDS.index(word.text) >= SECOND_VOICE else "A"
