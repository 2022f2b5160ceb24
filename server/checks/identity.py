"""Checks of identity: the secret, the provider's keys, the public address."""

from collections.abc import AsyncIterator, Iterator
from typing import Final

from auth.jwks import KeySet
from server.checks.finding import Finding, fail, ok, warn
from server.services.identity import signing_secret
from server.settings.errors import SettingsError
from server.settings.model import Settings
from sessions.base.errors import Unavailable

SUBJECT: Final = "Identity"
FEW_CHARACTERS: Final = 10  # different characters; a random secret of 32 bytes has about twice as many


async def check_identity(settings: Settings) -> AsyncIterator[Finding]:
    for finding in (*_secret(settings), *_address(settings)):
        yield finding
    if settings.jwks_url is not None:
        yield await _provider(settings)


def _secret(settings: Settings) -> Iterator[Finding]:
    try:
        secret = signing_secret(settings)
    except SettingsError as error:
        yield from (fail(SUBJECT, f"{name} {reason}", "see above") for name, reason in error.problems)
        return
    if secret is None:
        yield ok(SUBJECT, "people sign in at the provider alone: there are no guests")
    elif len(set(secret)) < FEW_CHARACTERS:
        yield warn(SUBJECT, "the secret is easy to guess", "make one: openssl rand -base64 48")
    elif settings.secret is None:
        yield ok(SUBJECT, f"a development secret is in {settings.data_dir}")
    else:
        yield ok(SUBJECT, "ROOMTONE_SECRET is set")


def _address(settings: Settings) -> Iterator[Finding]:
    if settings.env == "production":
        if settings.public_url is None:
            yield warn(SUBJECT, "links begin with the address that is listened on", "set ROOMTONE_PUBLIC_URL")
        elif not settings.public_url.startswith("https:"):
            yield warn(SUBJECT, "ROOMTONE_PUBLIC_URL is not https: cookies travel in the clear", "put TLS in front")
    elif settings.host not in {"127.0.0.1", "::1", "localhost"}:
        yield warn(SUBJECT, f"a development server listens on {settings.host}", "set ROOMTONE_ENV=production")


async def _provider(settings: Settings) -> Finding:
    keys = KeySet(settings.jwks_url or "", algorithms=settings.jwt_algorithms)
    try:
        count = await keys.load()
    except Unavailable as error:
        return fail(SUBJECT, f"{error.text}: {settings.jwks_url}", "mend ROOMTONE_JWKS_URL, or start the provider")
    return ok(SUBJECT, f"the provider has {count} usable {'key' if count == 1 else 'keys'}")
