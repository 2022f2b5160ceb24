"""As test_largest_inputs: listening histories, people and moderation, pages of admins, Telegram; and whatever of the
contract no test names, with the largest input that the contract lets through."""

import hashlib
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any, Final
from uuid import uuid4

import orjson
import pytest

from handlers.api.contract import Endpoint, Route
from handlers.listening.models import MOST_STRETCHES
from server.documents.contract import CONTRACT
from server.telegram.secret import webhook_secret
from server.telegram.webhook import SECRET_HEADER, WEBHOOK_PATH
from sessions.base.people import MOST_INVITATIONS, MOST_MEMBERS
from sessions.clip.session import Action, NewClipSession
from sessions.listening.artwork import MOST_BYTES
from storage.listening.store import MOST_BOOKMARKS, MOST_ENTRIES
from tests.abuse.full_states import end_a_block, fill_desk, fill_history
from tests.abuse.largest_inputs import (
    A_BOOK,
    BOOK,
    full_state,
    heard,
    largest,
    listened,
    stretch,
)
from tests.abuse.measurement import (
    PERMISSIONS,
    REPEATS,
    CallMeasurement,
    measuring,
)
from tests.effort import PROOF
from tests.handlers.telegram.bot_api import TOKEN
from tests.handlers.telegram.launches import init_data
from tests.server.client import RawClient, joined
from tests.storage.sessions import a_clip, a_store, fill, parsed
from tests.users import a_user

IMPORTS: Final = 2
FILLED: Final = MOST_ENTRIES - 2 * IMPORTS * MOST_STRETCHES - REPEATS * MOST_STRETCHES
"""Entries of a history beside which the calls add the last ones."""
LEAST_CALLS: Final = 2 if PROOF else 1
MOMENTS: Final = 5_000
UPDATE_BYTES: Final = 60_000
MESSAGE_BYTES: Final = 60_000
BODY_BYTES: Final = 1_000_000
ENDS: Final = {"POST /api/auth/logout", "POST /api/auth/sign_out_others", "refresh_token"}
"""Whoever calls these has another token afterwards, or none."""


@pytest.fixture(scope="module")
async def measured(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[CallMeasurement]:
    async with measuring(tmp_path_factory.mktemp("largest")) as one:
        yield one


def as_admin(here: CallMeasurement) -> dict[str, Any]:
    return here.browser.signed_in("an-admin", roles=["admin"], permissions=PERMISSIONS)


async def a_long_history(here: CallMeasurement) -> None:
    history = (await here.ask("PUT", "/api/listening")).json["id"]
    await here.ask("POST", "/api/listening/books", json=A_BOOK)
    await fill_history(here.redis, history, BOOK, FILLED, bookmarks=MOST_BOOKMARKS - REPEATS)
    await here.forget_commands()
    imports = "/api/listening/import"
    for n in range(IMPORTS):
        rows = [heard(n * MOST_STRETCHES + one) for one in range(MOST_STRETCHES)]
        await here.ask("POST", f"{imports}/audiobookshelf", json={"sessions": rows})
        rows = [listened(n * MOST_STRETCHES + one) for one in range(MOST_STRETCHES)]
        await here.ask("POST", f"{imports}/listenbrainz", json={"payload": rows})
    place = f"/api/listening/books/{BOOK}"
    for n in range(REPEATS):
        await here.ask("POST", "/api/listening/books", json=A_BOOK)
        await here.ask("PATCH", place, "PATCH a book", json={"title": "ж" * 200, "artist": str(n)})
        picture = b"\x89PNG\r\n\x1a\n" + bytes(MOST_BYTES - 9) + bytes([n])
        await here.ask("PUT", f"{place}/artwork", data=picture, Content_Type="image/png")
        await here.ask("GET", f"{place}/artwork")
        await here.ask(
            "PUT", f"{place}/bookmarks/{f'{n}'.ljust(64, 'm')}", "PUT a bookmark", json={"position_ms": 10**9}
        )
        await here.ask("GET", f"{place}/bookmarks")
        rows = [stretch(n * MOST_STRETCHES + one) for one in range(MOST_STRETCHES)]
        batch = {"items": rows, "player_id": "p" * 64, "device": "д" * 60}
        await here.ask("POST", "/api/listening/sessions/batch", json=batch)
        entries = (await here.ask("GET", f"/api/listening/sessions?limit=200&q={'я' * 100}")).json["items"]
        entries = (await here.ask("GET", "/api/listening/sessions?limit=200")).json["items"]
        entry = f"/api/listening/sessions/{entries[0]['id']}"
        await here.ask("DELETE", entry, "DELETE an entry")
        await here.ask("POST", f"{entry}/restore")
        await here.ask("GET", "/api/listening/books")
        await here.ask("GET", "/api/listening/statistics?zone=Europe/Moscow&first=2023-11-01&last=2024-10-30")
        saved = {
            form: (await here.ask("GET", f"/api/listening/export?format={form}", f"GET a history as {form}")).body
            for form in ("csv", "json")
        }
        async with joined(here.browser.server, "owner", permissions=PERMISSIONS) as client:
            await here.send(client, "subscribe_on_session", {"session_id": history})
            report = {"book_id": BOOK, "player_id": "p" * 64, "owner_id": "main"}
            await here.send(client, "track_playback", {**report, "status": "playing"}, refused=True)
    assert FILLED < len(orjson.loads(saved["json"])) == saved["csv"].count(b"\r\n") - 1 <= MOST_ENTRIES
    for _ in range(2):  # the first took Redis up to 24 ms in one of six runs
        await here.ask("DELETE", "/api/listening/sessions", "DELETE every entry")
        await fill_history(here.redis, history, BOOK, FILLED, bookmarks=0)
        await here.forget_commands()
    await here.ask("DELETE", "/api/listening/sessions", "DELETE every entry")
    await here.ask("GET", "/api/usage")


async def a_crowded_stream(here: CallMeasurement) -> None:
    """Members, invitations and requests up to their bounds, and somebody who sent five thousand moments."""
    clips = a_store(here.redis)
    owner = a_user("owner")
    stream = str(parsed(await clips.create(owner, NewClipSession(title="t" * 100)))["id"])
    await clips.transition(stream, owner, Action.START)
    await a_clip(clips, stream, note="я" * 100, submitted_by="ю" * 32)
    await fill(here.redis, stream, MOMENTS)
    people = f"/api/people/{stream}"
    senders = (await here.ask("GET", f"{people}/senders")).json["people"]
    for n in range(MOST_MEMBERS - 2 * REPEATS - 2):  # room for who joins and who is removed
        role = {"user_id": f"{n:03}".ljust(128, "m"), "role": "co-owner", "name": "я" * 32}
        await here.browser.ask("POST", f"{people}/role", json=role, **here.me)
    for _ in range(MOST_INVITATIONS - REPEATS):
        new = {"role": "viewer", "uses": 0, "note": "я" * 32}
        await here.browser.ask("POST", f"{people}/invitations", json=new, **here.me)
    for n in range(REPEATS):
        role = {"user_id": f"{n:03}".ljust(128, "m"), "role": ["viewer", "co-owner"][n % 2], "name": "ю" * 32}
        await here.ask("POST", f"{people}/role", json=role)
        made = await here.ask("POST", f"{people}/invitations", json={"role": "viewer", "uses": 0, "note": "я" * 32})
        token = made.json["url"].rpartition("/")[2]
        await here.ask("GET", f"/api/invitations/{token}", "GET an invitation")
        guest = here.browser.signed_in(f"guest-{n}")
        await here.ask("POST", f"/api/invitations/{token}", "POST an invitation", most=409, **guest)
        invited = {"user_id": f"i{n}".ljust(128, "i"), "role": "co-owner"}
        await here.ask("POST", f"{people}/invited", json=invited, most=403)  # a stranger
        await here.ask("POST", f"{people}/invited/revoke", json={"user_id": invited["user_id"]}, most=404)
        await here.ask("GET", people, "GET 200 people")
        await here.ask("PATCH", people, json={"slow_seconds": 600 - n})
        report = {"reason": "other", "text": "я" * 500}
        await here.ask("POST", f"/api/reports/{stream}", json=report, **here.browser.signed_in(f"reader-{n}"))
        removal = {"user_id": senders[0]["user_id"], "name": "я" * 32}
        removed = await here.ask("POST", f"{people}/removals", "POST a removal of 5,000 moments", json=removal)
        await here.ask("POST", f"{people}/steps/{removed.json['step']}/undo")


async def pages_of_admins(here: CallMeasurement) -> None:
    """Beside what the calls before have made, and with a jam that is as large as it may be."""
    admin = as_admin(here)
    await here.browser.ask("PUT", "/admin/desk", **admin)
    await fill_desk(here.redis)
    await here.forget_commands()
    jam = await here.browser.ask("POST", "/api/sessions", json={"state": full_state(61)}, **here.me)
    for _ in range(REPEATS):
        await here.ask("PUT", "/admin/desk", **admin)
        for path in ("metrics", "tasks", "alerts", "audit", "deleted", "jobs", "blocks", "reports?state=all", "series"):
            await here.ask("GET", f"/admin/{path}", **admin)
        for sort in ("size", "updated", "status"):
            await here.ask("GET", f"/admin/sessions?sort={sort}&limit=200", f"GET /admin/sessions by {sort}", **admin)
        await here.ask("GET", f"/admin/sessions/{jam.json['id']}", "GET a full jam as an admin", **admin)
        await here.ask("GET", "/admin/abuse?user=owner&limit=200", **admin)
        await here.ask("POST", "/admin/orphans/count", json={"older_than_days": 36_500}, **admin)
        wanted = {"user": "w" * 128, "reason": "я" * 500, "days": 1}
        await here.ask("POST", "/admin/blocks", json=wanted, **admin)
        another = {**wanted, "user": "v" * 128}
        await here.ask("POST", "/admin/blocks", "POST a block too many", json=another, most=413, **admin)
        exported = await here.ask("GET", "/admin/export", **admin)
        lines = {"data": exported.body, "Content_Type": "application/x-ndjson"}
        await here.ask("POST", "/admin/import", most=409, **lines, **admin)  # they are here
    await end_a_block(here.redis)
    await here.ask("POST", "/admin/blocks", "POST a block in the place of one that has ended", json=another, **admin)


async def telegram(here: CallMeasurement) -> None:
    secret: dict[str, Any] = {SECRET_HEADER: webhook_secret(TOKEN)}
    for n in range(REPEATS):
        message = {"message_id": n, "date": 1, "chat": {"id": 5, "type": "private"}, "text": "я" * (UPDATE_BYTES // 2)}
        body = orjson.dumps({"update_id": n, "message": message})
        await here.ask("POST", WEBHOOK_PATH, data=body, **secret)
        await here.ask("POST", "/api/auth/telegram", json={"init_data": init_data(7, start_param="s" * 4000)}, most=401)
        await here.ask("POST", "/api/auth/telegram", "POST a forged launch", json={"init_data": "я" * 4096}, most=401)


def _path(route: Route, ids: dict[str, str]) -> str:
    path = route.path
    for name in route.path_parameters:
        kind = "voice" if path.startswith("/voicebot") else "clip" if "clip-sessions" in path else "jam"
        values = {"session_id": ids[kind], "uuid": ids["jam"], "action": "start", "number": "0", "step": "1"}
        path = path.replace(f"{{{name}}}", values.get(name, str(uuid4())))
    return path


def _body(endpoint: Endpoint, part: str, most: int) -> Any:
    """Of what has no size of its own in the contract, as much as a body or a message holds."""
    found = largest(endpoint, part)
    while found is not None and len(orjson.dumps(found)) > most:
        name = max(found, key=lambda one: len(json.dumps(found[one])))
        found[name] = found[name][: len(found[name]) // 2]
    return found


async def everything_else(here: CallMeasurement) -> None:
    """Every endpoint of the contract, whether it is refused then or not: also what is refused has to be cheap."""
    ids = {
        "jam": (await here.ask("POST", "/api/sessions", json={})).json["id"],
        "clip": (await here.ask("POST", "/api/clip-sessions", json={"title": "t"})).json["id"],
        "voice": (await here.ask("POST", "/voicebot/create_session", json={"session_name": "s"})).json["session_id"],
    }
    admin = here.browser.signed_in("owner", roles=["admin"], permissions=PERMISSIONS)
    async with joined(here.browser.server, "owner", roles=["admin"], permissions=PERMISSIONS) as client:
        for session_id in ids.values():
            await here.send(client, "subscribe_on_session", {"session_id": session_id})
        for event in (one for one in CONTRACT.endpoints if not isinstance(one, Route) and one.name not in ENDS):
            await _say(here, client, event, ids)
    routes = [one for one in CONTRACT.endpoints if isinstance(one, Route)]
    for route in sorted(routes, key=lambda one: (one.name in ENDS, one.verb == "DELETE")):
        sent: dict[str, Any] = admin if route.name not in ENDS else here.browser.signed_in(f"another-{uuid4()}")
        if "upload" in route.parameters:
            data = bytes(600_000)
            sent = {**sent, "data": data, "Content_Digest": f"sha-256=:{hashlib.sha256(data).hexdigest()}:"}
        elif (body := _body(route, "body", BODY_BYTES)) is not None:
            sent = {**sent, "json": body}
        called = ""
        for n in range(REPEATS):  # a first call also loads what it needs
            if n < LEAST_CALLS or not here.is_short(called):
                called = await here.try_out(route.verb, _path(route, ids), route.name, **sent)


async def _say(here: CallMeasurement, client: RawClient, event: Endpoint, ids: dict[str, str]) -> None:
    payload = _body(event, "payload", MESSAGE_BYTES) or {}
    for kind in ids if "session_id" in payload else [""]:
        if kind:
            payload = {**payload, "session_id": ids[kind]}
        called = f"{event.name} {kind}"
        for n in range(REPEATS):
            if n < LEAST_CALLS or not here.is_short(called):
                await here.send(client, event.name, payload, called, refused=True)


@pytest.mark.long
@pytest.mark.parametrize("calls", [a_long_history, a_crowded_stream, pages_of_admins, telegram])
async def test_OP21_no_largest_call_keeps_others_waiting(
    measured: CallMeasurement, calls: Callable[[CallMeasurement], Awaitable[None]]
) -> None:
    await calls(measured)
    measured.require()


async def test_OP21_no_call_of_the_contract_keeps_others_waiting_with_the_largest_input(
    measured: CallMeasurement,
) -> None:
    await everything_else(measured)
    measured.require()
    named = " ".join(measured.steps)
    left = [one.name for one in CONTRACT.endpoints if one.name not in named and one.name not in ENDS]
    assert left == [], "call them at their largest in `everything_else`, or name in ENDS what ends an account"
