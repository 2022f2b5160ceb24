"""What a chat shows of an address: the tags in its page, and its picture.

Chats ask without a token, so everybody gets what the link alone opens; whatever it does not open gets the same bytes.
"""

import asyncio
import re
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from html import escape
from typing import Final, NamedTuple

from handlers.api.preview import Describe, Preview, is_russian
from server.previews.pictures import Pictures
from sessions.base.errors import Refusal, Unavailable
from sessions.base.ids import is_uuid
from sessions.base.text import without_directions
from storage.people.store import InvitationTarget, PeopleStore
from storage.redis.client import Redis
from storage.session.preview import ANYBODY, link_view

SAME_SECONDS: Final = 1.0  # an answer serves a crowd for so long: each process reads a session once a second
KEPT: Final = 1_000  # addresses
MOST_SECONDS: Final = 1.0  # a page does not wait longer for its title
INVITATION: Final = re.compile(r"/i/([^/]+)")
SENT: Final = ("You were sent a room", "Open the link to see whether you may come in.")
"""Of everything that the link alone does not open: private, deleted, taken down, unknown."""
HOME: Final = ("Roomtone", "Play, clip, record and listen live with other people. No account, nothing to install.")

_ROLES: Final = {
    "owner": ("As an owner.", "Как владелец."),
    "co-owner": ("As a co-owner.", "Как совладелец."),
    "editor": ("To take part.", "Чтобы участвовать."),
    "viewer": ("To look and listen.", "Смотреть и слушать."),
}


class Described(NamedTuple):
    """What shows a kind of session, and the pages of its sessions."""

    describe: Describe
    paths: tuple[str, ...]


class Previews:
    def __init__(self, redis: Redis, kinds: Mapping[str, Described], *, public_url: str) -> None:
        self._redis = redis
        self._kinds = kinds
        self._public_url = public_url
        self._people = PeopleStore(redis, public_url=public_url, log_length=0)
        self._pages = [
            (re.compile(re.sub(r"\{\w+\}", "([^/]+)", path)), kind) for kind, one in kinds.items() for path in one.paths
        ]
        self._pictures = Pictures()
        self._kept: OrderedDict[str, tuple[float, bytes]] = OrderedDict()
        self.home = self._tags(*HOME, "/preview.png")
        self.sent = self._tags(*SENT, "/preview-room.png")

    async def tags(self, path: str) -> bytes | None:
        """The title and the tags of a session's or an invitation's page, as HTML; None for every other address."""
        reading = self._reading(path)
        if reading is None:
            return None
        now = asyncio.get_running_loop().time()
        at, known = self._kept.pop(path, (-SAME_SECONDS, b""))
        if now - at >= SAME_SECONDS:
            try:
                async with asyncio.timeout(MOST_SECONDS):
                    known = await reading()
            except (Unavailable, TimeoutError):
                return self.sent
            at = now
        self._kept[path] = at, known
        if len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        return known

    async def picture(self, kind: str, session_id: str) -> bytes | None:
        """A PNG of 1200 × 630 px; None for the fixed one, which says nothing of the session."""
        try:
            async with asyncio.timeout(MOST_SECONDS):
                preview = await self._preview(kind, session_id)
        except (Unavailable, TimeoutError):
            return None
        return None if preview is None else await self._pictures.of(preview)

    def _reading(self, path: str) -> Callable[[], Awaitable[bytes]] | None:
        """Reads what an address names; None for an address that names nothing."""
        if (invitation := INVITATION.fullmatch(path)) is not None:
            return partial(self._of_invitation, invitation[1])
        for pattern, kind in self._pages:
            if (found := pattern.fullmatch(path)) is not None:
                return partial(self._of_session, kind, found[1])
        return None

    async def _preview(self, kind: str, session_id: str) -> Preview | None:
        own = self._kinds.get(kind)
        if own is None or not is_uuid(session_id, "4"):
            return None
        view = await link_view(self._redis, session_id, kind, public_url=self._public_url)
        return None if view is None else own.describe(view)

    async def _of_session(self, kind: str, session_id: str) -> bytes:
        preview = await self._preview(kind, session_id)
        if preview is None:
            return self.sent
        picture = f"/preview/{kind}/{session_id}.png?{preview.digest}"
        return self._tags(preview.title, preview.description, picture)

    async def _of_invitation(self, token: str) -> bytes:
        try:
            target = await self._people.look(token, ANYBODY)
        except Unavailable:
            raise
        except Refusal:
            return self.sent
        return self._tags(*_invited(target), "/preview-room.png")

    def _tags(self, title: str, description: str, picture: str) -> bytes:
        named = {
            "og:site_name": "Roomtone",
            "og:type": "website",
            "og:title": title,
            "og:description": description,
            "og:image": self._public_url + picture,
            "og:image:type": "image/png",
            "og:image:width": "1200",
            "og:image:height": "630",
        }
        lines = [f"<title>{escape(title)}</title>", f'<meta name="description" content="{escape(description)}" />']
        lines += [f'<meta property="{name}" content="{escape(value)}" />' for name, value in named.items()]
        return "\n    ".join([*lines, '<meta name="twitter:card" content="summary_large_image" />']).encode()


def _invited(target: InvitationTarget) -> tuple[str, str]:
    title = without_directions(target.title or "") or "Roomtone"
    by = without_directions(target.by_name or "") or "Roomtone"
    role = _ROLES[target.role.value][is_russian(title)]
    return (f"{by} приглашает вас: {title}" if is_russian(title) else f"{by} invites you to {title}"), role
