"""Uploaded pictures of books: what counts as one."""

from typing import Final

from sessions.base.errors import UnsupportedMedia

MOST_BYTES: Final = 32 * 1024
"""Of a picture: a list shows it at 48 px, the player at 300. A library of 2,000 books has 64 MiB."""


def picture_type(content: bytes) -> str:
    """The media type, detected from the content. Raises UnsupportedMedia."""
    if content.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    raise UnsupportedMedia("A picture is a JPEG, a PNG or a WebP")
