"""The background worker: takes jobs from the queue until it is told to stop."""

import asyncio
import contextlib
import os
import signal

import aiohttp
import structlog

from handlers.voice.work import VoiceWork
from server.settings.model import Settings
from server.speech import Service, SpeechToText, TextToTasks
from sessions.errors import Refusal
from storage.jobs.jobs import Jobs
from storage.jobs.queue import JobWorker
from storage.media.store import MediaStore
from storage.recordings import Recordings
from storage.redis.client import Redis
from storage.replaced import delete_replaced
from storage.voice import VoiceStore
from storage.voice_jobs import VoiceJobs

log = structlog.get_logger("worker")

SWEEP_SECONDS = 10.0  # between looks for runs that never reached the queue


async def work(settings: Settings, *, redis_url: str) -> None:
    """Works until SIGTERM or SIGINT; jobs in flight then have `drain_seconds` to end, or go back to the queue."""
    redis = await Redis.connect(redis_url)
    jobs = Jobs(redis, backoff_ms=round(settings.job_backoff * 1000))
    media = MediaStore.open(settings.media_location)
    async with aiohttp.ClientSession() as http:
        voice_work = _voice_work(settings, redis, media, jobs, http)
        worker = JobWorker(
            redis, voice_work.perform, concurrency=settings.job_concurrency, stall_ms=round(settings.job_stall * 1000)
        )
        stopping = asyncio.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, stopping.set)
        running = [asyncio.create_task(worker.run()), asyncio.create_task(_sweep(jobs, redis, media))]
        log.info("working", concurrency=settings.job_concurrency)
        await stopping.wait()
        log.info("worker_stopping")
        if not await worker.close(settings.drain_seconds):
            log.warning("worker_ends_with_work_in_flight", hint="another worker takes it over")
            # What hangs would also hold up an orderly end of the loop. Nothing here needs one: the queue hands over.
            os._exit(0)
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
    await jobs.close()
    await redis.close()


def _voice_work(
    settings: Settings, redis: Redis, media: MediaStore, jobs: Jobs, http: aiohttp.ClientSession
) -> VoiceWork:
    store = VoiceStore(redis, public_url=settings.public_origin(), log_length=settings.log_length)
    speech, tasks = None, None
    if settings.transcription_url is not None:
        speech = SpeechToText(
            Service(http, settings.transcription_url, settings.transcription_key, settings.transcription_model)
        )
    if settings.tasks_url is not None:
        tasks = TextToTasks(Service(http, settings.tasks_url, settings.tasks_key, settings.tasks_model))
    return VoiceWork(
        store,
        VoiceJobs(store),
        Recordings(store, media, most_bytes=settings.recording_limit),
        media,
        jobs,
        transcriber=speech,
        task_finder=tasks,
    )


async def _sweep(jobs: Jobs, redis: Redis, media: MediaStore) -> None:
    while True:
        with contextlib.suppress(Refusal):  # Redis or the store is away: the next look finds the same
            await jobs.sweep()
            await delete_replaced(redis, media)
        await asyncio.sleep(SWEEP_SECONDS)
