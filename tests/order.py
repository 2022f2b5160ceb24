"""The order of the test files: the longest first, so that at the end of a run no process is left with a long one.

`make durations` writes down what the files took in the last `make test`: `python -m tests.order RESULTS.xml`.
"""

import json
import sys
from collections import defaultdict
from pathlib import Path
from typing import Final
from xml.etree import ElementTree as ET

import pytest

RECORDED: Final = Path(__file__).parent / "durations.json"
"""File → seconds, of those that take more than LEAST."""
LEAST: Final = 2


def longest_first(items: list[pytest.Item], tests: Path) -> None:
    """Within a file the order stays. A file without a record is short, or new."""
    seconds: dict[str, int] = json.loads(RECORDED.read_text())
    items.sort(key=lambda item: -seconds.get(item.path.relative_to(tests).as_posix(), LEAST))


def recorded(results: Path, tests: Path) -> dict[str, int]:
    """Each long file with its seconds, the longest first."""
    seconds: dict[str, float] = defaultdict(float)
    for case in ET.parse(results).iter("testcase"):
        seconds[_file(case.attrib["classname"], tests)] += float(case.attrib["time"])
    return {file: round(took) for file, took in sorted(seconds.items(), key=lambda one: -one[1]) if took > LEAST}


def _file(classname: str, tests: Path) -> str:
    """`tests.web.test_x.TestY` → `web/test_x.py`."""
    parts = classname.split(".")[1:]
    while not (tests / f"{'/'.join(parts)}.py").is_file():
        parts.pop()
    return f"{'/'.join(parts)}.py"


if __name__ == "__main__":
    RECORDED.write_text(json.dumps(recorded(Path(sys.argv[1]), RECORDED.parent), indent=1) + "\n")
