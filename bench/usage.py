"""What the kernel has counted for a process: its CPU and its memory."""

import os
import select
from pathlib import Path

WINDOW = 0.25  # seconds
QUIET = 0.005  # seconds of CPU in a window: less is nothing to do


def cpu(pid: int) -> float:
    """Seconds of CPU that the process's threads have had; /proc/<pid>/stat has only hundredths."""
    return sum(_counted(thread) for thread in Path(f"/proc/{pid}/task").iterdir()) / 1e9


def _counted(thread: Path) -> int:
    try:
        return int((thread / "schedstat").read_text().split()[0])
    except (FileNotFoundError, ProcessLookupError):  # it has just ended
        return 0


def cpu_when_quiet(pid: int) -> float:
    """The same, once the process has nothing to do any more, or has ended, or after 15 s."""
    process = os.pidfd_open(pid)
    try:
        before = cpu(pid)
        for _ in range(60):
            if select.select([process], [], [], WINDOW)[0]:
                return before  # it has ended
            after = cpu(pid)
            if after - before < QUIET:
                return after
            before = after
        return before
    finally:
        os.close(process)


def resident(pid: int) -> int:
    """KB of memory that the process has."""
    return _status(pid, "VmRSS")


def peak(pid: int) -> int:
    """KB of memory: the most that the process has had since `forget_peak`."""
    return _status(pid, "VmHWM")


def forget_peak(pid: int) -> None:
    Path(f"/proc/{pid}/clear_refs").write_text("5")


def _status(pid: int, name: str) -> int:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(f"{name}:"))
