"""Tokens: JSON Web Tokens that are verified here and, with our own secret, issued here."""

import base64
import hashlib
import secrets
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import replace
from functools import lru_cache
from types import MappingProxyType
from typing import Any, Final, NamedTuple

import jwt
import orjson
from jwt.algorithms import HMACAlgorithm

from auth.blocks import Blocks, every_id
from auth.generations import Generations
from auth.jwks import KEY_TYPES, KeySet
from auth.pseudonyms import Pseudonyms, is_ours
from auth.user import User, claims_of, mapped, user_from_claims
from sessions.base.errors import Unauthorized

HMAC_SHA256: Final = "HS256"
ALGORITHMS: Final = (HMAC_SHA256, *KEY_TYPES)
MIN_SECRET_BYTES: Final = 32  # RFC 7518 3.2: a key as long as the hash
MAX_TOKEN_BYTES: Final = 8 * 1024
LEEWAY_SECONDS: Final = 30
DEVICE_BYTES: Final = 8
ROLE_SECONDS: Final = 12 * 60 * 60

# A cookie is verified on every request. Measured on a 2-core virtual machine: 42 µs for a fresh token, 1.2 µs for a
# known one; an entry takes 1.1 KB, so that this many take 4.5 MB.
_CACHED_TOKENS: Final = 4096


def check_secret(secret: bytes) -> None:
    """Raises ValueError for a `secret` that must not sign tokens: too short, or publicly known."""
    if len(secret) < MIN_SECRET_BYTES:
        raise ValueError(f"must have at least {MIN_SECRET_BYTES} bytes, and has {len(secret)}")
    try:
        HMACAlgorithm(HMACAlgorithm.SHA256).prepare_key(secret)
    except jwt.InvalidKeyError:
        raise ValueError("is a public or private key or a certificate, and must be a random text") from None


class OwnToken(NamedTuple):
    """`lifetime` is in seconds, from its issue to its expiry; `signed_in_at` is `auth_time` (Unix s), kept when
    renewing, 0 for a device that another one has signed in."""

    user: User
    lifetime: int
    signed_in_at: int


class TokenVerifier:
    """Verifies a token and answers its user.

    HS256 tokens are checked with `secret`, the others with `keys`. `algorithms` decides which algorithms are accepted,
    never the token; each belongs to one kind of key, so that a public key cannot be used as a secret. `audience` and
    `issuer` are checked when given. `blocked` are ids of users whose tokens are refused (V32), `generations` say which
    of our tokens were signed out, `blocks` whom admins have blocked. A provider's token that names no permissions has
    `account_permissions`; `claim_paths` say where it has which claim.

    `pseudonyms` make the ids of users (D25); `keys` need them. `resolve` reads who somebody is by now, for tokens
    from before their identity was joined with another one.
    """

    def __init__(
        self,
        *,
        secret: bytes | None = None,
        keys: KeySet | None = None,
        algorithms: Collection[str] = ALGORITHMS,
        audience: str | None = None,
        issuer: str | None = None,
        blocked: Collection[str] = (),
        account_permissions: Collection[str] = (),
        claim_paths: Mapping[str, str] = MappingProxyType({}),
        generations: Generations | None = None,
        blocks: Blocks | None = None,
        pseudonyms: Pseudonyms | None = None,
        resolve: Callable[[User], Awaitable[User]] | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        if secret is not None:
            check_secret(secret)
        if keys is not None and pseudonyms is None:
            raise ValueError("a provider's subjects are shown to nobody: pseudonyms are needed")
        unknown = set(algorithms) - set(ALGORITHMS)
        if unknown:
            raise ValueError(f"unknown algorithms: {', '.join(sorted(unknown))}")
        self._secret = secret if HMAC_SHA256 in algorithms else None
        self._keys = keys
        self._public = [name for name in KEY_TYPES if name in algorithms] if keys is not None else []
        self._audience = audience
        self._issuer = issuer
        self._blocked = frozenset(blocked)
        self._account_permissions = account_permissions
        self._claim_paths = claim_paths
        self._generations = generations or Generations()
        self._blocks = blocks or Blocks()
        self._pseudonyms = pseudonyms
        self._resolve = resolve
        self._clock = clock
        self._cache: OrderedDict[bytes, User] = OrderedDict()

    async def verify(self, token: object) -> User:
        """The user of `token`, which may be any text.

        Raises Unauthorized for an invalid token, Blocked, Unavailable when the key's provider cannot be reached. A
        token signed with our secret is verified without waiting for anything.
        """
        text = _compact(token)
        digest = hashlib.sha256(text).digest()
        known = self._cache.get(digest)
        if known is not None:
            return await self._current(digest, self._still_valid(digest, known))
        algorithm, kid = _header(text.partition(b".")[0])
        if algorithm == HMAC_SHA256 and self._secret is not None:
            user = self._user(self._claims(text, self._secret, [HMAC_SHA256]))
            self._remember(digest, user)
            return await self._current(digest, user)
        if algorithm in self._public and self._keys is not None:
            # Not cached: a key that its provider withdraws must stop working here.
            key = await self._keys.key(kid, algorithm)
            return self._user(self._claims(text, key, self._public), own=False)
        raise Unauthorized("The token is signed in a way that is not accepted here")

    def verify_own(self, token: object) -> OwnToken:
        """The claims of a token signed with our secret. Raises Unauthorized for every other token."""
        if self._secret is None:
            raise Unauthorized("Tokens are not issued here")
        claims = self._claims(_compact(token), self._secret, [HMAC_SHA256])
        user = self._user(claims)
        issued_at = claims.get("iat")
        signed_in_at = claims.get("auth_time", issued_at)
        if type(issued_at) is not int or type(signed_in_at) is not int:
            raise Unauthorized("The token does not say when it was issued")
        return OwnToken(user, max(1, user.expires_at // 1000 - issued_at), signed_in_at)

    def require_admitted(self, user: User) -> None:
        """What holds for whoever calls with a script's key, too. Raises Unauthorized, Blocked."""
        self._require_open(user, self._pseudonyms.of_named if self._pseudonyms is not None else None)
        if self._generations.is_outdated(user):
            raise Unauthorized("This key has ended: its maker was joined with somebody")

    async def close(self) -> None:
        if self._keys is not None:
            await self._keys.close()

    def _claims(self, token: bytes, key: bytes | jwt.PyJWK, algorithms: list[str]) -> dict[str, Any]:
        try:
            return jwt.decode(
                token,
                key,
                algorithms=algorithms,
                audience=self._audience,
                issuer=self._issuer,
                leeway=LEEWAY_SECONDS,
                options={
                    "require": ["exp", "sub"],
                    "verify_aud": self._audience is not None,
                    "enforce_minimum_key_length": True,
                },
            )
        except jwt.ExpiredSignatureError:
            raise Unauthorized("The token has expired") from None
        except (jwt.PyJWTError, ValueError, TypeError, OverflowError):
            # The library's message would show an attacker which check failed.
            raise Unauthorized("The token is not valid") from None

    def _user(self, claims: dict[str, Any], *, own: bool = True) -> User:
        if not own:
            claims = mapped(claims, self._claim_paths)
            if claims.get("permissions") is None:
                claims["permissions"] = list(self._account_permissions)
        user = user_from_claims(claims, own=own)
        if not own and is_ours(user.id):
            raise Unauthorized("The token's sub belongs to a user of this server")
        named = None
        if self._pseudonyms is not None:
            named = self._pseudonyms.of_named
            pseudonym = named(user.id) if own else self._pseudonyms.of("provider", user.id)
            user = replace(user, id=pseudonym)
        self._require_open(user, named)
        return user

    def _require_open(self, user: User, named: Callable[[str], str] | None) -> None:
        """Raises Unauthorized, Blocked."""
        blocked = frozenset(map(named, self._blocked)) if named is not None else self._blocked
        if blocked and not blocked.isdisjoint(every_id(user, named)):
            raise Unauthorized("This account is closed")
        if self._generations.refuses(user):
            raise Unauthorized("This device was signed out")
        self._blocks.require(user)

    def _still_valid(self, digest: bytes, user: User) -> User:
        if user.expires_at / 1000 <= self._clock() - LEEWAY_SECONDS:
            del self._cache[digest]
            raise Unauthorized("The token has expired")
        if self._generations.refuses(user):
            del self._cache[digest]
            raise Unauthorized("This device was signed out")
        self._blocks.require(user)
        self._cache.move_to_end(digest)
        return user

    async def _current(self, digest: bytes, user: User) -> User:
        """Who they are by now; read once for each token that is older than a join."""
        if self._resolve is None or not self._generations.is_outdated(user):
            return user
        user = await self._resolve(user)
        self._require_open(user, self._pseudonyms.of_named if self._pseudonyms is not None else None)
        self._remember(digest, user)
        return user

    def _remember(self, digest: bytes, user: User) -> None:
        self._cache[digest] = user
        if len(self._cache) > _CACHED_TOKENS:
            self._cache.popitem(last=False)


class TokenIssuer:
    """Issues tokens signed with our secret (HS256). `role_seconds`: how long after signing in a token with roles can be
    renewed (D26)."""

    def __init__(
        self,
        secret: bytes,
        *,
        audience: str | None = None,
        issuer: str | None = None,
        role_seconds: int = ROLE_SECONDS,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._secret = secret
        self._audience = audience
        self._issuer = issuer
        self._role_seconds = role_seconds
        self._clock = clock
        self._own = TokenVerifier(secret=secret, audience=audience, issuer=issuer, clock=clock)

    def issue(self, user: User, ttl: int, *, proven: bool = True) -> tuple[str, int]:
        """A token of `user` on a new device for `ttl` seconds, and its expiry (Unix ms). `user.expires_at` is ignored.
        `proven`: they have shown who they are now, and not only that another device of theirs is signed in."""
        now = int(self._clock())
        user = replace(user, device=secrets.token_hex(DEVICE_BYTES))
        return self._sign(user, issued_at=now, expires_at=now + ttl, signed_in_at=now if proven else 0)

    def _sign(self, user: User, *, issued_at: int, expires_at: int, signed_in_at: int) -> tuple[str, int]:
        if user.key is not None:
            raise ValueError("who calls with a script's key gets no token")
        claims = claims_of(user) | {"iat": issued_at, "exp": expires_at, "auth_time": signed_in_at}
        if self._audience is not None:
            claims["aud"] = self._audience
        if self._issuer is not None:
            claims["iss"] = self._issuer
        return jwt.encode(claims, self._secret, HMAC_SHA256), claims["exp"] * 1000

    def renew(
        self,
        token: object,
        *,
        guest_permissions: frozenset[str] | None = None,
        identity: User | None = None,
    ) -> tuple[str, User]:
        """A new token for the same user with the lifetime of the old one. `identity` is who the user is by now: its
        name, its ids and its generation are taken over.

        A guest gets `guest_permissions`, so that a permission removed from the setting ends with the renewal; so does
        a user who signed in through a provider too long ago. A token with roles ends at a set time after signing in.
        Raises Unauthorized when the token has expired or was not issued here (a provider's short token must not become
        a long one of ours).
        """
        user, lifetime, signed_in_at = self._own.verify_own(token)
        now, ends_at = int(self._clock()), user.expires_at // 1000
        if ends_at <= now:  # the leeway is only for clocks that differ
            raise Unauthorized("The token has expired")
        expires_at = now + lifetime
        if user.roles:
            expires_at = min(expires_at, max(signed_in_at + self._role_seconds, ends_at))
        if identity is not None:
            user = replace(
                identity,
                permissions=user.permissions,
                projects=user.projects,
                roles=user.roles,
                from_provider=user.from_provider,
                expires_at=user.expires_at,
            )
        if user.from_provider and not user.roles and now > signed_in_at + self._role_seconds:
            user = replace(
                user, permissions=guest_permissions or frozenset(), projects=frozenset(), from_provider=False
            )
        if user.guest and guest_permissions is not None:
            user = replace(user, permissions=guest_permissions)
        fresh, expires_at_ms = self._sign(user, issued_at=now, expires_at=expires_at, signed_in_at=signed_in_at)
        return fresh, replace(user, expires_at=expires_at_ms)


def _compact(token: object) -> bytes:
    if not isinstance(token, str) or not token:
        raise Unauthorized("The token is missing")
    if len(token) > MAX_TOKEN_BYTES or not token.isascii():
        raise Unauthorized("The token is not valid")
    return token.encode()


@lru_cache(maxsize=64)
def _header(segment: bytes) -> tuple[str, str | None]:
    """The algorithm and key id in the token's header, which select the key to verify it with. Cached: ours are all the
    same."""
    try:
        header = orjson.loads(base64.urlsafe_b64decode(segment + b"=" * (-len(segment) % 4)))
        algorithm, kid = header["alg"], header.get("kid")
    except (ValueError, TypeError, KeyError):
        raise Unauthorized("The token is not valid") from None
    if not isinstance(algorithm, str) or not isinstance(kid, str | None):
        raise Unauthorized("The token is not valid")
    return algorithm, kid
