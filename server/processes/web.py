"""One serving process: it builds, starts and stops everything, in an order in which nothing is lost."""

import asyncio
import contextlib
from typing import TYPE_CHECKING, Any, Final, TypeVar

import structlog
from aiohttp import web

from auth.blocks import Blocks
from auth.generations import Generations
from auth.pseudonyms import Pseudonyms
from auth.tokens import TokenIssuer, TokenVerifier
from handlers.api.contract import Route, SocketEvent, endpoints_of
from handlers.script_keys.check import KeyCheck
from server.checks.proxies import note_untrusted
from server.documents.asyncapi import asyncapi
from server.documents.contract import CONTRACT, VERSION
from server.documents.openapi import openapi
from server.http.api import HttpApi
from server.http.connection_limits import ConnectionLimits
from server.http.credentials import Origins, Proxies
from server.http.headers import headers_of, with_headers
from server.http.manifest import App
from server.http.middleware import with_cors, with_program, with_refusals, with_request_id
from server.http.operations import Operations
from server.http.pages import PAGES, Pages
from server.limits.client_limits import ClientLimits
from server.limits.room import Room
from server.observability.fleet import Reporter, Sources
from server.observability.metrics import Metrics
from server.observability.watchdog import Watchdog
from server.processes.disk_sync import DiskSync, append_only_folder
from server.processes.place import Place
from server.processes.shared_handlers import DAY, ProcessParts, previews_of, shared_handlers
from server.processes.socket_requests import SocketRequests
from server.processes.tracing import start_tracing
from server.products.product import Duty, Parts, Serving
from server.realtime.hub import Hub
from server.realtime.refusals import Refusals
from server.realtime.sockets import RoomtoneSockets
from server.services.identity import (
    begin_pseudonyms,
    identities_of,
    keep_pseudonyms,
    token_issuer,
    token_verifier,
)
from server.settings.model import Settings
from server.telegram.webhook import webhook_routes
from storage.admin.blocks import BlockList
from storage.bus.bus import Bus
from storage.bus.feeds import Feeds
from storage.fleet.store import FleetStore
from storage.jobs.jobs import JobQueue
from storage.media.store import MediaStore
from storage.redis.client import Redis
from storage.redis.tracing import TracedRedis
from storage.script_keys.store import ScriptKeys
from storage.session.durability import AppendOnlyFiles, Disk
from storage.session.rate_limiter import RateLimiter

if TYPE_CHECKING:
    from server.observability.tracing import Tracing

log = structlog.get_logger("server")

# Before CONNECT is accepted: bytes of a message (a token has 8 KiB at most, and a longer one is told so), and how many
# messages may wait.
FIRST_MESSAGE: Final = 20_480
FIRST_MESSAGES: Final = 2

DOCUMENTS: Final = {
    "/openapi.json": lambda: openapi(CONTRACT, VERSION),
    "/asyncapi.json": lambda: asyncapi(CONTRACT, VERSION),
}

Declared = TypeVar("Declared", Route, SocketEvent)


class WebProcess:
    """One process's part of the server. `start` it, then `stop` it."""

    def __init__(self, settings: Settings, redis: Redis, public_url: str) -> None:
        self.settings = settings
        self._place = Place(settings.data_dir)
        self.id = self._place.id
        self.tracing: Tracing | None = None
        self.metrics = Metrics()
        self.metrics.tell_of({product.kind: product.counts for product in CONTRACT.products})
        self.redis = redis
        redis.observe = self.metrics.script_ran
        self.pseudonyms = Pseudonyms()
        self.feeds = Feeds(redis)
        self.bus = Bus(redis, self.feeds, self.id)
        self.bus.on_gap = self.metrics.gap_filled
        self.hub = Hub(self.bus, self.feeds, self.metrics)
        if isinstance(redis, TracedRedis):
            self.tracing = start_tracing(settings, self.id)
            redis.begin = self.tracing.script
            self.hub.on_traced = self.tracing.fanned_out
        self.generations, self.blocks = Generations(), Blocks(self.pseudonyms.of_named)
        self.identities = identities_of(settings, redis)
        self.verifier: TokenVerifier = token_verifier(
            settings, self.pseudonyms, self.generations, self.blocks, self.identities.resolve
        )
        self.issuer: TokenIssuer | None = token_issuer(settings)
        self.room = Room(redis, settings)
        self._budgets = ClientLimits.of(settings, self.room)
        self.keys = KeyCheck(
            ScriptKeys(redis), self.verifier, self.blocks, self._budgets.rates.bucket,
            permissions=frozenset(settings.guest_permissions),
        )  # fmt: skip
        self._proxies = Proxies(settings.trusted_proxies, self._proxy_untrusted)
        self.connection_limits = ConnectionLimits(
            header_seconds=settings.header_timeout,
            write_seconds=settings.write_timeout,
            connections=settings.address_connections,
            proxies=self._proxies,
        )
        self._origins = Origins(public_url, settings.allowed_origins)
        is_embedded = settings.redis_url is None  # its files are on this machine
        files = DiskSync(append_only_folder(settings.data_dir)).synced if is_embedded else None
        self._append_only = AppendOnlyFiles(redis, files)
        self.watchdog = Watchdog(redis, self.metrics)
        self._tasks: list[asyncio.Task[None]] = []
        self._reporter = self._report_to_admins()
        handlers = self._handlers(public_url)
        self.operations = Operations(redis, self.bus, self.room, self.metrics, DOCUMENTS)
        self.sockets = self._socket_server(handlers)
        self._refusals = Refusals(self.identities, self.generations, BlockList(redis), self.blocks, self._end_refused)
        self.app = self._application(handlers, public_url)
        self._watch()

    def _watch(self) -> None:
        counters, lane = self.sockets.eio.counters, self.sockets.lane
        self.metrics.watch(
            loop_lag=self.watchdog.lag,
            loop_step=self.watchdog.step,
            script=self.watchdog.script,
            subscribers=lambda: self.hub.subscribers,
            channels=lambda: self.bus.feeds_followed,
            bus_lag=lambda: self.bus.lag,
            slow_disconnects=lambda: counters.slow_disconnects,
            bad_packets=lambda: counters.bad_packets,
            messages=lambda: counters.messages_in,
            by_lane=lambda: 0 if lane is None else lane.taken,
            redis=lambda: self.room.redis,
            media=lambda: self.room.media,
        )

    def _report_to_admins(self) -> Reporter:
        sources = Sources(
            hub=self.hub,
            connections=lambda: len(self.sockets.connections),
            feeds=lambda: self.bus.feeds_followed,
            bus_lag=lambda: self.bus.lag,
            loop_lag=self.watchdog.lag,
            is_draining=lambda: self.operations.is_draining,
            done=self.metrics.done,
        )
        return Reporter(FleetStore(self.redis, log_length=self.settings.log_length), self.id, sources)

    def _handlers(self, public_url: str) -> list[object]:
        limits = RateLimiter(self.redis)
        self._products = self._serving(limits, public_url)
        shared = shared_handlers(
            ProcessParts(
                settings=self.settings,
                public_url=public_url,
                redis=self.redis,
                verifier=self.verifier,
                issuer=self.issuer,
                identities=self.identities,
                blocks=self.blocks,
                pseudonyms=self.pseudonyms,
                limits=limits,
                feeds=self.feeds,
                kept=self.bus.kept,
                clock=self.bus.now,
                products=self._products,
                media=self._media,
                disk=Disk(self._append_only.sync, self._append_only.run),
            )
        )
        return [*shared, *(handlers for product in self._products.values() for handlers in product.handlers)]

    def _serving(self, limits: RateLimiter, public_url: str) -> dict[str, Serving]:
        """All products of this process, by kind."""
        backoff_ms = round(self.settings.job_backoff * 1000)
        self._jobs = {
            product.kind: JobQueue(self.redis, product.kind, backoff_ms=backoff_ms, media_jobs=product.media_jobs)
            for product in CONTRACT.products
        }
        self._media = MediaStore.open(self.settings.media_location, timeout=self.settings.media_timeout)
        return {
            product.kind: product.serve(
                Parts(
                    settings=self.settings,
                    public_url=public_url,
                    process_id=self.id,
                    redis=self.redis,
                    feeds=self.feeds,
                    hub=self.hub,
                    limits=limits,
                    jobs=self._jobs[product.kind],
                    media=self._media,
                    clock=self.bus.now,
                    named=self.pseudonyms.of_named,
                    keys=self.keys,
                    require_room=self.room.require,
                    report=self._reporter.greet,
                )
            )
            for product in CONTRACT.products
        }

    def _socket_server(self, handlers: list[object]) -> RoomtoneSockets:
        settings = self.settings
        requests = SocketRequests(
            self.connection_limits, self._origins, lambda: self.operations.is_draining, access_ms=settings.access_ms
        )
        return RoomtoneSockets(
            {event.name: (event, bound) for event, bound in self._endpoints(handlers, SocketEvent)},
            hub=self.hub,
            verifier=self.verifier,
            keys=self.keys,
            blocks=self.blocks,
            address_of=requests.address,
            token_of=requests.cookie,
            program_of=requests.program,
            counts=self.metrics,
            event_rate=(settings.event_rate, settings.event_burst),
            budgets=self._budgets,
            engine={
                "ping_interval": settings.ping_interval,
                "ping_timeout": settings.ping_timeout,
                "max_http_buffer_size": settings.message_limit,
                "outbox_limit": settings.outbox_limit,
                "connect_timeout": settings.connect_timeout,
                "is_ours": requests.is_ours,
                "refusal": requests.refusal,
                "newcomers": requests,
                "first_message_size": FIRST_MESSAGE,
                "first_messages": FIRST_MESSAGES,
            },
        )

    def _application(self, handlers: list[object], public_url: str) -> web.Application:
        is_secure = public_url.startswith("https:")
        headers = headers_of(hsts_seconds=self.settings.hsts_seconds if is_secure else 0)
        app = web.Application(
            middlewares=[
                with_request_id,
                with_headers(headers),
                with_cors(self._origins),
                with_refusals,
                with_program(self.settings.access_ms),
            ],
            client_max_size=self.settings.body_limit,
        )
        pages = Pages(
            (page.path for page in CONTRACT.pages),
            previews_of(self.redis, public_url),
            open_media=(page.path for page in CONTRACT.pages if page.open_media),
            in_telegram=(page.path for page in CONTRACT.pages if page.in_telegram),
            apps=(App(page.path, page.app) for page in CONTRACT.pages if page.app is not None),
        )
        api = HttpApi(
            self._endpoints(handlers, Route),
            verifier=self.verifier,
            keys=self.keys,
            blocks=self.blocks,
            proxies=self._proxies,
            origins=self._origins,
            secure_cookie=is_secure,
            cookie_seconds=self.settings.guest_ttl_days * DAY,
            body_seconds=self.settings.body_timeout,
            budgets=self._budgets,
            is_busy=self.hub.has_subscribers,
            counts=self.metrics,
        )
        self.sockets.attach(app)
        app[PAGES] = pages
        telegram = webhook_routes(self.settings, self.redis)
        routes = pages.beside(api.definitions())
        app.add_routes([*self.operations.definitions(), *routes, *telegram, *pages.definitions()])
        return app

    def _endpoints(self, handlers: list[object], kind: type[Declared]) -> list[tuple[Declared, Any]]:
        endpoints = _bound(handlers, kind)
        return (
            endpoints if self.tracing is None else [(one, self.tracing.handler(one, bound)) for one, bound in endpoints]
        )

    @property
    def _duties(self) -> list[Duty]:
        return [duty for product in self._products.values() for duty in product.duties]

    # --- life ------------------------------------------------------------------------------------------------------

    async def start(self) -> None:
        await self.bus.start()
        await self.room.look()
        await begin_pseudonyms(self.pseudonyms, self.settings, self.redis)
        await self._refusals.look()  # before anybody is served
        self._tasks.append(asyncio.create_task(self._refusals.run(), name="refusals"))
        self._tasks.append(asyncio.create_task(keep_pseudonyms(self.pseudonyms, self.redis), name="pseudonyms"))
        self._tasks.append(asyncio.create_task(self.room.run(), name="room"))
        self._tasks.append(asyncio.create_task(self.watchdog.run(), name="watchdog"))
        self._tasks.append(asyncio.create_task(self._reporter.run(), name="reporter"))
        self._tasks += [asyncio.create_task(duty.run(), name=type(duty).__name__) for duty in self._duties]

    async def drain(self) -> None:
        """Readiness becomes false, then the sockets are closed in batches so that clients reconnect elsewhere."""
        self.operations.is_draining = True
        await self.sockets.drain(self.settings.drain_seconds)

    async def stop(self) -> None:
        """Called after the last request has been answered."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.sockets.shutdown()
        await self.hub.settled()
        for duty in self._duties:
            with contextlib.suppress(Exception):
                await duty.report()
        await self.bus.close()
        await self._append_only.close()
        await self.verifier.close()
        await asyncio.gather(*(jobs.close() for jobs in self._jobs.values()))
        if self.tracing is not None:
            await self.tracing.close()
        await self.redis.close()
        self._place.leave()

    def _end_refused(self) -> None:
        self.sockets.end_refused(
            # Whoever was joined with somebody comes back at once, as who they are by now.
            lambda user, address: (
                self.generations.refuses(user)
                or self.generations.is_outdated(user)
                or self.blocks.refuses(user, address)
            )
        )

    def _proxy_untrusted(self, address: str) -> None:
        """Reported in the log, and where `doctor` finds it."""
        log.warning("proxy_not_trusted", address=address, hint="add it to ROOMTONE_TRUSTED_PROXIES")
        self._tasks.append(asyncio.create_task(note_untrusted(self.redis, address), name="untrusted-proxy"))


def _bound(handlers: list[object], kind: type[Declared]) -> list[tuple[Declared, Any]]:
    """The endpoints of a kind with the methods that answer them."""
    return [
        (endpoint, getattr(instance, endpoint.method.__name__))
        for instance in handlers
        for endpoint in endpoints_of(type(instance))
        if isinstance(endpoint, kind)
    ]
