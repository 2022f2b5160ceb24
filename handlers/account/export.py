"""Everything of somebody as a zip (AC25)."""

import time
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import asdict
from typing import Any, Final

import orjson

from auth.user import User
from handlers.account.accounts import SignIns
from handlers.api.archive import Entry, in_parts, whole, zipped
from handlers.api.call import Call
from handlers.api.contract import Access, StreamedAnswer, route
from sessions.base.errors import RateLimited
from storage.account.identities import Identities
from storage.account.session_notices import sessions_of
from storage.admin.export import Exports
from storage.admin.listing import Way
from storage.deletion.deletion import AccountDeletion
from storage.home.store import HomeStore
from storage.media.store import MediaStore
from storage.redis.client import Redis
from storage.script_keys.store import ScriptKeys
from storage.session.kind_cache import SessionKinds
from storage.session.kinds import KINDS
from storage.webhooks.store import Webhooks

EXPORTS_AN_HOUR: Final = 6
README: Final = b"""Everything of yours in Roomtone.

profile.json      who you are here
home.json         the rows of your home page: your sessions, and your roles in sessions of others
sessions.ndjson   the sessions that you own, of every kind, and your listening history; an admin of another
                  installation can import this file
sent.ndjson       what you sent to sessions of others, a line for each moment
keys.json         your keys for scripts, without the keys
webhooks.json     your webhooks, without their secrets, and the last deliveries
media/            the files of your sessions

What lies in your bin is not in here: bring it back first.
"""


class AccountExports:
    """`named` answers the id under which somebody is stored."""

    def __init__(
        self,
        redis: Redis,
        exports: Exports,
        media: MediaStore,
        deletion: AccountDeletion,
        identities: Identities,
        limits: SignIns,
        named: Callable[[str], str],
    ) -> None:
        self._redis = redis
        self._exports = exports
        self._media = media
        self._deletion = deletion
        self._identities = identities
        self._limits = limits
        self._named = named
        self._kinds = SessionKinds(redis)

    @route(
        "GET", "/api/auth/me/export", access=Access.SIGNED_IN, errors=[RateLimited], cost=50, media=("application/zip",)
    )
    async def export(self, call: Call) -> StreamedAnswer:
        """Everything of the caller as a zip: profile, sessions of every kind that they own with their files, listening
        history, what they sent elsewhere, keys and webhooks without secrets. It is made while it is sent, and breaks
        off when they are signed out. Of others it has what they may read in their own sessions."""
        await self._limits.consume("account:export", call.user.id, most=EXPORTS_AN_HOUR, seconds=3600)
        user = await self._identities.current(call.user)
        ids = (await self._deletion.leaver(user.id, user, self._named)).ids
        now = time.gmtime()
        return StreamedAnswer(zipped(self._entries(user, ids), now[:6]), "application/zip", "roomtone-account.zip")

    async def _entries(self, user: User, ids: Sequence[str]) -> AsyncIterator[Entry]:
        ways = [Way("owner", low=f"{one}\t") for one in ids]
        yield Entry("README.txt", whole(README), is_text=True)
        yield _json("profile.json", _profile(user, ids))
        rows = await HomeStore(self._redis).all_rows(ids)
        yield _json("home.json", rows)
        yield _json("keys.json", [asdict(one) for one in await ScriptKeys(self._redis).list(user)])
        yield _json("webhooks.json", await Webhooks(self._redis).read(user))
        yield Entry("sessions.ndjson", self._exports.lines(ways, tuple(KINDS), media=False), is_text=True)
        yield Entry("sent.ndjson", self._sent(ids), is_text=True)
        async for path, size in self._exports.files(ways, tuple(KINDS)):
            await self._identities.resolve(user)
            yield Entry(f"media/{path}", in_parts(self._media.read, path, size))

    async def _sent(self, ids: Sequence[str]) -> AsyncIterator[bytes]:
        for session_id in await sessions_of(self._redis, ids):
            for kind in await self._kinds.of(session_id):
                if kind in KINDS:
                    for one in ids:
                        async for json in KINDS[kind].sent_by(self._redis, session_id, one):
                            yield json + b"\n"


def _json(name: str, content: Any) -> Entry:
    return Entry(name, whole(orjson.dumps(content, option=orjson.OPT_INDENT_2)), is_text=True)


def _profile(user: User, ids: Sequence[str]) -> dict[str, Any]:
    return {
        "id": user.id,
        "ids": list(ids),
        "name": user.name,
        "guest": user.guest,
        "telegram_user_id": user.telegram_user_id,
        "permissions": sorted(user.permissions),
        "projects": sorted(user.projects),
        "exported_at": round(time.time() * 1000),
    }
