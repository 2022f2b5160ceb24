"""One press marks a moment (D40, D41): the address for a key on a desk, a phone's shortcut, or a chat's bot."""

from pydantic import ConfigDict

from auth.script_keys import Scope
from handlers.api.call import Call
from handlers.api.contract import Access, Raw, route
from handlers.api.lazy_model import LazyModel
from handlers.script_keys.check import KeyCheck
from sessions.base.errors import (
    Blocked,
    Forbidden,
    MethodNotAllowed,
    RateLimited,
    SessionNotActive,
    SessionNotFound,
    TooLarge,
    TooSoon,
    Unauthorized,
)
from sessions.base.text import DisplayName, Note, OpaqueId
from sessions.clip.session import Clip, ClipSubmission
from storage.clip.press import chatter_of, pressed
from storage.clip.store import ClipStore
from storage.redis.client import Redis

REFUSALS = (
    Unauthorized, Blocked, Forbidden, RateLimited, SessionNotFound, SessionNotActive, TooSoon, TooLarge,
)  # fmt: skip


class NewPress(LazyModel):
    """`author` is somebody in a chat, for whom the moment counts; without one it is the key's maker. The same
    `submission_id` again marks nothing more."""

    model_config = ConfigDict(extra="forbid")

    note: Note = None
    author: DisplayName = None
    submission_id: OpaqueId | None = None


class Presses:
    def __init__(self, redis: Redis, store: ClipStore, keys: KeyCheck, *, may_get: bool) -> None:
        self._redis = redis
        self._store = store
        self._keys = keys
        self._may_get = may_get

    @route("POST", "/api/hooks/moment/{key}", status=201, access=Access.KEY, errors=REFUSALS, grows=True)
    async def press(self, call: Call, key: str, body: NewPress) -> Raw[Clip]:
        """Marks a moment in the session that the key names, otherwise in the running stream of its maker, the one that
        began last. Only for a key that may stand in an address."""
        return await self._mark(call, key, body, in_address=True)

    @route("POST", "/api/hooks/moment", status=201, access=Access.KEY, errors=REFUSALS, grows=True)
    async def press_with_header(self, call: Call, body: NewPress) -> Raw[Clip]:
        """The same with the key as the bearer token, for any key that may mark."""
        if call.token is None or call.is_by_cookie:
            raise Unauthorized("Send the key as `Authorization: Bearer …`")
        return await self._mark(call, call.token, body, in_address=False)

    @route(
        "GET", "/api/hooks/moment/{key}", status=201, access=Access.KEY, errors=[*REFUSALS, MethodNotAllowed],
        grows=True,
    )  # fmt: skip
    async def press_by_get(self, call: Call, key: str, query: NewPress) -> Raw[Clip]:
        """The same for programs that know no POST, where the operator allows it: whatever previews an address would
        mark a moment, too."""
        if not self._may_get:
            raise MethodNotAllowed("Use POST: the operator of this server does not allow GET here")
        return await self._mark(call, key, query, in_address=True)

    async def _mark(self, call: Call, key: str, press: NewPress, *, in_address: bool) -> Raw[Clip]:
        found = await self._keys.checked(pressed(self._redis, key, self._keys.permissions), call.address)
        user = found.user
        self._keys.pay(user)
        if user.key is None or Scope.MARK not in user.key.scopes:
            raise Forbidden("This key may not do this")
        if in_address and not found.in_address:
            raise Forbidden("This key may not stand in an address: send it as `Authorization: Bearer …`")
        if found.session_id is None:
            raise SessionNotActive("You have no stream that runs now")
        chatter = None if press.author is None else chatter_of(user.key, press.author)
        tap = ClipSubmission(
            note=press.note, submitted_by=press.author or user.name[:32], submission_id=press.submission_id
        )
        return Raw(await self._store.submit(found.session_id, user, tap, call.address, chatter))
