"""A person's keys for scripts (D41): made, listed, ended."""

import time
from typing import Annotated, Final

import structlog
from pydantic import ConfigDict, Field

from auth.script_keys import Scope
from handlers.account.accounts import SignIns
from handlers.api.call import Call
from handlers.api.contract import Access, route
from handlers.api.lazy_model import LazyModel
from sessions.base.errors import Forbidden, NotFound, RateLimited, TooLarge
from sessions.base.ids import SessionId
from sessions.base.instant import DAY_MS, UnixMs
from sessions.base.text import Title
from storage.account.identities import Identities
from storage.script_keys.store import MOST_KEYS, NewScriptKey, ScriptKeys

log = structlog.get_logger("script_keys")

MOST_AN_HOUR: Final = 60
MOST_DAYS: Final = 3650


class NewKey(LazyModel):
    """What a new key may do. `session_id` null: in all of the caller's sessions that they own or help to run. `days`
    until it ends, null for no end. `in_address`: it may stand in an address, which others may read in histories and
    logs of their own."""

    model_config = ConfigDict(extra="forbid")

    name: Annotated[Title, Field(min_length=1)]
    scopes: Annotated[list[Scope], Field(min_length=1, max_length=len(Scope), fail_fast=True)]
    session_id: SessionId | None = None
    days: Annotated[int | None, Field(ge=1, le=MOST_DAYS, strict=True)] = None
    in_address: Annotated[bool, Field(strict=True)] = False


class ScriptKeyView(LazyModel):
    """A key. `session_title` is null for all sessions, and for one that is not on the caller's home. `ended_at` is set
    for one that has ended, with `why`: `revoked`, `signed_out`, `joined`; null for time."""

    model_config = ConfigDict(from_attributes=True)

    id: str
    name: str
    scopes: list[Scope]
    session_id: str | None
    session_title: str | None
    in_address: bool
    made_at: UnixMs
    ends_at: UnixMs | None
    used_at: UnixMs | None
    ended_at: UnixMs | None
    why: str | None


class ScriptKeyList(LazyModel):
    """The caller's keys, the newest first, with those that ended within 30 days. At most `most` may work."""

    keys: list[ScriptKeyView]
    most: int


class MadeKey(LazyModel):
    """`key` is in this answer alone: the server keeps its digest, which is its `id`. `moment_url` marks a moment when
    it is called by POST, for a key that may mark and stand in an address; otherwise null."""

    key: str
    id: str
    moment_url: str | None


class ScriptKeyHandlers:
    def __init__(self, keys: ScriptKeys, identities: Identities, limits: SignIns, *, public_url: str) -> None:
        self._keys = keys
        self._identities = identities
        self._limits = limits
        self._public_url = public_url

    @route("GET", "/api/keys", access=Access.SIGNED_IN, errors=[Forbidden])
    async def list(self, call: Call) -> ScriptKeyList:
        """The caller's keys for scripts. None of them can be read again."""
        kept = await self._keys.list(call.user)
        return ScriptKeyList(keys=[ScriptKeyView.model_validate(one) for one in kept], most=MOST_KEYS)

    @route("POST", "/api/keys", status=201, access=Access.SIGNED_IN, errors=[Forbidden, RateLimited, TooLarge])
    async def make(self, call: Call, body: NewKey) -> MadeKey:
        """Makes a key with which scripts call as the caller, within its scopes (D41)."""
        await self._limits.consume("keys", call.user.id, most=MOST_AN_HOUR, seconds=3600)
        user = await self._identities.known(call.user)
        ends_at = None if body.days is None else round(time.time() * 1000) + body.days * DAY_MS
        new = NewScriptKey(body.name, frozenset(body.scopes), body.session_id, body.in_address, ends_at)
        key, id_ = await self._keys.make(user, new)
        log.info("script_key_made", user=user.id, key_id=id_, scopes=sorted(new.scopes), in_address=new.in_address)
        marks = body.in_address and Scope.MARK in new.scopes
        return MadeKey(key=key, id=id_, moment_url=f"{self._public_url}/api/hooks/moment/{key}" if marks else None)

    @route("DELETE", "/api/keys/{key_id}", status=204, access=Access.SIGNED_IN, errors=[Forbidden, NotFound])
    async def end(self, call: Call, key_id: str) -> None:
        """Ends a key. Answers when nothing more can come of it, after a second."""
        await self._keys.end(call.user, key_id)
        log.info("script_key_ended", user=call.user.id, key_id=key_id)
