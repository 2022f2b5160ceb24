"""python-socketio, without the message queues that it can also speak.

`import socketio` imports every client manager, and with them whatever client of Redis, Valkey or another queue is
installed: 0.46 s of the 1.66 s that the imports of `web` took (docs/decisions/0014-process-settings.md). We fan out by
our own bus, so that they count as not installed while it is imported; whoever needs one of them imports it as ever.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

UNUSED = ("redis", "valkey", "kombu", "kafka", "aio_pika", "eventlet", "zmq")


@contextmanager
def without(names: tuple[str, ...]) -> Iterator[None]:
    """Inside, an optional import of what was not imported before fails as if it were not installed."""
    hidden = {name: None for name in names if name not in sys.modules}
    sys.modules.update(hidden)  # type: ignore[arg-type]  # None is how Python itself marks what must not be imported
    try:
        yield
    finally:
        for name in hidden:
            del sys.modules[name]


with without(UNUSED):
    import socketio
    from socketio import exceptions, packet

__all__ = ["exceptions", "packet", "socketio"]
