"""The home of somebody with many sessions and invitations: one subscription has all of it, live."""

import asyncio
from collections import Counter
from itertools import chain
from typing import Any

from auth.access import READ_OWN, UPDATE
from tests.handlers.home.test_home import (
    Person,
    a_jam,
    known_to,
    watching,
)
from tests.processes import ServerProcess

OF_A_KIND = 100
INVITATIONS = 20
MAKE: dict[str, tuple[str, dict[str, Any]]] = {
    "clip": ("/api/clip-sessions", {"title": "Stream"}),
    "jam": ("/api/sessions", {}),
    "voice": ("/voicebot/create_session", {}),
}


async def made(person: Person, kind: str) -> str:
    path, body = MAKE[kind]
    answer = await person.ask("POST", path, body)
    return str(answer["session_id" if kind == "voice" else "id"])


async def invite(owner: Person, guest: Person) -> str:
    jam = await a_jam(owner)
    await owner.ask("POST", f"/api/people/{jam}/invited", {"user_id": guest.sub, "role": "editor"})
    return jam


async def test_PE7_PE10_a_home_of_300_sessions_and_20_invitations_is_live_in_one_subscription(
    server: ServerProcess,
) -> None:
    async with watching(server, "ines", "theo", permissions=[READ_OWN, UPDATE]) as (ines, theo):
        await known_to(theo, ines)
        ids = {kind: [await made(ines, kind) for _ in range(OF_A_KIND)] for kind in MAKE}
        offers = await asyncio.gather(*(invite(theo, ines) for _ in range(INVITATIONS)))
        for session_id in [*chain.from_iterable(ids.values()), *offers]:
            await ines.sees(session_id)
        assert Counter(row["kind"] for row in ines.rows.values() if row["role"] == "owner") == dict.fromkeys(
            MAKE, OF_A_KIND
        )
        assert {row["id"] for row in ines.rows.values() if row["invitation"]} == set(offers)

        # Everything changes live, and one who comes now has the same with one question.
        await ines.ask("POST", f"/api/clip-sessions/{ids['clip'][0]}/start")
        await ines.ask("DELETE", f"/api/sessions/{ids['jam'][0]}")
        await ines.ask("POST", f"/api/people/{offers[0]}/invited/answer", {"answer": "accept"})
        await ines.sees(ids["clip"][0], state="active")
        await ines.sees(offers[0], role="editor", invitation=None)
        await ines.misses(ids["jam"][0])
        before = set(ines.rows)
        await ines.watch()
        assert set(ines.rows) == before
        assert (ines.rows[ids["clip"][0]]["state"], ines.rows[offers[0]]["role"]) == ("active", "editor")
