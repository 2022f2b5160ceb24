"""Which homes show the sessions of a person in Telegram (docs/decisions/0025-one-person.md).

A session that was made in a chat belongs to every `sub` whose token names that Telegram id, so its row is in the home
of each. `telegram:<id>:homes` has these subs by the time when they last opened their home, and a home's header has the
Telegram id that it follows. The header is written last, so an opening that broke off is completed by the next one.
"""

from collections import defaultdict
from collections.abc import Sequence
from typing import Final

from sessions.base.home import MOST_ROWS
from sessions.base.ids import bucket
from storage.redis import keys
from storage.redis.client import Redis
from storage.session.kinds import KINDS

MOST_HOMES: Final = 16
"""Of one Telegram id. A person has one or two; the one that was opened longest ago goes first."""


async def follow(redis: Redis, user_id: str, before: int | None, after: int | None) -> None:
    """The user's token names the Telegram id `after`; their home followed `before`."""
    if before is not None and before != after:
        place = keys.telegram(before, "homes")
        await redis.call(place, "ZREM", place, user_id)
        await _note(redis, before)
    if after is not None:
        place = keys.telegram(after, "homes")
        seconds, _ = await redis.call(place, "TIME")
        is_new = await redis.call(place, "ZADD", place, int(seconds) * 1000, user_id)
        await redis.call(place, "ZREMRANGEBYRANK", place, 0, -MOST_HOMES - 1)
        if is_new or before != after:
            await _note(redis, after)


async def followers(redis: Redis, telegram_user_id: int) -> list[str]:
    """The subs whose homes show the sessions of a Telegram id, besides the owners of these."""
    place = keys.telegram(telegram_user_id, "homes")
    return [one.decode() for one in await redis.call(place, "ZRANGE", place, 0, -1)]


async def unfollow(redis: Redis, user_id: str, telegram_user_id: int) -> None:
    """This user's home shows the sessions of a Telegram id no more."""
    place = keys.telegram(telegram_user_id, "homes")
    await redis.call(place, "ZREM", place, user_id)


async def forget(redis: Redis, telegram_user_id: int, lists: Sequence[str]) -> None:
    """What waits for a person in Telegram is not sent, and what is known of them is not known any more."""
    own = [keys.telegram(telegram_user_id, what) for what in (*lists, "about", "burst", "attempts")]
    await redis.call(own[0], "UNLINK", *own, keys.telegram(telegram_user_id, "out"))
    for by in ("out", "bursts"):
        index = keys.telegram_index(telegram_user_id, by)
        await redis.call(index, "ZREM", index, telegram_user_id)


async def _note(redis: Redis, telegram_user_id: int) -> None:
    """The relay reads the rows of this person's sessions again."""
    buckets: dict[int, list[str]] = defaultdict(list)
    for name in filter(None, (kind.telegram_list for kind in KINDS.values())):
        sessions = keys.telegram(telegram_user_id, name)
        for one in await redis.call(sessions, "ZRANGE", sessions, 0, MOST_ROWS - 1, "REV"):
            buckets[bucket(one.decode())].append(one.decode())
    for number, ids in buckets.items():
        changed = keys.index_of(number, "home", "changed")
        seconds, micros = await redis.call(changed, "TIME")
        now = int(seconds) * 1000 + int(micros) // 1000
        await redis.call(changed, "ZADD", changed, "LT", *(part for id_ in ids for part in (now, id_)))
