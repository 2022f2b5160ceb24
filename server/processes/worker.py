"""The worker: runs the background jobs of all products until it is told to stop."""

import asyncio
import os
import signal
from collections.abc import Awaitable, Callable
from functools import partial

import aiohttp
import structlog

from server.documents.contract import CONTRACT
from server.limits.room import Room
from server.products.accounts import deletion_of
from server.products.product import Product, WorkerParts, Working
from server.products.quotas import content_quota_of
from server.services.backup import LOOK_SECONDS, BackupSchedule
from server.settings.model import Settings
from sessions.base.errors import Refusal
from sessions.base.job import JobRef
from storage.jobs.jobs import JobQueue, media_queue
from storage.jobs.queue import JobWorker
from storage.media.store import MediaStore
from storage.redis.client import Redis
from storage.webhooks.deliveries import Deliveries
from storage.webhooks.relay import WebhookRelay
from storage.webhooks.sender import WebhookSender

log = structlog.get_logger("worker")

Perform = Callable[[JobRef], Awaitable[None]]
WaitForRoom = Callable[[], Awaitable[None]]

SWEEP_SECONDS = 10.0  # between checks for runs that never reached the queue
WATCH_SECONDS = 2.0  # between checks for changes that people wait for
END_SECONDS = 2.0  # to close connections once the jobs have ended


class UnknownJobError(Exception):
    """A newer process requested a job that this worker does not know; it goes back to the queue."""


class ProductWorker:
    """A worker's part for one product."""

    def __init__(
        self,
        product: Product,
        working: Working,
        jobs: JobQueue,
        redis: Redis,
        settings: Settings,
        has_room: WaitForRoom,
    ) -> None:
        self._working = working
        self._jobs = jobs
        stall_ms = round(settings.job_stall * 1000)
        self.queues: list[JobWorker] = []
        if working.perform is not None:
            perform = known_only(product, working.perform)
            pools = {product.kind: (perform, settings.job_concurrency)}
            if product.media_jobs:
                pools[media_queue(product.kind)] = (with_room(perform, has_room), settings.media_children)
            self.queues = [
                JobWorker(redis, name, performs, concurrency=concurrency, stall_ms=stall_ms)
                for name, (performs, concurrency) in pools.items()
            ]

    async def sweep(self) -> None:
        """Queues runs that never reached the queue, and lets the product tidy up."""
        if self.queues:
            await self._jobs.sweep()
        await self._working.tidy()

    async def watch(self) -> None:
        await self._working.watch()

    async def serve(self) -> None:
        await self._working.serve()


async def again(work: Callable[[], Awaitable[object]], pause: float) -> None:
    """Does the work over and over, whatever happened in it."""
    while True:
        try:
            await work()
        except Refusal:
            pass  # Redis or the store is away, which is in the log: the next turn finds the same
        except Exception:
            log.exception("work_failed", work=getattr(work, "__qualname__", ""))
        await asyncio.sleep(pause)


def known_only(product: Product, perform: Perform) -> Perform:
    """Refuses a job that the product does not declare, so that the queue offers it to another worker."""

    async def checked(job: JobRef) -> None:
        if job.job not in product.jobs:
            log.warning("job_unknown", kind=product.kind, job=job.name)
            raise UnknownJobError(job.name)
        await perform(job)

    return checked


def with_room(perform: Perform, has_room: WaitForRoom) -> Perform:
    """Begins a job that writes files when there is room for them: until then it waits, and others wait behind it."""

    async def begun(job: JobRef) -> None:
        await has_room()
        await perform(job)

    return begun


async def work(settings: Settings, *, redis_url: str) -> None:
    """Runs until SIGTERM or SIGINT; jobs in progress then have `drain_seconds` to end, or go back to the queue."""
    redis = await Redis.connect(redis_url)
    backoff_ms = round(settings.job_backoff * 1000)
    media = MediaStore.open(settings.media_location, timeout=settings.media_timeout)
    queues = {
        product.kind: JobQueue(redis, product.kind, backoff_ms=backoff_ms, media_jobs=product.media_jobs)
        for product in CONTRACT.products
    }
    room, stopping = Room(redis, settings), asyncio.Event()
    await room.look()
    async with aiohttp.ClientSession() as http:
        workers = [
            ProductWorker(
                product,
                product.work(WorkerParts(settings, redis, queues[product.kind], media, http)),
                queues[product.kind],
                redis,
                settings,
                partial(room.wait, stopping),
            )
            for product in CONTRACT.products
            if product.work is not None
        ]
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, stopping.set)
        job_workers = [queue for worker in workers for queue in worker.queues]
        running = [asyncio.create_task(queue.run()) for queue in job_workers]
        running += [asyncio.create_task(again(worker.sweep, SWEEP_SECONDS)) for worker in workers]
        running += [asyncio.create_task(again(worker.watch, WATCH_SECONDS)) for worker in workers]
        running += [asyncio.create_task(again(worker.serve, WATCH_SECONDS)) for worker in workers]
        content = content_quota_of(redis, settings)  # corrects what users have reserved for their sessions
        running.append(asyncio.create_task(again(content.reconcile, SWEEP_SECONDS)))
        running.append(asyncio.create_task(room.run()))
        sender = WebhookSender(may_reach_private=settings.webhook_private)
        relay = WebhookRelay(redis, public_url=settings.public_origin())
        running += [asyncio.create_task(one.looks.run()) for one in (relay, Deliveries(redis, sender))]
        forgetting = {
            product.kind: product.forget(WorkerParts(settings, redis, queues[product.kind], media, http))
            for product in CONTRACT.products
            if product.forget is not None
        }
        deletion = deletion_of(settings, redis, forgetting)
        running.append(asyncio.create_task(again(deletion.run_due, WATCH_SECONDS)))
        running.append(asyncio.create_task(again(BackupSchedule(settings, redis).look, LOOK_SECONDS)))
        log.info("working", concurrency=settings.job_concurrency, media_children=settings.media_children)
        await stopping.wait()
        log.info("worker_stopping")
        ended = await asyncio.gather(*(queue.close(settings.drain_seconds) for queue in job_workers))
        for task in running:
            task.cancel()

        async def close() -> None:
            await asyncio.gather(*running, return_exceptions=True)  # first: a cancelled call still waits for its answer
            closing = (*(jobs.close() for jobs in queues.values()), sender.close(), redis.close())
            await asyncio.gather(*closing, return_exceptions=True)

        closing = asyncio.create_task(close())
        _, hanging = await asyncio.wait([closing], timeout=END_SECONDS)
        if hanging or not all(ended):
            log.warning("worker_ends_with_work_in_flight", hint="another worker takes it over")
            # Tasks that hang, on work or on a Redis that does not answer, would block an orderly end of the loop,
            # which is not needed here: the queue gives the jobs to others.
            os._exit(0)
