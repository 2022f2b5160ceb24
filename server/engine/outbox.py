"""What waits to be sent to one client: in order, bounded in bytes, one write per loop tick.

Everything that a connection sends passes through its outbox, so nothing can overtake. Frames are shared, so a
waiting frame costs one reference; several frames of one tick leave as one write (1.5 µs a delivery against 4.4 when
each is written by itself, see docs/decisions/0010).
"""

import asyncio
from collections.abc import Callable
from typing import Protocol

from server.engine.frame import Frame


class Transport(Protocol):
    """A transport as the outbox sees it.

    `ready` is false while it can take nothing (no poll held, peer too slow). `direct` takes one frame's bytes at
    once; it is None where that is not possible, or not now.
    """

    ready: bool

    @property
    def direct(self) -> Callable[[bytes], object] | None: ...

    def send(self, frames: list[Frame]) -> None: ...

    def buffered(self) -> int: ...


class Flusher:
    """Flushes all outboxes that were written to more than once in a tick, in one callback of the loop.

    `tick` changes with every turn of the loop in which something was written.
    """

    __slots__ = ("_call_soon", "_waiting", "bytes_out", "has_begun", "tick")

    def __init__(self) -> None:
        self._call_soon: Callable[..., object] | None = None
        self._waiting: list[Outbox] = []
        self.has_begun = False
        self.tick = 0
        self.bytes_out = 0

    def begin(self) -> None:
        """The first write of a tick: its end is awaited."""
        if self._call_soon is None:
            self._call_soon = asyncio.get_running_loop().call_soon
        self.has_begun = True
        self._call_soon(self._flush)

    def add(self, outbox: "Outbox") -> None:
        if not self.has_begun:
            self.begin()
        self._waiting.append(outbox)

    def _flush(self) -> None:
        self.has_begun = False
        self.tick += 1
        waiting, self._waiting = self._waiting, []
        for outbox in waiting:
            outbox.flush()


class Outbox:
    """The queue of one client. `held` is its length in bytes; past `limit` the client counts as slow, unless it is one
    frame that nothing else waits with."""

    __slots__ = ("_flusher", "_frames", "_limit", "_listed", "_shut", "_tick", "active_transport", "direct", "held")

    def __init__(self, flusher: Flusher, transport: Transport, limit: int) -> None:
        self._flusher = flusher
        self._limit = limit
        self._frames: list[Frame] = []
        self._listed = False
        self._shut = False
        self._tick = -1
        self.active_transport = transport
        self.direct: Callable[[bytes], object] | None = None
        self.held = 0

    def write(self, frame: Frame) -> None:
        """Sends a frame in this tick's write. Never raises, never blocks; after a close it does nothing."""
        direct = self.direct
        flusher = self._flusher
        if direct is None or self._tick == flusher.tick:
            self._queue(frame)
            return
        # The first frame of a tick, with nothing in front of it: the transport takes it as it is. What follows in the
        # same tick is joined, and goes behind it.
        self._tick = flusher.tick
        flusher.bytes_out += frame.size
        if not flusher.has_begun:
            flusher.begin()
        try:
            direct(frame.encoded)
        except (OSError, RuntimeError, AttributeError):
            # uvloop raises RuntimeError from a closing transport; one client's end must not cost the others the event.
            self.broken()

    def queue(self, frame: Frame) -> None:
        """Sends a frame at the end of the tick, when all that was queued in it goes out: for the answers to what many
        clients sent. Written as they come they wake a reader each (docs/decisions/0015)."""
        self._tick = self._flusher.tick  # what is written later in this tick goes behind it
        self._queue(frame)

    def _queue(self, frame: Frame) -> None:
        if self._shut:
            return
        self._frames.append(frame)
        self.held += frame.size
        if not self._listed:
            self._listed = True
            self._flusher.add(self)
        if self.held > self._limit:
            self._relieve(frame.size)

    def _relieve(self, newest: int) -> None:
        """Past the limit: what the transport takes now is on its way and does not count, and one answer that is larger
        than the limit is no fault of who asked for it. What is more than that waits for a slow reader."""
        self.flush()
        if self.held > self._limit and self.held > newest:
            self.overflowed()

    def flush(self) -> None:
        """Hands what waits to the transport, if it can take it."""
        self._listed = False
        frames = self._frames
        if not self.active_transport.ready:
            return
        if frames:
            self._flusher.bytes_out += self.held
            self._frames = []
            self.held = 0
            try:
                self.active_transport.send(frames)
            except (OSError, RuntimeError, AttributeError):
                self.broken()
                return
        if self.direct is None and not self._shut:
            self.direct = self.active_transport.direct

    def hold(self) -> None:
        """The transport can take nothing for now."""
        self.direct = None

    def take(self) -> list[Frame]:
        """Empties the outbox for whoever sends by other means: a poll's answer, a goodbye."""
        frames, self._frames = self._frames, []
        self._flusher.bytes_out += self.held
        self.held = 0
        return frames

    def shut(self) -> None:
        """Nothing is accepted from here on; what waits stays for `take`."""
        self._shut = True
        self.direct = None

    @property
    def buffered(self) -> int:
        """Bytes that are not in the kernel yet."""
        return self.held + self.active_transport.buffered()

    def overflowed(self) -> None:
        raise NotImplementedError

    def broken(self) -> None:
        raise NotImplementedError
