"""Text that people type: cleaned once, at the border, by the same rules everywhere.

Surrounding white space goes. Control characters (NUL, tab, line breaks), the line and paragraph separators and lone
surrogates are refused: nothing here has more than one line, and every export is made of lines. Text without a visible
character counts as empty. Length is counted in code points, not bytes (C15).
"""

import unicodedata
from typing import Annotated, Final

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints
from pydantic_core import PydanticCustomError

TITLE_LIMIT: Final = 100
GAME_LIMIT: Final = 100
NOTE_LIMIT: Final = 100
NAME_LIMIT: Final = 32
ANONYMOUS: Final = "Anonymous"

# Cc control, Cs surrogate, Zl and Zp separators. Format characters (Cf) stay: emoji are joined with them.
_REFUSED: Final = frozenset({"Cc", "Cs", "Zl", "Zp"})
_INVISIBLE: Final = frozenset({"Cf", "Zs"})


def clean_line(text: str) -> str:
    """One line of text, already stripped; "" when nothing in it can be seen.

    Raises PydanticCustomError `control_character` for what cannot stand in a line.
    """
    categories = {unicodedata.category(character) for character in text}
    if categories & _REFUSED:
        raise PydanticCustomError("control_character", "Control characters and line breaks are not allowed")
    return "" if categories <= _INVISIBLE else text


def _none_if_empty(text: str | None) -> str | None:
    return text or None


def _empty_if_none(value: object) -> object:
    return "" if value is None else value


def _anonymous_if_empty(text: str) -> str:
    return text or ANONYMOUS


_NoteLine = Annotated[
    str, StringConstraints(strict=True, strip_whitespace=True, max_length=NOTE_LIMIT), AfterValidator(clean_line)
]
_NameLine = Annotated[
    str, StringConstraints(strict=True, strip_whitespace=True, max_length=NAME_LIMIT), AfterValidator(clean_line)
]

Title = Annotated[
    str, StringConstraints(strict=True, strip_whitespace=True, max_length=TITLE_LIMIT), AfterValidator(clean_line)
]
"""A title; may be empty."""

Game = Annotated[
    str, StringConstraints(strict=True, strip_whitespace=True, max_length=GAME_LIMIT), AfterValidator(clean_line)
]
"""What is played, free text (C21); may be empty."""

Note = Annotated[_NoteLine | None, AfterValidator(_none_if_empty)]
"""A note of at most 100 code points (C15); an empty one is None."""

DisplayName = Annotated[_NameLine, AfterValidator(_anonymous_if_empty), BeforeValidator(_empty_if_none)]
"""The name a person gives herself; without one she is Anonymous (C26)."""

OpaqueId = Annotated[
    str, StringConstraints(strict=True, pattern=r"^[\x21-\x7e]{1,64}$"), Field(description="Chosen by the client")
]
"""An id of the client's choosing (`submission_id`, `edit_id`): 1–64 visible ASCII characters."""
