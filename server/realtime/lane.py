"""The path of the usual event in C (server/engine/_lane.c), where that is built."""

import time
from collections.abc import Callable, Mapping
from typing import Any, Protocol

from auth.caller import PROGRAM
from handlers.api.call import SocketCall
from handlers.api.contract import Raw, SocketEvent
from server.engine import EngineConnection, Frame
from server.engine.speedups import Lane
from server.http.request_ids import CURRENT_CALL
from server.http.responses import to_json
from server.limits.rates import Bucket
from server.realtime.connections import SocketConnection


class RowCounts(Protocol):
    """What the lane counts by itself."""

    @property
    def bounds(self) -> tuple[float, ...]:
        """Of the seconds that `counts` of a row counts."""
        ...

    def row(self, event: str) -> object:
        """The answers to an event: `codes`, `counts` and `seconds`, as slots."""
        ...


def lane_of(
    events: Mapping[str, tuple[SocketEvent, Callable[..., Any]]],
    *,
    general: Callable[..., Any],
    require: Callable[..., None],
    require_room: Callable[[], None],
    pay: Callable[..., None] | None,
    wait: Callable[..., Any],
    failed: Callable[..., None],
    counts: RowCounts,
) -> "Lane | None":
    """None where it is not built. `general` gets a connection and every message that is not the lane's. `require` (a
    user), `require_room` and `pay` (client, payload, cost, now) raise what `general` will say. `wait` gets a handler
    that waits, `failed` what a handler raised."""
    if Lane is None or not events:
        return None
    rows = {name: counts.row(name) for name in events}
    return Lane(
        general=general,
        events={
            name: (event.json_validator, handler, float(event.cost), event.grows, rows[name], name)
            for name, (event, handler) in events.items()
        },
        clock=time.monotonic,
        require=require,
        require_room=require_room,
        pay=pay,
        call=SocketCall,
        current=CURRENT_CALL,
        program=PROGRAM,
        serializer=to_json,
        raw=Raw,
        wait=wait,
        failed=failed,
        frame=Frame.raw,
        bounds=counts.bounds,
        connection=EngineConnection,
        client=SocketConnection,
        bucket=Bucket,
        row=type(next(iter(rows.values()))),
    )
