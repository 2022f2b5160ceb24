"""Centrifugo on a free port: begins as this program and becomes Centrifugo, so that the process id is its own."""

import os
import socket
import sys
import time
from contextlib import suppress

PATIENCE = 15.0  # seconds

with socket.socket() as free:
    free.bind(("127.0.0.1", 0))
    port = free.getsockname()[1]
if os.fork() == 0:  # says the port, as every server of the benchmark does, when Centrifugo listens
    ends = time.monotonic() + PATIENCE
    while time.monotonic() < ends:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port)):
            sys.stdout.write(f"{port}\n")
            break
        time.sleep(0.01)
    sys.stdout.flush()
    os._exit(0)
settings = {
    "ADDRESS": "127.0.0.1",
    "PORT": str(port),
    "LOG_LEVEL": "none",
    "TOKEN_HMAC_SECRET_KEY": os.environ["BENCH_SECRET"],
    "ALLOWED_ORIGINS": "*",
    "ALLOW_PUBLISH_FOR_CLIENT": "true",
    "PING_INTERVAL": os.environ.get("PING_INTERVAL", "25") + "s",
    "PONG_TIMEOUT": "3s",
}
named = {f"CENTRIFUGO_{name}": value for name, value in settings.items()}
os.execve(sys.argv[1], [sys.argv[1]], os.environ | named)
