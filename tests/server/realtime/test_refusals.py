"""How soon a process knows whom an admin has blocked, and who was signed out elsewhere."""

import pytest

from auth.blocks import Blocks
from auth.generations import Generations
from auth.user import ADMIN_ROLE
from server.realtime.refusals import LOOK_SECONDS, Refusals
from server.services.identity import identities_of
from server.settings.model import Settings
from sessions.base.errors import Unavailable
from storage.admin.blocks import BlockDesk, BlockList, NewBlock
from storage.admin.desk import Desk
from storage.redis.client import Redis, RedisTimeouts
from tests.polling import until
from tests.processes import RedisProcess
from tests.users import a_user

ROOT = a_user("root", roles=[ADMIN_ROLE])
TROLL = a_user("troll")
WITHIN = 15.0  # seconds: what docs/security.md says of a connection that breaks without a word


class Process:
    """What a process knows."""

    def __init__(self, redis: Redis) -> None:
        self.blocks, self.told = Blocks(), 0
        self.refusals = Refusals(
            identities_of(Settings(), redis), Generations(), BlockList(redis), self.blocks, self._on_found
        )

    def _on_found(self) -> None:
        self.told += 1


async def blocked(redis: Redis) -> None:
    new = NewBlock("user", TROLL.id, (TROLL.id,), "spam", 0)
    await BlockDesk(Desk(redis, log_length=10, audit_days=1)).block(ROOT, new)


async def test_AB3_the_next_look_of_every_process_refuses_whom_an_admin_has_blocked(own_redis: RedisProcess) -> None:
    """It asks again after half a second, and a look is two short calls: a block is known within a second."""
    redis = await Redis.connect(own_redis.url)
    processes = [Process(redis) for _ in range(3)]
    for process in processes:
        await process.refusals.look()
    assert not any(process.blocks.has(TROLL.ids) for process in processes)
    await blocked(redis)
    for process in processes:
        await process.refusals.look()
        assert process.blocks.has(TROLL.ids)
        assert process.told == 1  # its connections are ended
    assert LOOK_SECONDS <= 0.5
    await redis.close()


async def test_AB3_a_process_whose_connection_hung_refuses_when_redis_answers_again(own_redis: RedisProcess) -> None:
    timeouts = RedisTimeouts(connect=0.3, stall=0.2, retry=0.01)
    redis = await Redis.connect(own_redis.url, timeouts)
    process = Process(redis)
    await process.refusals.look()
    own_redis.stall()
    with pytest.raises(Unavailable):
        await process.refusals.look()
    own_redis.resume()
    admin = await Redis.connect(own_redis.url)
    await blocked(admin)

    async def is_known() -> bool:
        try:
            await process.refusals.look()
        except Unavailable:
            return False
        return process.blocks.has(TROLL.ids)

    await until(is_known)
    # A connection counts as dead in the second look after it fell silent, and is opened again after a pause.
    usual = RedisTimeouts()
    assert 2 * usual.stall + usual.retry + 2 * LOOK_SECONDS <= WITHIN
    await redis.close()
    await admin.close()
