"""One serving process: it builds, starts and stops everything, in an order in which nothing is lost."""

import asyncio
import contextlib
import signal
import socket
from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import uuid4

import structlog
from aiohttp import web

from auth.generations import Generations
from auth.tokens import TokenIssuer, TokenVerifier
from handlers.accounts import Accounts
from handlers.contract import Route, SocketEvent, endpoints_of
from handlers.durability import Durability
from handlers.invited import Invited
from handlers.limits import LimitsToldToPages, ServerLimits
from handlers.logins import Logins
from handlers.moderation import Moderation
from handlers.peers import Peers
from handlers.people import People
from handlers.sign_in import SignIn
from handlers.subscriptions import Subscriptions
from handlers.usage import UsageToldToPages
from server.budgets import Budgets
from server.checks.proxies import note_untrusted
from server.contract import CONTRACT
from server.engine import socketio_trial
from server.engine.settings import RequestHead
from server.http.api import HttpApi
from server.http.credentials import Origins, Proxies, cookie_token
from server.http.headers import headers_of, with_headers
from server.http.middleware import with_cors, with_refusals, with_request_id
from server.http.operations import Operations
from server.http.pages import Pages
from server.http.protocol import ConnectionLimits, Runner
from server.identity import token_issuer, token_verifier
from server.observability.fleet import Reporter, Sources
from server.observability.metrics import Metrics
from server.observability.watchdog import Watchdog
from server.processes.cannot_start import CannotStartError
from server.processes.disk_sync import DiskSync, append_only_folder
from server.processes.garbage_collector import tune_garbage_collector
from server.processes.tracing import start_tracing
from server.products.product import Duty, Parts, Serving
from server.products.shares import content_of, shares_of
from server.realtime.hub import Hub
from server.realtime.sign_outs import SignOuts
from server.realtime.sockets import RoomtoneSockets
from server.room import Room
from server.settings.model import Settings
from server.telegram.webhook import webhook_routes
from storage.bus.bus import Bus
from storage.bus.feeds import Feeds
from storage.durable import AppendOnlyFiles, Disk
from storage.fleet import FleetStore
from storage.home import HomeStore
from storage.identities import Identities
from storage.jobs.jobs import Jobs
from storage.limits import Limits
from storage.logins import LoginTickets
from storage.media.store import MediaStore
from storage.moderation import ModerationStore
from storage.people import PeopleStore
from storage.redis.client import Redis
from storage.redis.traced import TracedRedis

if TYPE_CHECKING:
    from server.observability.tracing import Tracing

log = structlog.get_logger("server")

Declared = TypeVar("Declared", Route, SocketEvent)

DAY = 24 * 60 * 60  # seconds
BACKLOG = 4096  # connections waiting to be accepted: all clients reconnect at once after a restart
LINGER = 10.0  # seconds in which the rest of a refused body is read, so that the client gets the refusal
LOGINS_PER_SESSION = 2  # the same for signing in with a link
GUESTS_PER_SESSION = 6  # guests that an address may make for every session it may create: viewers share addresses


def limits_of(settings: Settings) -> ServerLimits:
    """What pages are told of the settings: what every product shares, and what each declares."""
    shown = {
        "body_bytes": "body_limit",
        "message_bytes": "message_limit",
        "session_bytes": "session_limit",
        "owner_bytes": "owner_limit",
        "guest_bytes": "guest_limit",
        "media_owner_bytes": "media_owner_limit",
        "media_guest_bytes": "media_guest_limit",
        "uploads_at_once": "user_uploads",
        "events_a_second": "event_rate",
    }
    for product in CONTRACT.products:
        shown.update(product.limits)
    return ServerLimits.model_validate({field: getattr(settings, name) for field, name in shown.items()})


class WebProcess:
    """One process's part of the server. `start` it, then `stop` it."""

    def __init__(self, settings: Settings, redis: Redis, public_url: str) -> None:
        self.settings = settings
        self.id = uuid4().hex[:8]
        self.tracing: Tracing | None = None
        self.metrics = Metrics()
        self.metrics.tell_of(CONTRACT.products)
        self.redis = redis
        redis.observe = self.metrics.script_ran
        self.feeds = Feeds(redis)
        self.bus = Bus(redis, self.feeds, self.id)
        self.bus.on_gap = self.metrics.gap_filled
        self.hub = Hub(self.bus, self.feeds, self.metrics)
        if isinstance(redis, TracedRedis):
            self.tracing = start_tracing(settings, self.id)
            redis.begin = self.tracing.script
            self.hub.on_traced = self.tracing.fanned_out
        self.generations = Generations()
        self.identities = Identities(redis, name_seconds=2 * settings.guest_ttl_days * DAY)
        self.verifier: TokenVerifier = token_verifier(settings, self.generations)
        self.issuer: TokenIssuer | None = token_issuer(settings)
        self._proxies = Proxies(settings.trusted_proxies, self._proxy_untrusted)
        self.connection_limits = ConnectionLimits(
            header_seconds=settings.header_timeout,
            write_seconds=settings.write_timeout,
            connections=settings.address_connections,
            proxies=self._proxies,
        )
        self._origins = Origins(public_url, settings.allowed_origins)
        self.room = Room(redis, settings)
        self._budgets = Budgets.of(settings, self.room)
        self._append_only = AppendOnlyFiles(redis)
        self.watchdog = Watchdog(redis, self.metrics)
        self._tasks: list[asyncio.Task[None]] = []
        self._reporter = self._report_to_admins()
        handlers = self._handlers(public_url)
        self.operations = Operations(redis, self.bus, self.room, self.metrics.exposition)
        self.sockets = self._socket_server(handlers)
        self._sign_outs = SignOuts(self.identities, self.generations, lambda: self.sockets.sign_out(self.generations))
        self.app = self._application(handlers, is_secure=public_url.startswith("https:"))
        self._watch()

    def _watch(self) -> None:
        counters = self.sockets.eio.counters
        self.metrics.watch(
            loop_lag=self.watchdog.lag,
            loop_step=self.watchdog.step,
            script=self.watchdog.script,
            subscribers=lambda: self.hub.subscribers,
            channels=lambda: self.bus.feeds_followed,
            bus_lag=lambda: self.bus.lag,
            slow_disconnects=lambda: counters.slow_disconnects,
            bad_packets=lambda: counters.bad_packets,
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
        limits = Limits(self.redis)
        self._products = self._serving(limits, public_url)
        accounts = Accounts(
            self.verifier,
            self.issuer,
            limits,
            self.identities,
            guest_ttl=self.settings.guest_ttl_days * DAY,
            guests_per_minute=self.settings.create_limit * GUESTS_PER_SESSION,
            guest_permissions=frozenset(self.settings.guest_permissions),
        )
        kinds = {kind: product.kind for kind, product in self._products.items()}
        lists = {kind: product.joined for kind, product in self._products.items() if product.joined is not None}
        people = PeopleStore(self.redis, public_url=public_url, log_length=self.settings.log_length)
        logins = Logins(
            self.verifier,
            self.issuer,
            limits,
            LoginTickets(self.redis),
            self.identities,
            public_url=public_url,
            token_ttl=self.settings.guest_ttl_days * DAY,
            logins_per_minute=self.settings.create_limit * LOGINS_PER_SESSION,
            guest_permissions=frozenset(self.settings.guest_permissions),
        )
        moderation = ModerationStore(self.redis, public_url=public_url, log_length=self.settings.log_length)
        shared = [
            accounts,
            logins,
            SignIn(self.verifier, limits, login_url=self.settings.login_url),
            Subscriptions(self.feeds, kinds, self.bus.now),
            Peers(self.feeds, kinds),
            People(people, public_url=public_url, lists=lists),
            Invited(people, HomeStore(self.redis), lists=lists),
            Moderation(moderation),
            LimitsToldToPages(limits_of(self.settings)),
            UsageToldToPages(shares_of(self.redis, self.settings), content_of(self.redis, self.settings)),
            Durability(Disk(self._synced())),
        ]
        return [*shared, *(handlers for product in self._products.values() for handlers in product.handlers)]

    def _synced(self) -> Callable[[], Awaitable[bool]]:
        """Brings what Redis has to its disk: the embedded one's files are on this machine."""
        if self.settings.redis_url is None:
            return DiskSync(append_only_folder(self.settings.data_dir)).synced
        return self._append_only.sync

    def _serving(self, limits: Limits, public_url: str) -> dict[str, Serving]:
        """All products of this process, by kind."""
        backoff_ms = round(self.settings.job_backoff * 1000)
        self._jobs = {
            product.kind: Jobs(self.redis, product.kind, backoff_ms=backoff_ms, media_jobs=product.media_jobs)
            for product in CONTRACT.products
        }
        media = MediaStore.open(self.settings.media_location, timeout=self.settings.media_timeout)
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
                    media=media,
                    clock=self.bus.now,
                    report=self._reporter.greet,
                )
            )
            for product in CONTRACT.products
        }

    def _socket_server(self, handlers: list[object]) -> RoomtoneSockets:
        settings = self.settings
        return RoomtoneSockets(
            {event.name: (event, bound) for event, bound in self._endpoints(handlers, SocketEvent)},
            hub=self.hub,
            verifier=self.verifier,
            address_of=self._socket_address,
            token_of=self._socket_cookie,
            counts=self.metrics,
            event_rate=(settings.event_rate, settings.event_burst),
            budgets=self._budgets,
            engine={
                "ping_interval": settings.ping_interval,
                "ping_timeout": settings.ping_timeout,
                "max_http_buffer_size": settings.message_limit,
                "outbox_limit": settings.outbox_limit,
                "connect_timeout": settings.connect_timeout,
                "cors_allowed_origins": self._socket_origin,
                "allow_request": self._refuse_newcomers,
            },
        )

    def _application(self, handlers: list[object], *, is_secure: bool) -> web.Application:
        headers = headers_of(hsts_seconds=self.settings.hsts_seconds if is_secure else 0)
        app = web.Application(
            middlewares=[with_request_id, with_headers(headers), with_cors(self._origins), with_refusals],
            client_max_size=self.settings.body_limit,
        )
        pages = Pages(
            (page.path for page in CONTRACT.pages),
            open_media=(page.path for page in CONTRACT.pages if page.open_media),
        )
        api = HttpApi(
            self._endpoints(handlers, Route),
            verifier=self.verifier,
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
        telegram = webhook_routes(self.settings, self.redis)
        routes = pages.beside(api.definitions())
        app.add_routes([*self.operations.definitions(), *routes, *telegram, *pages.definitions()])
        return app

    def _endpoints(self, handlers: list[object], kind: type[Declared]) -> list[tuple[Declared, Any]]:
        found = _bound(handlers, kind)
        return found if self.tracing is None else [(one, self.tracing.handler(one, bound)) for one, bound in found]

    @property
    def _duties(self) -> list[Duty]:
        return [duty for product in self._products.values() for duty in product.duties]

    # --- life ------------------------------------------------------------------------------------------------------

    async def start(self) -> None:
        await self.bus.start()
        await self.room.look()
        await self._sign_outs.look()  # before anybody is served
        self._tasks.append(asyncio.create_task(self._sign_outs.run(), name="sign-outs"))
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

    # --- what the sockets need --------------------------------------------------------------------------------------

    def _proxy_untrusted(self, address: str) -> None:
        """Reported in the log, and where `doctor` finds it."""
        log.warning("proxy_not_trusted", address=address, hint="add it to ROOMTONE_TRUSTED_PROXIES")
        self._tasks.append(asyncio.create_task(note_untrusted(self.redis, address), name="untrusted-proxy"))

    def _socket_address(self, environ: Mapping[str, Any]) -> str:
        return self._proxies.client(environ.get("REMOTE_ADDR", ""), environ.get("HTTP_X_FORWARDED_FOR"))

    def _socket_cookie(self, environ: Mapping[str, Any]) -> str | None:
        """The cookie's token, which a page of another site must not use. Raises Forbidden."""
        token = cookie_token(environ.get("HTTP_COOKIE"))
        if token is not None:
            headers = {"Origin": environ.get("HTTP_ORIGIN"), "Host": environ.get("HTTP_HOST")}
            self._origins.require_own({name: value for name, value in headers.items() if value is not None})
        return token

    def _refuse_newcomers(self, request: RequestHead) -> web.Response | None:
        """While draining: a client just disconnected must not return over a connection that a proxy keeps open to
        us."""
        if not self.operations.is_draining or "sid" in request.query:
            return None
        response = web.json_response({"error": "This process is stopping", "code": "unavailable"}, status=503)
        response.force_close()
        return response

    def _socket_origin(self, origin: str, request: RequestHead) -> bool:
        return self._origins.is_ours(origin, request.host)


def _bound(handlers: list[object], kind: type[Declared]) -> list[tuple[Declared, Any]]:
    """The endpoints of a kind with the methods that answer them."""
    return [
        (endpoint, getattr(instance, endpoint.method.__name__))
        for instance in handlers
        for endpoint in endpoints_of(type(instance))
        if isinstance(endpoint, kind)
    ]


async def serve(settings: Settings, *, redis_url: str, announce: bool = False, reuse_port: bool = False) -> None:
    """Serves until SIGTERM or SIGINT, then drains and stops. `announce` prints the address to open."""
    problem = await socketio_trial.problem()
    if problem is not None:
        raise CannotStartError(problem)
    listening = socket.create_server((settings.host, settings.port), backlog=BACKLOG, reuse_port=reuse_port)
    public_url = settings.public_origin(listening.getsockname()[1])
    redis_class = Redis if settings.otlp_endpoint is None else TracedRedis
    process = WebProcess(settings, await redis_class.connect(redis_url), public_url)
    await process.start()
    runner = Runner(
        process.app,
        limits=process.connection_limits,
        accept=process.sockets.eio.accept,
        access_log=None,
        handle_signals=False,
        shutdown_timeout=2.0,
        # A body that was too slow gets no more time.
        lingering_time=min(LINGER, settings.body_timeout),
    )
    await runner.setup()
    site = web.SockSite(runner, listening, backlog=BACKLOG)
    await site.start()
    stopping = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stopping.set)
    tune_garbage_collector()
    log.info("serving", url=public_url, process=process.id)
    if announce:
        print(f"Roomtone is at {public_url}", flush=True)  # noqa: T201 - the one line people wait for
    await stopping.wait()
    log.info("draining", connections=len(process.sockets.connections))
    if reuse_port:
        await site.stop()  # the other processes on this port take new connections from now on
    await process.drain()
    await runner.cleanup()  # requests in progress can still use Redis
    await process.stop()
    log.info("stopped")
