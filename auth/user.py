"""The user of a request: the content of a verified token, and nothing else."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, TypeGuard

from auth.script_keys import ScriptKey
from auth.text import clean_name, is_user_id, is_word
from sessions.base.errors import Unauthorized

ADMIN_ROLE: Final = "admin"
NAMELESS: Final = "Anonymous"

# 2^53 - 1: a larger id or time would not survive a JavaScript client.
LARGEST_INTEGER: Final = 2**53 - 1


@dataclass(frozen=True, slots=True)
class User:
    """A signed-in user, guest or not.

    `id` is the token's `sub`, or its pseudonym (auth/pseudonyms.py). `expires_at` (Unix ms) is the token's `exp` as
    written, without the verifier's leeway. `permissions` contain words such as `VOICEBOT_SESSIONS.READ_OWN`, `projects`
    the ids of projects whose public sessions the user may read. The last fields come from our own tokens alone:
    `aliases` are ids of identities that were joined with this one (D27), `generation` is the one that the token was
    made in, `history` the identity whose listening history it is, if not their own, `from_provider` says that a
    provider granted the permissions, `device` is of all tokens that one sign-in led to, and `joins` says how often
    this identity was joined with another when the token was made.
    """

    id: str
    name: str
    guest: bool
    telegram_user_id: int | None
    permissions: frozenset[str]
    projects: frozenset[str]
    roles: frozenset[str]
    expires_at: int
    aliases: frozenset[str] = frozenset()
    generation: int | None = 0
    history: str | None = None
    from_provider: bool = False
    device: str = field(default="", compare=False)
    joins: int = 0
    key: ScriptKey | None = None
    """With what a script calls for them; None for themselves."""
    packed: bytes | None = field(default=None, init=False, compare=False, repr=False)
    """The result of auth/caller.py, once it was needed."""

    @property
    def is_admin(self) -> bool:
        return ADMIN_ROLE in self.roles

    @property
    def ids(self) -> tuple[str, ...]:
        """Every id under which this user owns things, their own first."""
        return (self.id, *sorted(self.aliases))

    @property
    def spender(self) -> str:
        """Whose limits a call counts in: a script's do not take from its maker's own."""
        return self.id if self.key is None else f"keys of {self.id}"

    def is_one(self, user_id: bytes | None) -> bool:
        """Whether this stored id is one of the user's."""
        return user_id is not None and (user_id == self.id.encode() or user_id.decode() in self.aliases)

    def may(self, permission: str) -> bool:
        return permission in self.permissions

    def may_all_of(self, other: "User") -> bool:
        """Whether the same user with another token may do everything that they may with this one."""
        return (
            self.permissions >= other.permissions
            and self.projects >= other.projects
            and self.roles >= other.roles
            and self.aliases >= other.aliases
            and other.telegram_user_id in {None, self.telegram_user_id}
        )


MAPPED: Final = ("name", "roles", "permissions", "projects", "telegram_user_id")
"""What a setting may find elsewhere in a provider's token; who somebody is, is always its `sub`."""


def mapped(claims: Mapping[str, Any], paths: Mapping[str, str]) -> dict[str, Any]:
    """The claims with those of `paths` taken from where they are. A path has dots into objects (`realm_access.roles`);
    a claim whose own name has dots comes first (`https://example.org/roles`). One text becomes a list of its words,
    as `scope` is written; a null one counts as missing."""
    found = dict(claims)
    for ours, path in paths.items():
        value: Any = claims.get(path)
        if value is None:
            value = claims
            for part in path.split("."):
                value = value.get(part) if isinstance(value, Mapping) else None
        if isinstance(value, str) and ours in {"roles", "permissions", "projects"}:
            value = value.split()
        found.pop(ours, None)
        if value is not None:
            found[ours] = value
    return found


def user_from_claims(claims: Mapping[str, Any], *, own: bool = True) -> User:
    """The user that a verified token's claims describe. Only an `own` token, of our issuer, says which identities are
    joined: a provider's could take somebody's things with it.

    Raises Unauthorized when a claim has the wrong type or the user is banned or deleted (V32). A missing or null claim
    counts as empty; unknown claims are ignored.
    """
    if claims.get("banned") or claims.get("deleted"):
        raise Unauthorized("This account is closed")
    subject = claims.get("sub")
    if not isinstance(subject, str) or not is_user_id(subject):
        raise _malformed("sub")
    history = claims.get("history") if own else None
    if history is not None and not (isinstance(history, str) and is_user_id(history)):
        raise _malformed("history")
    return User(
        id=subject,
        name=_name(claims.get("name")),
        guest=_flag(claims, "guest"),
        telegram_user_id=_telegram_user_id(claims.get("telegram_user_id")),
        permissions=_words(claims, "permissions"),
        projects=_words(claims, "projects"),
        roles=_words(claims, "roles"),
        expires_at=_expires_at(claims.get("exp")),
        aliases=_words(claims, "aliases") if own else frozenset(),
        generation=_count(claims, "generation") if own else None,
        history=history,
        from_provider=own and _flag(claims, "from_provider"),
        device=_device(claims.get("device")) if own else "",
        joins=_count(claims, "joins") if own else 0,
    )


def claims_of(user: User) -> dict[str, Any]:
    """The claims that `user_from_claims` reads back as `user`; empty ones are left out, times are the issuer's."""
    claims: dict[str, Any] = {"sub": user.id, "name": user.name}
    if user.guest:
        claims["guest"] = True
    if user.telegram_user_id is not None:
        claims["telegram_user_id"] = user.telegram_user_id
    if user.generation:
        claims["generation"] = user.generation
    if user.history is not None:
        claims["history"] = user.history
    if user.from_provider:
        claims["from_provider"] = True
    if user.joins:
        claims["joins"] = user.joins
    if user.device:
        claims["device"] = user.device
    for claim in ("permissions", "projects", "roles", "aliases"):
        words: frozenset[str] = getattr(user, claim)
        if words:
            claims[claim] = sorted(words)
    return claims


def _malformed(claim: str) -> Unauthorized:
    return Unauthorized(f"The token's {claim} is malformed")


def _name(value: object) -> str:
    if value is None:
        return NAMELESS
    if not isinstance(value, str):
        raise _malformed("name")
    return clean_name(value) or NAMELESS


def _flag(claims: Mapping[str, Any], claim: str) -> bool:
    value = claims.get(claim)
    if value is None:
        return False
    if not isinstance(value, bool):
        raise _malformed(claim)
    return value


def _count(claims: Mapping[str, Any], claim: str) -> int:
    value = claims.get(claim)
    if value is None:
        return 0
    if not _is_integer(value) or not 0 <= value <= LARGEST_INTEGER:
        raise _malformed(claim)
    return value


def _device(value: object) -> str:
    if value is None:
        return ""
    if not isinstance(value, str) or not is_word(value):
        raise _malformed("device")
    return value


def _telegram_user_id(value: object) -> int | None:
    if value is None:
        return None
    if not _is_integer(value) or not 0 < value <= LARGEST_INTEGER:
        raise _malformed("telegram_user_id")
    return value


def _words(claims: Mapping[str, Any], claim: str) -> frozenset[str]:
    value = claims.get(claim)
    if value is None:
        return frozenset()
    # A bare string is refused, not split: "admin" would otherwise become five roles.
    if not isinstance(value, list) or not all(isinstance(word, str) and is_word(word) for word in value):
        raise _malformed(claim)
    return frozenset(value)


def _expires_at(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0.001 <= value <= LARGEST_INTEGER / 1000:
        raise _malformed("exp")
    return int(value * 1000)


def _is_integer(value: object) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool)
