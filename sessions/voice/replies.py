"""The bot's messages, word for word (V28–V30), in Russian and English, from the file of words that the pages read
too."""

import json
from collections.abc import Mapping
from enum import StrEnum
from importlib.resources import files
from typing import Final, Literal

Language = Literal["ru", "en"]

NO_PROJECT: Final = "—"
WORDS: Final[Mapping[str, Mapping[Language, str]]] = json.loads(
    files("sessions.voice").joinpath("words.json").read_text("utf-8")
)
"""Each message by its name, in both languages; `{name}` is filled in. web/src/voice/words.ts reads the same file."""

_READ_RUSSIAN: Final = frozenset({"ru", "be", "uk", "kk", "ky"})


class Happened(StrEnum):
    """The first line of a success message, by its name among the words."""

    CREATED = "created"
    ACTIVATED = "activated"
    ACTIVE = "active"
    DONE = "done"
    RENAMED = "renamed"


def language_of(code: str | None) -> Language:
    """The language of a Telegram user: Russian without a language code."""
    return "ru" if not code or code.partition("-")[0].lower() in _READ_RUSSIAN else "en"


def say(message: str, language: Language, **values: object) -> str:
    """A message, with its values filled in."""
    text = WORDS[message][language]
    for key, value in values.items():
        text = text.replace(f"{{{key}}}", str(value))
    return text


def success(happened: Happened, language: Language, url: str, session_name: str, project: str | None) -> str:
    """Exactly four lines: what happened, the canonical link, the session's name, its project (V29)."""
    name, its_project = (" ".join(text.split()) for text in (session_name, project or NO_PROJECT))
    return "\n".join((say(happened, language), url, name, its_project))
