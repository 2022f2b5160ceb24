"""Media in an S3-compatible store: recorded, assembled, read in parts, deleted; and a store that is away."""

import hashlib
import os
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import aiohttp
import pytest

from tests.abuse.test_slow_clients import resident_bytes
from tests.bucket import Bucket, bucket
from tests.handlers.voice.people import Person, token
from tests.handlers.voice.servers import Connect, Servers, Workers
from tests.handlers.voice.sound import chunks_of
from tests.handlers.voice.test_jobs import reached
from tests.handlers.voice.test_materials import attach
from tests.polling import until
from tests.processes import ServerProcess

MIB = 1024 * 1024
LARGE = 32 * MIB


@pytest.fixture(scope="module")
async def s3() -> AsyncIterator[Bucket]:
    async with bucket() as one:
        yield one


@pytest.fixture
async def bucket_server(s3: Bucket, servers: Servers) -> AsyncIterator[ServerProcess]:
    """A server that keeps its media in the bucket."""
    yield await servers(**s3.settings, ROOMTONE_MATERIAL_LIMIT=str(64 * MIB))
    s3.resume()


@pytest.fixture
def ann(bucket_server: ServerProcess, http: aiohttp.ClientSession) -> Person:
    return Person(http, bucket_server.url, token(uuid4().hex))


async def test_MD7_a_recording_is_kept_in_a_bucket_assembled_played_in_parts_and_deleted_for_good(
    s3: Bucket, ann: Person, workers: Workers, connect: Connect, speech: bytes
) -> None:
    await workers(**s3.settings)
    session_id = (await ann.create())["session_id"]
    watching = await connect(ann).subscribe(session_id)
    chunks = chunks_of(speech, 4)
    recording_id = await ann.record(session_id, chunks)
    await reached(watching, f"post_process.{recording_id}", "done")
    path = f"/voicebot/sessions/{session_id}/recordings/{recording_id}/audio"
    whole = await ann.call("GET", path)
    assert (whole.status, whole.headers["Content-Type"]) == (200, "audio/webm")
    part = await ann.call("GET", path, Range="bytes=100-1099")
    assert (part.status, part.body) == (206, whole.body[100:1100])
    names = [name for name in await s3.objects() if session_id in name]
    assert len(names) == len(chunks) + 1
    assert all(name.startswith(f"rooms/voice/{session_id}/{recording_id}/") for name in names)
    assert (await ann.call("DELETE", f"/voicebot/sessions/{session_id}")).status == 204
    assert (await ann.call("DELETE", f"/voicebot/deleted/{session_id}")).status == 204

    async def is_empty() -> bool:
        return not any(session_id in name for name in await s3.objects())

    await until(is_empty)


async def send(who: Person, session_id: str, body: bytes) -> tuple[int, dict[str, Any]]:
    """Attaches a file as a browser sends it: piece by piece."""

    async def pieces() -> AsyncIterator[bytes]:
        for at in range(0, len(body), MIB // 4):
            yield body[at : at + MIB // 4]

    url = f"{who.url}/voicebot/sessions/{session_id}/materials/{uuid4()}/file"
    async with who.http.put(url, data=pieces(), headers={"Authorization": f"Bearer {who.token}"}) as answer:
        return answer.status, await answer.json()


def peak_of(pid: int) -> int:
    """The most memory that a process has had, in bytes."""
    (line,) = [line for line in Path(f"/proc/{pid}/status").read_text().splitlines() if line.startswith("VmHWM")]
    return int(line.split()[1]) * 1024


def forget_peak(pid: int) -> None:
    Path(f"/proc/{pid}/clear_refs").write_text("5")


@pytest.mark.skipif(not Path("/proc/self/clear_refs").exists(), reason="memory is read where Linux says it")
async def test_MD7_a_large_file_goes_to_a_bucket_as_it_comes_in_and_comes_back_in_parts(
    s3: Bucket, ann: Person, bucket_server: ServerProcess
) -> None:
    session_id = (await ann.create())["session_id"]
    assert (await send(ann, session_id, bytes(6 * MIB)))[0] == 201  # what the first of all takes is not the file's
    body = os.urandom(LARGE)
    before = resident_bytes(bucket_server.pid)
    forget_peak(bucket_server.pid)
    status, attached = await send(ann, session_id, body)
    assert (status, attached["size"]) == (201, LARGE)
    path = attached["file_url"]
    whole = await ann.call("GET", path)
    assert hashlib.sha256(whole.body).digest() == hashlib.sha256(body).digest()
    tail = await ann.call("GET", path, Range=f"bytes={LARGE - 10}-")
    assert (tail.status, tail.body) == (206, body[-10:])
    assert peak_of(bucket_server.pid) - before < LARGE * 3 // 4
    assert await s3.parts() == []


async def test_MD7_an_upload_that_breaks_off_leaves_nothing_in_a_bucket(s3: Bucket, ann: Person) -> None:
    session_id = (await ann.create())["session_id"]
    before = await s3.objects()

    async def broken() -> AsyncIterator[bytes]:
        yield b"%PDF" + bytes(12 * MIB)
        raise ConnectionResetError

    url = f"{ann.url}/voicebot/sessions/{session_id}/materials/{uuid4()}/file"
    with pytest.raises((aiohttp.ClientError, ConnectionResetError)):
        async with ann.http.put(url, data=broken(), headers={"Authorization": f"Bearer {ann.token}"}) as answer:
            await answer.read()

    async def is_clean() -> bool:
        return await s3.objects() == before and await s3.parts() == []

    await until(is_clean)


async def test_MD7_a_bucket_that_is_away_refuses_an_upload_in_time_and_takes_it_when_it_is_back(
    s3: Bucket, ann: Person, speech: bytes
) -> None:
    session_id, recording_id = (await ann.create())["session_id"], str(uuid4())
    chunk = chunks_of(speech, 2)[0]
    s3.stall()
    refused = await ann.put(session_id, recording_id, 0, chunk)
    assert (refused.status, refused.body["code"]) == (503, "unavailable")
    status, answer = await send(ann, session_id, b"%PDF" + bytes(6 * MIB))
    assert (status, answer["code"]) == (503, "unavailable")
    assert (await ann.call("GET", "/healthz")).status == 200
    view = await ann.view(session_id)
    assert (view["recordings"], view["materials"]) == ([], [])
    s3.resume()
    assert (await ann.put(session_id, recording_id, 0, chunk)).status == 201
    assert (await attach(ann, session_id, b"%PDF" + bytes(100))).status == 201
