import asyncio

import pytest

from sessions.base.errors import TicketSpent
from storage.redis.client import Redis
from storage.session.tickets import TTL_SECONDS, Tickets, digest


async def test_AC8_a_ticket_is_good_once_also_when_a_hundred_come_at_once(stores: Redis) -> None:
    tickets = Tickets(stores)
    secret = await tickets.issue("control:a")
    answers = await asyncio.gather(*(tickets.consume(secret, "control:a") for _ in range(100)), return_exceptions=True)
    assert answers.count(None) == 1
    assert sum(isinstance(answer, TicketSpent) for answer in answers) == 99


async def test_AC8_a_ticket_for_something_else_is_not_taken(stores: Redis) -> None:
    tickets = Tickets(stores)
    secret = await tickets.issue("control:a")
    with pytest.raises(TicketSpent):
        await tickets.consume(secret, "control:b")
    await tickets.consume(secret, "control:a")  # and whoever tried has not used it up


@pytest.mark.parametrize("secret", ["", "x", "x" * 10_000, "\x00", "\ud800", "é", "*", "{b1}"])
async def test_AC8_what_was_never_issued_is_refused(secret: str, stores: Redis) -> None:
    with pytest.raises(TicketSpent):
        await Tickets(stores).consume(secret, "control:a")


async def test_AC8_AC10_redis_keeps_only_the_hash_for_ten_minutes(stores: Redis) -> None:
    secret = await Tickets(stores).issue("control:a")
    assert len(secret) >= 43
    (name,) = await stores.call("k", "KEYS", f"*ticket:{digest(secret)}*")
    assert await stores.call("k", "KEYS", f"*{secret}*") == []
    assert (await stores.call(name.decode(), "GET", name)) != secret.encode()
    assert 0 < await stores.call(name.decode(), "TTL", name) <= TTL_SECONDS
