"""What an older version stored under the subject of an account: others see the pseudonym, and its person may do with it
what they might before (D25).

A token that the server signed itself has the id that a provider's had in older versions.
"""

import asyncio
from contextlib import AsyncExitStack
from typing import Any
from uuid import uuid4

from tests.handlers.voice.people import digest
from tests.server.accounts import a_sub
from tests.server.client import a_token, connected
from tests.server.pair import OWN, PERMISSIONS, Pair, Party, party
from tests.sessions.jam.test_sample import sound
from tests.users import is_pseudonym


async def a_chunk(who: Party, session_id: str, recording_id: str, number: int) -> int:
    """Sends a chunk of a recording; answers the status."""
    data = b"\x1a\x45\xdf\xa3" + number.to_bytes(4, "big") * 64
    path = f"/voicebot/sessions/{session_id}/recordings/{recording_id}/chunks/{number}"
    headers = {"Authorization": f"Bearer {who.token}", "Content_Digest": digest(data), "Content_Type": "audio/webm"}
    answer = await who.browser.ask("PUT", path, data=data, **headers)
    who.heard.append(answer.body.decode())
    return answer.status


async def with_socket(stack: AsyncExitStack, pair: Pair, subject: str) -> Party:
    """Somebody as an older version knew them."""
    here, _, _ = pair
    token = a_token(here.server.data_dir, subject, name="Ines", permissions=PERMISSIONS, **OWN)
    client = await stack.enter_async_context(connected(here.server.url))
    return Party(here, token, await client.join({"token": token}))


async def a_call(owner: Party, *members: str) -> str:
    """A voice session in which these people may write."""
    made = await owner.ask("POST", "/voicebot/create_session", {"session_name": "Call"})
    session_id = str(made["session_id"])
    for member in members:
        role = {"user_id": member, "role": "editor", "name": "Somebody"}
        await owner.ask("POST", f"/api/people/{session_id}/role", role)
    return session_id


async def test_D25_what_an_older_version_stored_is_shown_with_the_pseudonym(pair: Pair) -> None:
    here, there, provider = pair
    subject = a_sub()
    async with AsyncExitStack() as stack:
        lev = await party(stack, there, provider.token(a_sub(), "Lev", permissions=PERMISSIONS))
        root = Party(there, provider.token(a_sub(), "Root", roles=["admin"]))
        before = await with_socket(stack, pair, subject)
        call = await a_call(before)
        await before.ask("PATCH", f"/api/people/{call}", {"link": "view"})  # a step that moderators see
        await before.ask("POST", f"/api/people/{call}/invitations", {"role": "viewer"})
        await before.ask("POST", f"/api/people/{call}/role", {"user_id": lev.id, "role": "co-owner", "name": "Lev"})
        since = (await lev.say("subscribe_on_session", {"session_id": call}))["position"]
        await lev.say("unsubscribe_from_session", {"session_id": call})
        assert await a_chunk(before, call, str(uuid4()), 0) == 201
        text = (await before.ask("POST", f"/voicebot/sessions/{call}/materials", {"text": "bread"}))["material_id"]
        jam = (await before.ask("POST", "/api/sessions", {}))["id"]
        for tempo in (90, 100):
            state: dict[str, Any] = {"tracks": [], "tempo": tempo, "swing": 0, "version": 1}
            await before.ask("PUT", f"/api/sessions/{jam}", {"state": state})
        path = f"/api/sessions/{jam}/samples?name=Clap"
        made = await here.ask("POST", path, data=sound(), Authorization=f"Bearer {before.token}")
        assert made.status == 201
        await before.ask("POST", f"/api/reports/{call}", {"reason": "spam", "text": ""})

        # The other process hears of it within seconds, this one at once.
        ines = await party(stack, there, provider.token(subject, "Ines", permissions=PERMISSIONS))
        assert is_pseudonym(ines.id)
        lev.heard.clear()
        lev.client.packets.clear()

        # The events after a position, from the log: the process of the reader was not subscribed meanwhile.
        missed = await lev.say("subscribe_on_session", {"session_id": call, "since": since})
        assert {event["by"] for event in missed["events"]} == {ines.id}
        snapshot = (await lev.say("subscribe_on_session", {"session_id": call}))["snapshot"]
        assert [one["by"] for one in (*snapshot["materials"], *snapshot["recordings"])] == [ines.id, ines.id]
        view = await lev.ask("GET", f"/voicebot/sessions/{call}")
        assert [one["by"] for one in (*view["materials"], *view["recordings"])] == [ines.id, ines.id]
        # An event of now about something of then.
        await ines.ask("DELETE", f"/voicebot/sessions/{call}/materials/{text}")
        await ines.ask("POST", f"/voicebot/sessions/{call}/materials/{text}/restore")
        while (event := await lev.client.event("session_event"))["type"] != "material_restored":
            pass
        assert event["data"]["material"]["by"] == ines.id
        people = await lev.ask("GET", f"/api/people/{call}")
        assert {one["by"] for one in (*people["invitations"], *people["steps"])} == {ines.id}
        versions = (await lev.ask("GET", f"/api/sessions/{jam}/history"))["items"]
        assert {one["by"] for one in versions} == {ines.id}
        assert (await lev.ask("GET", f"/api/sessions/{jam}/history/{versions[0]['id']}"))["by"] == ines.id
        samples = await lev.ask("GET", f"/api/sessions/{jam}/samples")
        assert [one["by"] for one in samples["items"]] == [ines.id]
        reports = (await root.ask("GET", "/admin/reports"))["items"]
        assert [one["by"] for one in reports if one["session_id"] == call] == [ines.id]
        assert subject not in lev.received
        assert subject not in "".join(root.heard)


async def test_D25_who_recorded_and_attached_under_a_subject_goes_on_under_the_pseudonym(pair: Pair) -> None:
    """Nothing of a recording that began before the update is refused after it."""
    here, there, provider = pair
    subject, recording_id = a_sub(), str(uuid4())
    async with AsyncExitStack() as stack:
        mia = Party(here, provider.token(a_sub(), "Mia", permissions=PERMISSIONS))
        call = await a_call(mia, subject)
        before = await with_socket(stack, pair, subject)
        await before.say("subscribe_on_session", {"session_id": call})
        report = {"session_id": call, "status": "recording", "recording_id": recording_id}
        await before.say("report_recording", report)
        assert await a_chunk(before, call, recording_id, 0) == 201
        text = (await before.ask("POST", f"/voicebot/sessions/{call}/materials", {"text": "bread"}))["material_id"]

        ines = await party(stack, there, provider.token(subject, "Ines", permissions=PERMISSIONS))
        await ines.say("keep_recording", report)
        assert await a_chunk(ines, call, recording_id, 1) == 201
        await before.say("keep_recording", report)  # and back at a process of before
        await ines.say("report_recording", {**report, "status": "paused"})
        finished = await ines.ask("POST", f"/voicebot/sessions/{call}/recordings/{recording_id}/finish", {"chunks": 2})
        assert finished["chunk_count"] == 2
        for way in (f"materials/{text}", f"recordings/{recording_id}"):
            await ines.ask("DELETE", f"/voicebot/sessions/{call}/{way}")
            await ines.ask("POST", f"/voicebot/sessions/{call}/{way}/restore")

        # Somebody else may do none of it.
        lev = await party(stack, there, provider.token(a_sub(), "Lev", permissions=PERMISSIONS))
        await mia.ask("POST", f"/api/people/{call}/role", {"user_id": lev.id, "role": "editor", "name": "Lev"})
        assert await a_chunk(lev, call, recording_id, 2) == 403
        for way in (f"materials/{text}", f"recordings/{recording_id}"):
            path = f"/voicebot/sessions/{call}/{way}"
            refused = await there.ask("DELETE", path, Authorization=f"Bearer {lev.token}")
            assert (refused.status, refused.json["code"]) == (403, "forbidden")


async def test_D25_a_viewer_s_own_moments_are_those_of_before_too(pair: Pair) -> None:
    here, there, provider = pair
    subject = a_sub()
    async with AsyncExitStack() as stack:
        streamer = Party(here, provider.token(a_sub(), "Mia"))
        stream = (await streamer.ask("POST", "/api/clip-sessions", {}))["id"]
        path = f"/api/clip-sessions/{stream}"
        await streamer.ask("POST", f"{path}/start")
        before = await with_socket(stack, pair, subject)
        others = await party(stack, there, provider.token(a_sub(), "Lev"))
        await others.say("subscribe_on_session", {"session_id": stream})  # a snapshot is kept for new viewers
        first = await before.ask("POST", f"{path}/clips", {"note": "before"})
        ines = await party(stack, there, provider.token(subject, "Ines"))
        second = await ines.ask("POST", f"{path}/clips", {"note": "after"})
        mine = [first["id"], second["id"]]
        seen = await ines.say("subscribe_on_session", {"session_id": stream})
        assert [one["id"] for one in seen["snapshot"]["clips"]] == mine
        assert [one["id"] for one in (await ines.ask("GET", path))["clips"]] == mine
        await others.ask("POST", f"{path}/clips", {})
        seen = await others.say("subscribe_on_session", {"session_id": stream})
        assert len(seen["snapshot"]["clips"]) == 1


async def test_D25_a_number_of_telegram_is_shown_to_nobody_though_its_person_has_not_come_back(pair: Pair) -> None:
    here, there, provider = pair
    number = f"telegram_{uuid4().int % 10**12}"
    async with AsyncExitStack() as stack:
        ines = await party(stack, here, provider.token(a_sub(), "Ines", permissions=PERMISSIONS))
        lev = Party(there, provider.token(a_sub(), "Lev", permissions=PERMISSIONS))
        rights: dict[str, Any] = {"access_level": "restricted", "allowed_users": [number]}
        made = await ines.ask("POST", "/voicebot/create_session", {"session_name": "Call", **rights})
        role = {"user_id": (await lev.ask("GET", "/api/auth/me"))["user"]["id"], "role": "viewer", "name": "Lev"}
        await ines.ask("POST", f"/api/people/{made['session_id']}/role", role)
        seen = await lev.ask("GET", f"/voicebot/sessions/{made['session_id']}")
        assert len(seen["session"]["allowed_users"]) == 1
        assert all(map(is_pseudonym, seen["session"]["allowed_users"]))
        assert number not in "".join(lev.heard)


async def test_D25_an_id_that_an_operator_s_own_token_carries_is_shown_as_it_is(pair: Pair) -> None:
    """Whoever signs these tokens has chosen what others see."""
    here, there, _ = pair
    names = [f"own/{uuid4()}", f'own"\\{uuid4()}']
    own, reader = (
        Party(one, a_token(here.server.data_dir, name, permissions=PERMISSIONS, **OWN))
        for one, name in zip((here, there), names, strict=True)
    )
    call = await a_call(own, names[1])
    for who in (own, reader):
        await who.ask("POST", f"/voicebot/sessions/{call}/materials", {"text": '"by":"somebody"'})
    views = await asyncio.gather(*(reader.ask("GET", f"/voicebot/sessions/{call}") for _ in range(2)))
    for view in views:
        assert [one["by"] for one in view["materials"]] == names
        assert {one["text"] for one in view["materials"]} == {'"by":"somebody"'}
