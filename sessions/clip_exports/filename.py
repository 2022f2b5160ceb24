"""A file's name from the session's title: `death-march-blind.csv`."""

import re
from typing import Final

from anyascii import anyascii

from sessions.clip import ClipSession

MAX_SLUG: Final = 60
# Windows takes these for devices, whatever the extension.
_RESERVED: Final = re.compile(r"con|prn|aux|nul|com\d|lpt\d")


def slug(session: ClipSession) -> str:
    """Latin letters, digits and single hyphens only; a title that leaves none gives way to the id's first eight."""
    words = re.sub(r"[^a-z0-9]+", "-", anyascii(session.title).replace("'", "").lower())[:MAX_SLUG].strip("-")
    if not words:
        return session.id[:8]
    return f"{words}-{session.id[:8]}" if _RESERVED.fullmatch(words) else words
