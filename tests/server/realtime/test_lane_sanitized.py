"""The lane under the sanitizers of addresses and of undefined behaviour, fuzzed; and what it holds when it is done."""

import os
import subprocess
import sys
import sysconfig
from itertools import pairwise
from pathlib import Path

import pytest

from server.engine import speedups
from server.engine.build_speedups import SOURCES
from tests.effort import in_proof
from tests.server.realtime.both_paths import Served
from tests.server.realtime.test_lane import needs_lane

HERE = Path(__file__).parent
SANITIZED = ("-fsanitize=address,undefined", "-fno-sanitize-recover=all", "-fsanitize-coverage=trace-pc")


def run(*command: str, **environment: str) -> str:
    done = subprocess.run(command, env=os.environ | environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-4000:]
    return done.stdout


@needs_lane
@pytest.mark.timeout(2400)
@pytest.mark.parametrize("seconds", [10, in_proof(1800)])
def test_EN24_no_stream_makes_the_lane_touch_what_is_not_its_own(seconds: int, tmp_path: Path) -> None:
    library, coverage = tmp_path / "_lane.so", tmp_path / "coverage_map.o"
    run("gcc", "-c", "-O1", "-fPIC", str(HERE / "coverage_map.c"), "-o", str(coverage))
    code = [str(one) for one in SOURCES if one.suffix == ".c"]
    include = f"-I{sysconfig.get_path('include')}"
    run("gcc", "-O1", "-g", "-shared", "-fPIC", *SANITIZED, include, *code, str(coverage), "-o", str(library))
    runtime = run("gcc", "-print-file-name=libasan.so").strip()
    found = run(
        *(sys.executable, "-m", "tests.server.realtime.fuzz_lane", str(library), str(seconds)),
        LD_PRELOAD=runtime, ASAN_OPTIONS="detect_leaks=0", PYTHONMALLOC="malloc",
    )  # fmt: skip
    sys.stdout.write(found)
    streams, failing, kept, edges = map(int, found.split())
    assert streams > 20 * seconds
    assert failing > seconds
    assert kept > 50
    assert edges > 200


@needs_lane
async def test_EN24_the_lane_keeps_nothing_of_a_message(monkeypatch: pytest.MonkeyPatch) -> None:
    served = Served(monkeypatch, by_lane=True)
    await served.connect()
    served.sockets.eio.receiver(served.connection, '20["empty",{}]')  # the first of a client is never the lane's
    messages = (
        '21["empty",{}]',
        '22["none",{}]',
        '23["refuse",{"number":1}]',
        '24["echo",{"number":"x"}]',
        '2["empty",{}]',
    )

    async def batch() -> int:
        for _ in range(200):
            for message in messages:
                served.now += 10
                waiting = served.sockets.eio.receiver(served.connection, message)
                assert waiting is None
            served.connection.take()
            served.handlers.seen.clear()
        return sys.getallocatedblocks()

    await batch()
    kept = [await batch() for _ in range(8)]
    # Of 1,000 messages. What other threads of the tests allocate meanwhile is not in each of them.
    assert min(after - before for before, after in pairwise(kept)) < 100
    assert served.taken > 1000
    served.leave()


@needs_lane
@pytest.mark.parametrize("given", [{}, {"general": None}, {"events": {}, "bounds": ()}])
def test_EN24_a_lane_that_lacks_a_part_is_not_made(given: dict[str, object]) -> None:
    with pytest.raises(TypeError, match="a lane needs"):
        speedups.Lane(**given)
