"""What others see of people of an identity provider: a pseudonym, and never the subject of their account (D25)."""

import secrets
from contextlib import AsyncExitStack
from uuid import uuid4

import pytest

from tests.polling import until
from tests.server.accounts import a_sub
from tests.server.client import a_token
from tests.server.pair import OWN, PERMISSIONS, Pair, Party, party
from tests.users import is_pseudonym


async def test_D25_nothing_that_another_person_is_sent_has_the_subject_of_an_account(pair: Pair) -> None:
    here, there, provider = pair
    subjects, project = (a_sub(), a_sub()), str(uuid4())
    async with AsyncExitStack() as stack:
        ines = await party(
            stack, here, provider.token(subjects[0], "Ines", permissions=PERMISSIONS, projects=[project])
        )
        lev = await party(stack, there, provider.token(subjects[1], "Lev", permissions=PERMISSIONS, projects=[project]))
        assert is_pseudonym(ines.id)
        assert is_pseudonym(lev.id)
        assert ines.id != lev.id
        assert (await party(stack, there, ines.token)).id == ines.id  # on every process

        # A jam: the snapshot, edits, presence, the owner, the history, people.
        jam = (await ines.ask("POST", "/api/sessions", {}))["id"]
        for one in (lev, ines):
            await one.say("subscribe_on_session", {"session_id": jam})
            await one.say("update_presence", {"session_id": jam, "presence": {"cursor": [1, 2]}})
        await ines.say("edit_session", {"session_id": jam, "edit_id": "e1", "set": {"name": "Ours"}})
        await ines.say("unsubscribe_from_session", {"session_id": jam})
        while (signal := await lev.client.event("session_signal"))["type"] != "presence_left":
            pass
        assert signal["by"] == ines.id
        await lev.ask("GET", f"/api/sessions/{jam}/history")
        assert (await lev.ask("GET", f"/api/sessions/{jam}"))["ownerId"] == ines.id
        await ines.ask("POST", f"/api/people/{jam}/role", {"user_id": lev.id, "role": "editor", "name": "Lev"})
        members = (await lev.ask("GET", f"/api/people/{jam}"))["members"]
        assert {one["user_id"] for one in members} == {ines.id, lev.id}

        # A stream: moments, who sent them, an invitation by name, what the desk sees, the export.
        stream = (await ines.ask("POST", "/api/clip-sessions", {"title": "Live"}))["id"]
        await ines.ask("POST", f"/api/clip-sessions/{stream}/start")
        await lev.say("subscribe_on_session", {"session_id": stream})
        await lev.say("submit_clip", {"session_id": stream, "note": "now", "submitted_by": "Lev"})
        senders = (await ines.ask("GET", f"/api/people/{stream}/senders"))["people"]
        assert [one["user_id"] for one in senders] == [lev.id]
        for one in (ines, lev):
            await one.ask("PUT", "/api/home")
        known = (await ines.ask("GET", "/api/home/people"))["people"]
        assert [one["user_id"] for one in known] == [lev.id]
        await ines.ask("POST", f"/api/people/{stream}/invited", {"user_id": lev.id, "role": "co-owner"})
        await lev.ask("POST", f"/api/people/{stream}/invited/answer", {"answer": "accept"})
        await lev.ask("GET", f"/api/people/{stream}")
        await ines.ask("POST", f"/api/clip-sessions/{stream}/end")
        for kind in ("json", "csv", "text"):
            await lev.ask("GET", f"/api/clip-sessions/{stream}/export?format={kind}")

        # A voice session that is shared, and the rows of homes.
        voice = (await ines.ask("POST", "/voicebot/create_session", {"session_name": "Call"}))["session_id"]
        await ines.ask("POST", f"/api/people/{voice}/invited", {"user_id": lev.id, "role": "viewer"})
        await lev.ask("POST", f"/api/people/{voice}/invited/answer", {"answer": "accept"})
        await lev.say("subscribe_on_session", {"session_id": voice})
        await lev.ask("GET", f"/voicebot/sessions/{voice}")

        async def has_the_row() -> bool:
            return voice in {row["id"] for row in (await lev.ask("GET", "/api/home"))["rows"]}

        await until(has_the_row)

        for one in (ines, lev):
            for subject in subjects:
                assert subject not in one.received
    for process in (here.server, there.server):
        for subject in subjects:
            assert subject not in process.log.read_text()


async def test_D25_a_role_that_was_given_to_a_subject_is_its_person_s(pair: Pair) -> None:
    here, there, provider = pair
    subject = a_sub()
    async with AsyncExitStack() as stack:
        ines = await party(stack, here, provider.token(a_sub(), "Ines", permissions=PERMISSIONS))
        jam = (await ines.ask("POST", "/api/sessions", {}))["id"]
        await ines.ask("PATCH", f"/api/people/{jam}", {"link": "nobody"})
        await ines.ask("POST", f"/api/people/{jam}/role", {"user_id": subject, "role": "editor", "name": "Lev"})
        lev = await party(stack, there, provider.token(subject, "Lev", permissions=PERMISSIONS))
        assert (await lev.ask("GET", f"/api/people/{jam}"))["you"]["role"] == "editor"
        await ines.ask("POST", f"/api/people/{jam}/role", {"user_id": subject, "role": "viewer", "name": "Lev"})
        members = (await ines.ask("GET", f"/api/people/{jam}"))["members"]
        assert {one["user_id"]: one["role"] for one in members} == {ines.id: "owner", lev.id: "viewer"}
        await ines.ask("POST", f"/api/people/{jam}/role", {"user_id": subject, "role": None})
        refused = await there.ask("GET", f"/api/sessions/{jam}", Authorization=f"Bearer {lev.token}")
        assert refused.status in {403, 404}


async def test_D25_a_subject_in_allowed_users_is_shown_as_its_pseudonym(pair: Pair) -> None:
    here, there, provider = pair
    here_before, new = a_sub(), a_sub()
    async with AsyncExitStack() as stack:
        ines = await party(stack, here, provider.token(a_sub(), "Ines", permissions=PERMISSIONS))
        lev = await party(stack, there, provider.token(here_before, "Lev", permissions=PERMISSIONS))
        rights = {"access_level": "restricted", "allowed_users": [here_before, lev.id, new]}
        voice = await ines.ask("POST", "/voicebot/create_session", {"session_name": "Call", **rights})
        newcomer = await party(stack, there, provider.token(new, "New", permissions=PERMISSIONS))
        named = await ines.ask("GET", f"/voicebot/sessions/{voice['session_id']}/access")
        assert named["allowed_users"] == [lev.id, newcomer.id]
        for one in (lev, newcomer):
            await one.ask("GET", f"/voicebot/sessions/{voice['session_id']}")


async def listed(admin: Party, wanted: str) -> set[str]:
    """The sessions on all pages: a request looks at a bounded number of rows, and may find nothing among them."""
    found, cursor = set[str](), ""
    while True:
        page = await admin.ask("GET", f"/admin/sessions?{wanted}{cursor}")
        found |= {one["id"] for one in page["items"]}
        if page["next_cursor"] is None:
            return found
        cursor = f"&cursor={page['next_cursor']}"


async def test_D25_an_admin_finds_and_blocks_an_account_by_its_subject_and_by_its_pseudonym(pair: Pair) -> None:
    here, there, provider = pair
    subject = a_sub()
    async with AsyncExitStack() as stack:
        admin = Party(there, provider.token(a_sub(), "Root", roles=["admin"]))
        ines = await party(stack, here, provider.token(subject, "Ines"))
        made = {(await ines.ask("POST", "/api/sessions", {}))["id"]}
        for owner in (subject, ines.id):
            for sort in ("created", "size"):
                assert await listed(admin, f"owner={owner}&sort={sort}") == made, (owner, sort)
            assert (await admin.ask("GET", f"/admin/abuse?user={owner}"))["users"] == [ines.id]
        block = await admin.ask("POST", "/admin/blocks", {"user": subject})
        assert (block["value"], block["users"]) == (ines.id, [ines.id])


async def test_D25_a_number_of_telegram_and_a_token_of_this_server_are_accounts_with_a_pseudonym_too(
    pair: Pair,
) -> None:
    """Whoever signs tokens beside an identity provider names its accounts."""
    here, there, provider = pair
    number, subject = f"telegram_{secrets.randbits(40)}", a_sub()
    async with AsyncExitStack() as stack:
        ines = await party(stack, here, provider.token(subject, "Ines", permissions=PERMISSIONS))
        rights = {"access_level": "restricted", "allowed_users": [number]}
        made = await ines.ask("POST", "/voicebot/create_session", {"session_name": "Call", **rights})
        lev = Party(there, a_token(there.server.data_dir, number, name="Lev", permissions=PERMISSIONS, **OWN))
        await lev.ask("GET", f"/voicebot/sessions/{made['session_id']}")
        told = await lev.ask("GET", "/api/auth/me")
        named = await ines.ask("GET", f"/voicebot/sessions/{made['session_id']}/access")
        assert named["allowed_users"] == [told["user"]["id"]]
        assert is_pseudonym(told["user"]["id"])
        assert number not in "".join((*ines.heard, *lev.heard))
        own = Party(there, a_token(there.server.data_dir, subject, **OWN))
        assert (await own.ask("GET", "/api/auth/me"))["user"]["id"] == ines.id


@pytest.mark.parametrize("sub", ["guest_AAAAAAAAAAAAAAAAAAAAAA", "telegram_7", f"person_{'a' * 26}"])
async def test_D25_a_provider_cannot_name_an_id_of_this_server(pair: Pair, sub: str) -> None:
    here, _, provider = pair
    answer = await here.ask("GET", "/api/auth/me", Authorization=f"Bearer {provider.token(sub, 'Thief')}")
    assert (answer.status, answer.json["code"]) == (401, "unauthorized")
