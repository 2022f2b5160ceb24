"""A user who requests a lot of work does not delay others, whatever kind of work theirs is."""

import asyncio
from uuid import uuid4

from tests.handlers.voice.servers import Connect, MakePerson, Workers
from tests.handlers.voice.sound import chunks_of
from tests.handlers.voice.speech_service import speech_service
from tests.handlers.voice.test_jobs import hearing, reached, start
from tests.handlers.voice.test_materials import attach
from tests.polling import PATIENCE


async def test_MD6_uploads_of_one_owner_do_not_delay_anothers(
    person: MakePerson, connect: Connect, workers: Workers, speech: bytes
) -> None:
    greedy, bob = person(uuid4().hex), person(uuid4().hex)
    session_id, _, watching = await start(greedy, connect)
    theirs, _, hearing_ = await start(bob, connect)
    uploads = [(await attach(greedy, session_id, speech)).body["material_id"] for _ in range(4)]
    mine = (await attach(bob, theirs, speech)).body["material_id"]
    await workers(ROOMTONE_MEDIA_CHILDREN="1")
    await reached(hearing_, f"probe.{mine}", "done")
    for upload in uploads:
        await reached(watching, f"probe.{upload}", "done")
    (done,) = (await bob.view(theirs))["jobs"]
    ends = sorted(job["updated_at"] for job in (await greedy.view(session_id))["jobs"])
    assert len(ends) == len(uploads)
    assert done["updated_at"] < ends[1]


async def test_MD6_a_service_that_hangs_does_not_delay_those_who_only_record(
    person: MakePerson, connect: Connect, workers: Workers, speech: bytes
) -> None:
    async with speech_service() as service:
        service.free.clear()
        await workers(**hearing(service), ROOMTONE_JOB_CONCURRENCY="1", ROOMTONE_MEDIA_CHILDREN="1")
        ann, bob = person(uuid4().hex), person(uuid4().hex)
        session_id, _, watching = await start(ann, connect)
        transcript = f"transcribe.{await ann.record(session_id, chunks_of(speech, 3))}"
        async with asyncio.timeout(PATIENCE):
            await service.waiting.wait()  # the only worker for such jobs is busy now
        theirs, _, hearing_ = await start(bob, connect)
        await reached(hearing_, f"post_process.{await bob.record(theirs, chunks_of(speech, 2))}", "done")
        service.free.set()
        await reached(watching, transcript, "done")
