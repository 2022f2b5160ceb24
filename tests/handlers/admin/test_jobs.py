"""The background jobs of all sessions, as admins see them, and what is measured for their costs and alerts."""

import time

import orjson
import pytest

from auth.caller import Server
from handlers.admin.models import KindMetrics
from server.products import voice
from server.settings.model import Settings
from sessions.base.job import JobRef
from storage.admin.desk import DESK_ID, FEED
from storage.admin.metrics import KindFigures
from storage.admin.usage import OperationCounts
from storage.fleet.store import FleetStore
from storage.redis import keys
from storage.redis.client import Redis
from storage.voice.jobs import VoiceJobs
from storage.webhooks.sender import WebhookSender
from tests.handlers.admin.people import People
from tests.handlers.admin.test_alerts import World

REASON = "The service answered 401"


async def failed_job(people: People, store: Redis) -> tuple[str, JobRef]:
    """A voice session whose search for tasks has failed for good, as its worker reports it."""
    session_id = await people.voice()
    sessions = voice.store_of(store, Settings(), "http://127.0.0.1")
    (job,) = await sessions.ask(session_id, Server.ITSELF, "create_tasks")
    jobs = VoiceJobs(sessions)
    assert await jobs.start(job)
    await jobs.failed(job, REASON)
    return session_id, job


async def test_V21_jobs_wait_fail_and_are_tried_again_by_an_admin(people: People, store: Redis) -> None:
    session_id, job = await failed_job(people, store)
    other = await people.voice()
    await voice.store_of(store, Settings(), "http://127.0.0.1").ask(other, Server.ITSELF, "create_tasks")
    failed = await people.admin("GET", "/admin/jobs?state=failed")
    (row,) = failed["items"]
    assert (row["session_id"], row["job_id"], row["error"], row["attempts"]) == (session_id, job.job_id, REASON, 1)
    assert (row["state"], failed["counts"], failed["next_cursor"]) == ("failed", {"waiting": 1, "failed": 1}, None)
    (row,) = (await people.admin("GET", "/admin/jobs"))["items"]
    assert (row["session_id"], row["state"], row["error"]) == (other, "waiting", "")

    await people.admin("POST", f"/admin/jobs/{session_id}/{job.job_id}/retry")
    found = await people.admin("GET", "/admin/jobs?limit=1")
    assert found["counts"] == {"waiting": 2, "failed": 0}
    after = await people.admin("GET", f"/admin/jobs?limit=1&cursor={found['next_cursor']}")
    assert [one["items"][0]["session_id"] for one in (found, after)] == [other, session_id]
    (line, *_) = (await people.admin("GET", "/admin/audit"))["items"]
    assert (line["entry"]["action"], line["entry"]["about"]["job_id"]) == ("retry", job.job_id)


async def test_V21_what_has_not_failed_is_not_tried_again(people: People, store: Redis) -> None:
    session_id, job = await failed_job(people, store)
    path = f"/admin/jobs/{session_id}"
    await people.admin("POST", f"{path}/{job.job_id}/retry")
    assert await people.refused("POST", f"{path}/{job.job_id}/retry") == (409, "invalid_transition")
    assert await people.refused("POST", f"{path}/post_process.none/retry") == (404, "not_found")
    assert await people.refused("POST", f"{path}/a%20b/retry") == (400, "invalid_payload")
    assert await people.refused("GET", "/admin/jobs?state=done") == (400, "invalid_payload")
    assert await people.refused("GET", "/admin/jobs", roles=[]) == (403, "forbidden")


async def test_D13_a_failed_job_leaves_the_list_with_its_session_and_comes_back_with_it(
    people: People, store: Redis
) -> None:
    session_id, _ = await failed_job(people, store)
    await people.admin("DELETE", f"/admin/sessions/{session_id}")
    assert (await people.admin("GET", "/admin/jobs?state=failed"))["counts"]["failed"] == 0
    await people.admin("POST", f"/admin/sessions/{session_id}/restore")
    assert len((await people.admin("GET", "/admin/jobs?state=failed"))["items"]) == 1


async def test_the_desk_is_told_once_when_the_jobs_change(people: People, store: Redis) -> None:
    await people.admin("PUT", "/admin/desk")
    log = f"{keys.header(DESK_ID)}:log:{FEED}"

    async def told() -> list[object]:
        rows = await store.call(log, "XRANGE", log, "-", "+")
        events = [orjson.loads(fields[1]) for _, fields in rows]
        return [one["data"] for one in events if one["type"] == "jobs_changed"]

    before = len(await told())
    await failed_job(people, store)
    await people.admin("PUT", "/admin/desk")
    await people.admin("PUT", "/admin/desk")  # nothing has changed since
    assert (await told())[before:] == [{"waiting": 0, "failed": 1}]


async def test_K29_failed_jobs_and_rejected_input_alarm_and_prometheus_counts_them(
    people: People, store: Redis
) -> None:
    world = World(store, WebhookSender(may_reach_private=True), "", alert_failed_jobs=1, alert_rejected=20)
    await failed_job(people, store)
    for _ in range(40):  # in one minute or in two: one of them has half
        await people.refused("GET", "/admin/jobs?state=nonsense")
    await people.admin("PUT", "/admin/fleet")  # the process reports
    for _ in range(2):
        await world.alerts.look(time.monotonic())
    await world.jobs.close()
    found = {one["name"]: one["value"] for one in (await people.admin("GET", "/admin/alerts"))["alerts"]}
    assert found.keys() >= {"failed_jobs", "rejected_input"}
    assert found["failed_jobs"] == 1
    assert found["rejected_input"] >= 20
    metrics = (await people.browser.ask("GET", "/metrics")).body.decode()
    assert 'roomtone_alerts_raised_total{alert="failed_jobs"} 1.0' in metrics
    assert 'roomtone_alerts_raised_total{alert="rejected_input"} 1.0' in metrics


async def test_K25_reads_and_writes_that_were_measured_are_in_the_costs(people: People, store: Redis) -> None:
    jam = await people.jam()
    for _ in range(20):
        await people.ask("GET", f"/api/sessions/{jam}")
    await people.admin("PUT", "/admin/fleet")
    at, done = await fleet_usage(store)
    assert at > 0
    assert done["reads_jam"] >= 20
    assert done["writes_jam"] >= 1


async def fleet_usage(store: Redis) -> tuple[int, dict[str, int]]:
    return await FleetStore(store, log_length=10).usage(0)


@pytest.mark.parametrize(
    ("reads", "writes", "days", "cost"), [(2_000_000, 100_000, 0.1, (30.0, 15.0)), (0, 0, 9, (0, 0))]
)
def test_K25_a_month_is_estimated_from_what_was_measured(
    reads: int, writes: int, days: float, cost: tuple[float, float]
) -> None:
    found = KindMetrics.of(KindFigures(), OperationCounts(reads, writes, days)).costs
    assert (found.estimatedReadsMonthly, found.estimatedWritesMonthly) == cost
