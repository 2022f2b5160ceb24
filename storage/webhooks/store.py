"""Somebody's webhooks: made, listed, removed; their deliveries, and sending one again."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import orjson

from auth.caller import Server, packed
from auth.user import User
from storage.home.store import LOG_LENGTH, id_of
from storage.redis import keys
from storage.redis.client import Redis
from storage.redis.scripts import load
from storage.session.kinds import KINDS
from storage.webhooks.sender import new_secret

MOST_WEBHOOKS: Final = 10  # of one person

EVENTS: Final = (*(event for kind in KINDS.values() for event in kind.webhook_events), "member.joined")
"""Every type of event that a webhook can listen to (docs/scripts.md)."""


@dataclass(frozen=True, slots=True)
class NewWebhook:
    """`session_id` is None for all sessions that its maker owns or helps to run."""

    url: str
    events: tuple[str, ...]
    session_id: str | None


class Webhooks:
    def __init__(self, redis: Redis) -> None:
        self._redis = redis

    async def make(self, user: User, new: NewWebhook) -> tuple[str, str]:
        """Answers the id and the secret, which is in this answer alone. Raises TooLarge."""
        id_, secret = secrets.token_hex(8), new_secret()
        fields = {"url": new.url, "secret": secret, "events": new.events, "session": new.session_id or ""}
        recent = await self._run(
            "webhooks/make", user, user.id, secrets.token_hex(4), id_, orjson.dumps(fields), MOST_WEBHOOKS
        )
        # What costs something is looked for only where somebody listens: sessions learn it from the relay.
        for session_id in [new.session_id] if new.session_id else [one.decode() for one in recent]:
            first = (session_id, LOG_LENGTH, packed(Server.ITSELF))
            await self._redis.run(load("webhooks/touch"), keys.of_session(session_id), *first)
        return id_, secret

    async def read(self, user: User) -> dict[str, Any]:
        """`webhooks` with their fields, without the secret, and `deliveries`, the newest first. Raises Forbidden."""
        found, sent, named = await self._run("webhooks/read", user)
        rows = [orjson.loads(row.partition(b" ")[2]) for row in named]
        titles = {row["id"]: row["title"] for row in rows}
        webhooks = [
            _webhook(id_, orjson.loads(fields), titles) for id_, fields in zip(found[::2], found[1::2], strict=True)
        ]
        deliveries = [
            _delivery(id_, orjson.loads(head), body)
            for id_, head, body in zip(sent[::3], sent[1::3], sent[2::3], strict=True)
        ]
        return {"webhooks": sorted(webhooks, key=lambda one: one["made_at"]), "deliveries": deliveries}

    async def remove(self, user: User, id_: str) -> None:
        """Raises NotFound."""
        await self._run("webhooks/change", user, "remove", id_)

    async def resume(self, user: User, id_: str) -> None:
        """Switches one that was off on again. Raises NotFound."""
        await self._run("webhooks/change", user, "resume", id_)

    async def send_again(self, user: User, delivery_id: str) -> None:
        """Puts a delivery behind what waits, or tries one that waits now. Raises NotFound."""
        await self._run("webhooks/change", user, "again", delivery_id)

    async def _run(self, name: str, user: User, *arguments: Any) -> Any:
        home_id = id_of(user.id)
        first = (home_id, LOG_LENGTH, packed(user))
        return await self._redis.run(load(name), keys.of_session(home_id), *first, *arguments)


def _webhook(id_: bytes, fields: dict[str, Any], titles: dict[str, str]) -> dict[str, Any]:
    times = ("made_at", "sent_at", "failing_since", "off_at")
    return {
        "id": id_.decode(),
        "url": fields["url"],
        "events": fields["events"],
        "session_id": fields["session"] or None,
        "session_title": titles.get(fields["session"]),
        "sent": int(fields["sent"]),
        "why": fields.get("why"),
        **{name: int(fields[name]) if name in fields else None for name in times},
    }


def _delivery(id_: bytes, head: dict[str, Any], body: bytes) -> dict[str, Any]:
    title: str = orjson.loads(body)["data"]["title"]
    numbers: Sequence[str] = ("at", "next_at", "tried_at", "status", "took_ms", "attempts")
    return {
        "id": id_.decode(),
        "webhook_id": head["webhook"],
        "session_id": head["session"],
        "title": title,
        "type": head["type"],
        "state": head["state"],
        "error": head.get("error"),
        **{name: int(head[name]) if head.get(name) is not None else None for name in numbers},
    }
