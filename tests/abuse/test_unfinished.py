"""What clients leave unfinished, in every form: memory and descriptors are bounded while it lasts, and come back."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any, Final

import pytest

from server.processes.serve import LISTENERS
from tests.abuse.measurement import on_cpu
from tests.abuse.test_before_identity import descriptors_of, several
from tests.abuse.test_slow_clients import resident_bytes
from tests.abuse.unfinished import FORMS, opened
from tests.effort import PROOF
from tests.polling import until
from tests.processes import RedisProcess, ServerProcess
from tests.server.client import browsing

SEVERAL: Final = 500 if PROOF else 60
MEBIBYTE: Final = 1_048_576
EACH: Final = 320 * 1024
"""Bytes that one of them may hold: what is read at once of a body that nobody reads (256 KiB), and the connection."""
BODIES: Final = 2 * 16 * MEBIBYTE
"""Of bodies on their way from one address: 16 of the largest, and as much for growing buffers."""
SLACK: Final = 32 * MEBIBYTE
"""Of what was freed, the heap of glibc keeps 15 to 24 MiB after bodies, once; one kept body of each would be 51."""
POOL: Final = 8
"""Connections to Redis that a busy process opens meanwhile."""


@pytest.fixture(scope="module")
async def server(redis_server: RedisProcess, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[ServerProcess]:
    settings: dict[str, Any] = {
        "ROOMTONE_ADDRESS_CONNECTIONS": str(SEVERAL),
        "ROOMTONE_USER_EVENT_RATE": "1e9",  # the price of bodies alone would stop most of this
        "ROOMTONE_USER_EVENT_BURST": "1000000000",
    }
    process = await ServerProcess(redis_server.url, tmp_path_factory.mktemp("unfinished"), **settings).start()
    async with browsing(process) as browser:  # what is loaded with the first requests is there before
        for _ in range(20):
            await browser.ask("POST", "/api/sessions", json={}, **browser.signed_in())
    yield process
    await process.stop()


@pytest.mark.parametrize("form", FORMS)
async def test_OP31_OP32_what_is_unfinished_is_bounded_and_its_memory_comes_back(
    form: str, server: ServerProcess
) -> None:
    memory, descriptors = resident_bytes(server.pid), descriptors_of(server)
    most = 0
    with several() as held:
        for _ in range(SEVERAL + 4 * LISTENERS):
            held.append(await asyncio.to_thread(opened, server, FORMS[form]))
            most = max(most, resident_bytes(server.pid) - memory)
            # Those above the limit are refused in the turn after they were accepted, when as many are accepted again.
            assert descriptors_of(server) <= descriptors + SEVERAL + 2 * LISTENERS
        before = -1.0

        async def is_limited() -> bool:
            return descriptors_of(server) <= descriptors + SEVERAL + POOL

        await until(is_limited)

        async def is_idle() -> bool:
            nonlocal before, most
            most = max(most, resident_bytes(server.pid) - memory)
            before, now = on_cpu(server.pid), before
            return before - now < 1.0  # ms, since 10 ms ago

        await until(is_idle)

    async def is_back() -> bool:
        return descriptors_of(server) <= descriptors + POOL and resident_bytes(server.pid) - memory < SLACK

    await until(is_back, 20)
    kept = resident_bytes(server.pid) - memory
    print(f"{form}: {most / MEBIBYTE:.1f} MiB held by {SEVERAL}, {kept / MEBIBYTE:.1f} kept")  # noqa: T201
    assert most < min(SEVERAL * EACH, 64 * MEBIBYTE) + BODIES + SLACK
