"""A person's webhooks and their deliveries."""

from typing import Annotated, Final, Literal
from urllib.parse import urlsplit

import structlog
from pydantic import ConfigDict, Field

from handlers.account.accounts import SignIns
from handlers.api.call import Call
from handlers.api.contract import Access, route
from handlers.api.lazy_model import LazyModel
from sessions.base.errors import Forbidden, InvalidPayload, NotFound, RateLimited, TooLarge
from sessions.base.ids import SessionId
from sessions.base.instant import UnixMs
from storage.account.identities import Identities
from storage.webhooks.store import EVENTS, MOST_WEBHOOKS, NewWebhook, Webhooks

log = structlog.get_logger("webhooks")

MOST_AN_HOUR: Final = 60
EventType = Literal[EVENTS]  # type: ignore[valid-type]


class WebhookWanted(LazyModel):
    """`url` is https, and its address public. `session_id` null: all sessions that the caller owns or helps to run."""

    model_config = ConfigDict(extra="forbid")

    url: Annotated[str, Field(min_length=1, max_length=500)]
    events: Annotated[list[EventType], Field(min_length=1, max_length=len(EVENTS), fail_fast=True)]
    session_id: SessionId | None = None


class WebhookView(LazyModel):
    """`failing_since`: since when nothing was taken; `off_at` with `why`: nothing is sent any more. `sent`: how many
    were taken."""

    id: str
    url: str
    events: list[EventType]
    session_id: str | None
    session_title: str | None
    made_at: UnixMs
    sent: int
    sent_at: UnixMs | None
    failing_since: UnixMs | None
    off_at: UnixMs | None
    why: str | None


class DeliveryView(LazyModel):
    """An event for a webhook. `waiting` has `next_at`; `sent` has the answer's `status` and `took_ms`; `failed` is
    tried no more."""

    id: str
    webhook_id: str
    session_id: str
    title: str
    type: EventType
    state: Literal["waiting", "sent", "failed"]
    attempts: int
    at: UnixMs
    tried_at: UnixMs | None
    next_at: UnixMs | None
    status: int | None
    took_ms: int | None
    error: str | None


class WebhookList(LazyModel):
    """The caller's webhooks and their latest deliveries, the newest first."""

    webhooks: list[WebhookView]
    deliveries: list[DeliveryView]
    most: int


class MadeWebhook(LazyModel):
    """`secret` signs what is sent (Standard Webhooks). It is in this answer alone."""

    id: str
    secret: str


class WebhookHandlers:
    def __init__(self, webhooks: Webhooks, identities: Identities, limits: SignIns, *, may_be_plain: bool) -> None:
        """`may_be_plain`: http is accepted too, where addresses may be private."""
        self._webhooks = webhooks
        self._identities = identities
        self._limits = limits
        self._may_be_plain = may_be_plain

    @route("GET", "/api/webhooks", access=Access.SIGNED_IN, errors=[Forbidden])
    async def list(self, call: Call) -> WebhookList:
        """The caller's webhooks, and what became of the last deliveries."""
        return WebhookList.model_validate({**await self._webhooks.read(call.user), "most": MOST_WEBHOOKS})

    @route("POST", "/api/webhooks", status=201, access=Access.SIGNED_IN, errors=[Forbidden, RateLimited, TooLarge])
    async def make(self, call: Call, body: WebhookWanted) -> MadeWebhook:
        """Makes a webhook: events of the caller's sessions are posted to an address, signed, at least once."""
        self._require_address(body.url)
        await self._limits.consume("webhooks", call.user.id, most=MOST_AN_HOUR, seconds=3600)
        user = await self._identities.known(call.user)
        id_, secret = await self._webhooks.make(user, NewWebhook(body.url, tuple(body.events), body.session_id))
        log.info("webhook_made", user=user.id, webhook=id_, events=body.events)
        return MadeWebhook(id=id_, secret=secret)

    @route("DELETE", "/api/webhooks/{webhook_id}", status=204, access=Access.SIGNED_IN, errors=[Forbidden, NotFound])
    async def remove(self, call: Call, webhook_id: str) -> None:
        """Removes a webhook; what waits for it is not sent."""
        await self._webhooks.remove(call.user, webhook_id)

    @route(
        "POST", "/api/webhooks/{webhook_id}/resume", status=204, access=Access.SIGNED_IN, errors=[Forbidden, NotFound]
    )
    async def resume(self, call: Call, webhook_id: str) -> None:
        """Switches a webhook on again that was off after a week of failures."""
        await self._webhooks.resume(call.user, webhook_id)

    @route(
        "POST",
        "/api/webhooks/deliveries/{delivery_id}/again",
        status=204,
        access=Access.SIGNED_IN,
        errors=[Forbidden, NotFound],
        cost=5,
    )
    async def send_again(self, call: Call, delivery_id: str) -> None:
        """Sends a delivery again, with its id; one that waits is tried now."""
        await self._webhooks.send_again(call.user, delivery_id)

    def _require_address(self, url: str) -> None:
        """Raises InvalidPayload. Where the name leads is checked with each POST."""
        try:
            parts = urlsplit(url)
            is_whole = (
                bool(parts.hostname) and parts.port != 0 and url.isascii() and url.isprintable() and " " not in url
            )
        except ValueError:
            is_whole = False
        if not is_whole or parts.username is not None or parts.password is not None:
            raise InvalidPayload("url: This is no address of a receiver")
        if parts.scheme != "https" and not (self._may_be_plain and parts.scheme == "http"):
            raise InvalidPayload("url: The address must begin with https://")
