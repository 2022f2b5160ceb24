"""The bot's process: it receives updates, handles them and sends the answers, until it is told to stop."""

import asyncio
import os
import signal
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Final
from uuid import uuid4

import structlog

from auth.blocks import Blocks
from auth.caller import PROGRAM, program_line
from auth.generations import Generations
from auth.pseudonyms import Pseudonyms
from auth.user import User
from handlers.telegram.bot import Bot, LoginLink
from handlers.telegram.lists import BotLists
from handlers.telegram.materials import BotMaterials
from handlers.telegram.new_sessions import NewSessions
from handlers.telegram.people import People
from handlers.telegram.recaps import Recaps
from handlers.telegram.replies import Replies
from handlers.telegram.spoken import SpokenReplies
from handlers.telegram.text_files import TextFiles
from handlers.voice.lifecycle import Lifecycle
from handlers.voice.search import VoiceSearch
from server.limits.room import Room
from server.products.quotas import media_quota_of
from server.products.voice import PRODUCT, store_of
from server.realtime.refusals import Refusals
from server.services.identity import begin_pseudonyms, identities_of, signing_secret
from server.settings.model import Settings
from server.telegram.admission import admission_of
from server.telegram.api import BlockedError, LaterError, RefusedError, TelegramApi
from server.telegram.bot_lock import BotLock
from server.telegram.reader import MailboxReader
from server.telegram.secret import webhook_secret
from server.telegram.sender import MessageSender
from server.telegram.updates import post
from server.telegram.webhook import WEBHOOK_PATH
from sessions.base.errors import Refusal, Unavailable
from sessions.voice.replies import say
from storage.account.logins import LoginTickets
from storage.admin.blocks import BlockList
from storage.bus.feeds import Feeds
from storage.jobs.jobs import JobQueue
from storage.media.store import MediaStore
from storage.redis.client import Redis
from storage.session.rate_limiter import RateLimiter
from storage.telegram.mailbox import Mailbox
from storage.telegram.outbox import Outbox
from storage.voice.materials import Materials
from storage.voice.notices import Notices
from storage.voice.people import VoicePeople
from storage.voice.search.questions import Questions

log = structlog.get_logger("telegram")

LOOK_SECONDS: Final = 0.1  # between looks for updates and messages: three calls, 0.3 ms of a single Redis's time
CLUSTER_LOOK_SECONDS: Final = 1.0  # a cluster is asked once for each of its 256 buckets
RECAP_TURNS: Final = 5  # looks between two for closed sessions and for what was heard
RETRY_SECONDS: Final = 3.0
END_SECONDS: Final = 2.0  # to close connections once the updates have ended
COMMANDS: Final = ("start", "session", "done", "login", "sessions", "search", "name", "replies", "help")


class BotProcess:
    def __init__(self, settings: Settings, redis: Redis, api: TelegramApi, only: BotLock, username: str) -> None:
        self._settings = settings
        self._redis = redis
        self._api = api
        self._only = only
        self._work = asyncio.Event()
        self._mailbox = Mailbox(redis, holder=uuid4().hex)
        self._outbox = Outbox(redis)
        self._room = Room(redis, settings)
        self._blocks = Blocks()
        identities, listed = identities_of(settings, redis), BlockList(redis)
        self._refusals = Refusals(identities, Generations(), listed, self._blocks, lambda: None)
        self._pseudonyms = Pseudonyms()
        self._jobs = JobQueue(
            redis, "voice", backoff_ms=round(settings.job_backoff * 1000), media_jobs=PRODUCT.media_jobs
        )
        public_url = settings.public_origin()
        self._store = store_of(redis, settings, public_url)
        replies = Replies(public_url, settings.old_hosts)
        bot = self._bot(replies, username)
        self._reader = MailboxReader(self._mailbox, bot, self._work.set)
        self._sender = MessageSender(self._outbox, api, bot.texts)
        self._recaps = Recaps(self._store, Notices(redis, "told"), self._outbox, replies)
        self._spoken = SpokenReplies(Notices(redis, "heard"), self._outbox, bot.texts)

    def _bot(self, replies: Replies, username: str) -> Bot:
        settings, redis, store = self._settings, self._redis, self._store
        media = MediaStore.open(settings.media_location, timeout=settings.media_timeout)
        people = VoicePeople(redis)
        lifecycle = Lifecycle(store, people)
        search = VoiceSearch(Questions(redis), lifecycle, people, RateLimiter(redis))
        new_sessions = NewSessions(lifecycle, RateLimiter(redis), settings.create_limit, self._room.require)
        materials = BotMaterials(
            store=store,
            lifecycle=lifecycle,
            materials=Materials(store, media, media_quota_of(redis, settings)),
            mailbox=self._mailbox,
            jobs=self._jobs,
            files=self._api,
            replies=replies,
            new_sessions=new_sessions,
            require_room=lambda: self._room.require(media=True),
            file_limit=min(settings.telegram_file_limit, settings.material_limit),
        )
        admission = admission_of(settings, self._pseudonyms, self._blocks)
        identities = identities_of(settings, redis)
        return Bot(
            store=store,
            lifecycle=lifecycle,
            feeds=Feeds(redis),
            mailbox=self._mailbox,
            jobs=self._jobs,
            replies=replies,
            new_sessions=new_sessions,
            materials=materials,
            lists=BotLists(lifecycle, people, search, replies),
            texts=TextFiles(store, People(admission, identities), replies),
            admission=admission,
            identities=identities,
            login_link=login_link(settings, redis),
            username=username,
        )

    async def run(self) -> None:
        """Until it is cancelled. Raises CannotStartError."""
        await begin_pseudonyms(self._pseudonyms, self._settings, self._redis)
        await self._room.look()
        with suppress(Unavailable):  # the next look finds the same
            await self._refusals.look()
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._room.run(), name="room")
            tasks.create_task(self._refusals.run(), name="refusals")
            tasks.create_task(self._only.keep(), name="telegram-only")
            tasks.create_task(self._look(), name="telegram-look")
            if self._settings.telegram_updates == "polling":
                tasks.create_task(self._poll(), name="telegram-poll")

    async def close(self) -> None:
        seconds = self._settings.drain_seconds
        await asyncio.gather(self._reader.close(seconds), self._sender.close(seconds))
        await self._jobs.close()

    async def _look(self) -> None:
        pause = CLUSTER_LOOK_SECONDS if self._redis.is_cluster else LOOK_SECONDS
        often = (self._reader.look, self._outbox.flush_bursts, self._sender.look)
        rarely = (self._recaps.look, self._spoken.look)
        turn = 0
        while True:
            turn += 1
            for look in often if turn % RECAP_TURNS else (*often, *rarely):
                await _tried(look)
            self._work.clear()
            try:
                await asyncio.wait_for(self._work.wait(), pause)
            except TimeoutError:
                continue

    async def _poll(self) -> None:
        """Updates are stored one after the other; then Telegram is told that they arrived, by asking for the next."""
        offset: int | None = None
        while True:
            try:
                for fields in await self._api.updates(offset):
                    await post(self._mailbox, fields)
                    offset = int(fields["update_id"]) + 1
                    self._work.set()
            except Unavailable:
                await asyncio.sleep(RETRY_SECONDS)
            except LaterError as error:
                log.warning("polling_failed", reason=str(error))
                await asyncio.sleep(RETRY_SECONDS if error.seconds is None else error.seconds)
            except (RefusedError, BlockedError) as error:
                log.error("polling_refused", reason=str(error))
                await asyncio.sleep(RETRY_SECONDS)


async def _tried(look: Callable[[], Awaitable[None]]) -> None:
    """One that fails holds up no other; the next turn finds the same."""
    try:
        await look()
    except Refusal as error:  # Redis is away
        log.warning("look_failed", reason=error.text)
    except Exception:
        log.exception("look_failed")


def login_link(settings: Settings, redis: Redis) -> LoginLink | None:
    """Makes one-time links that sign in (V6); None where only an identity provider signs people in."""
    if signing_secret(settings) is None:
        return None
    tickets, public_url = LoginTickets(redis), settings.public_origin()

    async def make(user: User) -> str:
        return f"{public_url}/tg_auth?token={await tickets.issue(user, 'telegram')}"

    return make


async def introduce(api: TelegramApi, settings: Settings) -> str:
    """Tells Telegram how updates come, and the menu of commands. Answers the bot's name. Raises as TelegramApi."""
    username = await api.username()
    if settings.telegram_updates == "webhook" and settings.telegram_token is not None:
        secret = webhook_secret(settings.telegram_token.get_secret_value())
        await api.use_webhook(f"{settings.public_origin()}{WEBHOOK_PATH}", secret)
    else:
        await api.use_polling()
    await api.set_commands({name: say(f"command_{name}", "en") for name in COMMANDS}, None)
    await api.set_commands({name: say(f"command_{name}", "ru") for name in COMMANDS}, "ru")
    return username


async def _patiently(step: Callable[[], Awaitable[str]]) -> str:
    """Telegram may be away when the bot starts."""
    while True:
        try:
            return await step()
        except (LaterError, RefusedError, BlockedError) as error:
            log.error("telegram_refuses", reason=str(error))
            seconds = error.seconds if isinstance(error, LaterError) and error.seconds is not None else RETRY_SECONDS
            await asyncio.sleep(seconds)


async def serve_bot(settings: Settings, *, redis_url: str) -> None:
    """Runs until SIGTERM or SIGINT; what is being handled or sent then has `drain_seconds` to
    end, and stays in Redis when it does not."""
    if settings.telegram_token is None:
        raise ValueError("a bot needs its token")
    PROGRAM.set(program_line("bot", settings.access_ms))
    redis = await Redis.connect(redis_url)
    token = settings.telegram_token.get_secret_value()
    only = BotLock(Outbox(redis), token)
    api = TelegramApi(token, settings.telegram_api, settings.telegram_files)
    stopping = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stopping.set)

    async def whole() -> None:
        await only.begin()
        username = await _patiently(lambda: introduce(api, settings))
        process = BotProcess(settings, redis, api, only, username)
        log.info("bot_running", username=username, updates=settings.telegram_updates)
        try:
            await process.run()
        finally:
            await process.close()

    running = asyncio.create_task(whole(), name="bot")
    stopped = asyncio.create_task(stopping.wait(), name="stopping")
    await asyncio.wait({running, stopped}, return_when=asyncio.FIRST_COMPLETED)
    running.cancel()
    stopped.cancel()
    ending = asyncio.create_task(_ended(running, api, redis), name="ending")
    _, hanging = await asyncio.wait([ending], timeout=settings.drain_seconds + END_SECONDS)
    if hanging:
        log.warning("bot_ends_with_work_in_flight", hint="the next start goes on with it")
        # Tasks that hang on a Redis that does not answer would block an orderly end of the loop, which is not needed
        # here: updates and messages stay in Redis until they are done.
        os._exit(0 if stopping.is_set() else 1)
    error = ending.result()
    if error is not None and not stopping.is_set():
        raise error


async def _ended(running: asyncio.Task[None], api: TelegramApi, redis: Redis) -> BaseException | None:
    """Waits for the end of the bot, and closes what it used. Answers what ended it."""
    (ended,) = await asyncio.gather(running, return_exceptions=True)
    await api.close()
    await redis.close()
    return ended
