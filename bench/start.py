"""A start, from the process's own to the first answer over HTTP: `python -m bench.start [checkout …]`.

Each checkout has an environment of its own (`make setup`); they take turns on one Redis. A table in Markdown, medians.
"""

import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path
from statistics import median

from bench.usage import cpu, resident
from bench.valkey import valkey

ROUNDS = 15


def main() -> None:
    checkouts = [Path(name).absolute() for name in sys.argv[1:]] or [Path.cwd()]
    found: dict[Path, list[tuple[float, float, float]]] = {checkout: [] for checkout in checkouts}
    with tempfile.TemporaryDirectory(prefix="rt") as folder, valkey(folder) as (socket, _pid):
        environment = os.environ | {"PORT": "0", "ROOMTONE_DATA_DIR": folder, "REDIS_URL": f"unix://{socket}"}
        for _ in range(ROUNDS + 1):  # the first reads the files from the disk
            for checkout in checkouts:
                found[checkout].append(_started(checkout, environment))
    first = median(used for _, used, _ in found[checkouts[0]][1:])
    lines = ["| | s | CPU s | ratio | MB |", "| --- | --- | --- | --- | --- |"]
    for checkout, starts in found.items():
        seconds, used, size = (median(each) for each in zip(*starts[1:], strict=True))
        lines.append(f"| {checkout} | {seconds:.2f} | {used:.2f} | {used / first:.2f} | {size:.0f} |")
    sys.stdout.write("\n".join(lines) + "\n")


def _started(checkout: Path, environment: dict[str, str]) -> tuple[float, float, float]:
    """Seconds, seconds of CPU and MB of memory of a `web` that has just answered for the first time."""
    begun = time.perf_counter()
    command = [str(checkout / ".venv/bin/python"), "-m", "server", "web"]
    with subprocess.Popen(
        command, cwd=checkout, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as web:
        try:
            line = web.stdout.readline().decode() if web.stdout is not None else ""
            if not line:
                sys.exit(f"{checkout} does not start")
            urllib.request.urlopen(f"{line.split()[-1]}/healthz", timeout=10).close()
            return time.perf_counter() - begun, cpu(web.pid), resident(web.pid) / 1024
        finally:
            web.terminate()


if __name__ == "__main__":
    main()
