"""A file's name from the session's title: `death-march-blind.csv`."""

import re
from typing import Final

from anyascii import anyascii

from sessions.clip.session import ClipSession

MAX_SLUG: Final = 60
# Windows treats these names as devices, whatever the extension.
_RESERVED: Final = re.compile(r"con|prn|aux|nul|com\d|lpt\d")


def slug(session: ClipSession) -> str:
    """Only Latin letters, digits and single hyphens; when nothing is left of the title, the first eight characters of
    the id."""
    words = re.sub(r"[^a-z0-9]+", "-", anyascii(session.title).replace("'", "").lower())[:MAX_SLUG].strip("-")
    if not words:
        return session.id[:8]
    return f"{words}-{session.id[:8]}" if _RESERVED.fullmatch(words) else words
