"""How words are found in voice sessions: by their stems, Russian and English, and phrases between quotes.

A text is cut into words; each is stored and looked for by its stem, so every form of a word finds the others.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import version
from typing import Final, Literal, NamedTuple

import snowballstemmer  # type: ignore[import-untyped]

Where = Literal["name", "speech", "note", "task"]

QUERY_LIMIT: Final = 200
"""Characters of what is looked for."""
MOST_TERMS: Final = 12
SHOWN: Final = 240
"""Characters of a place that are shown, around the first word that was found."""
STEMS: Final = f"snowball {version('snowballstemmer')}, 1"
"""By which rules words are stored. Another value makes the index anew."""

_WORD: Final = re.compile(r"[^\W_]+")
_PHRASE: Final = re.compile(r'"([^"]*)"|([^"]+)')
_LONGEST: Final = 64  # characters of a word that count
_BEFORE: Final = 60  # characters shown before the first word that was found
_RUSSIAN: Final = snowballstemmer.stemmer("russian")
_ENGLISH: Final = snowballstemmer.stemmer("english")


class Word(NamedTuple):
    """A word of a text: its stem, and where it stands."""

    stem: str
    start: int
    end: int


@lru_cache(maxsize=131_072)  # ~20 MB; a stem takes 13 µs, and a language has fewer forms in use
def stem(word: str) -> str:
    """The stem of a word; `ё` counts as `е`."""
    folded = word[:_LONGEST].casefold().replace("ё", "е")
    if folded.isascii():
        return str(_ENGLISH.stemWord(folded))
    return str(_RUSSIAN.stemWord(folded))


def words(text: str) -> Iterator[Word]:
    for found in _WORD.finditer(text):
        yield Word(stem(found[0]), found.start(), found.end())


@lru_cache(maxsize=512)  # the texts of a session are stored twice
def stems(text: str) -> str:
    """The stems of a text, one space between them."""
    return " ".join(stem(word) for word in _WORD.findall(text))


@dataclass(frozen=True, slots=True)
class Query:
    """What is looked for: each term is one word or the words of a phrase, as stems."""

    terms: tuple[tuple[str, ...], ...]

    @classmethod
    def parse(cls, text: str) -> "Query":
        """`"two words" three`: a phrase and a word. What has no letter or digit is no word."""
        terms: list[tuple[str, ...]] = []
        for phrase, rest in _PHRASE.findall(text[:QUERY_LIMIT]):
            found = tuple(stem(word) for word in _WORD.findall(phrase or rest))
            terms += [found] if phrase else [(one,) for one in found]
        return cls(tuple(dict.fromkeys(term for term in terms if term))[:MOST_TERMS])

    @property
    def all(self) -> str:
        """Every term, as an expression of FTS5. A stem has letters and digits alone."""
        return " AND ".join(_quoted(term) for term in self.terms)

    @property
    def any(self) -> str:
        """One of the terms."""
        return " OR ".join(_quoted(term) for term in self.terms)

    @property
    def any_word(self) -> str:
        """One of the words, also of a phrase that goes over two segments."""
        return " OR ".join(_quoted((one,)) for one in dict.fromkeys(one for term in self.terms for one in term))

    def parts(self, text: str) -> list[str]:
        """What is shown of a text: plain and found parts in turn, the first plain. At most about SHOWN characters."""
        found = self._found(text)
        start = max(0, found[0].start - _BEFORE) if found else 0
        if start:  # at the beginning of a word
            start = text.find(" ", start, found[0].start) + 1 or start
        end = min(len(text), start + SHOWN)
        if end < len(text):
            end = max(text.rfind(" ", start, end), found[0].end if found else start) or end
        parts, at = ["…" if start else ""], start
        for word in found:
            if word.end > end:
                break
            parts[-1] += text[at : word.start]
            parts += [text[word.start : word.end], ""]
            at = word.end
        parts[-1] += text[at:end] + ("…" if end < len(text) else "")
        return parts

    def _found(self, text: str) -> list[Word]:
        """The words of the terms; when a phrase is not there as a whole, its words."""
        listed = list(words(text))
        whole = _marked(listed, self.terms)
        return whole or _marked(listed, [(one,) for term in self.terms for one in term])


def _marked(listed: Sequence[Word], terms: Sequence[tuple[str, ...]]) -> list[Word]:
    marked: set[int] = set()
    for at in range(len(listed)):
        for term in terms:
            if tuple(word.stem for word in listed[at : at + len(term)]) == term:
                marked.update(range(at, at + len(term)))
    return [listed[at] for at in sorted(marked)]


def _quoted(term: Sequence[str]) -> str:
    return '"' + " ".join(term) + '"'
