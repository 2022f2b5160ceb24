"""What a chat shows of a link to a session: its words, and what its picture is drawn from."""

import hashlib
import re
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Final, Literal

import orjson

from sessions.base.text import without_directions
from storage.session.preview import LinkView

Phrase = tuple[str, str]
"""In English and in Russian."""

_CYRILLIC: Final = re.compile("[\u0400-\u04ff]")


@dataclass(frozen=True, slots=True)
class Strip:
    """The thing itself, at the foot of the picture: numbers as the row of a home page has them."""

    kind: Literal["heat", "pattern", "wave", "none"] = "none"
    values: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class State:
    """What goes on: `after` follows the title in the text, `word` stands in the picture."""

    hue: Literal["live", "hold", "shut"]
    after: Phrase
    word: Phrase


@dataclass(frozen=True, slots=True)
class Preview:
    """`title` and `description` are the text beside the picture; the other words are in it."""

    title: str
    description: str
    kind: str
    heading: str
    hue: str
    state: str
    facts: str
    strip: Strip

    @property
    def drawn(self) -> bytes:
        """What the picture depends on, as JSON."""
        return orjson.dumps(
            {name: value for name, value in asdict(self).items() if name not in {"title", "description"}}
        )

    @property
    def digest(self) -> str:
        return hashlib.blake2b(self.drawn, digest_size=8).hexdigest()


Describe = Callable[[LinkView], Preview]
"""What a product says of a session."""


def is_russian(title: str) -> bool:
    """A session has no language, so its title decides that of the words around it."""
    return _CYRILLIC.search(title) is not None


def described(
    view: LinkView,
    *,
    kind: Phrase,
    untitled: str,
    description: Phrase,
    state: State | None = None,
    facts: Phrase = ("", ""),
    strip: Strip = Strip(),
) -> Preview:
    """The preview in the language of the title. Characters that turn the direction are left out (S21)."""
    title = without_directions(view.title or "") or untitled
    language = int(is_russian(title))
    return Preview(
        title=title if state is None else f"{title} · {state.after[language]}",
        description=description[language],
        kind=kind[language],
        heading=title,
        hue="" if state is None else state.hue,
        state="" if state is None else state.word[language],
        facts=without_directions(facts[language]),
        strip=strip,
    )
