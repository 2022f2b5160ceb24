"""What clients asked and were answered, and whether one order of it explains everything."""

import asyncio
import json
import shutil
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

JUDGE: Final = Path(__file__).with_name("judge")


@dataclass(slots=True)
class Call:
    """`write` leaves one value, `add` and `remove` change a set, `read` sees what there is. Without `end` nobody knows
    whether it took effect."""

    do: str
    value: str = ""
    seen: list[str] = field(default_factory=list)
    start: int = field(default_factory=time.monotonic_ns)
    end: int | None = None

    def answered(self) -> None:
        self.end = time.monotonic_ns()


@dataclass(slots=True)
class History:
    """The calls of one session. `durable`: values whose calls were answered before a `durable` was asked for."""

    name: str
    first: list[str]
    calls: list[Call] = field(default_factory=list)
    durable: set[str] = field(default_factory=set)

    def begin(self, do: str, value: str = "") -> Call:
        self.calls.append(Call(do, value))
        return self.calls[-1]

    def saw(self, call: Call, seen: list[str]) -> None:
        call.seen = seen
        call.answered()

    @property
    def acknowledged(self) -> set[str]:
        return {call.value for call in self.calls if call.end is not None and call.do != "read"}

    def lost(self, seen: list[str], *, durable_alone: bool) -> set[str]:
        """Changes that were answered and that the end does not show, and nothing explains it."""
        done = [call for call in self.calls if call.end is not None and call.do != "read"]
        if durable_alone:
            done = [call for call in done if call.value in self.durable]
        if any(call.do == "write" for call in self.calls):
            last = max(done, key=lambda call: call.start, default=None)
            # What the end shows was written by a call that no answered one follows.
            after = [call for call in self.calls if call.do == "write" and call.value in seen]
            is_lost = last is not None and all(one.end is not None and one.end < last.start for one in after)
            return {last.value} if last is not None and is_lost else set()
        removed = {call.value for call in self.calls if call.do == "remove"}
        return {call.value for call in done if call.do == "add"} - removed - set(seen)

    @staticmethod
    def doubled(seen: list[str]) -> set[str]:
        return {value for value, count in Counter(seen).items() if count > 1}

    def json(self) -> str:
        calls = [{name: getattr(call, name) for name in Call.__slots__} for call in self.calls]
        known = [one for one in calls if one["do"] != "read" or one["end"] is not None]
        return json.dumps({"name": self.name, "first": self.first, "calls": known})


async def judged(histories: list[History], folder: Path) -> dict[str, str] | None:
    """What porcupine says of each session: `ok`, `illegal`, `unknown`. None without Go."""
    if shutil.which("go") is None:
        return None
    program = folder / "judge"
    if not program.exists():
        building = await asyncio.create_subprocess_exec("go", "build", "-o", str(program), ".", cwd=JUDGE)
        if await building.wait() != 0:
            raise RuntimeError("tests/faults/judge does not build")
    process = await asyncio.create_subprocess_exec(
        str(program), stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE
    )
    lines = "\n".join(history.json() for history in histories)
    answer, _ = await process.communicate(lines.encode())
    verdicts: dict[str, Any] = dict(line.rsplit(" ", 1) for line in answer.decode().splitlines())
    return verdicts
