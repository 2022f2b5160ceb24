"""Pictures of books over HTTP."""

from handlers.api.call import Call
from handlers.api.contract import (
    Access,
    Media,
    Raw,
    Upload,
    route,
)
from handlers.listening.models import PictureQuery
from sessions.base.errors import (
    FileTooLarge,
    NotFound,
    SessionNotFound,
    UnsupportedMedia,
)
from sessions.listening.artwork import MOST_BYTES
from sessions.listening.session import Book, BookId
from storage.listening.artwork import ListeningArtwork


class Artwork:
    """A player uploads a small picture of a book once, and every device of its listener shows it."""

    def __init__(self, artwork: ListeningArtwork) -> None:
        self._artwork = artwork

    @route(
        "PUT",
        "/api/listening/books/{book_id}/artwork",
        access=Access.SIGNED_IN,
        errors=[SessionNotFound, NotFound, FileTooLarge, UnsupportedMedia],
        cost=5,
        grows=True,
    )
    async def set(self, call: Call, book_id: BookId, upload: Upload) -> Raw[Book]:
        """Uploads the picture of a book: a JPEG, a PNG or a WebP of at most 32 KiB, detected from its content. It
        becomes the book's `artwork_url`, unless the book has one elsewhere. A repeat changes nothing."""
        return Raw(await self._artwork.put(call.user, book_id, await upload.read(MOST_BYTES)))

    @route(
        "GET",
        "/api/listening/books/{book_id}/artwork",
        access=Access.SIGNED_IN,
        errors=[SessionNotFound, NotFound],
    )
    async def picture(self, call: Call, book_id: BookId, query: PictureQuery) -> Media:
        """The uploaded picture of a book."""
        user = call.user
        picture = await self._artwork.of(user, book_id)

        async def part(start: int, end: int) -> bytes:
            return await self._artwork.read(user, picture, start, end)

        return Media(size=picture.size, media_type=picture.media_type, etag=picture.digest, read=part)
