"""Rounds of load with one fault in the middle of each; every word that was given is checked at their end."""

import asyncio
import random
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from roomtone_client import shared_session

from tests.faults.history import judged
from tests.faults.load import Load
from tests.faults.machine import LOSSY, Machine
from tests.polling import until

AROUND: Final = 0.7  # seconds of load before a fault, and after it once all kinds are answered again


@dataclass(slots=True)
class Figures:
    """Of all rounds with one fault. `back` is the longest time in seconds from the fault until a change of each kind
    that was begun after it was answered."""

    rounds: int = 0
    acknowledged: int = 0
    durable: int = 0
    lost: set[str] = field(default_factory=set)
    doubled: set[str] = field(default_factory=set)
    illegal: set[str] = field(default_factory=set)
    undecided: int = 0  # sessions for which a minute did not suffice porcupine
    back: float = 0.0


async def run(folder: Path, seconds: float, seed: int) -> tuple[dict[str, Figures], bool]:
    """The figures by fault, and whether porcupine judged as well."""
    chance = random.Random(seed)
    machine = await Machine(folder).start()
    figures: dict[str, Figures] = {}
    has_judge = True
    deadline = time.monotonic() + seconds
    try:
        order: list[str] = []
        while time.monotonic() < deadline:
            order = order or chance.sample(sorted(machine.faults), len(machine.faults))
            name = order.pop()
            of_fault = figures.setdefault(name, Figures())
            has_judge = await one_round(machine, name, chance, of_fault, folder) and has_judge
    finally:
        await machine.stop()
    return figures, has_judge


async def one_round(machine: Machine, name: str, chance: random.Random, figures: Figures, folder: Path) -> bool:
    async with shared_session() as http:
        load = Load(machine, http, chance.randrange(2**32))
        try:
            await load.begin()
            await asyncio.sleep(AROUND)
            begun = time.monotonic_ns()
            await machine.faults[name](chance)
            begun = max(begun, machine.struck)

            async def is_back() -> bool:
                return load.answered_since(begun) is not None

            await until(is_back, 60)
            figures.back = max(figures.back, ((load.answered_since(begun) or begun) - begun) / 1e9)
            await asyncio.sleep(AROUND)
            found = await load.end()
        finally:
            await load.give_up()
    figures.rounds += 1
    for kind, history in load.histories.items():
        figures.acknowledged += len(history.acknowledged)
        figures.durable += len(history.durable)
        figures.lost |= {f"{kind} {value}" for value in history.lost(found[kind], durable_alone=name == LOSSY)}
        figures.doubled |= {f"{kind} {value}" for value in history.doubled(found[kind])}
    verdicts = {} if name == LOSSY else await judged(list(load.histories.values()), folder)
    if verdicts is not None:
        figures.illegal |= {f"{kind} is {verdict}" for kind, verdict in verdicts.items() if verdict == "illegal"}
        figures.undecided += list(verdicts.values()).count("unknown")
    return verdicts is not None


def table(figures: dict[str, Figures]) -> Iterable[str]:
    heads = ("fault", "rounds", "acknowledged", "durable", "lost", "doubled", "not explained", "undecided")
    yield f"| {' | '.join(heads)} | back after, s |"
    yield "| --- | --- | --- | --- | --- | --- | --- | --- | --- |"
    for name, one in sorted(figures.items()):
        found = (len(one.lost), len(one.doubled), len(one.illegal), one.undecided)
        counts = (one.rounds, one.acknowledged, one.durable, *found)
        yield f"| {name} | {' | '.join(f'{count:,}' for count in counts)} | {one.back:.1f} |"
