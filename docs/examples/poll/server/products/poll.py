"""Polls: a question that people answer while everybody sees the count."""

from typing import Final

from handlers.api.contract import EmptyPayload
from handlers.people.models import LinkChanged, MemberChanged, RequestDeclined
from handlers.poll.polls import (
    POLL_ACCESS,
    OnePoll,
    Poll,
    Polls,
)
from server.products.product import Figure, Page, Parts, Product, Serving, WorkerParts, Working
from server.settings.model import Settings
from storage.admin.take_down import Hands
from storage.deletion.deletion import Forgetting
from storage.poll.store import FEED, PollStore
from storage.redis.client import Redis


def serve(parts: Parts) -> Serving:
    store = PollStore(parts.redis, log_length=parts.settings.log_length)
    polls = Polls(store, parts.limits, parts.jobs, create_limit=parts.settings.create_limit)
    return Serving(polls, (polls,))


def work(parts: WorkerParts) -> Working:
    store = PollStore(parts.redis, log_length=parts.settings.log_length)

    async def tidy() -> None:
        await store.bin.empty()

    return Working(store.find_winner, tidy)


def hands(redis: Redis, settings: Settings, public_url: str) -> Hands:
    store = PollStore(redis, log_length=settings.log_length)
    return Hands(store.bin.take_down, store.bin.bring_back)


def forget(parts: WorkerParts) -> Forgetting:
    store = PollStore(parts.redis, log_length=parts.settings.log_length)
    return Forgetting(store.bin.take_down, store.bin.end)


PRODUCT: Final = Product(
    kind="poll",
    about="A question that people answer while everybody sees the count",
    handlers=(Polls,),
    serve=serve,
    access=POLL_ACCESS,
    roles={"owner": "who made the poll, and its co-owners", "voter": "everybody else who may open it"},
    snapshot=Poll,
    feeds={
        FEED: {
            "voted": OnePoll,
            "closed": OnePoll,
            "counted": OnePoll,
            "deleted": EmptyPayload,
            "member_changed": MemberChanged,
            "link_changed": LinkChanged,
            "people_changed": EmptyPayload,
            "request_declined": RequestDeclined,
        }
    },
    paths={"": "/polls/{}"},
    pages=(Page("/polls/{sessionId}", "rt-poll-page", "poll/page"),),
    limits={"sessions_a_minute": "create_limit"},
    counts=(Figure("votes", "Votes that were saved", ("vote",)),),
    jobs={"find_winner": "counts a poll that was closed"},
    work=work,
    hands=hands,
    forget=forget,
)
