"""Which of our tokens were signed out: each identity has a generation, and a token carries the one it was made in."""

from auth.user import User


class Generations:
    """The least generation of each identity whose tokens were ever signed out. A process is told of them in the
    background, so verifying a token waits for nothing."""

    def __init__(self) -> None:
        self._least: dict[str, int] = {}

    def raise_to(self, user_id: str, generation: int) -> None:
        self._least[user_id] = max(generation, self._least.get(user_id, 0))

    def refuses(self, user: User) -> bool:
        """Whether the token of this user was signed out. A provider's tokens are its own to end."""
        return user.generation is not None and user.generation < self._least.get(user.id, 0)
