"""What the caller uses of what they may (OP26, OP27), for pages that say it before a refusal."""

from typing import Protocol

from handlers.api.call import Call
from handlers.api.contract import Access, route
from handlers.api.lazy_model import LazyModel


class Share(LazyModel):
    """Bytes; a limit of 0 is none."""

    used_bytes: int
    limit_bytes: int


class Usage(LazyModel):
    """`files` are recordings and attached files, `content` everything else of the caller's sessions; both with the
    bin."""

    files: Share
    content: Share


class QuotaReader(Protocol):
    async def of(self, owner: str) -> tuple[int, int]: ...


class UsageToldToPages:
    def __init__(self, files: QuotaReader, content: QuotaReader) -> None:
        self._files = files
        self._content = content

    @route("GET", "/api/usage", access=Access.SIGNED_IN)
    async def usage(self, call: Call) -> Usage:
        """How many bytes the caller's sessions use, and how many they may."""
        return Usage(files=await _share(self._files, call.user.id), content=await _share(self._content, call.user.id))


async def _share(shares: QuotaReader, owner: str) -> Share:
    used, limit = await shares.of(owner)
    return Share(used_bytes=used, limit_bytes=limit)
