"""Whether changes are on the disk, for clients that must know (OP28)."""

from typing import Literal, Protocol

from handlers.api.call import Call, SocketCall
from handlers.api.contract import (
    Access,
    EmptyPayload,
    event,
    route,
)
from handlers.api.lazy_model import LazyModel


class Reached(LazyModel):
    """`durable`: every change that was answered before this call is on the disk, and survives a power cut. `applied`:
    it is in Redis, as every answer without an error says; this Redis does not tell when it is on the disk."""

    durability: Literal["applied", "durable"]


class Disk(Protocol):
    async def reach(self) -> bool:
        """Waits until everything that is in Redis now is on its disk. Answers False when Redis cannot tell."""
        ...


class Durability:
    def __init__(self, disk: Disk) -> None:
        self._disk = disk

    @route("POST", "/api/durability", access=Access.SIGNED_IN, cost=20)
    async def wait(self, call: Call) -> Reached:
        """Waits until every change that was answered before is on the disk, and says what is reached."""
        return await self._reached()

    @event("wait_durable", access=Access.SIGNED_IN, repeatable=True, cost=20)
    async def wait_durable(self, call: SocketCall, payload: EmptyPayload) -> Reached:
        """Waits until every change that was answered before is on the disk, and says what is reached."""
        return await self._reached()

    async def _reached(self) -> Reached:
        return Reached(durability="durable" if await self._disk.reach() else "applied")
