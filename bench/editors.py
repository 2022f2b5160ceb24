"""The messages of people who edit a jam, for each server: a plan for bench/editors.c, and the results."""

import struct
import subprocess
import tempfile
from array import array
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, Protocol

import orjson

from bench.measure import MeasureError
from bench.systems import HERE, compiled, pinned


class Step(NamedTuple):
    """What the server's next payload begins with, and the frame that answers it."""

    wait: bytes
    answer: bytes


class Dialect(Protocol):
    """The messages of one editor of one session. `edit_id` has eight digits."""

    path: str
    mark: bytes  # the text in front of an edit's id, in a delivery
    ack: bytes  # the beginning of the ack of an edit

    def hello(self) -> bytes: ...
    def steps(self) -> list[Step]: ...
    def edit(self, edit_id: str, number: int) -> bytes: ...


class SocketIo:
    """An editor over Socket.IO: `event` joins, `edit_event` edits."""

    path = "/socket.io/?EIO=4&transport=websocket"
    mark = b'"edit_id":"'
    ack = b"432"

    def __init__(self, session_id: str, event: str, edit_event: str, auth: dict[str, str] | None = None) -> None:
        self._session_id, self._event, self._edit_event, self._auth = session_id, event, edit_event, auth

    def hello(self) -> bytes:
        return b""  # the server speaks first

    def steps(self) -> list[Step]:
        connect = b"40" + (orjson.dumps(self._auth) if self._auth else b"")
        join = orjson.dumps([self._event, {"session_id": self._session_id}])
        return [Step(b"0", frame(connect)), Step(b"40", frame(b"421" + join)), Step(b'431[{"ok":true', b"")]

    def edit(self, edit_id: str, number: int) -> bytes:
        paths = {f"tracks/t{number % 16}/steps/{number % 64}": number % 2 == 0}
        payload = {"session_id": self._session_id, "edit_id": edit_id, "set": paths}
        return frame(b"422" + orjson.dumps([self._edit_event, payload]))


def frame(payload: bytes, opcode: int = 1) -> bytes:
    """A masked frame; a mask of zeros is one."""
    size = len(payload)
    length = bytes((0x80 | size,)) if size < 126 else struct.pack(">BH", 0xFE, size)
    return bytes((0x80 | opcode,)) + length + b"\0\0\0\0" + payload


@dataclass(frozen=True)
class Measured:
    """`latencies`: for each second after the warm ones the ms from sending its edits to each delivery. Of the same
    seconds, CPU as shares of a core: the load generator's own, and each process's."""

    latencies: list[list[float]]
    own_cpu: float
    cpu: list[float]


def play(
    url: str, people: Sequence[tuple[Dialect, str]], pids: Sequence[int], *, rate: float, warm: float, seconds: float
) -> Measured:
    """Everybody joins; edits at `rate` a second for `warm` seconds that do not count and `seconds` that do.

    `people` are the messages of each person, and their session. Raises MeasureError when an edit was not delivered to
    somebody.
    """
    host, port = url.removeprefix("http://").split(":")
    warm_edits, count = int(rate * warm), int(rate * (warm + seconds))
    with tempfile.TemporaryDirectory(prefix="rt") as folder:
        plan, out = Path(folder) / "plan", Path(folder) / "received"
        plan.write_bytes(_plan(host, port, people, count))
        arguments = (port, str(plan), str(out), str(rate), str(warm_edits), *map(str, pids))
        command = pinned(1, (str(compiled("editors", HERE / "editors.c")), *arguments))
        done = subprocess.run(command, capture_output=True, text=True, timeout=count / rate + 120, check=False)
        if done.returncode:
            raise MeasureError(done.stderr.strip())
        found = orjson.loads(done.stdout)
        if found["received"] != found["expected"] or found["acks"] != count:
            raise MeasureError(
                f"received {found['received']} of {found['expected']}, acknowledged {found['acks']} of {count}"
            )
        received = array("I", out.read_bytes())
    latencies: list[list[float]] = [[] for _ in range(int((count - warm_edits - 1) / rate) + 1)]
    for edit, micros in zip(received[::2], received[1::2], strict=True):
        if edit >= warm_edits:
            latencies[int((edit - warm_edits) / rate)].append(micros / 1000)
    took = found["seconds"]
    return Measured(latencies, found["own_cpu"] / took, [spent / took for spent in found["cpu"]])


def _plan(host: str, port: str, people: Sequence[tuple[Dialect, str]], count: int) -> bytes:
    first = people[0][0]
    handshake = (
        f"GET {first.path} HTTP/1.1\r\nHost: {host}:{port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
    )
    parts = [_text(handshake.encode()), _text(b"2"), _text(frame(b"3")), _text(first.mark), _number(len(people))]
    for dialect, _ in people:
        steps = dialect.steps()
        parts += [_text(dialect.hello()), _number(len(steps))]
        parts += [_text(part) for step in steps for part in step]
        parts.append(_text(dialect.ack))
    listeners = Counter(session for _, session in people)
    parts.append(_number(count))
    for number in range(count):
        who = number * 7919 % len(people)
        dialect, session = people[who]
        parts += [_number(who), _number(listeners[session]), _text(dialect.edit(f"{number:08}", number))]
    return b"".join(parts)


def _number(value: int) -> bytes:
    return struct.pack("<I", value)


def _text(value: bytes) -> bytes:
    return _number(len(value)) + value
