"""A running stream for a test: its streamer, viewers who tap, and mirrors that watch."""

import asyncio
from collections.abc import Sequence
from typing import Any

from roomtone_client import RoomtoneClient, RoomtoneError

from tests.polling import PATIENCE, until
from tests.system.conftest import Connect
from tests.system.mirror import Mirror, content


class Stream:
    """One session, `start`ed by its streamer on the first of `urls`; viewers are distributed over all of them."""

    def __init__(self, connect: Connect, urls: Sequence[str]) -> None:
        self._connect = connect
        self._urls = urls
        self.streamer: RoomtoneClient = connect(urls[0], name="Streamer")
        self.viewers: list[RoomtoneClient] = []
        self.id = ""
        self.acked = 0
        self._milestones: list[tuple[int, asyncio.Future[None]]] = []

    async def start(self, *, viewers: int) -> "Stream":
        session = await self.streamer.clips.create(title="Stream", game="Game")
        self.id = session["id"]
        await self.streamer.clips.start(self.id)
        self.viewers = [self._connect(self._urls[n % len(self._urls)], name=f"Viewer {n}") for n in range(viewers)]
        await asyncio.gather(*(viewer.connection.when_online(PATIENCE) for viewer in self.viewers))
        return self

    async def mirror(self, client: RoomtoneClient) -> Mirror:
        """A mirror of what `client` receives."""
        mirror = Mirror()
        mirror.subscription = await client.subscribe(self.id, mirror.on_event, mirror.on_snapshot, timeout=PATIENCE)
        return mirror

    def another(self, url: str) -> RoomtoneClient:
        """A second client of the streamer, as on another device."""
        return self._connect(url, token=self.streamer.identity.token)

    async def tap(self, times: int, first: int = 0) -> list[str]:
        """Every viewer taps `times` times, one after the other; answers the ids of the acknowledged clips.

        `first` numbers the first tap: a tap of the same viewer and number is the same tap.
        """
        numbers = range(first, first + times)
        taps = await asyncio.gather(*(self._taps(n, viewer, numbers) for n, viewer in enumerate(self.viewers)))
        return [id_ for ids in taps for id_ in ids]

    async def _taps(self, seat: int, viewer: RoomtoneClient, numbers: range) -> list[str]:
        ids = []
        for n in numbers:
            payload = {"session_id": self.id, "note": f"момент {seat}/{n} 🔥"}
            ack = await viewer.command("submit_clip", payload, idempotency_key=f"{seat}-{n}", timeout=PATIENCE)
            ids.append(ack["clip"]["id"])
            self.acked += 1
            for taps, passed in self._milestones:
                if self.acked >= taps and not passed.done():
                    passed.set_result(None)
        return ids

    async def reached(self, taps: int) -> None:
        """Returns when this many taps have been acknowledged."""
        milestone = (taps, asyncio.get_running_loop().create_future())
        if self.acked < taps:
            self._milestones.append(milestone)
            await asyncio.wait_for(milestone[1], PATIENCE)

    async def wait_until_current(self, mirror: Mirror) -> None:
        """Returns when the mirror equals a new snapshot (SY8). Raises TimeoutError."""
        if mirror.subscription is None:
            raise RuntimeError("the mirror hears nothing")
        fresh: dict[str, Any] = {}

        async def read() -> bool:
            try:
                fresh.update(content(dict(await self.streamer.clips.get(self.id))))
            except RoomtoneError as error:
                if error.advice != "retry":
                    raise
            return bool(fresh)

        await until(read, PATIENCE)
        await mirror.subscription.wait_for(lambda _: content(mirror.view) == fresh, PATIENCE)
