"""Entity tags as a client sends them in If-Match and If-None-Match (RFC 9110, 8.8.3 and 13.1)."""

import re
from dataclasses import dataclass
from typing import Final, Self

# One tag and its separator. A field is read in one pass: reading stops where no tag begins.
_TAG: Final = re.compile(r'[ \t,]*(W/)?("[\x21\x23-\x7e\x80-\uffff]*")[ \t]*(?=,|$)')


@dataclass(frozen=True, slots=True)
class EntityTags:
    """The tags of a field; `any` stands for `*`, which every representation matches. Tags keep their quotes."""

    strong: frozenset[str] = frozenset()
    weak: frozenset[str] = frozenset()
    any: bool = False

    @classmethod
    def read(cls, header: str | None) -> Self | None:
        """None without the header. A header that is not a list of tags has none, and so matches nothing."""
        if header is None:
            return None
        if header.strip() == "*":
            return cls(any=True)
        strong: set[str] = set()
        weak: set[str] = set()
        at = 0
        while match := _TAG.match(header, at):
            (weak if match[1] else strong).add(match[2])
            at = match.end()
        return cls(frozenset(strong), frozenset(weak)) if not header[at:].strip(" \t,") else cls()

    def match(self, etag: str) -> bool:
        """The strong comparison, for If-Match: exactly the same bytes."""
        return self.any or etag in self.strong

    def match_weakly(self, etag: str) -> bool:
        """The weak comparison, for If-None-Match: `W/` is ignored."""
        plain = etag.removeprefix("W/")
        return self.any or plain in self.strong or plain in self.weak
