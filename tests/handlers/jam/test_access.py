"""What counts as using a jam, and what a remix shows of its parent, over HTTP."""

from collections.abc import AsyncIterator
from uuid import uuid4

import aiohttp
import pytest

from storage.redis import keys
from storage.redis.client import Redis
from tests.handlers.jam.test_http import Api
from tests.handlers.jam.test_samples import upload
from tests.processes import ServerProcess
from tests.server.client import a_token
from tests.sessions.jam.test_sample import sound


@pytest.fixture
async def api(server: ServerProcess) -> AsyncIterator[Api]:
    async with aiohttp.ClientSession() as session:
        yield Api(server.url, session)


async def forget(redis: Redis, id_: str) -> None:
    """As if nobody had opened the jam since 1970."""
    key = keys.header(id_)
    await redis.call(key, "HSET", key, "accessed_at", 1)


async def accessed(redis: Redis, id_: str) -> int:
    key = keys.header(id_)
    return int(await redis.call(key, "HGET", key, "accessed_at"))


WAYS = {
    "copy": ("POST", "/api/sessions/{}/remix", None),
    "publish": ("POST", "/api/sessions/{}/publish", None),
    "read": ("GET", "/api/sessions/{}", None),
    "edit": ("PUT", "/api/sessions/{}", {"state": {"tempo": 99}}),
    "version": ("POST", "/api/sessions/{}/history", {"name": "Before the drop"}),
    "history": ("GET", "/api/sessions/{}/history", None),
    "recordings": ("GET", "/api/sessions/{}/samples", None),
    "people": ("GET", "/api/people/{}", None),
    "link": ("PATCH", "/api/people/{}", {"link": "view"}),
    "visibility": ("PATCH", "/api/sessions/{}", {"isPublic": False}),
}


@pytest.mark.parametrize("way", WAYS)
async def test_D18_K21_every_read_and_change_revives_the_jam(api: Api, redis: Redis, way: str) -> None:
    owner = await api.guest()
    id_ = await owner.made()
    await forget(redis, id_)
    verb, path, body = WAYS[way]
    assert (await owner(verb, path.format(id_), body))[0] < 300
    assert await accessed(redis, id_) > 1


async def test_D18_K21_a_recording_that_is_added_deleted_or_restored_revives_the_jam(
    api: Api, redis: Redis, server: ServerProcess
) -> None:
    id_ = await api.made()
    await forget(redis, id_)
    async with aiohttp.ClientSession(server.url) as http:
        _, answer = await upload(http, id_, sound(0.1))
    assert await accessed(redis, id_) > 1
    path = f"/api/sessions/{id_}/samples/{str(answer['sampleId']).removeprefix('recording-')}"
    for verb, rest in (("DELETE", ""), ("POST", "/restore")):
        await forget(redis, id_)
        assert (await api(verb, path + rest))[0] == 204
        assert await accessed(redis, id_) > 1


async def test_D18_a_refused_request_and_an_admins_look_revive_nothing(
    api: Api, redis: Redis, server: ServerProcess
) -> None:
    owner = await api.guest()
    id_ = await owner.made(state={"tempo": 90})
    path = f"/api/sessions/{id_}"
    assert (await owner("PATCH", path, {"isPublic": False}))[0] == 200
    await forget(redis, id_)
    stranger = await api.guest()
    for one in (api, stranger):
        for verb, rest in (("GET", ""), ("POST", "/remix"), ("POST", "/publish"), ("DELETE", ""), ("GET", "/history")):
            assert (await one(verb, path + rest))[0] == 403
    assert (await stranger("GET", f"/api/people/{id_}"))[0] == 403
    assert (await owner("PUT", path, {"state": {"tempo": 9999}}))[0] == 400
    token = a_token(server.data_dir, "root", 60, roles=["admin"])
    for looked in (path, f"{path}/history", f"{path}/samples", f"/api/people/{id_}"):
        assert (await api("GET", looked, Authorization=f"Bearer {token}"))[0] == 200
    assert await accessed(redis, id_) == 1


async def test_D23_K16_a_private_parents_new_name_is_not_told(api: Api) -> None:
    owner, stranger = await api.guest(), await api.guest()
    parent = await owner.made(name="Before")
    child = (await stranger("POST", f"/api/sessions/{parent}/remix"))[1]["id"]
    await owner("PATCH", f"/api/sessions/{parent}", {"name": "Public name"})
    assert (await stranger("GET", f"/api/sessions/{child}"))[1]["remixedFromName"] == "Public name"
    await owner("PATCH", f"/api/sessions/{parent}", {"isPublic": False, "name": "Secret"})
    for one, name in ((stranger, "Before"), (api, "Before"), (owner, "Secret")):
        session = (await one("GET", f"/api/sessions/{child}"))[1]
        assert (session["remixedFromName"], session["parentDeleted"]) == (name, False)
    await owner("DELETE", f"/api/sessions/{parent}")
    gone = (await stranger("GET", f"/api/sessions/{child}"))[1]
    assert (gone["remixedFromName"], gone["parentDeleted"]) == ("Unknown Session", True)


@pytest.mark.parametrize("version", ["١-1", "1-١", "²-1", "99999999999999999999-1", "1-", "-1", "1", "1-1-1"])
async def test_JM8_a_version_id_that_is_none_is_404_and_never_500(api: Api, version: str) -> None:
    id_ = await api.made()
    status, answer = await api("GET", f"/api/sessions/{id_}/history/{version}")
    assert (status, answer["code"]) == (404, "not_found")
    status, answer = await api("POST", f"/api/sessions/{id_}/history/{version}/restore", {"edit_id": uuid4().hex})
    assert (status, answer["code"]) == (404, "not_found")
