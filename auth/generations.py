"""Which of our tokens were signed out: each identity has a generation, and a token carries the one it was made in."""

import time

from auth.user import User


class Generations:
    """The least generation of each identity whose tokens were ever signed out, and how often identities were joined. A
    process is told of them in the background, so verifying a token waits for nothing."""

    def __init__(self) -> None:
        self._least: dict[str, int] = {}
        self._joins: dict[str, int] = {}
        self._ended_keys: set[str] = set()
        self._deleted: dict[str, int] = {}

    def joined(self, user_id: str, joins: int) -> None:
        self._joins[user_id] = max(joins, self._joins.get(user_id, 0))

    def is_outdated(self, user: User) -> bool:
        """Whether this user was joined with somebody since the token was made: it must be read who they are."""
        return user.generation is not None and user.joins < self._joins.get(user.id, 0)

    def raise_to(self, user_id: str, generation: int) -> None:
        self._least[user_id] = max(generation, self._least.get(user_id, 0))

    def end_key(self, key_id: str) -> None:
        self._ended_keys.add(key_id)

    def delete(self, user_id: str, until: int) -> None:
        """The account is gone: nobody is it until then, Unix ms."""
        self._deleted[user_id] = until

    def refuses(self, user: User) -> bool:
        """Whether the token of this user was signed out, or the script's key has ended. A provider's tokens are its own
        to end, but for an account that was deleted here."""
        if user.key is not None and user.key.id in self._ended_keys:
            return True
        if user.generation is None:
            return self._deleted.get(user.id, 0) > time.time() * 1000
        return user.generation < self._least.get(user.id, 0)
