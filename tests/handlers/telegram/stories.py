"""A chat whose updates are handled by one process after another, without Telegram."""

import secrets
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import orjson

from auth.access import READ_OWN, UPDATE
from handlers.telegram.admission import Admission
from handlers.telegram.bot import Bot
from handlers.telegram.lists import BotLists
from handlers.telegram.materials import BotMaterials
from handlers.telegram.new_sessions import NewSessions
from handlers.telegram.people import People
from handlers.telegram.replies import Replies
from handlers.telegram.text_files import TextFiles
from handlers.voice.lifecycle import Lifecycle
from handlers.voice.search import VoiceSearch
from storage.account.identities import Identities
from storage.bus.feeds import Feeds
from storage.jobs.jobs import JobQueue
from storage.media.store import MediaStore
from storage.quota.media import MediaQuota
from storage.redis.client import Redis
from storage.session.rate_limiter import RateLimiter
from storage.telegram.mailbox import Claimed, Mailbox
from storage.telegram.outbox import Outbox
from storage.voice.materials import Materials
from storage.voice.people import VoicePeople
from storage.voice.search.questions import Questions
from storage.voice.store import VoiceStore
from tests.users import PSEUDONYMS

PUBLIC = "https://rooms.example"


class OneFile:
    """What Telegram would give for any file."""

    async def parts(self, file_id: str, limit: int) -> AsyncIterator[bytes]:
        yield b"%PDF-1.7 important"


LET_IN = Admission(PSEUDONYMS, permissions=(READ_OWN, UPDATE))


def bot_of(
    redis: Redis, folder: Path, mailbox: Mailbox, store: VoiceStore, jobs: JobQueue, admission: Admission
) -> Bot:
    people, replies = VoicePeople(redis), Replies(PUBLIC)
    lifecycle = Lifecycle(store, people)
    search = VoiceSearch(Questions(redis), lifecycle, people, RateLimiter(redis))
    new_sessions = NewSessions(lifecycle, RateLimiter(redis), 0, lambda: None)
    media = Materials(store, MediaStore.open(folder.as_uri()), MediaQuota(redis, owner_limit=0, guest_limit=0))
    materials = BotMaterials(
        store=store,
        lifecycle=lifecycle,
        materials=media,
        mailbox=mailbox,
        jobs=jobs,
        files=OneFile(),
        replies=replies,
        new_sessions=new_sessions,
        require_room=lambda: None,
        file_limit=1_000_000,
    )
    identities = Identities(redis, name_seconds=60)
    return Bot(
        store=store,
        lifecycle=lifecycle,
        feeds=Feeds(redis),
        mailbox=mailbox,
        jobs=jobs,
        replies=replies,
        new_sessions=new_sessions,
        materials=materials,
        lists=BotLists(lifecycle, people, search, replies),
        texts=TextFiles(store, People(admission, identities), replies),
        admission=admission,
        identities=identities,
        login_link=None,
        username="a_bot",
    )


class Story:
    """A chat whose updates are handled by one process after another."""

    def __init__(self, redis: Redis, folder: Path) -> None:
        self.chat = 10**9 + secrets.randbelow(10**12)
        self.redis = redis
        self.folder = folder
        self.store = VoiceStore(redis, public_url=PUBLIC, log_length=10)
        self.jobs = JobQueue(redis, "voice", backoff_ms=50)
        self.admission = LET_IN
        self.update_id = 0

    async def post(self, kind: str = "message", **content: Any) -> bool:
        self.update_id += 1
        who = {"id": self.chat, "is_bot": False, "first_name": "Анна"}
        message = {"message_id": self.update_id, "chat": {"id": self.chat, "type": "private"}, "from": who, **content}
        update = orjson.dumps({"update_id": self.update_id, kind: message})
        return await Mailbox(self.redis).post(self.chat, self.update_id, update)

    async def handled(self, *, dies: bool) -> tuple[Claimed, list[str]]:
        """By a new process: its claim and what it says. One that dies says nothing, and its lease ends."""
        mailbox = Mailbox(self.redis, holder=secrets.token_hex(4))
        claimed = await mailbox.claim(self.chat)
        assert claimed is not None
        bot = bot_of(self.redis, self.folder, mailbox, self.store, self.jobs, self.admission)
        answer = await bot.handle(claimed)
        if dies:
            await mailbox.later(self.chat, 0)
        else:
            assert await mailbox.done(claimed, answer.messages, answer.burst) is not None
            assert await mailbox.done(claimed, answer.messages) is None  # a late process has nothing to say
            for step in answer.after:
                await step()
        return claimed, [str(one.params["text"]).split("\n")[0] for one in answer.messages]

    async def queued(self) -> list[str]:
        """The first lines of what is to be sent, each once."""
        outbox, lines = Outbox(self.redis), []
        while (message := await outbox.next(self.chat)) is not None:
            lines.append(message.params["text"].split("\n")[0])
            await outbox.settle(message, "sent", pause_ms=0)
        return lines
