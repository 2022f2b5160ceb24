"""The verifier and the issuer of tokens according to the settings, and their shared secret."""

import asyncio
import os
import secrets
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Final

import structlog

from auth.blocks import Blocks
from auth.generations import Generations
from auth.jwks import KeySet
from auth.pseudonyms import Pseudonyms
from auth.tokens import HMAC_SHA256, TokenIssuer, TokenVerifier, check_secret
from auth.user import User
from server.settings.errors import CannotStartError, SettingsError
from server.settings.model import Settings
from sessions.base.errors import Refusal
from storage.account.identities import Identities
from storage.identity.pseudonym_key import kept_key
from storage.redis.client import Redis
from storage.redis.connection import RedisError

log = structlog.get_logger(__name__)

SECRET_FILE: Final = "secret"  # noqa: S105 - a file's name
_SECRET_BYTES: Final = 48
KEEP_SECONDS: Final = 10.0


def token_verifier(
    settings: Settings,
    pseudonyms: Pseudonyms,
    generations: Generations | None = None,
    blocks: Blocks | None = None,
    resolve: Callable[[User], Awaitable[User]] | None = None,
) -> TokenVerifier:
    """Finds the user of every request. Must be closed, because it may be fetching keys."""
    keys = KeySet(settings.jwks_url, algorithms=settings.jwt_algorithms) if settings.jwks_url is not None else None
    return TokenVerifier(
        secret=signing_secret(settings),
        keys=keys,
        algorithms=settings.jwt_algorithms,
        audience=settings.jwt_audience,
        issuer=settings.jwt_issuer,
        blocked=settings.blocked_users,
        account_permissions=settings.account_permissions,
        claim_paths=dict(one.split("=", 1) for one in settings.claims),
        generations=generations,
        blocks=blocks,
        pseudonyms=pseudonyms,
        resolve=resolve,
    )


def token_issuer(settings: Settings) -> TokenIssuer | None:
    """Issues guests' and our own tokens; None when people sign in only at an identity provider."""
    secret = signing_secret(settings)
    if secret is None:
        return None
    return TokenIssuer(
        secret,
        audience=settings.jwt_audience,
        issuer=settings.jwt_issuer,
        role_seconds=settings.role_token_hours * 60 * 60,
    )


def identities_of(settings: Settings, redis: Redis) -> Identities:
    """What is kept of people beside their tokens."""
    seconds = 2 * settings.guest_ttl_days * 24 * 60 * 60
    return Identities(redis, name_seconds=seconds, log_length=settings.log_length)


async def begin_pseudonyms(pseudonyms: Pseudonyms, settings: Settings, redis: Redis) -> None:
    """Gives this process the key of the installation, before it serves. Raises CannotStartError."""
    own = settings.pseudonym_key.get_secret_value() if settings.pseudonym_key is not None else None
    kept = await kept_key(redis, own)
    if own is not None and kept != own:
        raise CannotStartError(
            "ROOMTONE_PSEUDONYM_KEY is not the key that the ids in this Redis were made with. Take the setting out: "
            "Redis keeps that key. Only a Redis without data begins with another one."
        )
    pseudonyms.key = kept.encode()


async def keep_pseudonyms(pseudonyms: Pseudonyms, redis: Redis) -> None:
    """Until it is cancelled: a Redis that has lost its data gets the key back, so that processes which start from then
    on have the same one."""
    while True:
        await asyncio.sleep(KEEP_SECONDS)
        try:
            kept = (await kept_key(redis, pseudonyms.key.decode() if pseudonyms.key else None)).encode()
        except (Refusal, RedisError) as error:
            log.warning("pseudonym_key_not_read", error=str(error))
            continue
        if kept != pseudonyms.key:  # another process was quicker, without having known it
            log.error("pseudonym_key_changed", hint="Redis has lost its data: people get other ids")
            pseudonyms.key = kept


def signing_secret(settings: Settings) -> bytes | None:
    """The secret of HS256: the configured one, or in development the one in the data folder, made when it is missing.

    Raises SettingsError when the file there is not a secret.
    """
    if HMAC_SHA256 not in settings.jwt_algorithms:
        return None
    if settings.secret is not None:
        return settings.secret.get_secret_value().encode()
    return _development_secret(settings.data_dir) if settings.env == "development" else None


def _development_secret(data_dir: Path) -> bytes:
    path = data_dir / SECRET_FILE
    try:
        _make_secret(path)
        secret = path.read_bytes().strip()
    except OSError as error:
        advice = "give it to this user, or choose another folder"
        raise SettingsError([("ROOMTONE_DATA_DIR", f"{path}: {error.strerror}; {advice}")]) from None
    try:
        check_secret(secret)
    except ValueError as error:
        raise SettingsError(
            [(str(path), f"{error}; delete it and a new one is made, which ends every session")]
        ) from None
    return secret


def _make_secret(path: Path) -> None:
    """Does nothing when there is one."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        # Written to another file and linked, so that processes that start together use the same one and nobody reads a
        # part of it.
        draft = path.with_name(f"{SECRET_FILE}.{os.getpid()}")
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(secrets.token_urlsafe(_SECRET_BYTES).encode())
        try:
            path.hardlink_to(draft)
            log.warning("development_secret_made", path=str(path), hint="set ROOMTONE_SECRET in production")
        except FileExistsError:
            pass
        finally:
            draft.unlink()
