"""What a product says about itself, and what it is given to work with.

A product is one kind of session with everything that belongs to it. It is declared once, as plain data, in its file
beside this one; `server/products/__init__.py` lists them all. The wiring of the processes, the contract and its
documents, the types of both clients, the pages and the queues of the workers are made from that list.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

import aiohttp
from pydantic import BaseModel

from auth.access import AccessRules
from handlers.subscriptions import Kind
from server.realtime.hub import Hub
from server.settings.model import Settings
from sessions.job import JobRef
from storage.bus.feeds import Feeds
from storage.jobs.jobs import Jobs
from storage.limits import Limits
from storage.media.store import MediaStore
from storage.redis.client import Redis

Models = Mapping[str, type[BaseModel]]


@dataclass(frozen=True, slots=True)
class Page:
    """An address of the front end: `module`, a file under web/src, defines the custom element `element`, which gets the
    parameters in the path's braces as properties."""

    path: str
    element: str
    module: str


@dataclass(frozen=True, slots=True)
class Figure:
    """What a product counts, as the metric `roomtone_<kind>_<name>_total`: how often the calls `of` succeeded."""

    name: str
    about: str
    of: tuple[str, ...]
    """Names of socket events, and of routes as `METHOD /path`."""


@dataclass(frozen=True, slots=True)
class Parts:
    """What a serving process gives a product. `clock` is Redis's, in Unix ms; `jobs` is the product's own queue."""

    settings: Settings
    public_url: str
    process_id: str
    redis: Redis
    feeds: Feeds
    hub: Hub
    limits: Limits
    jobs: Jobs
    media: MediaStore
    clock: Callable[[], int]


class Duty(Protocol):
    """Something that a serving process does beside answering."""

    async def run(self) -> None:
        """Until it is cancelled."""
        ...

    async def report(self) -> None:
        """Once more, when the process stops."""
        ...


@dataclass(frozen=True, slots=True)
class Serving:
    """A product at work in a serving process: `kind` answers subscriptions, `handlers` are instances of the classes
    that the product names."""

    kind: Kind
    handlers: tuple[object, ...]
    duties: tuple[Duty, ...] = ()


@dataclass(frozen=True, slots=True)
class WorkerParts:
    """What a background worker gives a product."""

    settings: Settings
    redis: Redis
    jobs: Jobs
    media: MediaStore
    http: aiohttp.ClientSession


async def _nothing() -> None: ...


@dataclass(frozen=True, slots=True)
class Working:
    """A product at work in a background worker. `perform` does one run of a job and raises to have it tried again; a
    product without jobs has none. `tidy` is called every few seconds, `watch` every two: what people see must not wait
    for the tidying."""

    perform: Callable[[JobRef], Awaitable[None]] | None = None
    tidy: Callable[[], Awaitable[None]] = _nothing
    watch: Callable[[], Awaitable[None]] = _nothing


@dataclass(frozen=True, eq=False)
class Product:
    """One kind of session. `kind` is stored with each session and never changes."""

    kind: str
    about: str
    """One sentence for people who read the documents."""
    handlers: tuple[type, ...]
    """Classes whose methods declare routes and events (handlers/contract.py)."""
    serve: Callable[[Parts], Serving]
    """Makes the handlers; called once in each serving process."""
    access: AccessRules
    """Who may do what; `storage/lua/<kind>_access.lua` says the same inside the scripts."""
    roles: Mapping[str, str]
    """Each role that a subscriber can have, and who has it."""
    snapshot: type[BaseModel]
    """What a subscriber begins with."""
    feeds: Mapping[str, Models]
    """Each feed, with the type of every event that it carries and the model of the event's `data`."""
    signals: Models = field(default_factory=dict)
    """The type of every signal, and the model of its `data`. A signal is neither numbered nor kept."""
    pages: tuple[Page, ...] = ()
    limits: tuple[str, ...] = ()
    """The fields of Settings that bound what one may ask of this product."""
    counts: tuple[Figure, ...] = ()
    """What the metrics tell of this product. Counted by each process from what it answers."""
    jobs: Mapping[str, str] = field(default_factory=dict)
    """The name of every background job, and what it does. A job's id is its name, or its name, a dot and a subject."""
    media_jobs: frozenset[str] = frozenset()
    """Those of `jobs` that read media in child processes. They have a queue and workers of their own."""
    work: Callable[[WorkerParts], Working] | None = None
    """Makes what does the jobs; called once in each background worker."""

    @property
    def events(self) -> dict[str, type[BaseModel]]:
        """The type of every event, whichever feed carries it, and the model of its `data`."""
        return {name: data for models in self.feeds.values() for name, data in models.items()}
