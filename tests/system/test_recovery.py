"""Whatever breaks, no client misses a change, receives one twice, or keeps a state that is no longer true."""

import asyncio
import random
import shutil
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from pathlib import Path

import pytest
from roomtone_client import RoomtoneClient, RoomtoneError

from tests.effort import in_proof
from tests.polling import PATIENCE, until
from tests.processes import ServerProcess
from tests.system.conftest import Connect, Installation
from tests.system.mirror import Mirror, content
from tests.system.stream import Stream

VIEWERS = 10
TAPS = 100


async def taps_around(stream: Stream, breaks: Sequence[Callable[[], Awaitable[None]]]) -> list[str]:
    """All viewers tap, in as many parts as there are breaks, and in the middle of each part one break happens; answers
    the acknowledged clips, each of which is there once."""
    acked: list[str] = []
    taps = TAPS // len(breaks)

    async def interrupt(cut: Callable[[], Awaitable[None]]) -> None:
        await stream.reached(len(acked) + VIEWERS * taps // 2)
        assert stream.acked < len(acked) + VIEWERS * taps
        await cut()

    for part, cut in enumerate(breaks):
        ids, _ = await asyncio.gather(stream.tap(taps, part * taps), interrupt(cut))
        acked += ids
    assert len(acked) == len(set(acked)) == VIEWERS * TAPS
    return acked


async def test_SY3_SY5_SY8_a_client_cut_off_at_random_ends_equal_to_one_that_never_was(
    installation: Installation, connect: Connect
) -> None:
    stream = await Stream(connect, installation.urls).start(viewers=25)
    clumsy_client = stream.another(installation.urls[1])
    steady, clumsy = await stream.mirror(stream.streamer), await stream.mirror(clumsy_client)
    chance = random.Random(2)
    acked: list[str] = []
    cuts = 0

    async def cut_at(moments: int) -> None:
        await stream.reached(moments)
        clumsy_client.cut()

    for part in range(40):
        if chance.random() < 0.7:  # the other times it is cut while it may still be on its way back
            await clumsy_client.connection.when_online(PATIENCE)
            cuts += 1
        taps, _ = await asyncio.gather(stream.tap(1, part), cut_at(25 * part + chance.randint(1, 25)))
        acked += taps
    for mirror in (steady, clumsy):
        await stream.wait_until_current(mirror)
    assert clumsy_client.connection.losses >= cuts > 20
    assert clumsy.seqs == steady.seqs == list(range(2, 1002))
    assert clumsy.starts == steady.starts == 1
    assert sorted(acked) == sorted(steady.clip_ids())
    assert content(clumsy.view) == content(steady.view)


async def test_SY9_connections_of_the_bus_killed_in_the_middle_lose_and_double_nothing(
    installation: Installation, connect: Connect
) -> None:
    stream = await Stream(connect, installation.urls).start(viewers=VIEWERS)
    mirrors = [await stream.mirror(stream.streamer), await stream.mirror(stream.another(installation.urls[1]))]
    killed = 0

    async def kill() -> None:
        nonlocal killed
        reply = await installation.redis.command("CLIENT", "KILL", "TYPE", "pubsub")
        killed += int(reply[1:])

    acked = await taps_around(stream, [kill] * 10)
    assert killed > 0
    for mirror in mirrors:
        await stream.wait_until_current(mirror)
        assert mirror.seqs == list(range(2, VIEWERS * TAPS + 2))
        assert mirror.starts == 1
    assert sorted(acked) == sorted(mirrors[0].clip_ids())


@pytest.mark.parametrize("end", [in_proof("stop"), "kill"])
async def test_SY4_SY12_SY15_a_restarted_redis_loses_and_doubles_no_acknowledged_change(
    end: str, installation: Installation, connect: Connect
) -> None:
    stream = await Stream(connect, installation.urls).start(viewers=VIEWERS)
    mirrors = [await stream.mirror(stream.streamer), await stream.mirror(stream.another(installation.urls[1]))]

    async def restart() -> None:
        await (installation.redis.kill() if end == "kill" else installation.redis.stop())
        await installation.redis.start()

    acked = await taps_around(stream, [restart] * 2)
    for mirror in mirrors:
        await stream.wait_until_current(mirror)
    assert sorted(acked) == sorted(mirrors[0].clip_ids())


async def test_SY12_SY15_SY20_a_killed_server_loses_and_doubles_no_acknowledged_change(
    installation: Installation, connect: Connect
) -> None:
    stream = await Stream(connect, installation.urls).start(viewers=VIEWERS)
    mirrors = [await stream.mirror(stream.streamer), await stream.mirror(stream.another(installation.urls[1]))]

    async def replace(server: ServerProcess) -> None:
        await server.kill()
        await server.start()

    first, second = installation.servers
    acked = await taps_around(stream, [partial(replace, server) for server in (first, second)])
    for mirror in mirrors:
        await stream.wait_until_current(mirror)
        assert mirror.seqs == list(range(2, VIEWERS * TAPS + 2))
    assert sorted(acked) == sorted(mirrors[0].clip_ids())


@pytest.mark.parametrize("installation", [{"ROOMTONE_LOG_LENGTH": "10"}], indirect=True)
async def test_SY6_a_log_cut_shorter_than_the_gap_gives_a_snapshot_and_never_a_hole(
    installation: Installation, connect: Connect
) -> None:
    stream = await Stream(connect, installation.urls[:1]).start(viewers=VIEWERS)
    away_client = stream.another(installation.urls[1])
    away = await stream.mirror(away_client)
    await installation.servers[1].kill()
    await away_client.wait_for(lambda: away_client.state != "online")
    await stream.tap(50)
    await installation.servers[1].start()
    await stream.wait_until_current(away)
    assert away.starts == 2
    assert away.seqs == []


async def test_SY4_after_flushall_an_old_position_is_never_believed(
    installation: Installation, connect: Connect
) -> None:
    stream = await Stream(connect, installation.urls).start(viewers=2)
    viewer = stream.viewers[0]
    seat = await viewer.subscribe(stream.id)
    await installation.redis.command("FLUSHALL")
    viewer.cut()
    await seat.wait_for(lambda received: received.state == "gone")
    assert seat.gone_because == "session_not_found"
    assert seat.events == []


async def test_SY4_a_redis_set_back_to_a_backup_gives_a_snapshot_to_who_knows_more(
    installation: Installation, connect: Connect, tmp_path: Path
) -> None:
    stream = await Stream(connect, installation.urls).start(viewers=VIEWERS)
    mirror = await stream.mirror(stream.streamer)
    await stream.tap(1)
    await stream.wait_until_current(mirror)
    await installation.redis.stop()
    shutil.copytree(installation.redis.folder / "appendonlydir", tmp_path / "backup")
    await installation.redis.start()
    forgotten = await _tap_when_possible(stream.viewers[0], stream.id, "after the backup")
    await mirror_shows(mirror, forgotten)
    await installation.redis.kill()
    shutil.rmtree(installation.redis.folder / "appendonlydir")
    shutil.copytree(tmp_path / "backup", installation.redis.folder / "appendonlydir")
    await installation.redis.start()
    # The same numbers are used again, for other changes.
    kept = [await _tap_when_possible(stream.viewers[1], stream.id, f"new {n}") for n in range(5)]
    await mirror_shows(mirror, kept[-1])
    await stream.wait_until_current(mirror)
    assert forgotten not in mirror.clip_ids()


async def mirror_shows(mirror: Mirror, clip_id: str) -> None:
    async def shown() -> bool:
        return clip_id in mirror.clip_ids()

    await until(shown, PATIENCE)


async def _tap_when_possible(viewer: RoomtoneClient, session_id: str, note: str) -> str:
    try:
        ack = await viewer.command("submit_clip", {"session_id": session_id, "note": note}, timeout=PATIENCE)
    except RoomtoneError as error:
        raise AssertionError(f"a tap was refused: {error}") from error
    return str(ack["clip"]["id"])
