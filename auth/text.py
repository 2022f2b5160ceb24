"""Valid text of ids that name a user, and of names that people read."""

import unicodedata
from typing import Final

from sessions.base.errors import InvalidPayload

WORD_LENGTH: Final = 128
NAME_LENGTH: Final = 64

# Control characters, lone surrogates (they have no UTF-8 form) and line breaks. Format characters (Cf) are allowed,
# because U+200D joins emoji; unassigned ones (Cn) too, because Python's table is older than the newest emoji.
_UNREADABLE: Final = frozenset({"Cc", "Cs", "Zl", "Zp"})
# They change the direction of the text around them, so that one name can look like another.
_BIDI_CONTROLS: Final = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def is_word(text: str) -> bool:
    """Whether `text` can name a role, a permission or a project: 1 to 128 printable characters (no lone surrogates)."""
    return 0 < len(text) <= WORD_LENGTH and text.isprintable()


def is_user_id(text: str) -> bool:
    """Whether `text` can name a user: a word without spaces."""
    return is_word(text) and " " not in text


def clean_name(text: str) -> str:
    """A provider's name, cleaned for display; empty when no visible character is left.

    NFC, no control or direction characters, single spaces, cut at 64 code points.
    """
    kept = "".join(c for c in text if not _unreadable(c) or c.isspace())
    name = " ".join(unicodedata.normalize("NFC", kept).split())[:NAME_LENGTH].rstrip()
    return name if _shows(name) else ""


def requested_name(text: str) -> str:
    """A name that a user has chosen.

    Raises InvalidPayload when it is empty, longer than 64 code points or contains invisible characters.
    """
    name = " ".join(unicodedata.normalize("NFC", text).split())
    if not _shows(name):
        raise InvalidPayload("The name is empty")
    if len(name) > NAME_LENGTH:
        raise InvalidPayload(f"The name is longer than {NAME_LENGTH} characters", limit=NAME_LENGTH)
    if any(map(_unreadable, name)):
        raise InvalidPayload("The name has characters that cannot be shown")
    return name


def _unreadable(character: str) -> bool:
    return unicodedata.category(character) in _UNREADABLE or character in _BIDI_CONTROLS


def _shows(name: str) -> bool:
    """Whether it has a visible character: joiners and combining marks alone are not visible."""
    return any(unicodedata.category(character)[0] in "LNPS" for character in name)
