"""An attacker who may do all that guests may do. `python -m tests.abuse.attacker` runs a minute of it, with figures."""

import re
import tempfile
from collections import Counter
from pathlib import Path

from server.documents.contract import CONTRACT
from tests.abuse.attacker import attacked
from tests.processes import RedisProcess

MIB = 1024 * 1024


async def test_OP19_OP20_an_attacker_with_everything_a_guest_has_gets_nobody_else_refused() -> None:
    with tempfile.TemporaryDirectory(prefix="rt") as name:
        redis = RedisProcess(Path(name))
        await redis.start()
        found = await attacked(Path(name), redis, seed=1, quiet=1, seconds=8)
        await redis.stop()
    assert found.beside.refused == []
    assert min(map(len, found.beside.times.values())) > 1
    assert "Traceback" not in found.log
    assert not [call for call in found.answers if re.search(r" 5\d\d$| internal_error$", call)]
    assert found.memory < 200 * MIB
    assert found.redis < 300 * MIB
    assert found.disk < 500 * MIB
    # The attack was one: many calls, of most kinds, some of them served.
    calls = Counter(call.rpartition(" ")[0] for call in found.answers)
    assert sum(found.answers.values()) > 50
    assert len(calls) > len(CONTRACT.endpoints) // 4
    assert [call for call in found.answers if call.endswith((" 200", " 201"))]
