"""`PYTHONPATH=web/python python -m tests.faults [seconds] [seed]`: the table of docs/reliability.md."""

import asyncio
import sys
import tempfile
from pathlib import Path

from tests.faults.rounds import run, table


async def main(seconds: float = 900, seed: int = 1) -> None:
    with tempfile.TemporaryDirectory(prefix="rt") as folder:
        figures, has_judge = await run(Path(folder), seconds, seed)
    sys.stdout.write("\n".join(table(figures)) + "\n")
    sys.stdout.write(f"judged by our own model{' and porcupine' if has_judge else ' alone: there is no Go'}\n")
    for one in figures.values():
        sys.stdout.writelines(f"{line}\n" for line in sorted(one.lost | one.doubled | one.illegal))


if __name__ == "__main__":
    asyncio.run(main(*map(int, sys.argv[1:])))
