"""python -m tests.server.realtime.fuzz_lane <library> <seconds> [seed]: the lane in C, fed with streams of frames.

A stream that reaches an edge that none before it has reached, or reaches it more often, is kept and changed again:
packets are doubled, left out, swapped and spliced, bytes flipped, streams cut. In a part of the runs allocations fail.
The library has the sanitizers, which end the process at the first fault. Prints how many streams there were, in how
many runs allocations failed, how many streams were kept and how many edges were passed.
"""

import _testcapi  # type: ignore[import-not-found]  # CPython has it, and no stub
import asyncio
import ctypes
import importlib.util
import logging
import random
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Any

import pytest
import structlog

Stream = list[bytes]  # packets of a client

SESSION = "6f1c9a52-5df0-4d0e-9a53-0c3b5a1f7f11"
SEEDS: list[Stream] = [
    [b'421["echo",{"number":1}]', b'4217["wait",{"text":"\xc3\xa9"}]', b'42["raw",{}]'],
    [b'425["script",{"number":1}]', b'425["script",{"number":7}]', b'42["script",{}]'],
    [
        b'423["empty",{}]',
        b'424["refuse",{"session_id":"%b"}]' % SESSION.encode(),
        b'425["fail",{"free":[1,{"a":null}]}]',
    ],
    [b'429999999999999999["grow",{}]', b'42["none",{}]', b'422["echo",{"share":0.5,"what":"a","members":{"x":1e5}}]'],
    [b'421["echo",{"free":NaN}]', b'421["echo",{"number":18446744073709551616}]', b"2", b"3", b"41"],
]
WORDS = [
    *(
        b'{"',
        b'":',
        b"{}",
        b"[",
        b"]",
        b'"',
        b",",
        b"42",
        b"NaN",
        b"Infinity",
        b"0" * 20,
        b"\xc3\xa9",
        b"\xff",
        b"\\ud800",
    ),
    *(b'["echo",{', b'["wait",{', b'["script",{', b'["raw",{}]', b"\0", b"9" * 17, b"1e400"),
]


def frame(packet: bytes, mask: bytes) -> bytes:
    size = len(packet)
    head = bytes((0x81, 0x80 | size)) if size < 126 else b"\x81\xfe" + size.to_bytes(2, "big")
    return head + mask + bytes(byte ^ mask[place & 3] for place, byte in enumerate(packet))


class Mutator:
    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        self.kept: list[Stream] = [*SEEDS]

    def stream(self) -> Stream:
        chance = self._chance
        packets = [*chance.choice(self.kept)]
        for _ in range(chance.choice((1, 1, 2, 4))):
            chance.choice((self._bytes, self._bytes, self._word, self._splice, self._order))(packets)
        return [packet[:200] for packet in packets[:8]] or [b"2"]

    def _bytes(self, packets: Stream) -> None:
        place = self._chance.randrange(len(packets)) if packets else None
        if place is not None and packets[place]:
            packet = bytearray(packets[place])
            at = self._chance.randrange(len(packet))
            packet[at] = self._chance.choice((self._chance.randrange(256), packet[at] ^ 1 << self._chance.randrange(8)))
            packets[place] = bytes(packet)

    def _word(self, packets: Stream) -> None:
        if packets:
            place = self._chance.randrange(len(packets))
            packet = packets[place]
            start, end = sorted(self._chance.randrange(len(packet) + 1) for _ in range(2))
            packets[place] = packet[:start] + self._chance.choice(WORDS) + packet[self._chance.choice((start, end)) :]

    def _splice(self, packets: Stream) -> None:
        other = self._chance.choice(self._chance.choice(self.kept))
        if packets:
            place = self._chance.randrange(len(packets))
            packet = packets[place]
            packets[place] = (
                packet[: self._chance.randrange(len(packet) + 1)] + other[self._chance.randrange(len(other) + 1) :]
            )

    def _order(self, packets: Stream) -> None:
        if packets:
            one = packets.pop(self._chance.randrange(len(packets)))
            for _ in range(self._chance.choice((0, 1, 2))):
                packets.insert(self._chance.randrange(len(packets) + 1), one)

    def pieces(self, packets: Stream) -> list[bytes]:
        """The frames, each alone or cut anywhere; a few have a damaged head."""
        frames = [frame(packet, self._chance.randbytes(4)) for packet in packets]
        if self._chance.random() < 0.5:
            return frames
        whole = bytearray(b"".join(frames))
        if self._chance.random() < 0.2:
            whole[self._chance.randrange(min(8, len(whole)))] = self._chance.randrange(256)
        cuts = sorted(self._chance.randrange(len(whole) + 1) for _ in range(self._chance.randrange(4)))
        return [bytes(whole[start:end]) for start, end in zip([0, *cuts], [*cuts, len(whole)], strict=True)]


def without_memory(call: Callable[[], Any], after: int) -> None:
    """The call, of which allocation number `after` and the next one fail."""
    _testcapi.set_nomemory(after, after + 2)
    try:
        waiting = call()
    except BaseException:  # noqa: BLE001 - any code may fail then
        waiting = None
    finally:
        _testcapi.remove_mem_hooks()
    if asyncio.iscoroutine(waiting):
        with suppress(BaseException):
            waiting.close()


class Tame:
    """Makes lanes, and beside each one whose other code survives that allocations fail: orjson and CPython's ContextVar
    do not. They fail before the call begins, and again from the handler on."""

    lane: Any = None

    def __init__(self, made: Any, payload: object) -> None:
        self._made = made
        self._payload = payload
        self.later = 0

    def __call__(self, **parts: Any) -> Any:
        def called(*who: object) -> object:
            _testcapi.remove_mem_hooks()
            return parts["call"](*who)

        def of(handler: Callable[..., Any]) -> Callable[..., Any]:
            def handled(call: object, payload: object) -> object:
                _testcapi.set_nomemory(self.later, self.later + 2)
                return handler(call, payload)

            return handled

        events = {
            name: (lambda json, extra: self._payload, of(handler), *rest)
            for name, (_, handler, *rest) in parts["events"].items()
        }
        plain = {
            "general": lambda connection, message: None,
            "serializer": lambda kind: lambda answer, by_alias: b"{}",
            "wait": lambda *told: None,
            "failed": lambda *told: None,
        }
        self.lane = self._made(**parts | plain | {"events": events, "call": called})
        return self._made(**parts)


async def fuzz(seconds: float, chance: random.Random, coverage: Any) -> None:
    from server.engine import speedups
    from server.realtime import lane
    from tests.server.realtime.both_paths import LIMIT, Anything, Served

    mutator, best, streams, failing = Mutator(chance), bytearray(len(coverage)), 0, 0
    ends, served = time.perf_counter() + seconds, None
    tame = Tame(speedups.Lane, Anything.model_construct())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lane, "Lane", tame)
        while time.perf_counter() < ends:
            if served is None or served.connection.close_reason is not None or chance.random() < 0.01:
                if served is not None:
                    served.leave()
                served = Served(patch, by_lane=True, crowds=chance.choice((0, 5.0)), is_full=chance.random() < 0.1)
                await served.connect()
            served.now += chance.choice((0.0, 0.1, 30.0))
            packets = mutator.stream()
            ctypes.memset(coverage, 0, len(coverage))
            if chance.random() < 0.2:
                failing += 1
                packet = chance.choice(packets)
                tame.later = chance.randrange(40)
                asked = partial(tame.lane, served.connection, packet[1:].decode(errors="replace"))
                without_memory(asked, chance.randrange(60))
                without_memory(partial(speedups.whole_text, frame(packet, b"mask"), LIMIT), chance.randrange(4))
            else:
                await served.ask(mutator.pieces(packets))
            served.transport.written.clear()
            served.handlers.seen.clear()
            streams += 1
            seen = bytes(coverage)
            if any(now > before for now, before in zip(seen, best, strict=True)):
                best = bytearray(max(pair) for pair in zip(seen, best, strict=True))
                mutator.kept.append(packets)
    sys.stdout.write(f"{streams} {failing} {len(mutator.kept)} {sum(map(bool, best))}\n")


def main(library: str, seconds: float, seed: int) -> None:
    specification = importlib.util.spec_from_file_location("server.engine._lane", library)
    assert specification is not None
    assert specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    sys.modules["server.engine._lane"] = module
    map_ = (ctypes.c_ubyte * (1 << 12)).in_dll(ctypes.CDLL(library), "coverage_map")
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    logging.disable()
    asyncio.run(fuzz(seconds, random.Random(seed), map_))


if __name__ == "__main__":
    main(sys.argv[1], float(sys.argv[2]), int(sys.argv[3]) if len(sys.argv) > 3 else 1)
