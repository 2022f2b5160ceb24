"""Text that people type: cleaned by the same rules everywhere, when it comes in.

Surrounding white space is removed. Control characters (NUL, tab, line breaks), the line and paragraph separators and
lone surrogates are refused: every text here is one line, and exports consist of lines. Text without a visible character
counts as empty. Length is counted in code points, not bytes (C15).
"""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Final

from annotated_types import GroupedMetadata
from pydantic import AfterValidator, BeforeValidator, Field, JsonValue, StringConstraints
from pydantic_core import PydanticCustomError

TITLE_LIMIT: Final = 100
GAME_LIMIT: Final = 100
NOTE_LIMIT: Final = 100
NAME_LIMIT: Final = 32
REMARK_LIMIT: Final = 500
ANONYMOUS: Final = "Anonymous"

# Cc control, Cs surrogate, Zl and Zp separators. Format characters (Cf) are allowed: emoji are joined with them.
_REFUSED: Final = frozenset({"Cc", "Cs", "Zl", "Zp"})
_INVISIBLE: Final = frozenset({"Cf", "Zs"})
# The marks, embeddings, overrides and isolates of Unicode's bidirectional algorithm.
_DIRECTIONS: Final = dict.fromkeys([0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)])


def clean_line(text: str) -> str:
    """One line of text, already stripped; "" when it has no visible character.

    Raises PydanticCustomError `control_character` for a character that must not stand in a line.
    """
    categories = {unicodedata.category(character) for character in text}
    if categories & _REFUSED:
        raise PydanticCustomError("control_character", "Control characters and line breaks are not allowed")
    return "" if categories <= _INVISIBLE else text


# Where Chinese or Japanese is set, spreadsheets read the wide forms of these signs as the signs themselves.
_FORMULA: Final = tuple("=+-@＝＋－＠\t\r")
_UNSEEN: Final = "\ufeff\u00ad\u200b\u200c\u200d\u2060"  # a spreadsheet may drop them, and then sees the sign


def formula_safe(text: str) -> str:
    """The text as a cell that no spreadsheet executes."""
    return f"'{text}" if text.lstrip(_UNSEEN).startswith(_FORMULA) else text


def without_directions(text: str) -> str:
    """The text without the characters that reverse its direction: in a file they would affect the text after it too."""
    return text.translate(_DIRECTIONS).strip()


# What a document says about a line: white space around it is removed, and inside are no control characters.
_LINE: Final[dict[str, JsonValue]] = {
    "pattern": r"^\s*[^\u0000-\u001f\u007f-\u009f\u2028\u2029]*\s*$",
    "description": "One line: surrounding white space is removed, control characters and line breaks are refused",
}


def _none_if_empty(text: str | None) -> str | None:
    return text or None


def at_most(limit: int) -> BeforeValidator:
    """Counts what was sent, with the white space that is removed: a document's `maxLength` means it so."""

    def checked(value: object) -> object:
        if isinstance(value, str) and len(value) > limit:
            raise PydanticCustomError(
                "string_too_long", "String should have at most {max_length} characters", {"max_length": limit}
            )
        return value

    return BeforeValidator(checked)


@dataclass(frozen=True)
class _Line(GroupedMetadata):
    """One line of at most `limit` code points, counted as it was sent."""

    limit: int

    def __iter__(self) -> Iterator[object]:
        yield from StringConstraints(strict=True, strip_whitespace=True, max_length=self.limit)
        yield AfterValidator(clean_line)
        yield at_most(self.limit)
        yield Field(json_schema_extra=_LINE)


_NoteLine = Annotated[str, _Line(NOTE_LIMIT)]
_NameLine = Annotated[str, _Line(NAME_LIMIT)]

Remark = Annotated[str, _Line(REMARK_LIMIT)]
"""What somebody writes about an abuse; may be empty."""

Title = Annotated[str, _Line(TITLE_LIMIT)]
"""A title; may be empty."""

Game = Annotated[str, _Line(GAME_LIMIT)]
"""The game that is played, free text (C21); may be empty."""

Note = Annotated[_NoteLine | None, AfterValidator(_none_if_empty)]
"""A note of at most 100 code points (C15); an empty one is None."""

DisplayName = Annotated[_NameLine | None, AfterValidator(_none_if_empty)]
"""The name that people choose for themselves (C26); None without one, shown as Anonymous (C21)."""

OpaqueId = Annotated[
    str, StringConstraints(strict=True, pattern=r"^[\x21-\x7e]{1,64}$"), Field(description="Chosen by the client")
]
"""An id chosen by the client (`submission_id`, `edit_id`): 1–64 visible ASCII characters."""
