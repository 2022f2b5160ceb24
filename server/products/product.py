"""The declaration of a product, and what a product gets to work with.

A product is one kind of session with everything that belongs to it. It is declared once, as plain data, in its file in
this folder; `sessions/base/products.py` lists them all. The wiring of the processes, the contract and its documents,
the types of both clients, the pages and the queues of the workers are made from that list.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

import aiohttp
from pydantic import BaseModel

from auth.access import AccessRules
from handlers.api.preview import Describe
from handlers.live.subscriptions import Kind
from handlers.people.people import NoteJoined
from handlers.script_keys.check import KeyCheck
from server.observability.counters import Figure as Figure
from server.realtime.hub import Hub
from server.settings.model import Settings
from sessions.base.job import JobRef
from storage.admin.export import RequireRoom
from storage.admin.take_down import Hands
from storage.bus.feeds import Feeds
from storage.deletion.deletion import Forgetting
from storage.jobs.jobs import JobQueue
from storage.media.store import MediaStore
from storage.redis.client import Redis
from storage.session.rate_limiter import RateLimiter

Models = Mapping[str, type[BaseModel]]


@dataclass(frozen=True, slots=True)
class Page:
    """An address of the front end: `module`, a file under web/src, defines the custom element `element`, which gets the
    parameters of the path as properties."""

    path: str
    element: str
    module: str
    open_media: bool = False
    """It shows pictures and plays sound from any https address. Every other page takes both from this server alone, so
    the browser loads a new document between the two kinds."""
    app: tuple[str, str] | None = None
    """Its name as an app, in English and in Russian. It opens offline, and is installed from its address."""
    in_telegram: bool = False
    """Telegram's own web clients may show it in a frame; no other page may be framed by anybody."""


@dataclass(frozen=True, slots=True)
class Parts:
    """What a serving process gives a product. `clock` is Redis's, in Unix ms; `jobs` is the product's own queue."""

    settings: Settings
    public_url: str
    process_id: str
    redis: Redis
    feeds: Feeds
    hub: Hub
    limits: RateLimiter
    jobs: JobQueue
    media: MediaStore
    clock: Callable[[], int]
    named: Callable[[str], str]
    """The id under which somebody is stored, whichever of theirs is given (D25)."""
    keys: KeyCheck
    """Checks scripts' keys where a product takes one in an address."""
    require_room: RequireRoom
    report: Callable[[], Awaitable[None]]
    """Makes this process report its figures to admins now. Raises Unavailable."""


class Duty(Protocol):
    """Background work of a product in a serving process."""

    async def run(self) -> None:
        """Runs until it is cancelled."""
        ...

    async def report(self) -> None:
        """Called once more when the process stops."""
        ...


@dataclass(frozen=True, slots=True)
class Serving:
    """A product in a serving process: `kind` answers subscriptions, `handlers` are instances of the declared
    classes."""

    kind: Kind
    handlers: tuple[object, ...]
    duties: tuple[Duty, ...] = ()
    joined: NoteJoined | None = None
    """Puts a session into the list of somebody who has accepted an invitation to it."""


@dataclass(frozen=True, slots=True)
class WorkerParts:
    """What a worker gives a product."""

    settings: Settings
    redis: Redis
    jobs: JobQueue
    media: MediaStore
    http: aiohttp.ClientSession


async def _nothing() -> None: ...


@dataclass(frozen=True, slots=True)
class Working:
    """A product in a worker. `perform` does one run of a job and raises to have it tried again; a product without jobs
    has none. `tidy` is called every few seconds; `watch` every two seconds, for changes that people see; `serve` runs
    for as long as it likes, and is called again two seconds after it has returned."""

    perform: Callable[[JobRef], Awaitable[None]] | None = None
    tidy: Callable[[], Awaitable[None]] = _nothing
    watch: Callable[[], Awaitable[None]] = _nothing
    serve: Callable[[], Awaitable[None]] = _nothing


@dataclass(frozen=True, eq=False)
class Product:
    """One kind of session. `kind` is stored with each session and never changes."""

    kind: str
    about: str
    """One sentence for readers of the documents."""
    handlers: tuple[type, ...]
    """Classes whose methods declare routes and events (handlers/api/contract.py)."""
    serve: Callable[[Parts], Serving]
    """Makes the handlers; called once in each serving process."""
    access: AccessRules
    """Who may do what; `storage/<kind>_access.lua` has the same rules for the scripts."""
    roles: Mapping[str, str]
    """Each role that a subscriber can have, and who has it."""
    snapshot: type[BaseModel]
    """What a subscriber begins with."""
    feeds: Mapping[str, Models]
    """Each feed, with the type of every event in it and the model of the event's `data`."""
    signals: Models = field(default_factory=dict)
    """The type of every signal, and the model of its `data`. A signal is neither numbered nor stored."""
    pages: tuple[Page, ...] = ()
    paths: Mapping[str, str] = field(default_factory=dict)
    """The path of a session's page by role, `{}` for its id; under `""` for every other role. For a product whose
    sessions have people."""
    preview: Describe | None = None
    """What a chat shows of a link to a session. Without it, what it shows of an unknown one."""
    limits: Mapping[str, str] = field(default_factory=dict)
    """What `GET /api/limits` says of this product: fields of its answer, each with the field of Settings it shows."""
    counts: tuple[Figure, ...] = ()
    """The metrics of this product. Each process counts them from its answers."""
    jobs: Mapping[str, str] = field(default_factory=dict)
    """The name of every background job, and what it does. A job's id is its name, optionally followed by a dot and a
    subject."""
    media_jobs: frozenset[str] = frozenset()
    """Those of `jobs` that read media in child processes. They have their own queue and workers."""
    hands: Callable[[Redis, Settings, str], Hands] | None = None
    """What admins do with its sessions; the last argument is the public URL."""
    forget: Callable[[WorkerParts], Forgetting] | None = None
    """What is deleted of a person with their account."""
    work: Callable[[WorkerParts], Working] | None = None
    """Makes the part that runs the jobs; called once in each worker."""

    reindex: Callable[[Redis], Awaitable[int]] | None = None
    """Makes its search index anew, wherever the worker is that has it, and answers how many sessions it had. Raises
    Unavailable."""

    @property
    def events(self) -> dict[str, type[BaseModel]]:
        """The type of every event in any feed, and the model of its `data`."""
        return {name: data for models in self.feeds.values() for name, data in models.items()}
