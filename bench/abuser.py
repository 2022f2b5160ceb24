"""A stream with a crowd and one abuser: `python -m bench.abuser [viewers] [guests]`.

The viewers are subscribed. The abuser makes a guest a second, each of which marks moments as fast as it may, while a
viewer elsewhere marks one every 2.1 s. The owner then removes the abuser's network with one request. Prints what a
viewer waits for an answer, before and during the abuse, how long the removal takes, and what is left. docs/capacity.md
has a run.
"""

import argparse
import asyncio
import statistics
import time
from pathlib import Path
from typing import Any, Final

import aiohttp
import orjson

from bench.streams import Stream, Viewers, stream
from bench.systems import HERE, compiled

ABUSER: Final = "198.51.100.66"
VIEWER: Final = "203.0.113.7"
A_GUEST: Final = 1.0  # seconds: 60 a minute
A_MOMENT: Final = 2.1  # seconds; two moments of one person are at least 2 s apart
CALM: Final = 10  # moments of the viewer before the abuse


class Somebody:
    """Requests of one user from one address."""

    def __init__(self, http: aiohttp.ClientSession, session: str, address: str) -> None:
        self._http = http
        self._session = session
        self._headers = {"X-Forwarded-For": address}

    async def come(self) -> None:
        made = await self._ask("POST", "/api/auth/guest", {"session_id": self._session})
        self._headers["Authorization"] = f"Bearer {made['token']}"

    async def mark(self, note: str) -> float:
        """Milliseconds until the answer."""
        began = time.perf_counter()
        await self._ask("POST", f"/api/clip-sessions/{self._session}/clips", {"note": note})
        return (time.perf_counter() - began) * 1000

    async def _ask(self, method: str, path: str, body: dict[str, Any]) -> dict[str, Any]:
        async with self._http.request(method, path, json=body, headers=self._headers) as answer:
            answer.raise_for_status()
            found: dict[str, Any] = orjson.loads(await answer.read())
            return found


async def marking(one: Somebody, note: str, times: int | None = None) -> list[float]:
    """Marks moments until it is cancelled, or so often."""
    waits: list[float] = []
    while times is None or len(waits) < times:
        try:
            waits.append(await one.mark(note))
            await asyncio.sleep(A_MOMENT)
        except (aiohttp.ClientResponseError, asyncio.CancelledError):
            return waits
    return waits


async def abuse(http: aiohttp.ClientSession, session: str, guests: int) -> list[asyncio.Task[list[float]]]:
    """A guest a second; answers what they do, which goes on."""
    busy = []
    for _ in range(guests):
        one = Somebody(http, session, ABUSER)
        await one.come()
        busy.append(asyncio.create_task(marking(one, "abuse")))
        await asyncio.sleep(A_GUEST)
    return busy


async def run(here: Stream, guests: int) -> None:
    async with aiohttp.ClientSession(f"http://127.0.0.1:{here.port}") as http:
        owner = {"Authorization": f"Bearer {here.token}"}
        viewer = Somebody(http, here.id, VIEWER)
        await viewer.come()
        calm = await marking(viewer, "a viewer", CALM)
        beside = asyncio.create_task(marking(viewer, "a viewer"))
        busy = await abuse(http, here.id, guests)
        beside.cancel()
        during = await beside
        async with http.get(f"/api/people/{here.id}/senders", headers=owner) as answer:
            (network,) = (await answer.json())["networks"]
        began = time.perf_counter()
        path = f"/api/people/{here.id}/networks/{network['network']}/removal"
        async with http.post(path, headers=owner) as answer:
            removed = await answer.json()
        took = (time.perf_counter() - began) * 1000
        sent = sum(map(len, await asyncio.gather(*busy)))  # their next moment is refused, which ends them
        async with http.get(f"/api/clip-sessions/{here.id}", headers=owner) as answer:
            left = [one["note"] for one in (await answer.json())["clips"]]
    print(f"{guests} guests: {sent} moments; removed {removed['moments']} in {took:.0f} ms; left {left.count('abuse')}")
    print(f"the viewer: {len(calm) + len(during)} moments; left {left.count('a viewer')}")
    for name, waits in (("before", calm), ("during", during)):
        print(f"a viewer's moment {name}: median {statistics.median(waits):.1f} ms, worst {max(waits):.1f} ms")


def main() -> None:
    arguments = argparse.ArgumentParser(prog="python -m bench.abuser")
    arguments.add_argument("viewers", type=int, nargs="?", default=2000)
    arguments.add_argument("guests", type=int, nargs="?", default=60)
    given = arguments.parse_args()
    program: Path = compiled("load", *(HERE / "load").glob("*.[ch]"))
    with (
        stream(ROOMTONE_TRUSTED_PROXIES="127.0.0.0/8") as here,
        Viewers(program, here, given.viewers, given.guests * A_GUEST + CALM * A_MOMENT + 30),
    ):
        asyncio.run(run(here, given.guests))


if __name__ == "__main__":
    main()
