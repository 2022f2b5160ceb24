"""The end of an account (AC23, AC24): what goes and what stays is said before, and again in the answer."""

import asyncio
from collections.abc import Callable
from typing import Annotated, Final, Literal

import structlog
from pydantic import ConfigDict, Field

from handlers.account.accounts import RequestedName, SignIns
from handlers.account.proof import Proofs
from handlers.api.call import Call
from handlers.api.contract import Access, route
from handlers.api.lazy_model import LazyModel
from handlers.people.models import UserId
from sessions.base.errors import Conflict, Forbidden, RateLimited, TicketSpent
from storage.account.identities import Identities
from storage.admin.desk import Desk
from storage.deletion.deletion import AccountDeletion, WhatGoes

log = structlog.get_logger("accounts")

ASKED_AN_HOUR: Final = 30
KNOWN_SECONDS: Final = 1.0  # until every process has looked (server/realtime/refusals.py)


class AccountEnd(LazyModel):
    """What the deletion of an account takes and leaves. `deleted` counts the sessions of each kind that are theirs
    alone; with them go their listening history, keys, webhooks, bin, home and name. `left` of their sessions others
    own too, and these stay with them. In `others` further sessions something of theirs stays: moments, notes, edits
    and recordings, under a name that says nothing. Jams without an owner are nobody's, and stay."""

    name: str
    deleted: dict[str, int]
    left: int
    others: int


class OwnAccountEnd(AccountEnd):
    """`needs_key`: give the recovery key, or sign in again first. `proof` says which of both there is."""

    needs_key: bool
    proof: Literal["none", "key", "sign_in"]


class DeletionWanted(LazyModel):
    """`confirm` repeats the name. `key` is the recovery key, unless this device has signed in within the last ten
    minutes; a guest without one has nothing else to show."""

    model_config = ConfigDict(extra="forbid")

    confirm: RequestedName
    key: Annotated[str | None, Field(max_length=200)] = None


class AccountDeletions:
    """`named` answers the id under which somebody is stored."""

    def __init__(
        self,
        deletion: AccountDeletion,
        identities: Identities,
        proofs: Proofs,
        limits: SignIns,
        desk: Desk,
        named: Callable[[str], str],
    ) -> None:
        self._deletion = deletion
        self._identities = identities
        self._proofs = proofs
        self._limits = limits
        self._desk = desk
        self._named = named

    @route("GET", "/api/auth/me/deletion", access=Access.SIGNED_IN, errors=[RateLimited], cost=20)
    async def look(self, call: Call) -> OwnAccountEnd:
        """What would go with the caller's account, and what would stay. Changes nothing."""
        await self._limits.consume("account:look", call.user.id, most=ASKED_AN_HOUR, seconds=3600)
        user = await self._identities.current(call.user)
        has_key = (await self._identities.read(user.id)).key is not None
        leaver = await self._deletion.leaver(user.id, user, self._named)
        end = _end(user.name, await self._deletion.look(leaver.ids))
        return OwnAccountEnd(
            **end.model_dump(),
            needs_key=not await self._proofs.is_shown(call.token, user),
            proof="key" if has_key else "none" if user.guest else "sign_in",
        )

    @route(
        "DELETE",
        "/api/auth/me",
        status=202,
        access=Access.SIGNED_IN,
        errors=[Conflict, Forbidden, RateLimited, TicketSpent],
        cost=50,
    )
    async def delete(self, call: Call, body: DeletionWanted) -> AccountEnd:
        """Deletes the caller's account, with all joined identities. When this is answered nobody is it any more:
        tokens, connections, keys and webhooks have ended. What is theirs alone is deleted for good within minutes, and
        nothing brings it back."""
        await self._limits.consume("account:delete", call.user.id, most=ASKED_AN_HOUR, seconds=3600)
        user = await self._identities.current(call.user)
        if body.confirm.strip() != user.name:
            raise Conflict("This is not the name of the account: repeat it to delete it")
        await self._proofs.require(call.token, user, body.key)
        leaver = await self._deletion.leaver(user.id, user, self._named)
        end = _end(user.name, await self._deletion.look(leaver.ids))
        await self._deletion.begin(leaver, user)
        log.info("account_deletion_begun", user=user.id)
        call.clear_token = True
        await asyncio.sleep(KNOWN_SECONDS)
        return end

    @route("DELETE", "/admin/accounts/{user_id}", status=202, access=Access.ADMIN, errors=[Conflict], cost=50)
    async def delete_for(self, call: Call, user_id: UserId) -> AccountEnd:
        """Deletes somebody's account for them, as they would themselves. It is in the audit log."""
        named = self._named(user_id)
        leaver = await self._deletion.leaver(named, None, self._named)
        if not set(leaver.ids).isdisjoint(call.user.ids):
            raise Conflict("Delete your own account where everybody does")
        await self._desk.note(call.user, "delete_account", user=named)
        end = _end("", await self._deletion.look(leaver.ids))
        await self._deletion.begin(leaver, None)
        await asyncio.sleep(KNOWN_SECONDS)
        return end


def _end(name: str, found: WhatGoes) -> AccountEnd:
    deleted = {kind: count for kind, count in found.deleted.items() if count}
    return AccountEnd(name=name, deleted=deleted, left=found.left, others=found.others)
