"""Recorded samples over HTTP."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import uuid4

import aiohttp
import orjson
import pytest
from roomtone_client import RoomtoneClient, RoomtoneError

from storage.redis import keys
from storage.redis.client import Redis
from tests.processes import ServerProcess
from tests.sessions.jam.test_sample import sound

A_SOUND = '{"session":"%s","size":1,"by":null,"seconds":1,"at":1}'


@pytest.fixture
async def http(server: ServerProcess) -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession(server.url, cookie_jar=aiohttp.DummyCookieJar()) as session:
        yield session


async def made(http: aiohttp.ClientSession) -> str:
    async with http.post("/api/sessions", json={}) as answer:
        return str((await answer.json())["id"])


async def upload(http: aiohttp.ClientSession, id_: str, content: bytes) -> tuple[int, dict[str, object]]:
    headers = {"Content-Type": "audio/wav"}
    async with http.post(f"/api/sessions/{id_}/samples", data=content, headers=headers) as answer:
        return answer.status, await answer.json()


async def fetched(http: aiohttp.ClientSession, id_: str, sample: object) -> tuple[int, bytes, str]:
    async with http.get(f"/api/sessions/{id_}/samples/{str(sample).removeprefix('recording-')}") as answer:
        return answer.status, await answer.read(), answer.headers.get("Content-Type", "")


async def test_S19_S23_a_recording_is_kept_and_comes_back_byte_for_byte(http: aiohttp.ClientSession) -> None:
    id_, content = await made(http), sound(0.3)
    status, answer = await upload(http, id_, content)
    assert status == 201
    assert str(answer["sampleId"]).startswith("recording-")
    assert answer["seconds"] == pytest.approx(0.3, abs=0.001)
    assert await fetched(http, id_, answer["sampleId"]) == (200, content, "audio/wav")


async def test_S19_a_remix_shares_it_and_outlives_the_original(http: aiohttp.ClientSession) -> None:
    id_, content = await made(http), sound(0.2)
    _, answer = await upload(http, id_, content)
    async with http.post(f"/api/sessions/{id_}/remix") as remixed:
        remix = (await remixed.json())["id"]
    async with http.post(f"/api/sessions/{remix}/remix") as remixed:
        second = (await remixed.json())["id"]
    await http.delete(f"/api/sessions/{id_}")
    for session in (remix, second):
        assert (await fetched(http, session, answer["sampleId"]))[:2] == (200, content)
    assert (await fetched(http, id_, answer["sampleId"]))[0] == 404
    assert (await fetched(http, await made(http), answer["sampleId"]))[0] == 404


@pytest.mark.parametrize("sample", [str(uuid4()), "nonsense", "..%2F..%2Fetc%2Fpasswd"])
async def test_S19_an_unknown_recording_is_not_found(http: aiohttp.ClientSession, sample: str) -> None:
    assert (await fetched(http, await made(http), sample))[0] == 404


async def test_S19_type_and_length_are_checked_by_content(http: aiohttp.ClientSession) -> None:
    id_ = await made(http)
    status, answer = await upload(http, id_, b"<svg onload=alert(1)>" * 10)
    assert (status, answer["code"]) == (415, "unsupported_media")
    status, answer = await upload(http, id_, sound(13, 8_000))
    assert (status, answer["code"]) == (413, "too_large")


async def test_JM5_a_published_session_takes_no_recording(http: aiohttp.ClientSession) -> None:
    async with http.post(f"/api/sessions/{await made(http)}/publish") as answer:
        published = (await answer.json())["id"]
    status, refused = await upload(http, published, sound())
    assert (status, refused["code"]) == (403, "forbidden")


async def listed(http: aiohttp.ClientSession, id_: str) -> dict[str, Any]:
    async with http.get(f"/api/sessions/{id_}/samples") as answer:
        assert answer.status == 200
        found: dict[str, Any] = await answer.json()
        return found


async def test_JM13_recordings_are_listed_by_name_and_deleted(server: ServerProcess) -> None:
    async with RoomtoneClient(server.url, name="Ines") as ines, RoomtoneClient(server.url, name="Theo") as theo:
        id_ = (await ines.request("POST", "/api/sessions", body={}))["id"]
        subscription = await theo.subscribe(id_)
        async with aiohttp.ClientSession(
            server.url, headers={"Authorization": f"Bearer {theo.identity.token}"}
        ) as http:
            headers = {"Content-Type": "audio/wav"}
            path = f"/api/sessions/{id_}/samples"
            async with http.post(f"{path}?name=Kettle%20lid", data=sound(0.25), headers=headers) as answer:
                sample = (await answer.json())["sampleId"]
            found = await listed(http, id_)
            assert (found["own"], found["most"], len(found["items"])) == (1, 64, 1)
            one = found["items"][0]
            assert (one["sampleId"], one["name"], one["seconds"], one["isInherited"]) == (
                sample,
                "Kettle lid",
                0.25,
                False,
            )
            assert one["size"] == len(sound(0.25))
            for wrong in ("?name=" + "x" * 101, "?name=a%00b", "?nmae=x"):
                async with http.post(path + wrong, data=sound(), headers=headers) as answer:
                    assert (answer.status, (await answer.json())["code"]) == (400, "invalid_payload"), wrong
            remix = (await theo.request("POST", f"/api/sessions/{id_}/remix"))["id"]
            inherited = await listed(http, remix)
            assert (inherited["own"], inherited["items"][0]["isInherited"]) == (0, True)
        uuid = sample.removeprefix("recording-")
        async with RoomtoneClient(server.url, name="Stranger") as stranger:
            with pytest.raises(RoomtoneError) as refused:
                await stranger.request("DELETE", f"/api/sessions/{id_}/samples/{uuid}")
            assert refused.value.code == "forbidden"
        await ines.request("DELETE", f"/api/sessions/{id_}/samples/{uuid.upper()}")
        await theo.wait_for(lambda: len(subscription.events) == 3)
        assert [event["type"] for event in subscription.events] == ["recording_added", "remixed", "recording_deleted"]
        assert orjson.loads(orjson.dumps(subscription.events[2]["data"])) == {"sampleId": sample}
    async with aiohttp.ClientSession(server.url) as http:
        assert (await fetched(http, id_, sample))[0] == 404
        assert (await fetched(http, remix, sample))[:2] == (200, sound(0.25))
        assert (await listed(http, id_))["items"] == []


async def test_JM13_OP26_at_the_limit_the_answer_says_what_to_do_and_no_file_stays(
    server: ServerProcess, http: aiohttp.ClientSession, redis: Redis
) -> None:
    id_ = await made(http)
    key = f"{keys.header(id_)}:samples"
    for _ in range(64):
        await redis.call(key, "HSET", key, str(uuid4()), A_SOUND % id_)
    status, answer = await upload(http, id_, sound())
    assert (status, answer["code"]) == (413, "too_large")
    assert [path for path in server.data_dir.rglob(f"{id_}/*") if path.is_file()] == []
    assert answer["error"] == "64 recordings is the limit. Delete one first"
    assert (await listed(http, id_))["own"] == 64


async def test_D13_S19_a_deleted_recording_is_served_to_nobody_and_comes_back_while_a_remix_plays_it(
    server: ServerProcess, http: aiohttp.ClientSession
) -> None:
    async with (
        RoomtoneClient(server.url, name="Ines") as ines,
        RoomtoneClient(server.url, name="Theo") as theo,
        RoomtoneClient(server.url, name="Stranger") as stranger,
    ):
        id_ = (await ines.request("POST", "/api/sessions", body={}))["id"]
        subscription = await ines.subscribe(id_)
        path, content = f"/api/sessions/{id_}/samples", sound(0.25)
        assert (await theo.request("GET", path))["deleted"] == []  # from here on Theo has a token
        headers = {"Authorization": f"Bearer {theo.identity.token}"}
        async with http.post(f"{path}?name=Lid", data=content, headers=headers) as answer:
            sample = (await answer.json())["sampleId"]
        uuid = sample.removeprefix("recording-")
        before = (await ines.request("GET", path))["items"]
        remix = (await theo.request("POST", f"/api/sessions/{id_}/remix"))["id"]
        purge = f"/api/deleted/sessions/{id_}/samples/{uuid}"

        async def refused(client: RoomtoneClient, method: str, where: str) -> str:
            with pytest.raises(RoomtoneError) as error:
                await client.request(method, where)
            return error.value.code

        await theo.request("DELETE", f"{path}/{uuid}")
        assert (await fetched(http, id_, sample))[0] == 404
        assert (await fetched(http, remix, sample))[:2] == (200, content)
        assert await refused(ines, "GET", f"{path}/{uuid}") == "not_found"
        for client, sees in ((ines, 1), (theo, 1), (stranger, 0)):
            found = await client.request("GET", path)
            assert (found["items"], found["own"], len(found["deleted"])) == ([], 0, sees)
        (one,) = (await ines.request("GET", path))["deleted"]
        assert one["goneAt"] - one["deletedAt"] == 30 * 86_400_000
        assert {name: one[name] for name in before[0]} == before[0]
        assert await refused(stranger, "POST", f"{path}/{uuid}/restore") == "forbidden"
        for client, code in ((stranger, "forbidden"), (theo, "forbidden")):
            assert await refused(client, "DELETE", purge) == code
        async with http.delete(purge) as answer:
            assert (answer.status, (await answer.json())["code"]) == (401, "unauthorized")
        assert await refused(theo, "POST", f"{path}/{uuid}/restore?odd=1") == "invalid_payload"
        await theo.request("POST", f"{path}/{uuid.upper()}/restore")
        assert (await ines.request("GET", path))["items"] == before
        assert (await fetched(http, id_, sample))[:2] == (200, content)
        assert await refused(ines, "POST", f"{path}/{uuid}/restore") == "not_found"
        assert await refused(ines, "DELETE", purge) == "not_found"

        await ines.request("DELETE", f"{path}/{uuid}")
        await ines.request("DELETE", purge)
        assert (await ines.request("GET", path))["deleted"] == []
        assert await refused(theo, "POST", f"{path}/{uuid}/restore") == "not_found"
        assert (await fetched(http, remix, sample))[:2] == (200, content)
        for wrong in ("nonsense", str(uuid4())):
            assert await refused(ines, "POST", f"{path}/{wrong}/restore") == "not_found"
            assert await refused(ines, "DELETE", f"/api/deleted/sessions/{id_}/samples/{wrong}") == "not_found"
        await ines.wait_for(lambda: len(subscription.events) == 5)
        assert [event["type"] for event in subscription.events] == [
            "recording_added",
            "remixed",
            "recording_deleted",
            "recording_restored",
            "recording_deleted",
        ]


async def test_D13_JM13_a_recording_comes_back_only_into_a_free_slot(http: aiohttp.ClientSession, redis: Redis) -> None:
    id_ = await made(http)
    _, stored = await upload(http, id_, sound(0.1))
    path = f"/api/sessions/{id_}/samples/{str(stored['sampleId']).removeprefix('recording-')}"
    async with http.delete(path) as answer:
        assert answer.status == 204
    key = f"{keys.header(id_)}:samples"
    for _ in range(64):
        await redis.call(key, "HSET", key, str(uuid4()), A_SOUND % id_)
    async with http.post(f"{path}/restore") as answer:
        assert (answer.status, (await answer.json())["code"]) == (413, "too_large")
    assert len((await listed(http, id_))["deleted"]) == 1
