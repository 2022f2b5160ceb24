"""python-socketio, without its message queue clients.

`import socketio` imports every client manager, and with them any installed client of Redis, Valkey or another queue:
0.46 s of the 1.66 s that the imports of `web` took (docs/decisions/0014-process-settings.md). We have our own bus, so
these clients are hidden during the import; code that needs one of them imports it as usual.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

UNUSED = ("redis", "valkey", "kombu", "kafka", "aio_pika", "eventlet", "zmq")


@contextmanager
def without(names: tuple[str, ...]) -> Iterator[None]:
    """Inside, an optional import of a module that was not imported before fails as if it were not installed."""
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
