"""Where a key's one-press address marks (D40, D41)."""

from collections.abc import Collection
from dataclasses import dataclass
from hashlib import sha256

from auth.script_keys import ScriptKey
from auth.user import User
from storage.redis.client import Redis
from storage.redis.scripts import load
from storage.script_keys.store import COUNTS_MS, checked, place_of


@dataclass(frozen=True, slots=True)
class Press:
    """Whom the key acts for; `session_id` is the one that it names, or that of their running stream, None without
    one."""

    user: User
    in_address: bool
    session_id: str | None


@dataclass(frozen=True, slots=True)
class Chatter:
    """Somebody in a chat, for whom a key marks: known by their name there. `share` is the network in whose share of a
    session their moments count (OP30): all who mark by one key are one, which a moderator can keep out."""

    id: str
    share: str


def chatter_of(key: ScriptKey, name: str) -> Chatter:
    """The same name is the same person, however it is capitalized."""
    digest = sha256(f"{key.id}\n{name.casefold()}".encode()).hexdigest()
    return Chatter(f"chat_{digest[:22]}", key.id[:16])


async def pressed(redis: Redis, text: str, permissions: Collection[str]) -> Press:
    """Raises Unauthorized."""
    key, session_id = await redis.run(load("clip/running"), [place_of(text)], COUNTS_MS)
    found = checked(text, key, permissions)
    return Press(found.user, found.in_address, session_id.decode() or None)
