"""The processes of this installation, for admins: subscribed like a session, and charts over time."""

from collections.abc import Awaitable, Callable, Mapping
from typing import NoReturn

import orjson

from auth.user import User
from handlers.api.call import Call
from handlers.api.contract import Access, route
from handlers.fleet.access import FLEET_ACCESS
from handlers.fleet.models import Fleet, Minute, Series, SeriesQuery
from sessions.base.errors import InvalidPayload
from sessions.base.fleet import (
    FROM_MINUTES,
    PERIODS,
    STEPS,
    UsageSpan,
    joined,
)
from sessions.base.ids import SessionId
from storage.fleet.store import (
    FEED,
    FLEET_ID,
    FleetRead,
    FleetStore,
)


class FleetFigures:
    """`report` makes this process report at once, so that an admin who comes finds at least the process they ask."""

    has_presence = False
    is_hidden = True

    def __init__(
        self,
        store: FleetStore,
        *,
        report: Callable[[], Awaitable[None]],
        fan_out_bounds: tuple[float, ...],
        clock: Callable[[], int],
    ) -> None:
        self._store = store
        self._report = report
        self._bounds = list(fan_out_bounds)
        self._clock = clock

    @route("PUT", "/admin/fleet", access=Access.ADMIN)
    async def open(self, call: Call) -> Fleet:
        """What an admin subscribes to, to see what all processes do."""
        await self._report()
        return Fleet(id=FLEET_ID, fan_out_bounds=self._bounds)

    @route("PUT", "/admin/fleet/sessions/{session_id}", status=204, access=Access.ADMIN)
    async def watch(self, call: Call, session_id: SessionId) -> None:
        """For the next 30 s each process tells of the subscribers of this session (`watched`)."""
        await self._report()
        await self._store.watch(call.user, session_id)

    @route("GET", "/admin/series", access=Access.ADMIN)
    async def series(self, call: Call, query: SeriesQuery) -> Series:
        """Connections, events and creations over time."""
        stored = await self._store.spans("minutes" if query.period in FROM_MINUTES else "halves")
        spans = (UsageSpan(**orjson.loads(one)) for one in stored)
        step = STEPS[query.period]
        points = joined(spans, since=self._clock() - PERIODS[query.period], step=step)
        shown = [
            Minute(at=one.at, connections=one.connections, subscribers=one.subscribers, done=one.done) for one in points
        ]
        return Series(period=query.period, step_ms=step, points=shown)

    def feed_for(self, user: User, header: Mapping[str, bytes]) -> tuple[str, str]:
        FLEET_ACCESS.require(user, header, "read")
        return "admin", FEED

    async def snapshot(self, user: User, session_id: str) -> FleetRead:
        return await self._store.read(user)

    async def page(self, user: User, session_id: str, cursor: str) -> NoReturn:
        raise InvalidPayload("The fleet is one page")
