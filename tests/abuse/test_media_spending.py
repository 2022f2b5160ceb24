"""A user who makes the operator pay: each content is sent to a service once, and there is a daily budget."""

from collections.abc import AsyncIterator
from pathlib import Path
from uuid import uuid4

import pytest

from storage.quota.spending import Budget, BudgetExhaustedError, Spending
from storage.redis.client import Redis
from tests.handlers.voice.servers import Connect, MakePerson, Workers
from tests.handlers.voice.sound import chunks_of, speak
from tests.handlers.voice.speech_service import KEY, SpeechService, speech_service
from tests.handlers.voice.test_jobs import (
    reached,
    start,
    times,
    with_service,
)


@pytest.fixture
async def service() -> AsyncIterator[SpeechService]:
    async with speech_service() as service:
        yield service


def spoken(service: SpeechService) -> int:
    return sum("seconds" in one for one in service.requests)


async def test_MD4_closing_and_processing_again_and_sending_again_costs_nothing(
    person: MakePerson, connect: Connect, workers: Workers, service: SpeechService, tmp_path: Path
) -> None:
    await workers(**with_service(service))
    ann = person(uuid4().hex)
    session_id, client, watching = await start(ann, connect)
    chunks = chunks_of(speak(tmp_path / "sound", 1, [0.5]), 3)
    recording_id = await ann.record(session_id, chunks)
    await reached(watching, f"transcribe.{recording_id}", "done")
    for count in (1, 2, 3):
        await client.command("session_done", {"session_id": session_id})
        await reached(watching, f"done_multiprompt.{count}", "done")
        await times(watching, "create_tasks", "done", count)
        service.tasks = ["Проверить откат к пятнице"]  # a model answers in other words each time
    for count in (2, 3):
        await client.command("post_process_session", {"session_id": session_id})
        await times(watching, f"post_process.{recording_id}", "done", count)
        await times(watching, "create_tasks", "done", 2 + count)
    assert (spoken(service), len(service.requests)) == (1, 2)
    assert [task["text"] for task in (await ann.view(session_id))["tasks"]] == ["Проверить откат до пятницы"]
    again = await ann.record(session_id, chunks)  # the same bytes under another id: heard once, and a longer session
    await reached(watching, f"transcribe.{again}", "done")
    await times(watching, "create_tasks", "done", 6)
    view = await ann.view(session_id)
    assert [one["text"] for one in view["segments"]] == ["Сказано за 1 с."] * 2
    assert (spoken(service), len(service.requests)) == (1, 3)
    assert [task["text"] for task in view["tasks"]] == ["Проверить откат к пятнице"]


async def test_MD5_a_days_budget_ends_and_the_job_says_so(
    person: MakePerson, connect: Connect, workers: Workers, service: SpeechService, tmp_path: Path
) -> None:
    await workers(**with_service(service), ROOMTONE_TRANSCRIPTION_MINUTES="1")
    ann = person(uuid4().hex)
    session_id, _, watching = await start(ann, connect)
    for number, state in ((1, "done"), (2, "failed")):
        sound = speak(tmp_path / str(number), 40, [number])
        job_id = f"transcribe.{await ann.record(session_id, chunks_of(sound, 3))}"
        await reached(watching, job_id, state)
    (job,) = [job for job in (await ann.view(session_id))["jobs"] if job["job_id"] == job_id]
    assert (job["state"], job["problem"], job["attempts"]) == ("failed", "budget_exhausted", 1)
    assert "tomorrow" in job["error"]
    assert spoken(service) == 1
    # Another owner has a separate budget.
    bob = person(uuid4().hex)
    theirs, _, hearing = await start(bob, connect)
    await reached(hearing, f"transcribe.{await bob.record(theirs, chunks_of(sound, 3))}", "done")


async def test_MD5_nothing_is_spent_on_guests_unless_a_setting_says_so(
    person: MakePerson, connect: Connect, workers: Workers, service: SpeechService, speech: bytes
) -> None:
    guest = person(f"guest_{uuid4().hex}")
    session_id, _, watching = await start(guest, connect)
    worker = await workers(ROOMTONE_TRANSCRIPTION_URL=service.url, ROOMTONE_TRANSCRIPTION_KEY=KEY)
    job_id = f"transcribe.{await guest.record(session_id, chunks_of(speech, 3))}"
    await reached(watching, job_id, "failed")
    (job,) = [job for job in (await guest.view(session_id))["jobs"] if job["job_id"] == job_id]
    assert (job["problem"], spoken(service)) == ("not_for_guests", 0)
    await worker.stop()
    await workers(**with_service(service), ROOMTONE_GUEST_SPENDING="true")
    assert (await guest.call("POST", f"/voicebot/sessions/{session_id}/jobs/{job_id}/retry")).status == 200
    await reached(watching, job_id, "done")
    assert spoken(service) == 1


async def test_MD5_a_refused_budget_takes_nothing_and_a_failed_call_is_given_back(redis: Redis) -> None:
    spending = Spending(redis)
    what, ann, bob = f"test-{uuid4().hex}", uuid4().hex, uuid4().hex
    budget = Budget(owner=10, total=15)
    await spending.spend(what, ann, 8, budget)
    with pytest.raises(BudgetExhaustedError, match="Your budget"):
        await spending.spend(what, ann, 3, budget)
    await spending.spend(what, bob, 7, budget)  # the refusal took nothing from the common budget
    with pytest.raises(BudgetExhaustedError, match="this server"):
        await spending.spend(what, bob, 1, budget)
    await spending.give_back(what, bob, 7, budget)
    await spending.spend(what, ann, 2, budget)
