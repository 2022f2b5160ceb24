"""One-time links that sign in."""

import asyncio

import pytest

from auth.guests import new_guest
from auth.user import User
from sessions.base.errors import TicketSpent
from storage.account.logins import LoginTickets
from storage.redis.client import Redis
from storage.session.tickets import TTL_SECONDS, Tickets, digest

PERFORMER = User(
    id="telegram_42",
    name="Ines",
    guest=False,
    telegram_user_id=42,
    permissions=frozenset({"VOICEBOT_SESSIONS.UPDATE"}),
    projects=frozenset({"alpha"}),
    roles=frozenset({"admin"}),
    expires_at=0,
)


async def test_AC17_of_a_hundred_uses_at_once_one_succeeds(stores: Redis) -> None:
    tickets = LoginTickets(stores)
    guest = new_guest("Mira")
    secret = await tickets.issue(guest, "device")
    answers = await asyncio.gather(*(tickets.use(secret) for _ in range(100)), return_exceptions=True)
    (found,) = [one for one in answers if not isinstance(one, BaseException)]
    assert (found.user.id, found.user.name, found.user.guest, found.source) == (guest.id, "Mira", True, "device")
    assert sum(isinstance(one, TicketSpent) for one in answers) == 99


async def test_AC17_looking_uses_nothing_up_and_roles_stay_behind(stores: Redis) -> None:
    tickets = LoginTickets(stores)
    secret = await tickets.issue(PERFORMER, "telegram")
    looked = [await tickets.look(secret) for _ in range(3)]
    used = await tickets.use(secret)
    assert {one.user.id for one in [*looked, used]} == {"telegram_42"}
    assert (used.user.telegram_user_id, used.source) == (42, "telegram")
    assert (used.user.projects, used.user.permissions) == (PERFORMER.projects, PERFORMER.permissions)
    assert not used.user.roles
    with pytest.raises(TicketSpent):
        await tickets.look(secret)


@pytest.mark.parametrize("secret", ["", "x", "x" * 10_000, "\x00", "\ud800", "é", "*", "{b1}"])
async def test_AC17_what_was_never_issued_signs_nobody_in(secret: str, stores: Redis) -> None:
    for attempt in (LoginTickets(stores).look, LoginTickets(stores).use):
        with pytest.raises(TicketSpent):
            await attempt(secret)


async def test_AC17_AC8_a_ticket_for_something_else_is_no_login_and_stays_valid(stores: Redis) -> None:
    others = Tickets(stores)
    secret = await others.issue("control:a")
    with pytest.raises(TicketSpent):
        await LoginTickets(stores).use(secret)
    await others.consume(secret, "control:a")


async def test_AC17_AC10_redis_keeps_only_the_hash_for_ten_minutes(stores: Redis) -> None:
    secret = await LoginTickets(stores).issue(PERFORMER, "telegram")
    (name,) = await stores.call("k", "KEYS", f"*login:{digest(secret)}*")
    assert await stores.call("k", "KEYS", f"*{secret}*") == []
    assert secret.encode() not in await stores.call(name.decode(), "GET", name)
    assert 0 < await stores.call(name.decode(), "TTL", name) <= TTL_SECONDS
