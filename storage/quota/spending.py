"""The use of paid services: a daily budget for each owner and for all, and stored answers.

An answer is stored for a day under its owner and the digest of its content, so that a repeated or interrupted request
is not paid for twice.
"""

from dataclasses import dataclass
from typing import Final

from storage.redis import keys
from storage.redis.client import Redis
from storage.redis.scripts import load

KEPT_SECONDS: Final = 86_400


@dataclass(frozen=True, slots=True)
class Budget:
    """Amounts for one day (UTC). 0 means none."""

    owner: int
    total: int


class BudgetExhaustedError(Exception):
    """The budget has not enough left today. People see its text."""


class Spending:
    def __init__(self, redis: Redis) -> None:
        self._redis = redis

    async def spend(self, what: str, owner: str, amount: int, budget: Budget) -> None:
        """Takes `amount` from the owner's budget and from everybody's. Raises BudgetExhaustedError, and takes
        nothing."""
        everybody = keys.budget(what)
        if budget.total and not await self._take(everybody, amount, budget.total):
            raise BudgetExhaustedError("Today's budget of this server is used up. Try again tomorrow")
        if budget.owner and not await self._take(keys.user(owner, f"spent:{what}"), amount, budget.owner):
            if budget.total:
                await self._take(everybody, -amount, budget.total)
            raise BudgetExhaustedError("Your budget of today is used up. Try again tomorrow")

    async def give_back(self, what: str, owner: str, amount: int, budget: Budget) -> None:
        """Gives back the amount of a call that failed."""
        if budget.total:
            await self._take(keys.budget(what), -amount, budget.total)
        if budget.owner:
            await self._take(keys.user(owner, f"spent:{what}"), -amount, budget.owner)

    async def known(self, what: str, owner: str, digest: str) -> str | None:
        """The stored answer for this content."""
        key = keys.user(owner, f"known:{what}:{digest}")
        answer = await self._redis.call(key, "GET", key)
        return None if answer is None else str(answer.decode())

    async def keep(self, what: str, owner: str, digest: str, answer: str) -> None:
        key = keys.user(owner, f"known:{what}:{digest}")
        await self._redis.call(key, "SET", key, answer.encode(), "EX", KEPT_SECONDS)

    async def _take(self, key: str, amount: int, budget: int) -> bool:
        return bool(await self._redis.run(load("quota/budget"), [key], amount, budget))
