"""The doctor's findings on real servers with real errors."""

import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from server.checks.finding import Finding
from server.checks.identity import check_identity
from server.checks.machine import check_machine
from server.checks.media import check_media
from server.checks.network import check_network
from server.checks.redis import check_redis, judge, judge_clock
from server.limits.room import Room
from server.processes.embedded_redis import EmbeddedRedis
from server.settings.model import Settings
from sessions.base.errors import StorageFull
from storage.redis.client import Redis
from tests.auth.jwks_server import JwksServer, private_key, public_jwk
from tests.bucket import bucket
from tests.processes import RedisProcess, ServerProcess, free_port
from tests.server.commands.run import ROOT, run

SECRET = "a sentence that only this one server knows"
HEALTHY = {"redis_version": "7.0.15", "aof_enabled": "1", "maxmemory": "0", "maxmemory_policy": "noeviction"}


def troubles(findings: Iterator[Finding] | list[Finding]) -> list[tuple[str, str]]:
    """Level and text of every finding that is not `ok`; each must say what to do."""
    found = [finding for finding in findings if finding.level != "ok"]
    assert all(finding.advice for finding in found)
    return [(finding.level, finding.text) for finding in found]


async def of_redis(url: str) -> list[Finding]:
    return [finding async for finding in check_redis(url)]


async def of_identity(**settings: Any) -> list[Finding]:
    return [finding async for finding in check_identity(Settings(**settings))]


@pytest.fixture
def dist(tmp_path: Path) -> Path:
    (tmp_path / "dist").mkdir()
    (tmp_path / "dist" / "index.html").write_text("<!doctype html>")
    return tmp_path / "dist"


async def test_the_embedded_redis_is_healthy(tmp_path: Path) -> None:
    async with EmbeddedRedis(tmp_path) as url:
        findings = await of_redis(url)
        assert troubles(findings) == []
        assert {finding.subject for finding in findings} == {"Redis", "Clock"}


async def test_a_redis_that_forgets_or_evicts_is_found(tmp_path: Path) -> None:
    async with EmbeddedRedis(tmp_path) as url:
        redis = await Redis.connect(url)
        for name, value in {"appendonly": "no", "maxmemory": "100mb", "maxmemory-policy": "allkeys-lru"}.items():
            await redis.call("", "CONFIG", "SET", name, value)
        assert troubles(await of_redis(url)) == [
            ("fail", "nothing is written to disk: a restart loses every session"),
            ("fail", "evicts keys when memory is short (allkeys-lru)"),
        ]
        await redis.call("", "CONFIG", "SET", "save", "60 1000")
        await redis.call("", "CONFIG", "SET", "maxmemory", "0")
        assert troubles(await of_redis(url)) == [
            ("warn", "only snapshots are written (save 60 1000): a crash loses what came after one"),
            ("warn", "would evict (allkeys-lru) if maxmemory were set"),
        ]
        await redis.close()


async def test_a_redis_whose_configuration_is_hidden_is_told_apart(tmp_path: Path) -> None:
    async with EmbeddedRedis(tmp_path) as url:
        redis = await Redis.connect(url)
        await redis.call("", "CONFIG", "SET", "appendonly", "no")
        await redis.call("", "ACL", "SETUSER", "app", "on", ">hunter2", "~rt:*", "&rt:*", "+@all", "-config")
        findings = await of_redis(url.replace("unix://", "unix://app:hunter2@"))
        [(level, text)] = troubles(findings)
        assert level == "warn"
        assert "cannot be read" in text
        await redis.call("", "ACL", "SETUSER", "app", "-time")
        [*_, (level, text)] = troubles(await of_redis(url.replace("unix://", "unix://app:hunter2@")))
        assert level == "fail"
        assert "a command was refused" in text
        assert "hunter2" not in text
        await redis.close()


async def test_a_redis_that_is_away_is_found() -> None:
    [(level, text)] = troubles(await of_redis(f"redis://:hunter2@127.0.0.1:{free_port()}"))
    assert level == "fail"
    assert "cannot be reached" in text
    assert "hunter2" not in text


@pytest.mark.parametrize(
    ("info", "trouble"),
    [
        ({}, []),
        ({"aof_last_write_status": "err"}, [("fail", "aof_last_write_status is err")]),
        ({"rdb_last_bgsave_status": "err"}, [("fail", "rdb_last_bgsave_status is err")]),
        ({"maxmemory": "100", "used_memory": "79"}, []),
        ({"maxmemory": "100", "used_memory": "95"}, [("warn", "95% of maxmemory is used")]),
    ],
)
def test_what_info_says_is_judged(info: dict[str, str], trouble: list[tuple[str, str]]) -> None:
    assert troubles(judge(HEALTHY | info, "")) == trouble


@pytest.mark.parametrize(
    ("offset", "level"),
    [(0.0, "ok"), (0.9, "ok"), (1.5, "warn"), (-1.5, "warn"), (31, "fail"), (-3600, "fail")],
)
def test_a_clock_that_goes_wrong_is_found(offset: float, level: str) -> None:
    assert judge_clock(offset).level == level
    assert ("behind" in judge_clock(offset).text) == (offset < -1)


def test_a_fresh_machine_is_ready(tmp_path: Path, dist: Path) -> None:
    settings = Settings(data_dir=tmp_path / "data")
    assert troubles(check_machine(settings, env_file=tmp_path / ".env", dist=dist)) == []


async def test_folders_that_cannot_be_written_are_found(tmp_path: Path, dist: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    settings = Settings(data_dir=tmp_path / "file" / "data", media_url=(tmp_path / "file" / "media").as_uri())
    found = troubles(check_machine(settings, env_file=tmp_path / ".env", dist=dist))
    assert [text.partition("cannot be written: ")[2] for _, text in found] == ["Not a directory"]
    assert [level for level, _ in troubles([await check_media(settings)])] == ["fail"]


def test_secrets_that_others_can_read_are_found(tmp_path: Path, dist: Path) -> None:
    for name in ("secret", ".env"):
        (tmp_path / name).write_text(SECRET)
        (tmp_path / name).chmod(0o644)
    (tmp_path / "redis").mkdir(mode=0o755)
    found = list(check_machine(Settings(data_dir=tmp_path), env_file=tmp_path / ".env", dist=dist))
    assert [finding.advice for finding in found if finding.subject == "Privacy"] == [
        f"chmod 600 {tmp_path / 'secret'}",
        f"chmod 700 {tmp_path / 'redis'}",
        f"chmod 600 {tmp_path / '.env'}",
    ]


def test_a_missing_build_is_found(tmp_path: Path) -> None:
    found = list(check_machine(Settings(data_dir=tmp_path), env_file=tmp_path / ".env", dist=tmp_path / "dist"))
    assert [(finding.level, finding.advice) for finding in found if finding.subject == "Pages"] == [
        ("fail", "make setup, or install the wheel again")
    ]


async def test_OP12_weak_and_open_settings_are_found(tmp_path: Path) -> None:
    assert troubles(await of_identity(data_dir=tmp_path)) == []
    assert troubles(await of_identity(secret=SecretStr("ab" * 20))) == [("warn", "the secret is easy to guess")]
    assert troubles(await of_identity(secret=SecretStr(SECRET), host="0.0.0.0")) == [
        ("warn", "a development server listens on 0.0.0.0")
    ]
    production = {"env": "production", "secret": SecretStr(SECRET)}
    assert [level for level, _ in troubles(await of_identity(**production))] == ["warn"]
    assert [level for level, _ in troubles(await of_identity(**production, public_url="http://rooms.example"))] == [
        "warn"
    ]
    assert troubles(await of_identity(**production, public_url="https://rooms.example")) == []
    (tmp_path / "secret").write_text("short")
    [(level, text)] = troubles(await of_identity(data_dir=tmp_path))
    assert level == "fail"
    assert "must have at least 32 bytes" in text


async def test_a_provider_without_keys_is_found(tmp_path: Path) -> None:
    jwks = JwksServer()
    jwks.keys = [public_jwk(private_key("EdDSA"), "EdDSA", "k1")]
    await jwks.start()
    settings = {"data_dir": tmp_path, "jwks_url": jwks.url}
    findings = await of_identity(**settings)
    assert troubles(findings) == []
    assert findings[-1].text == "the provider has 1 usable key"
    jwks.keys = []
    [(level, text)] = troubles(await of_identity(**settings))
    assert level == "fail"
    assert jwks.url in text
    await jwks.stop()


async def test_OP12_the_command_says_what_to_do_and_fails_when_something_is_in_the_way(tmp_path: Path) -> None:
    said = await run(tmp_path, "doctor", REDIS_URL=f"redis://127.0.0.1:{free_port()}", CREAT_LIMIT="5")
    assert said.code == 1
    assert "WARN  Settings: ROOMTONE_CREAT_LIMIT is no setting\n      → call it ROOMTONE_CREATE_LIMIT\n" in said.out
    assert "FAIL  Redis: " in said.out
    assert said.out.endswith("Something is in the way.\n")
    assert "Traceback" not in said.err


async def test_the_command_starts_the_embedded_redis_to_look_at_it(tmp_path: Path) -> None:
    said = await run(tmp_path, "doctor")
    assert "ok    Redis: every change goes to an append-only file\n" in said.out
    is_built = (ROOT / "web/dist/index.html").is_file()
    assert (said.code == 0) is is_built
    assert ("Roomtone can start." in said.out) is is_built


async def of_network(**settings: Any) -> list[tuple[str, str]]:
    return troubles([finding async for finding in check_network(Settings(**settings))])


async def test_OP12_a_taken_port_is_found_and_our_own_server_is_no_trouble(server: ServerProcess) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        assert await of_network(port=port) == [("fail", f"Port {port} is taken")]
    assert await of_network(port=port) == []
    assert await of_network(port=int(server.url.rpartition(":")[2])) == []
    assert await of_network(port=0, host="192.0.2.1") == [("fail", "192.0.2.1 is no address of this machine")]


async def test_OP12_services_that_do_not_answer_and_a_proxy_that_is_not_trusted_are_found(
    server: ServerProcess,
) -> None:
    dead = f"http://127.0.0.1:{free_port()}/v1"
    found = await of_network(port=0, transcription_url=dead, tasks_url=f"{server.url}/v1")
    assert [(level, text.partition(" (")[0]) for level, text in found] == [
        ("fail", "ROOMTONE_TRANSCRIPTION_URL cannot be reached")
    ]
    [(level, text)] = await of_network(port=0, public_url="https://rooms.example")
    assert level == "warn"
    assert "none is trusted" in text
    assert await of_network(port=0, public_url="https://rooms.example", trusted_proxies="10.0.0.0/8") == []


async def test_OP12_a_missing_folder_or_bucket_and_a_disk_below_its_floor_are_found(tmp_path: Path, dist: Path) -> None:
    settings = Settings(data_dir=tmp_path, media_url=(tmp_path / "mount").as_uri())
    assert troubles([await check_media(settings)]) == [("fail", f"{tmp_path / 'mount'} is no folder")]
    assert not (tmp_path / "mount").exists()
    found = troubles(
        list(check_machine(Settings(data_dir=tmp_path, disk_floor=1 << 60), env_file=tmp_path / ".env", dist=dist))
    )
    assert len(found) == 2
    assert all(level == "fail" and "ROOMTONE_DISK_FLOOR is " in text for level, text in found)
    async with bucket() as one:
        with pytest.MonkeyPatch.context() as patch:
            for name, value in one.settings.items():
                patch.setenv(name, value)
            [(level, text)] = troubles([await check_media(Settings(media_url="s3://missing/rooms", media_timeout=4))])
    assert level == "fail"
    assert "NoSuchBucket" in text


@pytest.mark.parametrize("command", [("web",), ("run",), ("token", "--sub", "ines"), ("doctor",)], ids=" ".join)
async def test_OP12_a_data_folder_that_cannot_be_written_is_named_with_its_setting(
    tmp_path: Path, command: tuple[str, ...]
) -> None:
    (tmp_path / "file").write_text("in the way")
    said = await run(tmp_path / "file" / "data", *command, PORT="0")
    assert said.code in {1, 2}
    told = said.out + said.err
    assert "Traceback" not in told
    assert "Not a directory" in told
    assert "ROOMTONE_DATA_DIR" in told


async def test_OP12_so_is_a_media_folder(tmp_path: Path, redis_server: RedisProcess) -> None:
    (tmp_path / "file").write_text("in the way")
    said = await run(
        tmp_path, "web", PORT="0", REDIS_URL=redis_server.url, MEDIA_URL=(tmp_path / "file" / "media").as_uri()
    )
    assert said.err.startswith(f"Roomtone cannot start: {tmp_path}/file/media cannot be written: Not a directory.")
    assert "ROOMTONE_MEDIA_URL" in said.err


async def test_OP24_below_its_floor_a_disk_is_full_in_words_that_name_the_setting(
    redis_server: RedisProcess, tmp_path: Path
) -> None:
    (tmp_path / "media").mkdir()
    redis = await Redis.connect(redis_server.url)
    room = Room(redis, Settings(data_dir=tmp_path, disk_floor=1 << 60))
    await room.look()
    with pytest.raises(
        StorageFull, match=r"^The server is full: [\d,]+ MB of its disk are free, and ROOMTONE_DISK_FLOOR "
    ):
        room.require(media=True)
    await redis.close()
