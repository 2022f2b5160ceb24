"""Whatever blocks everybody is visible: steps of the loop, and scripts in a real Redis."""

import asyncio
import time

from server.observability.metrics import Metrics
from server.observability.watchdog import REMEMBERED, REST, Watchdog, Worst, scripts_by_hash
from storage.redis.client import Redis
from storage.redis.scripts import load
from storage.redis.tracing import traced
from tests.polling import until

BLOCK = 0.2  # seconds


async def test_OP21_a_step_that_blocks_the_loop_is_seen(redis: Redis) -> None:
    metrics = Metrics()
    dog = Watchdog(redis, metrics)
    running = asyncio.create_task(dog.run())

    async def rests() -> bool:
        return dog.pause == REST

    await until(rests)  # with nothing to do it checks less often
    ends = time.thread_time() + BLOCK
    while time.thread_time() < ends:
        pass

    async def is_seen() -> bool:
        return dog.step() >= BLOCK

    await until(is_seen)
    assert dog.lag() >= BLOCK - REST
    assert 'roomtone_loop_lag_seconds_bucket{le="+Inf"}' in metrics.exposition().decode()
    running.cancel()


async def test_OP21_a_script_that_redis_found_slow_is_counted_by_its_name_and_once(redis: Redis) -> None:
    metrics = Metrics()
    dog = Watchdog(redis, metrics)
    await dog.look()
    script = load("session/limit")
    (address,) = redis.addresses
    await redis.ask(address, "CONFIG", "SET", "slowlog-log-slower-than", 0)
    try:
        await redis.run(script, ["rt:{b1}:limit:a:b"], 5, 1000)
    finally:
        await redis.ask(address, "CONFIG", "SET", "slowlog-log-slower-than", 10_000)
    await dog.look()
    counted = [line for line in metrics.exposition().decode().splitlines() if 'script="session/limit"' in line]
    assert any(line.startswith("roomtone_slow_scripts_total") for line in counted)
    assert dog.script() > 0
    await dog.look()
    assert [line for line in metrics.exposition().decode().splitlines() if 'script="session/limit"' in line] == counted


def test_OP21_the_worst_is_told_for_at_least_half_a_minute() -> None:
    now = [0.0]
    worst = Worst(lambda: now[0])
    worst.see(2.0)
    now[0] = REMEMBERED + 1
    worst.see(1.0)
    assert worst() == 2.0
    now[0] = 2 * REMEMBERED + 2
    assert worst() == 1.0
    now[0] = 10 * REMEMBERED
    assert worst() == 0.0


def test_OP21_the_texts_of_scripts_that_do_not_run_are_not_kept() -> None:
    kept = load.cache_info().currsize, traced.cache_info().currsize
    names = scripts_by_hash()
    assert (load.cache_info().currsize, traced.cache_info().currsize) == kept
    submit = load("clip/submit")
    told = traced(submit)
    assert told is not None
    assert names[submit.sha] == names[told.sha] == "clip/submit"
