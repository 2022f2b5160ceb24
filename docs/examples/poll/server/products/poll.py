"""Polls: a question that people answer while everybody sees the count."""

from typing import Final

from handlers.poll.polls import (
    POLL_ACCESS,
    OnePoll,
    Poll,
    Polls,
)
from storage.poll.store import FEED, PollStore

from server.products.product import Figure, Page, Parts, Product, Serving, WorkerParts, Working


def serve(parts: Parts) -> Serving:
    store = PollStore(parts.redis, log_length=parts.settings.log_length)
    polls = Polls(store, parts.limits, parts.jobs, create_limit=parts.settings.create_limit)
    return Serving(polls, (polls,))


def work(parts: WorkerParts) -> Working:
    return Working(PollStore(parts.redis, log_length=parts.settings.log_length).find_winner)


PRODUCT: Final = Product(
    kind="poll",
    about="A question that people answer while everybody sees the count",
    handlers=(Polls,),
    serve=serve,
    access=POLL_ACCESS,
    roles={"owner": "who made the poll", "voter": "everybody else who has the link"},
    snapshot=Poll,
    feeds={FEED: {"voted": OnePoll, "closed": OnePoll, "counted": OnePoll}},
    pages=(Page("/polls/{sessionId}", "rt-poll-page", "poll/page"),),
    limits={"sessions_a_minute": "create_limit"},
    counts=(Figure("votes", "Votes that were saved", ("vote",)),),
    jobs={"find_winner": "counts a poll that was closed"},
    work=work,
)
