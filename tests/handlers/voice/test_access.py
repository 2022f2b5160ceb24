"""The matrix of V19–V23: event × identity × permission × access level, every cell asserted."""

from itertools import product
from typing import Any, get_args
from uuid import uuid4

import aiohttp
import pytest
import socketio
from roomtone_client import RoomtoneError

from auth.access import READ_ALL, READ_OWN, UPDATE
from sessions.voice.session import AccessLevel, NewVoiceSession
from storage.redis.client import Redis
from storage.voice.store import VoiceStore
from tests.handlers.voice.people import Person, digest
from tests.handlers.voice.servers import Connect, MakePerson
from tests.processes import ServerProcess
from tests.users import a_recorder, known_as

EVENTS: dict[str, dict[str, Any]] = {
    "session_done": {},
    "post_process_session": {},
    "create_tasks_from_chunks": {},
    "report_recording": {"status": "recording"},
    "subscribe_on_session": {},
}
LEVELS = get_args(AccessLevel)
IDENTITIES = ("owner", "own chat", "another chat", "of the project", "of another project", "allowed", "stranger")
PERMISSIONS: dict[str, list[str]] = {
    "none": [],
    "update": [UPDATE],
    "read own": [READ_OWN],
    "read own, update": [READ_OWN, UPDATE],
    "read all": [READ_ALL],
    "read all, update": [READ_ALL, UPDATE],
}
PROJECT = "Strato"
TELEGRAM_USER_ID = 111


def reads(identity: str, permissions: list[str], level: str) -> bool:
    """V32, as an independent table."""
    if READ_ALL in permissions:
        return True
    if READ_OWN not in permissions:
        return False
    if identity in {"owner", "own chat"}:
        return True
    return (level, identity) in {("public", "of the project"), ("restricted", "allowed")}


def expected(event: str, identity: str, permissions: list[str], level: str) -> str:
    if not reads(identity, permissions, level):
        return "forbidden"
    if event == "subscribe_on_session":
        return "ok"
    named_alone = (level, identity) == ("restricted", "allowed") and READ_ALL not in permissions  # D17
    return "ok" if UPDATE in permissions and not named_alone else "forbidden"


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("identity", IDENTITIES)
async def test_V19_V20_V21_V22_V23_V32_every_cell(
    person: MakePerson, connect: Connect, redis: Redis, level: AccessLevel, identity: str
) -> None:
    owner, friend, session_id = known_as(uuid4().hex), known_as(uuid4().hex), str(uuid4())
    chat_id = uuid4().int % 10**12 + 1
    # Everything that could give access is there at every level; the level decides what counts.
    new = NewVoiceSession(access_level=level, project=PROJECT, allowed_users=(friend,))
    store = VoiceStore(redis, public_url="http://127.0.0.1", log_length=1000)
    await store.create(session_id, a_recorder(owner), new, place=0, chat_id=chat_id)
    claims: dict[str, dict[str, Any]] = {
        "owner": {"sub": owner},
        "own chat": {"telegram_user_id": chat_id},
        "another chat": {"telegram_user_id": chat_id + 1},
        "of the project": {"projects": [PROJECT]},
        "of another project": {"projects": ["Another"]},
        "allowed": {"sub": friend},
        "stranger": {},
    }
    for (event, more), (label, permissions) in product(EVENTS.items(), PERMISSIONS.items()):
        somebody = person(**{"sub": uuid4().hex, **claims[identity]}, permissions=permissions)
        # The identity in a payload must never matter (V19): here every caller claims to be one who may do everything.
        payload = {"session_id": session_id, "telegram_user_id": chat_id, "sub": owner, **more}
        found = await outcome(connect, somebody, event, payload)
        assert found == expected(event, identity, permissions, level), (event, identity, label, level)


@pytest.mark.parametrize("event", EVENTS)
async def test_V23_the_checks_have_their_order(person: MakePerson, connect: Connect, event: str) -> None:
    nobody = person(uuid4().hex, permissions=[])
    more = EVENTS[event]
    for broken in ("", "nonsense", "507f1f77bcf86cd799439011", 7, None, {"a": 1}):
        assert await outcome(connect, nobody, event, {"session_id": broken, **more}) == "invalid_session_id"
    assert await outcome(connect, nobody, event, {**more}) == "invalid_session_id"
    assert await outcome(connect, nobody, event, {"session_id": str(uuid4()), **more}) == "session_not_found"
    session = await person(uuid4().hex).create()
    assert await outcome(connect, nobody, event, {"session_id": session["session_id"], **more}) == "forbidden"


async def test_V23_without_an_identity_a_socket_gets_nowhere(voice_server: ServerProcess) -> None:
    refusals: list[Any] = []
    async with aiohttp.ClientSession() as http:  # its own it may leave open when it is refused
        client = socketio.AsyncClient(reconnection=False, http_session=http)
        client.on("connect_error", refusals.append)
        for auth in (None, {"token": "nonsense"}, {"telegram_user_id": TELEGRAM_USER_ID}):
            with pytest.raises(socketio.exceptions.ConnectionError):
                await client.connect(voice_server.url, auth=auth, transports=["websocket"])
    assert [refusal["data"]["code"] for refusal in refusals] == ["unauthorized"] * 3


ROUTES = [
    ("POST", "/voicebot/activate_session", True),
    ("GET", "/voicebot/sessions/{id}", False),
    ("PATCH", "/voicebot/sessions/{id}", True),
    ("POST", "/voicebot/sessions/{id}/materials", True),
    ("PUT", "/voicebot/sessions/{id}/materials/{recording}/file", True),
    ("GET", "/voicebot/sessions/{id}/materials/{recording}/file", False),
    ("PUT", "/voicebot/sessions/{id}/recordings/{recording}/chunks/0", True),
    ("POST", "/voicebot/sessions/{id}/recordings/{recording}/finish", True),
    ("GET", "/voicebot/sessions/{id}/recordings/{recording}", False),
    ("GET", "/voicebot/sessions/{id}/recordings/{recording}/audio", False),
    ("POST", "/voicebot/sessions/{id}/jobs/create_tasks/retry", True),
    ("DELETE", "/voicebot/sessions/{id}/recordings/{recording}", True),
    ("POST", "/voicebot/sessions/{id}/recordings/{recording}/restore", True),
    ("DELETE", "/voicebot/sessions/{id}/materials/{recording}", True),
    ("POST", "/voicebot/sessions/{id}/materials/{recording}/restore", True),
    ("DELETE", "/voicebot/sessions/{id}", True),
]


@pytest.mark.parametrize(("verb", "path", "needs_update"), ROUTES)
async def test_V23_V32_the_routes_check_the_same_in_the_same_order(
    person: MakePerson, verb: str, path: str, needs_update: bool
) -> None:
    owner = uuid4().hex
    session_id = (await person(owner).create())["session_id"]
    chunk = b"\x1a\x45\xdf\xa3 as WebM begins"
    bodies: dict[str, Any] = {
        "materials": {"text": "x"},
        "file": {"any": "bytes"},
        "0": chunk,
        "finish": {"chunks": 1},
        "{id}": {"session_name": "x"},
    }

    async def status(who: Person, id_: str) -> tuple[int, str]:
        bodies["activate_session"] = {"session_id": id_}
        body = None if verb == "GET" else bodies.get(path.rpartition("/")[2])
        headers = {"Content_Digest": digest(chunk), "Content_Type": "audio/webm"} if body is chunk else {}
        found = await who.call(
            verb, path.format(id=id_, recording=uuid4()), None if verb == "DELETE" else body, **headers
        )
        return found.status, found.body["code"] if found.status >= 400 else ""

    stranger = person(uuid4().hex, permissions=[READ_OWN, UPDATE])
    assert await status(stranger, "nonsense") == (400, "invalid_session_id")
    nobody = Person(stranger.http, stranger.url, "nonsense")
    # A body is read only for a signed-in user: an id in it is checked after the identity.
    first = (400, "invalid_session_id") if "{id}" in path else (401, "unauthorized")
    assert await status(nobody, "nonsense") == first
    assert await status(nobody, session_id) == (401, "unauthorized")
    assert await status(stranger, str(uuid4())) == (404, "session_not_found")
    assert await status(stranger, session_id) == (403, "forbidden")
    if needs_update:
        assert await status(person(owner, permissions=[READ_OWN]), session_id) == (403, "forbidden")
    allowed, code = await status(person(owner), session_id)
    assert allowed < 400 or code == "not_found"


async def outcome(connect: Connect, person: Person, event: str, payload: dict[str, Any]) -> str:
    client = connect(person)
    try:
        ack = await client.command(event, payload)
    except RoomtoneError as refused:
        return refused.code
    finally:
        await client.close()
    assert ack["ok"] is True
    return "ok"
