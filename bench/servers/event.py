"""The event that every server sends: 200 bytes of JSON, the same for all, or what the benchmark asks for."""

import os
from typing import Any

import orjson

NAME = "session_event"
USUAL: dict[str, Any] = {
    "session_id": "6f1c9a52-5df0-4d0e-9a53-0c3b5a1f7f11",
    "seq": 12345,
    "type": "edited",
    "at": 1784624000123,
    "by": "guest_7d1f0a9c2b3e",
    "data": {"set": {"tracks/kick/steps/7": True}, "edit_id": "e-0001"},
}
DATA = orjson.loads(os.environ["BENCH_EVENT"])["data"] if "BENCH_EVENT" in os.environ else USUAL
PACKET = f'42["{NAME}",{orjson.dumps(DATA).decode()}]'


def environment(padding: int = 0) -> dict[str, str]:
    """The environment of the servers; with `padding`, it is longer by some bytes."""
    data = USUAL | ({"padding": "x" * padding} if padding else {})
    json = orjson.dumps({"name": NAME, "data": data}).decode()
    return {"BENCH_EVENT": json, "BENCH_PACKET": f'42["{NAME}",{orjson.dumps(data).decode()}]'}
