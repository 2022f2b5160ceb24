"""The jam's HTTP API as the document has it, against a real server."""

import asyncio
import io
import re
from collections.abc import AsyncIterator, Mapping
from typing import Any
from uuid import uuid4

import aiohttp
import pytest

from handlers.jam.models import JamSession, WholeState
from storage.redis import keys
from storage.redis.client import Redis
from tests.processes import RedisProcess, ServerProcess

UUID_V4 = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
DAY_MS = 24 * 60 * 60 * 1000
TRACK = {
    "id": "a",
    "name": "Kick",
    "sampleId": "synth:drum-kick",
    "steps": [True, False] * 8,
    "parameterLocks": [{"pitch": 5, "volume": 1.5}, *[None] * 15],
    "volume": 0.8,
    "muted": False,
    "soloed": True,
    "playbackMode": "gate",
    "transpose": -3,
    "stepCount": 16,
}
STATE = {"tracks": [TRACK, {**TRACK, "id": "b", "name": "Snare"}], "tempo": 104, "swing": 18, "version": 1}


class Api:
    """Requests of one caller, with a token or without."""

    def __init__(self, base: str, session: aiohttp.ClientSession, token: str | None = None) -> None:
        self._base = base
        self._session = session
        self._headers = {"Authorization": f"Bearer {token}"} if token else {}
        self.headers: Mapping[str, str] = {}

    async def __call__(self, verb: str, path: str, body: Any = None, **headers: str) -> tuple[int, Any]:
        sent = self._headers | {name.replace("_", "-"): value for name, value in headers.items()}
        async with self._session.request(verb, self._base + path, json=body, headers=sent) as response:
            self.headers = response.headers
            text = await response.read()
            return response.status, await response.json() if text else None

    async def made(self, **body: Any) -> str:
        status, answer = await self("POST", "/api/sessions", body)
        assert status == 201
        return str(answer["id"])

    async def guest(self) -> "Api":
        _, answer = await self("POST", "/api/auth/guest", {})
        return Api(self._base, self._session, answer["token"])


@pytest.fixture
async def api(server: ServerProcess) -> AsyncIterator[Api]:
    async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as session:
        yield Api(server.url, session)


async def test_K6_S1_S10_creating_answers_id_address_and_time(api: Api) -> None:
    status, answer = await api("POST", "/api/sessions")
    assert status == 201
    assert UUID_V4.fullmatch(answer["id"])
    assert answer == {"id": answer["id"], "url": f"/s/{answer['id']}", "createdAt": answer["createdAt"]}
    status, session = await api("GET", f"/api/sessions/{answer['id']}")
    assert session["state"] == {"tracks": [], "tempo": 120, "swing": 0, "version": 1}


async def test_S7_S8_S9_S11_a_state_comes_back_as_it_was_sent(api: Api) -> None:
    id_ = await api.made(state=STATE)
    status, session = await api("GET", f"/api/sessions/{id_}")
    assert status == 200
    assert session["state"] == STATE


async def test_S6_K18_a_session_has_the_documented_fields(api: Api) -> None:
    _, session = await api("GET", f"/api/sessions/{await api.made()}")
    times = session["createdAt"], session["updatedAt"], session["lastAccessedAt"]
    assert all(isinstance(time, int) for time in times)
    assert (session["remixedFrom"], session["remixedFromName"], session["remixCount"]) == (None, None, 0)
    assert (session["ownerId"], session["isPublic"], session["name"]) == (None, True, None)


@pytest.mark.parametrize("path", [f"/api/sessions/{uuid4()}", "/api/sessions/nonsense", "/api/sessions/1234"])
async def test_K4_S11_an_unknown_or_malformed_id_is_a_session_not_found(api: Api, path: str) -> None:
    for verb in ("GET", "PUT", "DELETE", "PATCH"):
        status, answer = await api(verb, path, {"state": STATE} if verb == "PUT" else None)
        assert (status, answer["error"], answer["code"]) == (404, "Session not found", "session_not_found")
    assert (await api("POST", f"{path}/remix"))[0] == 404


async def test_K5_K17_S12_putting_overwrites_the_whole_state(api: Api) -> None:
    id_ = await api.made(state=STATE)
    _, before = await api("GET", f"/api/sessions/{id_}")
    other = {"tracks": [{**TRACK, "id": "b", "name": "Other"}], "tempo": 90, "swing": 0, "version": 1}
    status, answer = await api("PUT", f"/api/sessions/{id_}", {"state": other})
    assert (status, set(answer)) == (200, {"id", "updatedAt"})
    _, after = await api("GET", f"/api/sessions/{id_}")
    assert after["state"] == other
    assert after["updatedAt"] == answer["updatedAt"] > before["createdAt"]


async def test_D7_S12_what_get_gave_can_be_put_and_its_read_only_fields_are_ignored(api: Api) -> None:
    parent = await api.made(state=STATE, name="Rainy Tuesday")
    _, remixed = await api("POST", f"/api/sessions/{parent}/remix")
    path = f"/api/sessions/{remixed['id']}"
    _, given = await api("GET", path)
    etag = api.headers["ETag"]
    status, _ = await api("PUT", path, given)
    assert (status, api.headers["ETag"]) == (200, etag), "nothing of it was another value"
    foreign = {
        "id": str(uuid4()),
        "ownerId": "somebody",
        "isPublic": False,
        "remixCount": 99,
        "remixedFrom": None,
        "lastAccessedAt": 0,
        "immutable": True,
    }
    status, _ = await api("PUT", path, given | foreign | {"name": "Dry Wednesday", "state": {**STATE, "tempo": 77}})
    _, after = await api("GET", path)
    assert (status, after["name"], after["state"]["tempo"]) == (200, "Dry Wednesday", 77)
    changed = {"name", "state", "updatedAt", "lastAccessedAt"}
    assert {key: after[key] for key in after.keys() - changed} == {key: given[key] for key in given.keys() - changed}
    assert (await api("PUT", path, {"state": STATE}))[0] == 200
    assert (await api("GET", path))[1]["name"] == "Dry Wednesday", "a body without a name leaves it"


async def test_D7_D8_a_field_that_get_never_gives_is_refused_with_its_path(api: Api) -> None:
    id_ = await api.made(state=STATE)
    status, answer = await api("PUT", f"/api/sessions/{id_}", {"state": {**STATE, "tempo": 77}, "nmae": "x"})
    assert (status, answer["code"]) == (400, "invalid_payload")
    assert "nmae" in str(answer)
    assert (await api("GET", f"/api/sessions/{id_}"))[1]["state"]["tempo"] == STATE["tempo"]
    assert set(WholeState.model_fields) == set(JamSession.model_fields)


async def test_S18_of_two_puts_the_last_one_counts(api: Api) -> None:
    id_ = await api.made()
    bodies = [{"state": {**STATE, "tempo": tempo}} for tempo in range(60, 100)]
    answers = await asyncio.gather(*(api("PUT", f"/api/sessions/{id_}", body) for body in bodies))
    assert {status for status, _ in answers} == {200}
    _, session = await api("GET", f"/api/sessions/{id_}")
    assert session["state"] in [body["state"] for body in bodies]  # one of them, whole
    for body in (bodies[7], bodies[3]):
        await api("PUT", f"/api/sessions/{id_}", body)
    _, session = await api("GET", f"/api/sessions/{id_}")
    assert session["state"] == bodies[3]["state"]


async def test_D7_a_put_with_the_wrong_if_match_is_412_and_changes_nothing(api: Api) -> None:
    id_ = await api.made(state=STATE)
    await api("GET", f"/api/sessions/{id_}")
    old = api.headers["ETag"]
    status, _ = await api("PUT", f"/api/sessions/{id_}", {"state": {**STATE, "tempo": 90}}, If_Match=old)
    assert status == 200
    new = api.headers["ETag"]
    assert new != old
    status, answer = await api("PUT", f"/api/sessions/{id_}", {"state": {**STATE, "tempo": 70}}, If_Match=old)
    assert (status, answer["code"]) == (412, "precondition_failed")
    _, session = await api("GET", f"/api/sessions/{id_}")
    assert (session["state"]["tempo"], api.headers["ETag"]) == (90, new)
    status, _ = await api("PUT", f"/api/sessions/{id_}", {"state": {**STATE, "tempo": 90}}, If_Match=new)
    assert (status, api.headers["ETag"]) == (200, new)


async def test_D8_every_violation_is_answered_and_nothing_changed(api: Api) -> None:
    id_ = await api.made(state=STATE)
    bad = {"tempo": 500, "tracks": [{**TRACK, "steps": [True] * 65, "volume": 3, "constructor": 1}]}
    status, answer = await api("PUT", f"/api/sessions/{id_}", {"state": bad})
    assert (status, answer["code"]) == (400, "invalid_payload")
    assert {one["path"] for one in answer["violations"]} == {
        "/state/tempo",
        "/state/tracks/0/steps",
        "/state/tracks/0/volume",
        "/state/tracks/0/constructor",
    }
    _, session = await api("GET", f"/api/sessions/{id_}")
    assert session["state"] == STATE
    assert (await api("POST", "/api/sessions", {"state": bad}))[0] == 400


@pytest.mark.parametrize(
    "body",
    [b'{"state": {"tempo": NaN}}', b"{", b"[]", b'{"state": []}', b'{"states": {}}', b'{"state": {"__proto__": {}}}'],
)
async def test_D8_a_malformed_body_is_400(api: Api, server: ServerProcess, body: bytes) -> None:
    async with aiohttp.ClientSession() as session:
        headers = {"Content-Type": "application/json"}
        async with session.post(f"{server.url}/api/sessions", data=body, headers=headers) as response:
            assert response.status == 400
            assert (await response.json())["code"] == "invalid_payload"


async def test_S19_a_body_over_one_mebibyte_is_413(server: ServerProcess) -> None:
    body = io.BytesIO(b'{"state": {"tracks": ["%b"]}}' % (b"x" * 1024 * 1024))
    async with aiohttp.ClientSession() as session:
        headers = {"Content-Type": "application/json"}
        async with session.post(f"{server.url}/api/sessions", data=body, headers=headers) as response:
            assert response.status == 413
            assert (await response.json())["code"] == "too_large"


async def test_K7_K10_K13_S13_a_remix_is_a_deep_copy_that_knows_its_parent(api: Api) -> None:
    parent = await api.made(state=STATE, name="Funky Beat")
    status, answer = await api("POST", f"/api/sessions/{parent}/remix")
    assert status == 201
    assert set(answer) == {"id", "url", "remixedFrom", "createdAt"}
    assert (answer["remixedFrom"], answer["url"]) == (parent, f"/s/{answer['id']}")
    _, child = await api("GET", f"/api/sessions/{answer['id']}")
    assert child["state"] == STATE
    assert (child["remixedFrom"], child["remixedFromName"], child["remixCount"]) == (parent, "Funky Beat", 0)
    await api("PUT", f"/api/sessions/{answer['id']}", {"state": {"tempo": 66}})
    _, original = await api("GET", f"/api/sessions/{parent}")
    assert (original["state"], original["remixCount"]) == (STATE, 1)


async def test_K14_a_hundred_remixes_at_once_are_counted_exactly(api: Api) -> None:
    parent = await api.made(state=STATE)
    answers = await asyncio.gather(*(api("POST", f"/api/sessions/{parent}/remix") for _ in range(100)))
    assert {status for status, _ in answers} == {201}
    assert len({answer["id"] for _, answer in answers}) == 100
    assert (await api("GET", f"/api/sessions/{parent}"))[1]["remixCount"] == 100


async def test_K16_D3_lineage_survives_a_renamed_and_a_deleted_parent(api: Api) -> None:
    parent = await api.made()
    child = (await api("POST", f"/api/sessions/{parent}/remix"))[1]["id"]
    grandchild = (await api("POST", f"/api/sessions/{child}/remix"))[1]["id"]
    assert (await api("GET", f"/api/sessions/{child}"))[1]["remixedFromName"] == "Untitled Session"
    await api("PATCH", f"/api/sessions/{parent}", {"name": "Funky Beat"})
    assert (await api("GET", f"/api/sessions/{child}"))[1]["remixedFromName"] == "Funky Beat"
    await api("DELETE", f"/api/sessions/{parent}")
    _, orphan = await api("GET", f"/api/sessions/{child}")
    assert (orphan["remixedFrom"], orphan["remixedFromName"]) == (parent, "Unknown Session")
    assert (orphan["parentDeleted"], orphan["remixCount"]) == (True, 1)
    assert (await api("GET", f"/api/sessions/{grandchild}"))[1]["remixedFrom"] == child


async def test_SY18_a_remix_missing_in_its_parent_is_counted_when_it_is_opened(api: Api, redis: Redis) -> None:
    parent = await api.made()
    child = (await api("POST", f"/api/sessions/{parent}/remix"))[1]["id"]
    header = keys.header(parent)
    await redis.call(header, "DEL", f"{header}:children")
    await redis.call(keys.header(child), "HDEL", keys.header(child), "linked")
    assert (await api("GET", f"/api/sessions/{parent}"))[1]["remixCount"] == 0
    await api("GET", f"/api/sessions/{child}")
    await api("GET", f"/api/sessions/{child}")
    assert (await api("GET", f"/api/sessions/{parent}"))[1]["remixCount"] == 1


async def test_K17_S14_deleting_is_204_and_final(api: Api) -> None:
    id_ = await api.made()
    assert await api("DELETE", f"/api/sessions/{id_}") == (204, None)
    assert (await api("GET", f"/api/sessions/{id_}"))[0] == 404
    assert (await api("DELETE", f"/api/sessions/{id_}"))[0] == 404


async def test_S1_there_is_no_list_of_sessions(api: Api) -> None:
    await api.made()
    status, answer = await api("GET", "/api/sessions")
    assert (status, answer["code"]) == (405, "method_not_allowed")


async def test_K19_K21_D6_an_orphan_is_told_once_and_is_alive_again(api: Api, redis: Redis) -> None:
    id_ = await api.made(state=STATE)
    header = keys.header(id_)
    now = int((await redis.call(header, "TIME"))[0]) * 1000
    await redis.call(header, "HSET", header, "accessed_at", str(now - 91 * DAY_MS))
    _, first = await api("GET", f"/api/sessions/{id_}")
    assert (first["orphaned"], first["state"]) == (True, STATE)
    _, second = await api("GET", f"/api/sessions/{id_}")
    assert (second["orphaned"], second["lastAccessedAt"] >= now) == (False, True)


async def test_K18_only_the_owner_makes_a_session_private_and_then_nobody_else_opens_it(api: Api) -> None:
    owner, other = await api.guest(), await api.guest()
    id_ = await owner.made(state=STATE)
    assert (await other("PATCH", f"/api/sessions/{id_}", {"isPublic": False}))[0] == 403
    assert (await owner("PATCH", f"/api/sessions/{id_}", {"isPublic": False}))[1]["isPublic"] is False
    for caller in (other, api):
        for verb, path in (("GET", ""), ("PUT", ""), ("POST", "/remix"), ("DELETE", ""), ("GET", "/history")):
            status, _ = await caller(verb, f"/api/sessions/{id_}{path}", {"state": STATE} if verb == "PUT" else None)
            assert status == 403, (verb, path)
    assert (await owner("GET", f"/api/sessions/{id_}"))[0] == 200


async def test_S21_markup_in_names_is_stored_as_text(api: Api) -> None:
    name = "<script>alert(1)</script>"
    id_ = await api.made(name=name)
    _, session = await api("GET", f"/api/sessions/{id_}")
    assert session["name"] == name
    status, answer = await api("PATCH", f"/api/sessions/{id_}", {"name": "x" * 101})
    assert (status, answer["code"]) == (400, "invalid_payload")
    assert (await api("PATCH", f"/api/sessions/{id_}", {"name": None}))[1]["name"] is None


async def test_JM5_a_published_copy_is_heard_and_remixed_and_never_edited(api: Api) -> None:
    owner = await api.guest()
    id_ = await owner.made(state=STATE, name="Rainy Tuesday")
    status, answer = await owner("POST", f"/api/sessions/{id_}/publish")
    assert status == 201
    assert (answer["immutable"], answer["publishedFrom"]) == (True, id_)
    path = f"/api/sessions/{answer['id']}"
    for verb, body in (("PUT", {"state": {}}), ("PATCH", {"name": "x"}), ("DELETE", None)):
        assert (await api(verb, path, body))[0] == 403
    await owner("PUT", f"/api/sessions/{id_}", {"state": {}})
    _, published = await api("GET", path)
    assert (published["state"], published["name"], published["immutable"]) == (STATE, "Rainy Tuesday", True)
    remix = (await api("POST", f"{path}/remix"))[1]["id"]
    assert (await api("PUT", f"/api/sessions/{remix}", {"state": {"tempo": 66}}))[0] == 200
    assert (await owner("DELETE", path))[0] == 204


async def test_JM8_an_earlier_version_is_listed_read_and_restored(api: Api) -> None:
    id_ = await api.made(state=STATE)
    await api("PUT", f"/api/sessions/{id_}", {"state": {"tempo": 66}})
    await api("PUT", f"/api/sessions/{id_}", {"state": {"tempo": 77}})
    _, history = await api("GET", f"/api/sessions/{id_}/history")
    version, first = history["items"]
    assert (version["tempo"], version["tracks"]) == (66, 0)
    assert first["tracks"] == 2
    _, earlier = await api("GET", f"/api/sessions/{id_}/history/{version['id']}")
    assert earlier["state"]["tempo"] == 66
    assert (await api("POST", f"/api/sessions/{id_}/history/{version['id']}/restore"))[0] == 200
    assert (await api("GET", f"/api/sessions/{id_}"))[1]["state"]["tempo"] == 66
    too_long = {"edit_id": "x" * 65}
    assert (await api("POST", f"/api/sessions/{id_}/history/{version['id']}/restore", too_long))[0] == 400
    for nonsense in ("1-1", "x", "-", "+"):
        assert (await api("GET", f"/api/sessions/{id_}/history/{nonsense}"))[0] == 404


async def test_JM18_a_version_is_named_renamed_and_its_name_taken_away(api: Api) -> None:
    history = f"/api/sessions/{await api.made(state=STATE)}/history"
    status, named = await api("POST", history, {"name": " Before the drop "})
    assert (status, named["name"]) == (201, "Before the drop")
    for name in ("The drop", None):
        assert await api("PATCH", f"{history}/{named['id']}", {"name": name}) == (
            200,
            {"id": named["id"], "name": name},
        )
        assert (await api("GET", history))[1]["items"][0]["name"] == name
    for bad in ({"name": None}, {"name": " "}, {"name": "x" * 101}, {"name": "a\nb"}, {}, {"name": "A", "at": 1}):
        assert (await api("POST", history, bad))[0] == 400
    for nonsense in ("1-1", "x", "-", "+"):
        assert (await api("PATCH", f"{history}/{nonsense}", {"name": "A"}))[0] == 404
    assert (await (await api.guest())("POST", history, {"name": "Anybody's"}))[0] == 201


async def test_S20_the_eleventh_session_in_a_minute_is_429_however_it_is_made(
    own_redis: RedisProcess, tmp_path_factory: pytest.TempPathFactory
) -> None:
    process = ServerProcess(own_redis.url, tmp_path_factory.mktemp("data"), ROOMTONE_CREATE_LIMIT="10")
    await process.start()
    try:
        async with aiohttp.ClientSession() as session:
            api = Api(process.url, session)
            first = await api.made()
            for path in ("/api/sessions", f"/api/sessions/{first}/remix", f"/api/sessions/{first}/publish") * 3:
                assert (await api("POST", path))[0] == 201
            for path in ("/api/sessions", f"/api/sessions/{first}/remix", f"/api/sessions/{first}/publish"):
                status, answer = await api("POST", path)
                assert (status, answer["code"]) == (429, "rate_limited")
                assert 1 <= int(api.headers["Retry-After"]) <= 60
            assert (await api("GET", f"/api/sessions/{first}"))[1]["remixCount"] == 3
    finally:
        await process.stop()


async def test_S3_a_session_outlives_the_server(
    redis_server: RedisProcess, tmp_path_factory: pytest.TempPathFactory
) -> None:
    data = tmp_path_factory.mktemp("data")
    async with aiohttp.ClientSession() as session:
        process = await ServerProcess(redis_server.url, data).start()
        id_ = await Api(process.url, session).made(state=STATE)
        await process.kill()
        await process.start()
        assert (await Api(process.url, session)("GET", f"/api/sessions/{id_}"))[1]["state"] == STATE
        await process.stop()
