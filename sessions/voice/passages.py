"""A session as one text that is read for tasks and a summary, and where in it a task comes from."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from sessions.voice.search import words


@dataclass(frozen=True, slots=True)
class Passage:
    """A text or what was said at once: in which source, at which ms of its sound, None for a text, and by whom, "" for
    nobody with a name."""

    source_id: str
    at_ms: int | None
    text: str
    who: str = ""


def passages_of(
    sources: Iterable[Mapping[str, Any]], segments: Iterable[Mapping[str, Any]], speakers: Iterable[Mapping[str, Any]]
) -> list[Passage]:
    """What stands and was said in sources, by the time at which each came; `segments` are in their order."""
    names = {one["speaker_id"]: one["name"] for one in speakers}
    said: dict[str, list[Passage]] = {}
    for one in segments:
        passage = Passage(one["source_id"], one["start_ms"], one["text"], names.get(one["speaker"], ""))
        said.setdefault(passage.source_id, []).append(passage)
    found = []
    for source in sorted(sources, key=lambda one: str(one["created_at"])):
        source_id = source.get("material_id") or source["recording_id"]
        if source.get("text"):
            found.append(Passage(source_id, None, source["text"]))
        found += said.get(source_id, ())
    return found


def whole_text(passages: Sequence[Passage]) -> str:
    """The passages as one text: each text, each sound and each named voice stands by itself."""
    groups = groupby(passages, lambda one: (one.source_id, one.at_ms is None, one.who))
    lines = [(who, " ".join(one.text for one in group)) for (_, _, who), group in groups]
    return "\n\n".join(f"{who}: {text}" if who else text for who, text in lines)


def origins(tasks: Iterable[str], passages: Sequence[Passage]) -> list[Passage | None]:
    """For each task the passage with most of its words, whatever their endings; the first of equals, None where no
    passage has half of them."""
    known = [(passage, {word.stem for word in words(passage.text)}) for passage in passages]
    found = []
    for task in tasks:
        wanted = {word.stem for word in words(task)}
        shared = [len(wanted & own) for _, own in known]
        most = max(shared, default=0)
        found.append(known[shared.index(most)][0] if most and 2 * most >= len(wanted) else None)
    return found
