"""What this process reports of itself to admins (storage/fleet/store.py)."""

import asyncio
import os
import resource
import socket
import sys
import time
from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass
from heapq import nlargest
from typing import Any, Final
from uuid import uuid4

import orjson

from server.realtime.hub import Hub
from server.version import VERSION
from sessions.base.errors import Refusal
from storage.fleet.store import (
    FLEET_ID,
    LOOKED_AT_SECONDS,
    REST_SECONDS,
    FleetStore,
)
from storage.redis.connection import RedisError

BUSIEST: Final = 10  # sessions with the most subscribers, of a process


@dataclass(frozen=True, slots=True)
class Sources:
    """Where a serving process reads its figures. `done` has sums since the process started, by name."""

    hub: Hub
    connections: Callable[[], int]
    feeds: Callable[[], int]
    bus_lag: Callable[[], float]
    loop_lag: Callable[[], float]
    is_draining: Callable[[], bool]
    done: Callable[[], Mapping[str, int]]


class Reporter:
    """Reports every few seconds, and every second while an admin looks."""

    def __init__(self, store: FleetStore, process_id: str, sources: Sources) -> None:
        self._store = store
        self._id = process_id
        self._started_at = round(time.time() * 1000)
        self._sources = sources
        self._before: Mapping[str, int] = {}
        self._before_at = time.monotonic()
        self._reporting = asyncio.Lock()
        self._are_looking = False
        self._watched: frozenset[str] = frozenset()
        self._somebody_comes = asyncio.Event()

    async def run(self) -> None:
        """Runs until it is cancelled."""
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(LOOKED_AT_SECONDS if self._are_looking else REST_SECONDS):
                    await self._somebody_comes.wait()
            if self._somebody_comes.is_set():  # they are about to subscribe
                self._somebody_comes.clear()
                self._are_looking = True
                continue
            with suppress(Refusal, RedisError, OSError):  # Redis is away: the next report has the sums
                await self.report()

    async def greet(self) -> None:
        """An admin begins to look: reports at once, and again after a second. Raises Unavailable."""
        await self.report()
        self._somebody_comes.set()

    async def report(self) -> None:
        """Raises Unavailable."""
        async with self._reporting:
            done, now = dict(self._sources.done()), time.monotonic()
            new = {name: amount - self._before.get(name, 0) for name, amount in done.items()}
            seconds = max(now - self._before_at, 0.001)
            hub = self._sources.hub
            connections, subscribers = self._sources.connections(), hub.subscribers
            figures = own_figures(self._id, "web", self._started_at) | {
                "connections": connections,
                "subscribers": subscribers,
                "feeds": self._sources.feeds(),
                "events_a_second": round(new.get("events", 0) / seconds, 2),
                "deliveries_a_second": round(new.get("deliveries", 0) / seconds, 2),
                "bus_lag_ms": round(self._sources.bus_lag() * 1000, 2),
                "loop_lag_ms": round(self._sources.loop_lag() * 1000, 2),
                "is_draining": self._sources.is_draining(),
                "busiest": busiest(hub),
                "watched": watched(hub, self._watched),
            }
            heard = await self._store.report(
                self._id, orjson.dumps(figures), connections=connections, subscribers=subscribers, done=new
            )
            self._before, self._before_at = done, now
            self._are_looking, self._watched = heard.by > 0, heard.watched


class WorkerReport:
    """The same for a worker, which calls it every two seconds."""

    def __init__(self, store: FleetStore) -> None:
        self._store = store
        self._id = uuid4().hex[:8]
        self._started_at = round(time.time() * 1000)
        self._due = 0.0

    async def __call__(self) -> None:
        if time.monotonic() < self._due:
            return
        nothing = {"connections": 0, "subscribers": 0, "feeds": 0, "events_a_second": 0.0, "deliveries_a_second": 0.0}
        lags = {"bus_lag_ms": 0.0, "loop_lag_ms": 0.0, "is_draining": False, "busiest": [], "watched": []}
        figures = own_figures(self._id, "worker", self._started_at) | nothing | lags
        heard = await self._store.report(self._id, orjson.dumps(figures), connections=0, subscribers=0, done={})
        self._due = time.monotonic() + (0.0 if heard.by else REST_SECONDS)


def own_figures(process_id: str, role: str, started_at: int) -> dict[str, Any]:
    return {
        "id": process_id,
        "role": role,
        "host": socket.gethostname()[:100],
        "pid": os.getpid(),
        "version": VERSION,
        "started_at": started_at,
        "at": round(time.time() * 1000),
        "memory_bytes": _memory(),
    }


def _memory() -> int:
    """Bytes in memory: the present ones on Linux, elsewhere the most so far."""
    try:
        with open("/proc/self/statm", encoding="ascii") as file:  # noqa: PTH123 - read in place, every second
            return int(file.read().split()[1]) * resource.getpagesize()
    except (OSError, ValueError):
        unit = 1 if sys.platform == "darwin" else 1024
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit


def busiest(hub: Hub) -> list[dict[str, Any]]:
    """The feeds with the most subscribers here, without the admins who look at the fleet."""
    channels = [one for one in hub.every_channel() if one.members and one.session_id != FLEET_ID]
    largest = nlargest(BUSIEST, channels, key=lambda one: len(one.members))
    return [{"session_id": one.session_id, "feed": one.feed, "subscribers": len(one.members)} for one in largest]


def watched(hub: Hub, session_ids: Collection[str]) -> list[dict[str, Any]]:
    """The subscribers of these sessions here, and what they have not taken yet: of all their feeds."""
    waiting: dict[str, list[int]] = {one: [] for one in session_ids}
    for channel in hub.every_channel() if waiting else ():
        if channel.session_id in waiting:
            waiting[channel.session_id] += [member.waiting for member in channel.members]
    return [
        {
            "session_id": session_id,
            "subscribers": len(sizes),
            "behind": sum(size > 0 for size in sizes),
            "most_waiting_bytes": max(sizes, default=0),
        }
        for session_id, sizes in waiting.items()
    ]
