"""Segments: what was said, in pieces with times (VO7–VO11).

A segment's id is its source and where it begins: `<recording or material>.<ms, nine digits>`. So a part that is
transcribed again makes the same segments, and the ids of a source sort in the order in which they are heard.

Where words begin is kept as two bytes for each word: hundredths of a second after the segment's own beginning. Without
them a reader interpolates, and what it shows is near, not exact.
"""

import base64
import struct
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Any, Final, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints
from pydantic_core import PydanticCustomError

from sessions.base.ids import EntityId, derived_id
from sessions.base.text import NAME_LIMIT, at_most, clean_line

SEGMENT_LIMIT: Final = 20_000
"""Characters of a segment: ten minutes of quick speech, from a service that gives a text without times."""
LANGUAGE_LIMIT: Final = 16
END_OF_TIME: Final = 999_999_999
"""Nine digits of ms are eleven days; a recording lasts at most seven."""
_STEP_MS: Final = 10
_MOST_STEPS: Final = 65_535
_LOOK_AHEAD: Final = 8
"""Words that a service may spell as others, or a person may have put in, before the next common one."""
_JITTER: Final = 0.1
"""Seconds by which the times of one word differ in two parts."""

SegmentId = Annotated[str, Field(strict=True, pattern=r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\.\d{9}$")]
SpeakerId = Annotated[str, Field(strict=True, pattern=r"^[A-Za-z0-9_.-]{1,64}$")]


class SpeechSegment(BaseModel):
    """A piece of what was said in a recording or in an attached voice, its source; times are ms in its sound.

    `speaker` is a label: who it is, is said by the speaker with this id, if somebody has named them. `words` has where
    each word of the text begins, as hundredths of a second after `start_ms`, two bytes each (unsigned, little-endian)
    in base64; null when it is not known. `edited`: a person has changed it. `revision` counts its changes.
    """

    segment_id: SegmentId
    source_id: EntityId
    start_ms: Annotated[int, Field(ge=0, le=END_OF_TIME)]
    end_ms: Annotated[int, Field(ge=0, le=END_OF_TIME)]
    text: str
    speaker: str | None
    language: str | None
    words: str | None
    edited: bool
    revision: int


class Speaker(BaseModel):
    """The name that a person gave to a label."""

    speaker_id: SpeakerId
    name: str


def _line(text: str) -> str:
    """White space between words is one space: words are counted by it."""
    line = clean_line(" ".join(text.split()))
    if not line:
        raise PydanticCustomError("empty", "A text is not empty")
    return line


Said = Annotated[
    str,
    StringConstraints(strict=True, max_length=SEGMENT_LIMIT),
    at_most(SEGMENT_LIMIT),
    AfterValidator(_line),
]
SpeakerName = Annotated[str, StringConstraints(strict=True, strip_whitespace=True, min_length=1, max_length=NAME_LIMIT),
    at_most(NAME_LIMIT), AfterValidator(clean_line)]  # fmt: skip


class SegmentChange(BaseModel):
    """Another text. `revision` is that of the segment which was read: a change that somebody made meanwhile is not
    lost."""

    model_config = ConfigDict(extra="forbid")

    revision: Annotated[int, Field(strict=True, ge=1)]
    text: Said


class SegmentSpeaker(BaseModel):
    """Who says it, by name; the same name is the same speaker."""

    model_config = ConfigDict(extra="forbid")

    revision: Annotated[int, Field(strict=True, ge=1)]
    speaker_name: SpeakerName


class SegmentSplit(BaseModel):
    """Where to split: the number of the word with which the second segment begins."""

    model_config = ConfigDict(extra="forbid")

    revision: Annotated[int, Field(strict=True, ge=1)]
    word: Annotated[int, Field(strict=True, ge=1, le=SEGMENT_LIMIT)]


class SegmentJoin(BaseModel):
    """The segment is joined with the one behind it. Both revisions are those which were read."""

    model_config = ConfigDict(extra="forbid")

    revision: Annotated[int, Field(strict=True, ge=1)]
    next_id: SegmentId
    next_revision: Annotated[int, Field(strict=True, ge=1)]


class SpeakerNamed(BaseModel):
    """A name for a label; an empty one takes it away."""

    model_config = ConfigDict(extra="forbid")

    name: Annotated[
        str,
        StringConstraints(strict=True, strip_whitespace=True, max_length=NAME_LIMIT),
        at_most(NAME_LIMIT),
        AfterValidator(clean_line),
    ]


@dataclass(frozen=True, slots=True)
class Utterance:
    """What a service heard; times are seconds in the sound that it got, `words` are (text, start)."""

    start: float
    end: float
    text: str
    speaker: str = ""
    words: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Piece:
    """A segment without what the store adds. `words` are ms after `start_ms`, None when they are not known."""

    source_id: str
    start_ms: int
    end_ms: int
    text: str
    speaker: str = ""
    language: str = ""
    words: tuple[int, ...] | None = None

    @property
    def segment_id(self) -> str:
        return f"{self.source_id}.{self.start_ms:09d}"

    @property
    def packed(self) -> str:
        """The words' beginnings as they are stored; "" when they are not known."""
        if self.words is None:
            return ""
        steps = [min(_MOST_STEPS, max(0, one) // _STEP_MS) for one in self.words]
        return base64.b64encode(struct.pack(f"<{len(steps)}H", *steps)).decode()

    @classmethod
    def of(cls, segment: Mapping[str, Any]) -> Self:
        """The piece of a segment as clients get it."""
        return cls(
            segment["source_id"],
            segment["start_ms"],
            segment["end_ms"],
            segment["text"],
            segment["speaker"] or "",
            segment["language"] or "",
            _unpacked(segment["words"]),
        )

    def said(self, text: str) -> Self:
        """The piece with another text: words that stay keep their beginnings, others lie between them."""
        if self.words is None:
            return replace(self, text=text)
        known = list(zip(self.text.split(), map(float, self.words), strict=False))
        starts = aligned(text.split(), known, 0, self.end_ms - self.start_ms)
        return replace(self, text=text, words=tuple(map(round, starts)))

    def spoken_by(self, speaker: str) -> Self:
        return replace(self, speaker=speaker)

    def split(self, word: int) -> "tuple[Piece, Piece] | None":
        """Two pieces, the second of which begins with this word; None when there is no such place."""
        tokens = self.text.split()
        if not 0 < word < len(tokens):
            return None
        words = self.words or tuple(map(round, _between(tokens, {}, 0, self.end_ms - self.start_ms)))
        at = self.start_ms + max(1, words[word])
        if at >= self.end_ms:
            return None
        first, second = tokens[:word], tokens[word:]
        is_known = self.words is not None
        rest = tuple(max(0, self.start_ms + one - at) for one in words[word:])
        return (
            replace(self, end_ms=at, text=" ".join(first), words=words[:word] if is_known else None),
            replace(self, start_ms=at, text=" ".join(second), words=rest if is_known else None),
        )

    def joined(self, other: Self) -> "Piece | None":
        """One piece of both, with the first one's speaker; None when it would be too long."""
        text = f"{self.text} {other.text}"
        if len(text) > SEGMENT_LIMIT:
            return None
        words, gap = None, other.start_ms - self.start_ms
        if self.words is not None and other.words is not None and gap < _MOST_STEPS * _STEP_MS:
            words = (*self.words, *(gap + one for one in other.words))
        return replace(self, end_ms=max(self.end_ms, other.end_ms), text=text, words=words)


def speaker_named(session_id: str, name: str) -> str:
    """The label of a speaker whom a person names where no label was: the same name is the same speaker."""
    return derived_id(f"{session_id}\n{name.casefold()}")


@dataclass(frozen=True, slots=True)
class Window:
    """What a part stands for: `begin` to `end`, in seconds of the whole sound; its file begins at `offset`. `before`
    has the times of the words that the part before it has near its end."""

    offset: float
    begin: float
    end: float
    before: tuple[float, ...] = ()

    def has(self, start: float, middle: float) -> bool:
        """Whether a word belongs to it. Two parts hear the word at their cut at slightly different times: both would
        take it, or none, so the second takes what the first has not."""
        if not self.begin - _JITTER <= middle < self.end + _JITTER:
            return False
        return middle >= self.begin + _JITTER or all(abs(start - one) > 2 * _JITTER for one in self.before)


def pieces(source_id: str, part: int, heard: Iterable[Utterance], window: Window, language: str) -> list[Piece]:
    """The segments of a part: what lies in an overlap belongs to the part that has its middle."""
    found: list[Piece] = []
    earliest = 0  # two segments never begin together
    for one in heard:
        said = _within(one, window)
        if said is None:
            continue
        stop, tokens, starts = said
        speaker = f"{source_id[:8]}.{part}.{_label(one.speaker)}" if one.speaker else ""
        for first, count in _in_limit(tokens):
            begin_ms = max(earliest, round(min(max(starts[first], window.begin), window.end - 0.001) * 1000))
            last = first + count
            end_ms = max(begin_ms, round((starts[last] if last < len(starts) else stop) * 1000))
            words = tuple(max(0, round(at * 1000) - begin_ms) for at in starts[first:last]) if one.words else None
            text = " ".join(tokens[first:last])
            found.append(Piece(source_id, begin_ms, end_ms, text, speaker, language[:LANGUAGE_LIMIT], words))
            earliest = begin_ms + 1
    return found


def _within(one: Utterance, window: Window) -> tuple[float, list[str], list[float]] | None:
    """The end, words and their beginnings, as far as they belong to the window; without times of words, all or
    nothing."""
    start, stop = one.start + window.offset, max(one.end, one.start) + window.offset
    tokens = _clean(one.text).split()
    starts = aligned(tokens, [(word, at + window.offset) for word, at in one.words], start, stop)
    if one.words:
        kept = [i for i in range(len(tokens)) if window.has(starts[i], _middle(starts, i, stop))]
        tokens, starts = [tokens[i] for i in kept], [starts[i] for i in kept]
    elif not window.begin <= (start + stop) / 2 < window.end:
        return None
    if not tokens:
        return None
    return max(min(stop, window.end), starts[-1]), tokens, starts


def word_times(found: Sequence[Piece]) -> tuple[float, ...]:
    """When the words of a part's last segments begin, in seconds: for the part behind it."""
    return tuple((one.start_ms + at) / 1000 for one in found[-3:] for at in one.words or ())


def _label(speaker: str) -> str:
    return "".join(letter for letter in speaker if letter.isascii() and letter.isalnum()) or "0"


def _middle(starts: Sequence[float], i: int, stop: float) -> float:
    return (starts[i] + (starts[i + 1] if i + 1 < len(starts) else max(stop, starts[i]))) / 2


def _in_limit(tokens: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Where each text within SEGMENT_LIMIT begins, and how many words it has."""
    first, size = 0, 0
    for i, token in enumerate(tokens):
        if size + len(token) > SEGMENT_LIMIT:
            yield first, i - first
            first, size = i, 0
        size += len(token) + 1
    yield first, len(tokens) - first


def _clean(text: str) -> str:
    """A service's text without what may not stand in a line; a word longer than a segment is cut."""
    line = "".join(one if one.isprintable() else " " for one in text)
    return " ".join(word[:SEGMENT_LIMIT] for word in line.split())


def aligned(tokens: Sequence[str], known: Sequence[tuple[str, float]], start: float, end: float) -> list[float]:
    """Where each token begins, from words whose beginnings are known: those that match keep theirs, others are spread
    between them by their length."""
    mine, theirs = [_plain(one) for one in tokens], [_plain(word) for word, _ in known]
    at: dict[int, float] = {}
    first, last = 0, 0
    most = min(len(mine), len(theirs))
    while first < most and mine[first] == theirs[first]:
        at[first] = known[first][1]
        first += 1
    while last < most - first and mine[-1 - last] == theirs[-1 - last]:
        last += 1
        at[len(mine) - last] = known[-last][1]
    i, j, mine_end, their_end = first, first, len(mine) - last, len(theirs) - last
    while i < mine_end and j < their_end:
        steps = ((a, b) for n in range(_LOOK_AHEAD) for a, b in ((0, n), (n, 0), (n, n)))
        a, b = next(
            ((a, b) for a, b in steps if i + a < mine_end and j + b < their_end and mine[i + a] == theirs[j + b]),
            (-1, -1),
        )
        if a >= 0:
            i, j = i + a, j + b
            at[i] = known[j][1]
        i, j = i + 1, j + 1
    return _between(tokens, at, start, end)


def _between(tokens: Sequence[str], at: Mapping[int, float], start: float, end: float) -> list[float]:
    """Where each token begins: as `at` says, the others by the letters between."""
    starts: list[float] = []
    i = 0
    while i < len(tokens):
        if i in at:
            starts.append(min(max(at[i], starts[-1] if starts else start), end))
            i += 1
            continue
        following = next((k for k in range(i, len(tokens)) if k in at), len(tokens))
        opened = starts[-1] if starts else start
        closed = max(opened, at.get(following, end))
        before = len(tokens[i - 1]) + 1 if starts else 0
        letters = before + sum(len(one) + 1 for one in tokens[i:following])
        passed = before
        for k in range(i, following):
            starts.append(opened + (closed - opened) * passed / max(1, letters))
            passed += len(tokens[k]) + 1
        i = following
    return starts


def _plain(word: str) -> str:
    return "".join(one for one in word.casefold() if one.isalnum()) or word


def _unpacked(words: str | None) -> tuple[int, ...] | None:
    if not words:
        return None
    raw = base64.b64decode(words)
    return tuple(step * _STEP_MS for step in struct.unpack(f"<{len(raw) // 2}H", raw))
