"""Checks of Redis: is it new enough, does it write to disk, does it evict keys, is its clock right?"""

import time
from collections.abc import AsyncIterator, Iterator, Mapping
from typing import Any, Final

from server.checks.finding import Finding, fail, ok, warn
from sessions.base.errors import Unavailable
from storage.redis import keys
from storage.redis.client import Redis
from storage.redis.connection import RedisError
from storage.redis.rights import refused

SUBJECT: Final = "Redis"
CLOCK: Final = "Clock"

# Tokens may be 30 s off; in the clock of a stream, people notice one second.
CLOCK_FAIL_SECONDS: Final = 30.0
CLOCK_WARN_SECONDS: Final = 1.0
RIGHTS: Final = "give the user of REDIS_URL the rights of docs/deploying.md"
FULL: Final = 0.8  # share of maxmemory that gives a warning


async def check_redis(url: str) -> AsyncIterator[Finding]:
    """Every node that has some of our keys."""
    try:
        redis = await Redis.connect(url)
    except Unavailable as error:
        advice = "start it, or mend the address and the password in REDIS_URL"
        yield fail(SUBJECT, error.text, RIGHTS if "NOPERM" in error.text else advice)
        return
    except RuntimeError as error:
        yield fail(SUBJECT, str(error), "renew it, or leave REDIS_URL empty for the embedded one")
        return
    try:
        key_of = {redis.address(key): key for key in map(keys.run_of, keys.ALL_BUCKETS)}
        for key in key_of.values():
            info = await _info(redis, key)
            for finding in judge(info, await _save_points(redis, key)):
                yield finding
            yield await _clock(redis, key)
            async for finding in _beside(redis, key):
                yield finding
        for key in (*key_of.values(), keys.queue("doctor", "probe")):
            async for finding in _rights(redis, key):
                yield finding
    except (Unavailable, RedisError) as error:
        yield fail(SUBJECT, f"a command was refused: {error}", RIGHTS)
    finally:
        await redis.close()


def judge(info: Mapping[str, str], save_points: str | None) -> Iterator[Finding]:
    """Values of INFO. `save_points` is the setting `save`; None where it may not be read."""
    yield ok(SUBJECT, f"version {info.get('valkey_version') or info['redis_version']}")
    yield _persistence(info, save_points)
    yield from _writing(info)
    yield _eviction(info)
    yield from _memory(info)


def judge_clock(offset: float) -> Finding:
    """`offset`: seconds that this machine's clock is ahead of Redis's."""
    way = "ahead of" if offset > 0 else "behind"
    text = f"this machine is {abs(offset):.1f} s {way} Redis"
    advice = "let both follow a time server (chrony, systemd-timesyncd)"
    if abs(offset) > CLOCK_FAIL_SECONDS:
        return fail(CLOCK, f"{text}: tokens are refused or live too long", advice)
    return warn(CLOCK, text, advice) if abs(offset) > CLOCK_WARN_SECONDS else ok(CLOCK, "agrees with Redis")


async def _info(redis: Redis, key: str) -> dict[str, str]:
    lines = (await redis.call(key, "INFO")).decode().splitlines()
    return dict(line.split(":", 1) for line in lines if ":" in line and not line.startswith("#"))


async def _save_points(redis: Redis, key: str) -> str | None:
    try:
        reply: list[Any] = await redis.call(key, "CONFIG", "GET", "save")
    except RedisError:
        return None  # hosted Redis services often refuse CONFIG
    return reply[1].decode() if len(reply) == 2 else None


async def _rights(redis: Redis, key: str) -> AsyncIterator[Finding]:
    try:
        names = await refused(redis, key)
    except RedisError as error:
        yield fail(SUBJECT, f"its user may not use {key}: {error}", RIGHTS)
        return
    if names:
        yield fail(SUBJECT, f"its user may not use {', '.join(names)} on {key}", RIGHTS)


async def _beside(redis: Redis, key: str) -> AsyncIterator[Finding]:
    """Commands without a key; without these, the product works and tells less."""
    for command, lost in (
        (("SLOWLOG", "GET", "1"), "slow scripts are not reported"),
        (("CLUSTER", "NODES"), "no change is called durable"),
    ):
        if command[0] == "CLUSTER" and not redis.is_cluster:
            continue
        try:
            await redis.call(key, *command)
        except RedisError as error:
            yield warn(SUBJECT, f"{' '.join(command)} is refused: {lost} ({error})", RIGHTS)


async def _clock(redis: Redis, key: str) -> Finding:
    before = time.time()
    seconds, microseconds = await redis.call(key, "TIME")
    middle = (before + time.time()) / 2
    return judge_clock(middle - int(seconds) - int(microseconds) / 1e6)


def _persistence(info: Mapping[str, str], save_points: str | None) -> Finding:
    if info.get("aof_enabled") == "1":
        return ok(SUBJECT, "every change goes to an append-only file")
    advice = "set `appendonly yes` and `appendfsync always`; docs/deploying.md says what other values lose"
    if save_points:
        return warn(
            SUBJECT, f"only snapshots are written (save {save_points}): a crash loses what came after one", advice
        )
    if save_points is None:
        return warn(SUBJECT, "there is no append-only file, and whether snapshots are written cannot be read", advice)
    return fail(SUBJECT, "nothing is written to disk: a restart loses every session", advice)


def _writing(info: Mapping[str, str]) -> Iterator[Finding]:
    for field in ("aof_last_write_status", "aof_last_bgrewrite_status", "rdb_last_bgsave_status"):
        if info.get(field, "ok") != "ok":
            yield fail(SUBJECT, f"{field} is {info[field]}", "see its log; most often the disk is full")


def _eviction(info: Mapping[str, str]) -> Finding:
    policy = info.get("maxmemory_policy", "noeviction")
    if policy == "noeviction":
        return ok(SUBJECT, "never evicts")
    advice = "set `maxmemory-policy noeviction`: keys of a session belong together"
    if info.get("maxmemory", "0") == "0":
        return warn(SUBJECT, f"would evict ({policy}) if maxmemory were set", advice)
    return fail(SUBJECT, f"evicts keys when memory is short ({policy})", advice)


def _memory(info: Mapping[str, str]) -> Iterator[Finding]:
    used, limit = int(info.get("used_memory", 0)), int(info.get("maxmemory", 0))
    if limit and used > FULL * limit:
        yield warn(
            SUBJECT, f"{used / limit:.0%} of maxmemory is used", "raise maxmemory: when it is full, changes are refused"
        )
