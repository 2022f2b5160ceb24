"""The costs that docs/capacity.md counts with, measured on the product itself: `python -m bench.capacity`.

CPU is what the kernel has counted for the server or for Redis, so that what else runs on the machine and how fast the
clients are changes little. Also `python -m bench.capacity settings`: the settings of server/process.py, one left out
at a time, in turns.
"""

import asyncio
import statistics
import sys
from collections.abc import Awaitable, Callable

import orjson

from bench.product import Crowd, Product, Stream, product, quiet
from bench.usage import cpu, resident
from storage.wire import Wire

EVENTS = 40
ROUNDS = 5

NO_FREEZE = "import gc; gc.freeze = lambda: None"
STOCK_THRESHOLD = "import gc; gc.set_threshold = lambda *_: None"
STOCK_LOOP = "import asyncio, uvloop; uvloop.run = asyncio.run"
VARIANTS = {
    "as it is": "",
    "without gc.freeze": NO_FREEZE,
    "without the threshold": STOCK_THRESHOLD,
    "without both": f"{NO_FREEZE}; {STOCK_THRESHOLD}",
    "asyncio's loop": STOCK_LOOP,
}

Figures = dict[str, float]


async def connects(running: Product, stream: Stream, *, count: int) -> Figures:
    """CPU of a connection that says who it is; with a subscription; memory of one; CPU of one that goes."""
    warm = await Crowd(running.port, stream.token, stream.id).join(200)
    warm.leave()
    await quiet(running.pid)
    before = cpu(running.pid)
    signed_in = await Crowd(running.port, stream.token).join(count)
    connected = cpu(running.pid)
    signed_in.leave()
    gone = await quiet(running.pid)
    memory = resident(running.pid)
    watching = await Crowd(running.port, stream.token, stream.id).join(count)
    subscribed = cpu(running.pid)
    held = resident(running.pid) - memory
    watching.leave()
    await quiet(running.pid)
    return {
        "connect, µs": (connected - before) / count * 1e6,
        "disconnect, µs": (gone - connected) / count * 1e6,
        "connect and subscribe, µs": (subscribed - gone) / count * 1e6,
        "memory of a subscriber, KB": held / count,
    }


async def memory(*, count: int) -> Figures:
    """Memory of a subscriber, in a process that has held nobody before."""
    async with product() as (running, stream):
        await Crowd(running.port, stream.token, stream.id).join(20)
        before = resident(running.pid)
        await Crowd(running.port, stream.token, stream.id).join(count)
        return {"memory of a subscriber, fresh process, KB": (resident(running.pid) - before) / count}


async def fan_out(running: Product, stream: Stream, *, count: int) -> Figures:
    """CPU of a delivery, one event after the other, and of what each event costs besides."""

    async def an_event_for(size: int) -> float:
        crowd = await Crowd(running.port, stream.token, stream.id).join(size)
        await quiet(running.pid)
        heard, before = crowd.heard, cpu(running.pid)
        await stream.change(EVENTS)
        await crowd.until("heard", heard + EVENTS * size)
        used = cpu(running.pid) - before
        crowd.leave()
        await quiet(running.pid)
        return used / EVENTS

    alone, many = await an_event_for(1), await an_event_for(count)
    each = (many - alone) / (count - 1)
    return {f"delivery to one of {count}, µs": each * 1e6, "an event besides, µs": alone * 1e6}


async def idle(*, count: int) -> Figures:
    """CPU of connections that do nothing, of one core, brought to pings every 25 s (here every 2 s)."""
    async with product(ROOMTONE_PING_INTERVAL="2", ROOMTONE_PING_TIMEOUT="10") as (pinged, its_stream):
        empty = cpu(pinged.pid)
        await asyncio.sleep(6)
        empty = cpu(pinged.pid) - empty
        await Crowd(pinged.port, its_stream.token, its_stream.id).join(count)
        await asyncio.sleep(2)
        before = cpu(pinged.pid)
        await asyncio.sleep(6)
        share = (cpu(pinged.pid) - before - empty) / 6 / 12.5
    return {"10,000 idle, share of a core": share * 10_000 / count}


async def redis_costs(running: Product, stream: Stream, *, count: int) -> Figures:
    """CPU of Redis for each script, by its own account, and the whole process for a moment submitted."""
    wire = await Wire.open(f"unix://{running.redis_socket}")
    figures: Figures = {}

    async def cost(name: str, work: Callable[[], Awaitable[object]], times: int) -> None:
        await wire.call("CONFIG", "RESETSTAT")
        before = cpu(running.redis_pid)
        await work()
        used = cpu(running.redis_pid) - before
        said = (await wire.call("INFO", "commandstats")).decode()
        spent = sum(
            int(line.partition("usec=")[2].partition(",")[0])
            for line in said.splitlines()
            if line.startswith(("cmdstat_evalsha:", "cmdstat_evalsha_ro:"))
        )
        figures[f"{name}: script, µs"] = spent / times
        figures[f"{name}: Redis in all, µs"] = used / times * 1e6

    async def submit() -> None:
        for first in range(0, count, 50):
            several = range(first, min(first + 50, count))
            path = f"/api/clip-sessions/{stream.id}/clips"
            await asyncio.gather(*(stream.ask(path, {"note": f"a moment {number}"}) for number in several))

    async def watch() -> None:
        crowd = await Crowd(running.port, stream.token, stream.id).join(count)
        crowd.leave()

    await cost("a moment submitted", submit, count)
    await cost("a break", lambda: stream.change(count), count)
    await cost("a subscription", watch, count)
    wire.abort()
    return figures


async def bus(running: Product, *, count: int) -> Figures:
    """CPU of Redis for one published message, by the number of workers that hear it."""
    figures: Figures = {}
    url = f"unix://{running.redis_socket}"
    message = b"e 1234567890abcdef 12345 " + b"x" * 300
    spoken = {}
    for listeners in (0, 1, 10, 50):
        got = 0
        all_heard = asyncio.Event()

        def on_push(push: list[object], listeners: int = listeners, all_heard: asyncio.Event = all_heard) -> None:
            nonlocal got
            got += push[0] == b"smessage"
            if got == listeners * count:
                all_heard.set()

        wires = [await Wire.open(url, on_push) for _ in range(listeners)]
        for wire in wires:
            wire.send("SSUBSCRIBE", "rt:{b1}:bench")
        speaker = await Wire.open(url)
        while int((await speaker.call("PUBSUB", "SHARDNUMSUB", "rt:{b1}:bench"))[1]) < listeners:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
        before = cpu(running.redis_pid)
        for _ in range(count // 100):
            await asyncio.gather(*(speaker.call("SPUBLISH", "rt:{b1}:bench", message) for _ in range(100)))
        if listeners:
            await asyncio.wait_for(all_heard.wait(), 60)
        spoken[listeners] = (cpu(running.redis_pid) - before) / count * 1e6
        for wire in [*wires, speaker]:
            wire.abort()
    figures["SPUBLISH that nobody hears, µs of Redis"] = spoken[0]
    for listeners in (1, 10, 50):
        each = (spoken[listeners] - spoken[0]) / listeners
        figures[f"a message to one of {listeners} workers, µs of Redis"] = each
    return figures


async def measured(prelude: str = "", *, only_settings: bool = False) -> Figures:
    async with product(prelude) as (running, stream):
        figures = await connects(running, stream, count=2000)
        for count in (100, 1000):
            figures |= await fan_out(running, stream, count=count)
        if not only_settings:
            figures |= await memory(count=5000)
            figures |= await idle(count=2000)
            figures |= await redis_costs(running, stream, count=2000)
            figures |= await bus(running, count=5000)
        figures["resident after start and load, MB"] = resident(running.pid) / 1024
        return figures


async def main(arguments: list[str]) -> None:
    wants_settings = "settings" in arguments
    variants = VARIANTS if wants_settings else {"as it is": ""}
    runs: dict[str, list[Figures]] = {name: [] for name in variants}
    for _ in range(ROUNDS if wants_settings else 3):
        for name, prelude in variants.items():
            runs[name].append(await measured(prelude, only_settings=wants_settings))
    table = {
        name: {
            what: [round(statistics.median(one[what] for one in found), 4), *(round(one[what], 4) for one in found)]
            for what in found[0]
        }
        for name, found in runs.items()
    }
    print(orjson.dumps(table, option=orjson.OPT_INDENT_2).decode())


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1:]))
