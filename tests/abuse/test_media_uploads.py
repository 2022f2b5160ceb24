"""Malicious files sent to the real server: it stores them, answers at once, and never parses them."""

import asyncio
import time
from pathlib import Path
from uuid import uuid4

import aiohttp

from tests.abuse.media_files import greedy_mp4, mp3_that_is_sdp, with_gaps
from tests.handlers.voice.people import Answer, Person
from tests.handlers.voice.servers import Connect, MakePerson, Workers
from tests.handlers.voice.sound import speak
from tests.handlers.voice.speech_service import KEY, speech_service
from tests.handlers.voice.test_jobs import reached
from tests.handlers.voice.test_materials import attach
from tests.polling import PATIENCE
from tests.processes import ServerProcess, free_port


def loads_ffmpeg(process: int) -> bool:
    return "libavformat" in Path(f"/proc/{process}/maps").read_text()


def sockets_of(process: int) -> set[str]:
    """The UDP sockets that a process has open, by inode."""
    udp = {
        line.split()[9] for name in ("udp", "udp6") for line in Path(f"/proc/net/{name}").read_text().splitlines()[1:]
    }
    links = {str(link.readlink()) for link in Path(f"/proc/{process}/fd").iterdir() if link.is_symlink()}
    return {inode for inode in udp if f"socket:[{inode}]" in links}


async def answers_in(http: aiohttp.ClientSession, url: str) -> float:
    began = time.perf_counter()
    async with http.get(f"{url}/healthz") as answer:
        assert answer.status == 200
    return time.perf_counter() - began


async def test_MD1_hostile_uploads_are_stored_and_nobody_who_serves_reads_them(
    person: MakePerson, connect: Connect, workers: Workers, voice_server: ServerProcess, http: aiohttp.ClientSession,
    tmp_path: Path,
) -> None:  # fmt: skip
    ann, bob = person(uuid4().hex), person(uuid4().hex)
    session_id = (await ann.create())["session_id"]
    watching = await connect(ann).subscribe(session_id)
    hostile = [mp3_that_is_sdp(free_port()) for _ in range(8)] + [greedy_mp4() for _ in range(4)]
    answers: list[Answer] = []
    for batch in (hostile[:4], hostile[4:8], hostile[8:]):  # one user may have few uploads in flight
        answers += await asyncio.gather(*(attach(ann, session_id, body, media_type="audio/mpeg") for body in batch))
    assert [(answer.status, answer.body["kind"]) for answer in answers] == [(201, "document")] * len(hostile)
    assert await answers_in(http, voice_server.url) < 5  # before, six of these blocked every thread for ever
    assert not loads_ffmpeg(voice_server.pid)
    assert sockets_of(voice_server.pid) == set()

    await workers()
    for answer in answers:
        await reached(watching, f"probe.{answer.body['material_id']}", "done")
    shown = (await ann.view(session_id))["materials"]
    assert {one["kind"] for one in shown} == {"document"}
    assert all(one["problem"] for one in shown)
    # Somebody else's sound is still read, by the same worker.
    theirs = (await bob.create())["session_id"]
    hearing = await connect(bob).subscribe(theirs)
    sound = speak(tmp_path / "sound", 1, [0.5])
    material_id = (await attach(bob, theirs, sound)).body["material_id"]
    await reached(hearing, f"probe.{material_id}", "done")
    assert [one["kind"] for one in (await bob.view(theirs))["materials"]] == ["voice"]
    assert not loads_ffmpeg(voice_server.pid)


async def record_and_wait(who: Person, connect: Connect, content: bytes, job: str) -> dict[str, object]:
    session_id = (await who.create())["session_id"]
    watching = await connect(who).subscribe(session_id)
    recording_id = await who.record(session_id, [content])
    await watching.wait_for(lambda one: one.events, timeout=PATIENCE)
    await reached(watching, f"{job}.{recording_id}", "done")
    (recording,) = (await who.view(session_id))["recordings"]
    return dict(recording)


async def test_MD3_gaps_of_ten_minutes_make_one_call_and_no_hours(
    person: MakePerson, connect: Connect, workers: Workers, tmp_path: Path
) -> None:
    content = with_gaps(speak(tmp_path / "sound", 6, [0.5]), 601)
    assert len(content) < 64_000
    async with speech_service() as service:
        await workers(ROOMTONE_TRANSCRIPTION_URL=service.url, ROOMTONE_TRANSCRIPTION_KEY=KEY)
        recording = await record_and_wait(person(uuid4().hex), connect, content, "transcribe")
        assert len(service.requests) == 1  # before: one call for each of 300 packets
    assert abs(int(str(recording["duration_ms"])) - 6_000) < 200
