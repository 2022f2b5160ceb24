"""Who calls with a key for scripts (D41), at every door where one is taken: HTTP, sockets, one-press addresses."""

from collections.abc import Awaitable, Callable
from typing import Protocol, TypeVar

from auth.blocks import Blocks
from auth.tokens import TokenVerifier
from auth.user import User
from storage.script_keys.store import ScriptKeys


class Acting(Protocol):
    @property
    def user(self) -> User: ...


Found = TypeVar("Found", bound=Acting)


class Bucket(Protocol):
    def consume(self, share: None = None, now: float | None = None, cost: float = 1) -> None: ...


class KeyCheck:
    """`bucket` answers the rate of somebody: keys of one person have one together, apart from their own."""

    def __init__(
        self,
        keys: ScriptKeys,
        verifier: TokenVerifier,
        blocks: Blocks,
        bucket: Callable[[str], Bucket],
        *,
        permissions: frozenset[str],
    ) -> None:
        self._keys = keys
        self._verifier = verifier
        self._blocks = blocks
        self._bucket = bucket
        self.permissions = permissions

    async def user(self, text: str, address: str) -> User:
        """Whom a key acts for. It is read each time, so that a key which has ended is refused at once. Raises
        Unauthorized, Blocked."""
        return (await self.checked(self._keys.check(text, self.permissions), address)).user

    async def checked(self, check: Awaitable[Found], address: str) -> Found:
        """The same for a check that reads something else, too."""
        found = await check
        self._verifier.require_admitted(found.user)
        self._blocks.require_address(found.user, address)
        return found

    def pay(self, user: User) -> None:
        """One call of a key that no other limit counts. Raises RateLimited."""
        self._bucket(user.spender).consume()
