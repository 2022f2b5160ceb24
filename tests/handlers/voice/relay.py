"""A TURN server: coturn, with the secret that it shares with our servers."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from tests.polling import until
from tests.processes import free_port

SECRET = "a secret of the relay"


@asynccontextmanager
async def relay(folder: Path) -> AsyncIterator[str]:
    """Its address, as a setting takes it. It relays on this machine alone."""
    binary = shutil.which("turnserver")
    if binary is None:
        raise RuntimeError("turnserver is missing: run `make machine`")
    port = free_port()
    process = await asyncio.create_subprocess_exec(
        binary, "-n", "--listening-ip=127.0.0.1", f"--listening-port={port}", "--relay-ip=127.0.0.1",
        "--allow-loopback-peers", "--use-auth-secret", f"--static-auth-secret={SECRET}", "--realm=roomtone",
        "--no-tls", "--no-dtls", "--no-cli", "--relay-threads=1", f"--pidfile={folder / 'turn.pid'}",
        f"--userdb={folder / 'turn.db'}", "--log-file=stdout",
        cwd=folder, stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip

    async def is_listening() -> bool:
        assert process.returncode is None
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            return False
        writer.close()
        return True

    await until(is_listening)
    yield f"turn:127.0.0.1:{port}"
    process.kill()
    await process.wait()
