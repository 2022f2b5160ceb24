"""Homes over the product's own sockets and routes, on two servers."""

import asyncio
import secrets
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any
from uuid import uuid4

import orjson
import pytest

from auth.access import READ_OWN, UPDATE
from tests.polling import PATIENCE, until
from tests.processes import ServerProcess
from tests.server.client import Browser, RawClient, browsing, joined
from tests.users import known_as

Servers = tuple[ServerProcess, ServerProcess]


class Person:
    """Somebody with a home that they watch over a socket."""

    def __init__(self, browser: Browser, sub: str, socket: RawClient, claims: dict[str, Any]) -> None:
        self.browser = browser
        self.sub = sub
        self.socket = socket
        self.claims = claims
        self.rows: dict[str, dict[str, Any]] = {}

    async def ask(self, verb: str, path: str, json: Any = None) -> Any:
        answer = await self.browser.ask(verb, path, json=json, **self.browser.signed_in(self.sub, **self.claims))
        assert answer.status < 300, answer.body
        return orjson.loads(answer.body) if answer.body else None

    async def refused(self, verb: str, path: str, json: Any = None) -> str:
        answer = await self.browser.ask(verb, path, json=json, **self.browser.signed_in(self.sub, **self.claims))
        assert answer.status >= 400, answer.body
        return str(orjson.loads(answer.body)["code"])

    async def watch(self) -> None:
        home = await self.ask("PUT", "/api/home")
        answer = await self.socket.ask("subscribe_on_session", {"session_id": home["id"]})
        assert answer["role"] == "owner"
        self.rows = {row["id"]: row for row in answer["snapshot"]["rows"]}

    async def sees(self, session_id: str, *, has_requests: bool | None = None, **expected: Any) -> dict[str, Any]:
        """Waits until the row of a session says this; other events may come before."""
        async with asyncio.timeout(PATIENCE):
            while True:
                row = self.rows.get(session_id)
                says_it = row is not None and all(row[name] == value for name, value in expected.items())
                if row is not None and says_it and has_requests in {None, bool(row["requests"])}:
                    return row
                self._heard(await self.socket.event("session_event"))

    async def misses(self, session_id: str) -> None:
        async with asyncio.timeout(PATIENCE):
            while session_id in self.rows:
                self._heard(await self.socket.event("session_event"))

    def _heard(self, event: dict[str, Any]) -> None:
        if event["type"] == "row_changed":
            self.rows[event["data"]["row"]["id"]] = event["data"]["row"]
        elif event["type"] == "row_removed":
            self.rows.pop(event["data"]["id"], None)


@asynccontextmanager
async def watching(server: ServerProcess, *names: str, **claims: Any) -> AsyncIterator[list[Person]]:
    """People whom no other test knows, connected to a server and watching their homes."""
    async with AsyncExitStack() as stack:
        browser = await stack.enter_async_context(browsing(server))
        found = []
        for name in names:
            sub = known_as(f"{name}-{uuid4()}")
            socket = await stack.enter_async_context(joined(server, sub, **claims))
            person = Person(browser, sub, socket, {"name": name.title(), **claims})
            await person.watch()
            found.append(person)
        yield found


async def a_jam(owner: Person, link: str = "view") -> str:
    id_: str = (await owner.ask("POST", "/api/sessions", {}))["id"]
    await owner.ask("PATCH", f"/api/people/{id_}", {"link": link})
    return id_


async def test_PE5_PE9_a_request_reaches_the_owner_on_another_server_and_both_see_the_answer(
    two_servers: Servers,
) -> None:
    async with watching(two_servers[0], "ines") as [ines], watching(two_servers[1], "wren") as [wren]:
        jam = await a_jam(ines)
        await wren.ask("POST", f"/api/people/{jam}/request")
        row = await ines.sees(jam, has_requests=True)
        assert [(one["user_id"], one["name"]) for one in row["requests"]] == [(wren.sub, "Wren")]
        await ines.ask("POST", f"/api/people/{jam}/answer", {"user_id": wren.sub, "accept": True})
        await wren.sees(jam, role="editor", listed=True)
        await ines.sees(jam, requests=[])


async def test_PE7_every_device_of_a_user_hears_the_same_and_a_returning_one_gets_what_it_missed(
    two_servers: Servers,
) -> None:
    async with watching(two_servers[0], "ines") as [ines], joined(two_servers[1], ines.sub) as other:
        home = (await ines.ask("PUT", "/api/home"))["id"]
        answer = await other.ask("subscribe_on_session", {"session_id": home})
        jam = await a_jam(ines)
        await ines.sees(jam, kind="jam", role="owner", state="stopped")
        event = await other.event("session_event")
        assert (event["type"], event["data"]["row"]["id"]) == ("row_changed", jam)
        missed = await ines.socket.ask("subscribe_on_session", {"session_id": home, "since": answer["position"]})
        assert missed["events"][0]["seq"] == event["seq"]
        assert {row["id"] for row in (await ines.ask("GET", "/api/home"))["rows"]} == {jam}


async def test_PE7_nobody_else_hears_a_home(two_servers: Servers) -> None:
    async with watching(two_servers[0], "ines", "pia") as [ines, pia]:
        home = (await ines.ask("PUT", "/api/home"))["id"]
        refused = await pia.socket.ask("subscribe_on_session", {"session_id": home})
        unknown = await pia.socket.ask("subscribe_on_session", {"session_id": str(uuid4())})
        assert refused == unknown  # it does not even tell that there is one


async def test_V1_V32_PE7_both_subs_of_a_telegram_person_see_live_what_either_makes(two_servers: Servers) -> None:
    claims = {"telegram_user_id": 10**9 + secrets.randbelow(10**12), "permissions": [READ_OWN, UPDATE]}
    async with (
        watching(two_servers[0], "anna", **claims) as [anna],
        watching(two_servers[1], "phone", **claims) as [phone],
        watching(two_servers[1], "theo", permissions=[READ_OWN, UPDATE]) as [theo],
    ):
        for maker, other in ((anna, phone), (phone, anna)):
            made = await maker.ask("POST", "/voicebot/create_session", {"session_name": maker.sub})
            await other.sees(made["session_id"], title=maker.sub, role="owner", listed=True)
            await other.ask("PATCH", f"/voicebot/sessions/{made['session_id']}", {"session_name": "Итоги"})
            await maker.sees(made["session_id"], title="Итоги")
        assert (await theo.ask("GET", "/api/home"))["rows"] == []


async def known_to(owner: Person, other: Person) -> str:
    """A jam in which somebody takes part since they accepted an invitation; the owner knows them."""
    jam = await a_jam(owner)
    made = await owner.ask("POST", f"/api/people/{jam}/invitations", {"role": "editor"})
    await other.ask("POST", f"/api/invitations/{made['url'].rsplit('/', 1)[1]}")
    await other.sees(jam, role="editor", listed=True)

    async def is_known() -> bool:
        return other.sub in [one["user_id"] for one in (await owner.ask("GET", "/api/home/people"))["people"]]

    await until(is_known)
    return jam


@pytest.mark.parametrize("kind", ["clip", "jam"])
async def test_PE10_somebody_known_is_invited_by_name_and_has_nothing_until_they_accept(
    two_servers: Servers, kind: str
) -> None:
    async with watching(two_servers[0], "ines") as [ines], watching(two_servers[1], "theo") as [theo]:
        await known_to(ines, theo)
        path, body = ("/api/clip-sessions", {"title": "Death March"}) if kind == "clip" else ("/api/sessions", {})
        new = (await ines.ask("POST", path, body))["id"]
        await ines.ask("PATCH", f"/api/people/{new}", {"link": "nobody"})
        role = "co-owner"
        await ines.ask("POST", f"/api/people/{new}/invited", {"user_id": theo.sub, "role": role})
        row = await theo.sees(new, kind=kind, role=None, listed=False)
        assert (row["state"], row["facts"], row["requests"]) == (None, None, [])
        assert (row["invitation"]["role"], row["invitation"]["by_name"]) == (role, "Ines")
        assert await theo.refused("GET", f"/api/people/{new}") == "forbidden"
        [pending] = (await ines.ask("GET", f"/api/people/{new}"))["invited"]
        assert (pending["user_id"], pending["name"]) == (theo.sub, "Theo")

        await theo.ask("POST", f"/api/people/{new}/invited/answer", {"answer": "accept"})
        await theo.sees(new, role=role, listed=True, by_name="Ines", invitation=None)
        assert (await theo.ask("GET", f"/api/people/{new}"))["you"]["role"] == role
        assert await theo.refused("POST", f"/api/people/{new}/invited/answer", {"answer": "accept"}) == "ticket_spent"


async def test_PE10_a_no_can_be_taken_back_and_keeps_the_inviter_from_asking_again(two_servers: Servers) -> None:
    async with watching(two_servers[0], "ines") as [ines], watching(two_servers[1], "theo") as [theo]:
        await known_to(ines, theo)
        jam = await a_jam(ines, "nobody")
        invite = ("POST", f"/api/people/{jam}/invited", {"user_id": theo.sub, "role": "editor"})
        answer = f"/api/people/{jam}/invited/answer"
        await ines.ask(*invite)
        await theo.sees(jam)
        await theo.ask("POST", answer, {"answer": "decline"})
        await theo.misses(jam)
        assert await ines.refused(*invite) == "rate_limited"
        await theo.ask("POST", answer, {"answer": "reconsider"})
        await theo.sees(jam, role=None)
        await ines.ask("POST", f"/api/people/{jam}/invited/revoke", {"user_id": theo.sub})
        await theo.misses(jam)
        assert await theo.refused("POST", answer, {"answer": "accept"}) == "ticket_spent"


async def test_PE10_only_people_whom_one_knows_or_of_ones_project_can_be_invited_by_name(two_servers: Servers) -> None:
    project = f"project-{uuid4()}"
    async with (
        watching(two_servers[0], "ines", "kassia", projects=[project]) as [ines, kassia],
        watching(two_servers[1], "stranger", "viewer") as [stranger, viewer],
    ):
        jam = await a_jam(ines)
        await viewer.ask("GET", f"/api/sessions/{jam}")  # a mere viewer by link
        for other in (stranger, viewer):
            body = {"user_id": other.sub, "role": "editor"}
            assert await ines.refused("POST", f"/api/people/{jam}/invited", body) == "forbidden"
        await ines.ask("POST", f"/api/people/{jam}/invited", {"user_id": kassia.sub, "role": "editor"})
        await kassia.sees(jam, role=None)
        assert stranger.rows == {}
        known = (await ines.ask("GET", "/api/home/people"))["people"]
        assert known == [{"user_id": kassia.sub, "name": "Kassia"}]


async def test_PE10_an_invitation_ends_with_the_role_of_who_gave_it(two_servers: Servers) -> None:
    async with watching(two_servers[0], "ines", "heron") as [ines, heron], watching(two_servers[1], "theo") as [theo]:
        await known_to(heron, theo)
        jam = await a_jam(ines, "nobody")
        await ines.ask("POST", f"/api/people/{jam}/role", {"user_id": heron.sub, "role": "co-owner", "name": "Heron"})
        await heron.ask("POST", f"/api/people/{jam}/invited", {"user_id": theo.sub, "role": "editor"})
        await theo.sees(jam)
        await ines.ask("POST", f"/api/people/{jam}/role", {"user_id": heron.sub, "role": None})
        await theo.misses(jam)
        assert await theo.refused("POST", f"/api/people/{jam}/invited/answer", {"answer": "accept"}) == "ticket_spent"


async def test_D17_V32_naming_somebody_lets_them_read_and_asks_whether_they_want_it_in_their_list(
    two_servers: Servers,
) -> None:
    may = {"permissions": [READ_OWN, UPDATE]}
    async with watching(two_servers[0], "ines", **may) as [ines], watching(two_servers[1], "pia", **may) as [pia]:
        new = {"session_name": "Planning", "access_level": "restricted", "allowed_users": [pia.sub]}
        id_ = (await ines.ask("POST", "/voicebot/create_session", new))["session_id"]
        row = await pia.sees(id_, role=None, listed=False)
        assert row["invitation"]["by_name"] == "Ines"
        assert id_ not in [
            one["session"]["session_id"] for one in (await pia.ask("GET", "/voicebot/sessions"))["items"]
        ]
        await pia.ask("GET", f"/voicebot/sessions/{id_}")
        await pia.ask("POST", f"/api/people/{id_}/invited/answer", {"answer": "decline"})
        assert await pia.refused("GET", f"/voicebot/sessions/{id_}") == "forbidden"  # declined means out
        assert (await ines.ask("GET", f"/voicebot/sessions/{id_}/access"))["allowed_users"] == []
        await pia.ask("POST", f"/api/people/{id_}/invited/answer", {"answer": "reconsider"})
        await pia.ask("POST", f"/api/people/{id_}/invited/answer", {"answer": "accept"})
        await pia.sees(id_, role="viewer", listed=True, invitation=None)
        assert id_ in [one["session_id"] for one in (await pia.ask("GET", "/voicebot/sessions"))["items"]]
