"""Backups of a real Redis and a media folder, while they are written to, and back into empty ones."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from uuid import uuid4

import pytest

from sessions.base.errors import Conflict
from sessions.voice.project import ProjectWordsChange
from storage.backup.backup import Backups
from storage.backup.last import turn
from storage.backup.manifest import MEDIA, DamagedError, folder
from storage.backup.records import Record, records
from storage.backup.restore import restore
from storage.jam.jam import Origin
from storage.jam.store import JamStore
from storage.media.store import MediaStore
from storage.redis import keys
from storage.redis.client import Redis
from storage.voice.project.store import ProjectStore
from tests.processes import RedisProcess
from tests.users import a_recorder

PAIRS = 40


def silent(line: str) -> None: ...


@asynccontextmanager
async def a_redis(folder: Path) -> AsyncIterator[Redis]:
    folder.mkdir()  # noqa: ASYNC240
    process = RedisProcess(folder)
    await process.start()
    redis = await Redis.connect(process.url)
    yield redis
    await redis.close()
    await process.stop()


@pytest.fixture
async def redis(tmp_path: Path) -> AsyncIterator[Redis]:
    async with a_redis(tmp_path / "from") as made:
        yield made


@pytest.fixture
async def empty(tmp_path: Path) -> AsyncIterator[Redis]:
    async with a_redis(tmp_path / "to") as made:
        yield made


def a_store(folder: Path) -> MediaStore:
    return MediaStore.open(folder.as_uri())


async def everything(redis: Redis) -> dict[bytes, tuple[int, bytes]]:
    found = {}
    for key in await redis.call("x", "KEYS", "*"):
        name = key.decode()
        found[key] = (await redis.call(name, "PEXPIRETIME", name), await redis.call(name, "DUMP", name))
    return found


async def a_jam(redis: Redis) -> str:
    id_, _ = await JamStore(redis, log_length=100).create({"tempo": 97}, Origin(owner="ann"))
    return id_


async def test_BK1_BK3_what_is_restored_is_what_was_backed_up(redis: Redis, empty: Redis, tmp_path: Path) -> None:
    media, place, other = (a_store(tmp_path / name) for name in ("media", "place", "other"))
    jams = [await a_jam(redis) for _ in range(5)]
    await ProjectStore(redis).change("Radio", a_recorder("ann", projects=("Radio",)), ProjectWordsChange(language="ru"))
    passing = keys.header(jams[0]) + ":asked:ann"
    await redis.call(passing, "SET", passing, b"\x00\xff", "PX", 3_600_000)
    files = {f"voice/{uuid4()}/{number}": bytes([number]) * 3_000_000 for number in range(3)} | {"artwork/empty": b""}
    for path, content in files.items():
        await media.put(path, content)
    backups = Backups(place)
    made = await backups.make(redis, media, version="1", secret=b"s" * 32)
    (stamp,) = await backups.stamps()
    assert (made.file_count, await backups.secret(stamp)) == (4, b"s" * 32)
    before = {key: value for key, value in (await everything(redis)).items() if not key.endswith(b":run")}
    await restore(backups, place, stamp, empty, other, silent)
    assert {key: value for key, value in (await everything(empty)).items() if key in before} == before
    assert keys.project("Radio", "words").encode() in before
    assert len(before) > 5 * len(jams)
    assert {path: await other.read(path) async for path in other.paths()} == files


async def test_BK1_a_session_is_as_it_was_at_one_instant_while_people_work(
    redis: Redis, empty: Redis, tmp_path: Path
) -> None:
    media, place = a_store(tmp_path / "media"), a_store(tmp_path / "place")
    sessions = [keys.header(str(uuid4())) for _ in range(PAIRS)]
    written = 0

    async def write() -> None:
        """Each change sets the same number in the header and in another key, and makes a key that may be new."""
        nonlocal written
        while True:
            for header in sessions:
                written += 1
                await redis.call(
                    header,
                    "EVAL",
                    "redis.call('HSET', KEYS[1], 'n', ARGV[1]) redis.call('SET', KEYS[2], ARGV[1])"
                    " redis.call('SET', KEYS[3], 1)",
                    3,
                    header,
                    f"{header}:other",
                    f"{header}:new:{written % 7}",
                    written,
                )

    writing = asyncio.create_task(write())
    while written < 2 * PAIRS:  # noqa: ASYNC110 - it is our own task
        await asyncio.sleep(0)
    backups = Backups(place)
    try:
        await backups.make(redis, media, version="1")
    finally:
        at_end = written
        writing.cancel()
        with suppress(asyncio.CancelledError):
            await writing
    (stamp,) = await backups.stamps()
    await restore(backups, place, stamp, empty, media, silent)
    for header in sessions:
        number = (await empty.call(header, "HGET", header, "n")).decode()
        assert await empty.call(header, "GET", f"{header}:other") == number.encode()
        assert await empty.call(header, "EXISTS", f"{header}:new:{int(number) % 7}") == 1
    assert at_end > 3 * PAIRS


async def test_BK3_only_an_empty_store_is_restored_into_and_a_killed_restore_goes_on(
    redis: Redis, empty: Redis, tmp_path: Path
) -> None:
    media, place, other = (a_store(tmp_path / name) for name in ("media", "place", "other"))
    jam = await a_jam(redis)
    await media.put("voice/a/1", b"sound")
    backups = Backups(place)
    await backups.make(redis, media, version="1")
    (stamp,) = await backups.stamps()
    with pytest.raises(Conflict):
        await restore(backups, place, stamp, redis, media, silent)
    part = (await backups.manifest(stamp)).keys[0]
    whole = await place.read(f"{folder(stamp)}/{part.name}")
    await place.put(f"{folder(stamp)}/{part.name}", whole[:-1] + b"?")
    with pytest.raises(DamagedError, match=part.name):  # the media are there by now
        await restore(backups, place, stamp, empty, other, silent)
    await place.put(f"{folder(stamp)}/{part.name}", whole)
    await place.delete(f"{MEDIA}/voice/a/1")  # so it is not copied twice
    await restore(backups, place, stamp, empty, other, silent)
    header = keys.header(jam)
    assert await empty.call(header, "HGET", header, "kind") == b"jam"
    assert await other.read("voice/a/1") == b"sound"


async def test_BK3_a_manifest_that_is_none_is_told(tmp_path: Path) -> None:
    place = a_store(tmp_path / "place")
    for content in (b"", b"{}", b'{"version": 2}'):
        await place.put(f"{folder('20260101T000000Z')}/manifest.json", content)
        with pytest.raises(DamagedError, match="20260101T000000Z"):
            await Backups(place).manifest("20260101T000000Z")


async def test_BK3_a_damaged_file_is_not_restored(redis: Redis, empty: Redis, tmp_path: Path) -> None:
    media, place, other = (a_store(tmp_path / name) for name in ("media", "place", "other"))
    await media.put("voice/a/1", b"sound")
    backups = Backups(place)
    await backups.make(redis, media, version="1")
    await place.put(f"{MEDIA}/voice/a/1", b"noise")
    with pytest.raises(DamagedError, match="voice/a/1"):
        await restore(backups, place, (await backups.stamps())[0], empty, other, silent)
    assert [path async for path in other.paths()] == []


async def test_BK2_media_are_copied_once_and_go_with_the_last_backup_that_has_them(
    redis: Redis, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    media, place = a_store(tmp_path / "media"), a_store(tmp_path / "place")
    backups = Backups(place)
    await media.put("voice/a/old", b"old")
    await backups.make(redis, media, version="1")
    (first,) = await backups.stamps()
    await media.delete("voice/a/old")
    await media.put("voice/a/new", b"new")
    await place.put(f"{folder('20200101T000000Z')}/keys-000000", b"of an attempt that was killed")
    at = (tmp_path / "place" / "media" / "voice" / "a" / "old").stat().st_mtime_ns
    while not (later := [one for one in await backups.stamps() if one != first]):
        await backups.make(redis, media, version="1")  # a name has whole seconds
    assert (tmp_path / "place" / "media" / "voice" / "a" / "old").stat().st_mtime_ns == at
    assert await backups.forget(keep=len(later)) == 1
    assert await backups.stamps() == later
    assert [path async for path in place.paths(MEDIA)] == [f"{MEDIA}/voice/a/new"]
    assert {path.split("/")[1] async for path in place.paths("backups")} == set(later)


async def test_BK2_one_process_makes_a_backup_at_a_time(redis: Redis) -> None:
    async with turn(redis):
        with pytest.raises(Conflict):
            async with turn(redis):
                pass
    async with turn(redis):
        pass


def test_BK3_a_part_that_ends_within_a_record_is_told() -> None:
    two = [Record(b"rt:{b1}:a", 5, b"\x00value"), Record("ключ".encode(), 0, b"")]
    packed = b"".join(one.packed() for one in two)
    assert list(records(packed)) == two
    for end in range(1, len(packed)):
        if end != len(two[0].packed()):
            with pytest.raises(DamagedError, match="within a record"):
                list(records(packed[:end]))
