"""A session as exports see it: what was said in its order, notes, tasks, and where each sound begins.

The sounds of a session are heard one after the other, in the order in which they were made; a time of an export counts
from the beginning of the first.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from sessions.base.text import without_directions
from sessions.voice.replies import Language, say
from sessions.voice.search import Query
from sessions.voice.segment import Piece

WORDS: Final[Mapping[Language, Mapping[str, str]]] = {
    "en": {"voice": "Voice", "notes": "Notes", "text": "What was said"},
    "ru": {"voice": "Голос", "notes": "Заметки", "text": "Что было сказано"},
}
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ufffe\uffff\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Sound:
    """A recording, or an attached voice; `begins_ms` in the session."""

    source_id: str
    begins_ms: int
    duration_ms: int


@dataclass(frozen=True, slots=True)
class Line:
    """A segment: its piece, with times in its own sound, who said it ("" when nobody is known), and where its sound
    begins in the session."""

    piece: Piece
    who: str
    sound: Sound

    @property
    def start_ms(self) -> int:
        return self.sound.begins_ms + self.piece.start_ms

    @property
    def end_ms(self) -> int:
        return self.sound.begins_ms + self.piece.end_ms


@dataclass(frozen=True, slots=True)
class Todo:
    """A task; `who` is to do it, `due` its day, "" without."""

    text: str
    is_done: bool
    who: str
    due: str

    @property
    def about(self) -> str:
        """Its text, who is to do it, and its day."""
        return " · ".join(filter(None, (self.text, self.who, self.due)))


@dataclass(frozen=True, slots=True)
class Document:
    """A session. Its texts have no characters that turn the direction of what stands around them, and none that a file
    may not have."""

    name: str
    url: str
    created_at: str
    sounds: tuple[Sound, ...]
    lines: tuple[Line, ...]
    notes: tuple[str, ...]
    tasks: tuple[Todo, ...]
    summary: str
    words: Mapping[str, str]

    def only(self, query: Query) -> "Document":
        """The lines in which something is found."""
        return replace(self, lines=tuple(one for one in self.lines if len(query.parts(one.piece.text)) > 1))

    def nameless(self) -> "Document":
        """Without who said it."""
        return replace(self, lines=tuple(replace(one, who="") for one in self.lines))


def document(
    session: Mapping[str, Any],
    sources: Iterable[Mapping[str, Any]],
    segments: Iterable[Mapping[str, Any]],
    speakers: Iterable[Mapping[str, Any]],
    tasks: Iterable[Mapping[str, Any]],
    language: Language,
) -> Document:
    """`sources` are the recordings and materials of the session. A label without a name is `Voice 1`, in the order in
    which the labels are heard."""
    words = {**WORDS[language], "summary": say("summary", language), "tasks": say("tasks", language)}
    ordered = sorted(sources, key=lambda one: one["created_at"])
    sounds, at = [], 0
    for source in ordered:
        if source["duration_ms"] is not None:
            sounds.append(Sound(_id(source), at, source["duration_ms"]))
            at += source["duration_ms"]
    of_source = {sound.source_id: sound for sound in sounds}
    pieces = [_clean(Piece.of(one)) for one in segments if one["source_id"] in of_source]
    pieces.sort(key=lambda one: (of_source[one.source_id].begins_ms, one.start_ms))
    names = {one["speaker_id"]: _text(one["name"]) for one in speakers}
    labels = dict.fromkeys(one.speaker for one in pieces if one.speaker and one.speaker not in names)
    names |= {label: f"{words['voice']} {number}" for number, label in enumerate(labels, 1)}
    return Document(
        _text(session["session_name"]),
        session["url"],
        session["created_at"],
        tuple(sounds),
        tuple(Line(one, names.get(one.speaker, ""), of_source[one.source_id]) for one in pieces),
        tuple(_note(one, language) for one in ordered if one.get("text")),
        tuple(map(_todo, sorted(tasks, key=lambda one: (one["position"], one["task_id"])))),
        _text(session["summary"] or ""),
        words,
    )


def _note(source: Mapping[str, Any], language: Language) -> str:
    author = source.get("forwarded_from")
    head = f"{say('forwarded_from', language, name=author)}\n" if author else ""
    return _text(head + source["text"])


def _todo(task: Mapping[str, Any]) -> Todo:
    return Todo(_text(task["text"]), task["done"], _text(task["assignee_name"] or ""), task["due"] or "")


def _id(source: Mapping[str, Any]) -> str:
    return str(source.get("recording_id") or source["material_id"])


def _clean(piece: Piece) -> Piece:
    return replace(piece, text=_text(piece.text))


def _text(text: str) -> str:
    return _CONTROL.sub("", without_directions(text))


def clock(ms: int) -> str:
    """`12:04`, `1:02:03`."""
    seconds = ms // 1000
    hours, minutes = seconds // 3600, seconds // 60 % 60
    return f"{hours}:{minutes:02d}:{seconds % 60:02d}" if hours else f"{minutes}:{seconds % 60:02d}"


def runs(lines: Sequence[Line]) -> list[list[Line]]:
    """The lines that one voice says one after the other, in one sound."""
    found: list[list[Line]] = []
    for line in lines:
        if found and (found[-1][-1].who, found[-1][-1].sound) == (line.who, line.sound):
            found[-1].append(line)
        else:
            found.append([line])
    return found
