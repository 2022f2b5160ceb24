"""Recorded samples over HTTP."""

from collections.abc import AsyncIterator
from uuid import uuid4

import aiohttp
import pytest

from tests.processes import ServerProcess
from tests.sessions.test_jam_sample import sound


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
