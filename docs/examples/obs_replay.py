"""Saves OBS's replay buffer when a moment of a stream is hot:
`KEY=rtk_… OBS_PASSWORD=… python obs_replay.py https://rooms.example <session>`.

KEY may read that session. Needs roomtone-client and simpleobsws (`pip install`), and in OBS: Tools, WebSocket Server
Settings; Settings, Output, Replay Buffer; Start Replay Buffer.
"""

import asyncio
import logging
import os
import sys
import time
from contextlib import suppress
from datetime import datetime
from typing import Any

import simpleobsws
from roomtone_client import Clip, RoomtoneClient, RoomtoneError, SessionEvent, State
from websockets.exceptions import WebSocketException

PEOPLE, WITHIN = 3, 10  # a moment is hot when three people have tapped within ten seconds
LONGEST = 30  # seconds that a moment lasts at most: within them it is the same one
BUFFER = float(os.environ.get("BUFFER", "30"))  # seconds that the replay buffer holds: what is older is not in it
log = logging.getLogger("obs_replay")
OBS_URL = os.environ.get("OBS_URL", "ws://127.0.0.1:4455")


def tapped_at(clip: Clip) -> float:
    return datetime.fromisoformat(clip["tapped_at"]).timestamp()


class Heat:
    """Says once of each moment that it is hot."""

    def __init__(self) -> None:
        self._taps: list[tuple[float, str]] = []
        self._hot_at = float("-inf")

    def tap(self, clip: Clip) -> bool:
        at = tapped_at(clip)
        newest = max([at, *(one for one, _ in self._taps)])
        self._taps = [*((one, by) for one, by in self._taps if newest - one <= WITHIN), (at, clip["person"])]
        people = {by for one, by in self._taps if abs(at - one) <= WITHIN}
        if len(people) < PEOPLE or at - self._hot_at <= LONGEST:
            return False
        self._hot_at = at
        return True


class Obs:
    """A connection to OBS that comes back."""

    def __init__(self) -> None:
        self._client = simpleobsws.WebSocketClient(OBS_URL, os.environ.get("OBS_PASSWORD", ""))

    async def stay(self) -> None:
        while True:
            with suppress(OSError, WebSocketException):
                await self._client.connect()
                if not await self._client.wait_until_identified(5):
                    log.warning("OBS lets nobody in: is OBS_PASSWORD right?")
                    await self._client.disconnect()
                elif self._client.recv_task is not None:
                    await asyncio.wait([self._client.recv_task])
            await asyncio.sleep(1)

    async def save(self, until: float) -> None:
        """Saves what the buffer holds; while OBS is away, until then."""
        while not self._client.identified:
            if time.time() > until:
                log.warning("not saved: OBS is away")
                return
            await asyncio.sleep(0.1)
        try:
            answer = await self._client.call(simpleobsws.Request("SaveReplayBuffer"), timeout=2)
        except (simpleobsws.MessageTimeout, WebSocketException):
            log.warning("no answer: OBS may have saved it, so it is not asked again")
            return
        log.info("saved" if answer.ok() else f"not saved: {answer.requestStatus.comment}")


async def follow(server: str, session_id: str) -> None:
    obs, heat, is_over = Obs(), Heat(), asyncio.Event()
    ahead = 0.0  # seconds that this machine's clock is ahead of the server's

    def on_snapshot(view: Any, _: str) -> None:
        nonlocal ahead
        ahead = time.time() - view["now"] / 1000
        for clip in sorted(view["clips"], key=tapped_at):
            heat.tap(clip)  # what is known already was hot before

    def on_event(event: SessionEvent) -> None:
        if event["type"] == "session_ended":
            is_over.set()
        if event["type"] != "clip_submitted" or not heat.tap(event["data"]["clip"]):
            return
        until = tapped_at(event["data"]["clip"]) + BUFFER + ahead
        if time.time() < until:
            tasks.create_task(obs.save(until))

    async with RoomtoneClient(server, token=os.environ["KEY"]) as client, asyncio.TaskGroup() as tasks:
        keeper = tasks.create_task(obs.stay())
        subscription = await client.subscribe(session_id, on_event, on_snapshot, keep=False)
        if subscription.role != "owner":
            raise RoomtoneError("forbidden", "The maker of this key does not run this stream")
        log.info("following")
        over = {"gone", "closed"}
        await client.wait_for(
            lambda: is_over.is_set() or subscription.state in over or client.state is State.CLOSED, timeout=None
        )
        keeper.cancel()
    if not is_over.is_set():
        raise RoomtoneError(subscription.gone_because or client.connection.closed_because or "closed", "It is over")


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    asyncio.run(follow(sys.argv[1], sys.argv[2]))
