"""The figures of the processes for admins."""

from typing import Literal

from pydantic import Field

from handlers.api.lazy_model import LazyModel
from sessions.base.instant import UnixMs


class Process(LazyModel):
    """One process, as it reports itself. `a_second` figures are of the time since its last report."""

    id: str
    role: Literal["web", "worker"]
    host: str
    pid: int
    version: str
    started_at: UnixMs
    at: UnixMs
    connections: int
    subscribers: int
    feeds: int
    events_a_second: float
    deliveries_a_second: float
    bus_lag_ms: float
    loop_lag_ms: float
    memory_bytes: int
    is_draining: bool
    busiest: list["Busy"] = Field(max_length=10)
    watched: list["Watched"] = Field(max_length=32)


class Busy(LazyModel):
    """A session with many subscribers in this process."""

    session_id: str
    feed: str
    subscribers: int


class Watched(LazyModel):
    """A session that an admin looks at: its subscribers in this process, how many of them have not taken everything
    yet, and the most bytes that wait for one."""

    session_id: str
    subscribers: int
    behind: int
    most_waiting_bytes: int


class Minute(LazyModel):
    """A stretch of time from `at`: the most connections and subscriptions at once, and how often something was done.
    `done` has `events`, `deliveries`, `rejected` (requests and events), `made_<kind>`, `reads_<kind>` and
    `writes_<kind>` of sessions, and `fan_out_<n>`: events whose fan-out took up to the n-th bound."""

    at: UnixMs
    connections: int
    subscribers: int
    done: dict[str, int]


class FleetView(LazyModel):
    """The processes that run, and the last hour."""

    processes: list[Process]
    minutes: list[Minute]
    now: UnixMs


class Fleet(LazyModel):
    """What to subscribe to, and the bounds of `fan_out_<n>` in seconds; the last count is of what took longer."""

    id: str
    fan_out_bounds: list[float]


class SeriesQuery(LazyModel):
    """How far back, to now."""

    period: Literal["1h", "24h", "7d", "30d"] = "24h"


class Series(LazyModel):
    """The points of a chart, the latest last, each `step_ms` long; where nothing was measured there is none."""

    period: str
    step_ms: int
    points: list[Minute]
