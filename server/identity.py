"""The verifier and the issuer of tokens according to the settings, and their shared secret."""

import os
import secrets
from pathlib import Path
from typing import Final

import structlog

from auth.blocks import Blocks
from auth.generations import Generations
from auth.jwks import KeySet
from auth.tokens import HMAC_SHA256, TokenIssuer, TokenVerifier, check_secret
from server.settings.errors import SettingsError
from server.settings.model import Settings
from storage.identities import Identities
from storage.redis.client import Redis

log = structlog.get_logger(__name__)

SECRET_FILE: Final = "secret"  # noqa: S105 - a file's name
_SECRET_BYTES: Final = 48


def token_verifier(
    settings: Settings, generations: Generations | None = None, blocks: Blocks | None = None
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
        generations=generations,
        blocks=blocks,
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
    if not path.exists():
        data_dir.mkdir(parents=True, exist_ok=True)
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
    secret = path.read_bytes().strip()
    try:
        check_secret(secret)
    except ValueError as error:
        raise SettingsError(
            [(str(path), f"{error}; delete it and a new one is made, which ends every session")]
        ) from None
    return secret
