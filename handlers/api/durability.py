"""Whether changes are on the disk, for clients that must know (OP28)."""

from typing import Annotated, Literal

from pydantic import Field

from handlers.api.call import Call, SocketCall
from handlers.api.contract import Access, event, route
from handlers.api.lazy_model import LazyModel
from storage.session.durability import Disk


class Since(LazyModel):
    """`run`: that of an answer from before the changes. Without it the answer is `applied`, and names the run."""

    run: Annotated[str, Field(max_length=64)] | None = None


class Reached(LazyModel):
    """`durable`: every change that was answered after the answer with that `run` and before this call is on the disk,
    and survives a power cut. `applied`: it is in Redis, as every answer without an error says; whether it is on the
    disk is not known, or another run of Redis answers, which may have lost it. `run` is for the next call."""

    durability: Literal["applied", "durable"]
    run: str


class Durability:
    def __init__(self, disk: Disk) -> None:
        self._disk = disk

    @route("POST", "/api/durability", access=Access.SIGNED_IN, cost=20)
    async def wait(self, call: Call, body: Since) -> Reached:
        """Waits until every change that was answered before is on the disk, and says what is reached."""
        return await self._reached(body.run)

    @event("wait_durable", access=Access.SIGNED_IN, repeatable=True, cost=20)
    async def wait_durable(self, call: SocketCall, payload: Since) -> Reached:
        """Waits until every change that was answered before is on the disk, and says what is reached."""
        return await self._reached(payload.run)

    async def _reached(self, since: str | None) -> Reached:
        if since is None:
            return Reached(durability="applied", run=await self._disk.run())
        run, is_on_disk = await self._disk.reach()
        return Reached(durability="durable" if is_on_disk and since == run else "applied", run=run)
